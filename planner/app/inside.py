"""Names that come from outside, held inside one folder."""

from pathlib import Path, PurePosixPath, PureWindowsPath


class OutsideError(ValueError):
    """A name that leads out of its folder, or to what is nobody's business there."""


def inside(folder: Path, name: str) -> Path:
    """Return the path of a name below a folder, wherever links on the way lead.

    Parameters
    ----------
    name
        Relative, with ``/``; nothing in it begins with a dot: locks, drafts under way and caches
        are not for pages.

    Raises
    ------
    OutsideError
        When the name is empty, absolute, hidden, or its path leaves the folder.
    """
    parts = PurePosixPath(name).parts
    if (
        not parts
        or "\\" in name
        or any(not character.isprintable() for character in name)
        or name.startswith("/")
        or PureWindowsPath(name).drive
        or any(part.startswith(".") for part in parts)
    ):
        raise OutsideError(f"not a name inside a folder: {name!r}")
    home = folder.resolve()
    path = home.joinpath(*parts).resolve()
    if not path.is_relative_to(home) or path == home:
        raise OutsideError(f"leads out of its folder: {name!r}")
    return path
