"""Parts of the page Couverture."""
