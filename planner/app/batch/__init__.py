"""Many territories and scenarios: planned by local processes or on a Dask cluster."""
