"""The commands of ``itinerance``: what each reads from its line, and what it prints."""
