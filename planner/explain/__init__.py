"""Why a commune is not, or rarely, served, and the smallest change that would serve it."""

from planner.explain.alternatives import list_alternatives
from planner.explain.explanation import explain_plan

__all__ = ["explain_plan", "list_alternatives"]
