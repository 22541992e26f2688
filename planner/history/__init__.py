"""Plans as versions of a territory: where each comes from, and what differs between two."""

from planner.history.reading import StoredVersion, list_versions, read_version
from planner.history.sessions import SessionChange, compare_sessions
from planner.history.version import VERSION_FILE, Provenance, Version, version_file

__all__ = [
    "VERSION_FILE",
    "Provenance",
    "SessionChange",
    "StoredVersion",
    "Version",
    "compare_sessions",
    "list_versions",
    "read_version",
    "version_file",
]
