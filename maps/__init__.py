"""How it looks: the coverage map, one page that needs nothing else."""
