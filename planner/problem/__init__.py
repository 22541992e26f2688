"""The planning problem, from the tables and settings to arrays: what an optimiser has to know."""
