"""Parts of the page Territoire."""
