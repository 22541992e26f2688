"""Two plans of one territory on one map: who gains, who loses."""

from maps.comparison.page import render_comparison

__all__ = ["render_comparison"]
