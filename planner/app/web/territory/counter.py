"""What a browser tab has dropped and not yet given to the folder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geodata.errors import Fault, InputError
from planner.intake.drops import (
    Incoming,
    Review,
    accept,
    close_drop,
    display_name,
    open_drop,
    reserve,
    review,
)
from planner.intake.file_contents import check_content
from planner.intake.input_files import KINDS, InputKind
from planner.intake.recognition import Recognition, recognise


@dataclass(slots=True, kw_only=True, eq=False)
class Dropped:
    """One dropped file."""

    name: str
    """As the coordinator called it."""
    path: Path
    recognition: Recognition
    kind: InputKind | None
    """What it is taken for now; ``None``: it is left aside."""


@dataclass(slots=True, kw_only=True)
class Counter:
    """The files of one tab, from their arrival until they are accepted or forgotten."""

    folder: Path
    files: list[Dropped] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    """Of files that were not even kept."""
    judged: Review | None = None
    _drop: Path | None = None

    @property
    def drop(self) -> Path:
        """Where the files wait; made when the first comes."""
        if self._drop is None or not self._drop.is_dir():
            self._drop = open_drop(self.folder)
        return self._drop

    def reserve(self, name: str) -> Path | None:
        """Path for a file that arrives; ``None``, and a fault on record, when it is refused."""
        try:
            return reserve(self.drop, name)
        except InputError as error:
            self.refused += error.faults
            return None

    def receive(self, name: str, path: Path) -> None:
        """Look at a file that has arrived, and find out what it is."""
        shown = display_name(name)
        ending = path.suffix
        limit = max(kind.max_bytes for kind in KINDS if ending in kind.endings)
        try:
            check_content(path, name=shown, max_bytes=limit)
        except InputError as error:
            path.unlink()
            self.refused += error.faults
            return
        found = recognise(path, name=shown)
        self.files.append(Dropped(name=shown, path=path, recognition=found, kind=found.kind))
        self.judged = None

    def incoming(self) -> tuple[Incoming, ...]:
        """Files that are to take their places."""
        return tuple(
            Incoming(path=file.path, kind=file.kind) for file in self.files if file.kind is not None
        )

    def twice(self) -> Sequence[str]:
        """Titles of what two of the files want to be."""
        stems = [one.kind.stem for one in self.incoming()]
        return [kind.title for kind in KINDS if stems.count(kind.stem) > 1]

    def judge(self) -> Review:
        """Judge the folder as it would be with the files in it."""
        self.judged = review(self.folder, self.drop, self.incoming())
        return self.judged

    def accept(self) -> None:
        """Let the files take their places.

        Raises
        ------
        InputError, FolderInUseError
            They cannot, for now or at all; they wait on.
        """
        judged = self.judged or self.judge()
        accept(self.folder, self.drop, self.incoming(), judged=judged)
        self.forget()

    def discard(self, file: Dropped) -> None:
        """Throw away one file."""
        file.path.unlink(missing_ok=True)
        self.files = [other for other in self.files if other is not file]
        self.judged = None
        if not self.files:
            self.forget()

    def forget(self) -> None:
        """Throw away what waits."""
        if self._drop is not None:
            close_drop(self._drop)
        self._drop, self.judged = None, None
        self.files.clear()
        self.refused.clear()
