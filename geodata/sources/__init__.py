"""Outside sources of data; the only package that may use the network."""
