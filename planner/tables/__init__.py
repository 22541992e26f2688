"""A plan's results as data frames, with columns that are documented and keep their meaning.

Every function takes the plan first. Those that need outlines or roads take the territory, too, and
return a GeoDataFrame in EPSG:4326. Figures are those of plan.json; units are in the names.
"""

from planner.tables.columns import (
    ADVISERS,
    AREAS,
    BOUNDS,
    COMMUNES,
    REACH,
    SESSIONS,
    TABLES,
    TOURS,
    VISITS,
    Column,
    Table,
)
from planner.tables.frames import (
    advisers,
    areas,
    bounds,
    communes,
    reach,
    sessions,
    tours,
    visits,
)

__all__ = [
    "ADVISERS",
    "AREAS",
    "BOUNDS",
    "COMMUNES",
    "REACH",
    "SESSIONS",
    "TABLES",
    "TOURS",
    "VISITS",
    "Column",
    "Table",
    "advisers",
    "areas",
    "bounds",
    "communes",
    "reach",
    "sessions",
    "tours",
    "visits",
]
