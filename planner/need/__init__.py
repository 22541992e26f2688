"""Need: how many residents of each commune want help, and what the survey says of access.

Nothing that shows fewer than MIN_RESPONDENTS answers leaves this package: what does are estimates
of a model, and tables that :mod:`planner.need.secrecy` has thinned.
"""

from planner.need.allocation import Allocation, AnswerPlan, where_to_ask
from planner.need.areas import AreaKind, AreaNeed, summarise_areas
from planner.need.change import ShareChange, compare_waves
from planner.need.estimate import estimate_need
from planner.need.preferences import (
    DEFAULT_ACCEPTANCE,
    DEFAULT_WILLINGNESS,
    AccessPreferences,
    access_preferences,
    share_willing,
    weight_of_kind,
)
from planner.need.records import NARROW_LEVEL, WIDE_LEVEL, Need
from planner.need.scenarios import NeedScenario, choose_scenario
from planner.need.secrecy import MIN_RESPONDENTS
from planner.need.themes import ThemeShares, ThemeTable, share_of_themes

__all__ = [
    "DEFAULT_ACCEPTANCE",
    "DEFAULT_WILLINGNESS",
    "MIN_RESPONDENTS",
    "NARROW_LEVEL",
    "WIDE_LEVEL",
    "AccessPreferences",
    "Allocation",
    "AnswerPlan",
    "AreaKind",
    "AreaNeed",
    "Need",
    "NeedScenario",
    "ShareChange",
    "ThemeShares",
    "ThemeTable",
    "access_preferences",
    "choose_scenario",
    "compare_waves",
    "estimate_need",
    "share_of_themes",
    "share_willing",
    "summarise_areas",
    "weight_of_kind",
    "where_to_ask",
]
