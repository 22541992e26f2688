"""Parts of the page « Historique »: the list of plans, what differs between two, restoring."""
