"""Replanning: what changed, and a plan that follows it with as little disruption as wanted."""
