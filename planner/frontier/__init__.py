"""Coverage against the means that a territory gives itself."""
