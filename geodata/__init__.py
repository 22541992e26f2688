"""What is there: a territory's tables, roads, travel times and opening hours."""
