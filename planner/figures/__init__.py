"""What a plan is worth: coverage, tours, capacity, and how far the figures may be trusted."""
