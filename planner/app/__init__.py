"""The command ``itinerance`` and the one path that it, scripts and tests share."""
