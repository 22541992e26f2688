"""What pages are given: the territory folder, and who looks at it."""

from dataclasses import dataclass
from pathlib import Path

from planner.app.desk.keeper import DeskKeeper
from planner.app.jobs.keeper import JobKeeper
from planner.app.web.watching import FolderWatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all browsers of one server share."""

    folder: Path
    """The territory folder."""
    watch: FolderWatch
    jobs: JobKeeper
    desk: DeskKeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page in one browser tab."""

    office: Office
    user: str
    """Name that decisions are recorded under."""

    @property
    def folder(self) -> Path:
        """The territory folder."""
        return self.office.folder

    @property
    def jobs(self) -> JobKeeper:
        """Long computations of the folder: started, found, stopped."""
        return self.office.jobs

    @property
    def desk(self) -> DeskKeeper:
        """The draft of the folder."""
        return self.office.desk

    @property
    def watch(self) -> FolderWatch:
        """What tells that somebody wrote in the folder."""
        return self.office.watch
