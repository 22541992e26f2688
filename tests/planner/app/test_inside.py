"""Names that come from outside stay inside their folder."""

from pathlib import Path

import pytest

from planner.app.inside import OutsideError, inside


def test_a_name_below_the_folder_is_found(tmp_path: Path) -> None:
    assert inside(tmp_path, "plans/a.json") == tmp_path.resolve() / "plans" / "a.json"


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../a", "a/../../b", "/etc/passwd", "a\\..\\b", "C:/a", "C:a"),
        *(".cache/a", "a/.jobs/b", "a\0b", "a\nb"),
    ],
)
def test_every_other_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutsideError):
        inside(tmp_path, name)


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret").touch()
    (home / "lien").symlink_to(tmp_path / "secret")
    with pytest.raises(OutsideError):
        inside(home, "lien")
