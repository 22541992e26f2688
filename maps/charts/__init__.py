"""Charts of a plan, each with its numbers, as one page."""

from maps.charts.page import render_charts

__all__ = ["render_charts"]
