"""The optimiser: the only package that knows OR-Tools, and positions instead of ids."""
