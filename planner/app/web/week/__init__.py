"""Parts of the page « La semaine »: the grid, the map, the card, moving, repairing, publishing."""
