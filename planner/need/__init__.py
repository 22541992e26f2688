"""Need: how many residents of each commune want help, and what the survey says of access.

Nothing that shows fewer than MIN_RESPONDENTS answers leaves this package: what does are estimates
of a model, and tables that :mod:`planner.need.secrecy` has thinned.
"""

from planner.need.areas import AreaKind, AreaNeed, summarise_areas
from planner.need.estimate import estimate_need
from planner.need.preferences import (
    DEFAULT_ACCEPTANCE,
    DEFAULT_WILLINGNESS,
    AccessPreferences,
    access_preferences,
    share_willing,
)
from planner.need.records import NARROW_LEVEL, WIDE_LEVEL, Need
from planner.need.scenarios import NeedScenario, choose_scenario
from planner.need.secrecy import MIN_RESPONDENTS

__all__ = [
    "DEFAULT_ACCEPTANCE",
    "DEFAULT_WILLINGNESS",
    "MIN_RESPONDENTS",
    "NARROW_LEVEL",
    "WIDE_LEVEL",
    "AccessPreferences",
    "AreaKind",
    "AreaNeed",
    "Need",
    "NeedScenario",
    "access_preferences",
    "choose_scenario",
    "estimate_need",
    "share_willing",
    "summarise_areas",
]
