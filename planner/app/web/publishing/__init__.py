"""Parts of the page Publier."""
