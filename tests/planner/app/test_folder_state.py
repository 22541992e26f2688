"""What pages compare to notice that somebody wrote in a territory folder."""

from pathlib import Path

from planner.app.folder_state import read_state


def test_a_table_written_anew_changes_what_is_known_of_tables(tmp_path: Path) -> None:
    before = read_state(tmp_path)
    (tmp_path / "venues.csv").write_text("id", encoding="utf-8")
    assert read_state(tmp_path).tables != before.tables


def test_what_is_written_in_a_folder_inside_is_no_change_of_tables(tmp_path: Path) -> None:
    before = read_state(tmp_path)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "draft.json").write_text("{}", encoding="utf-8")
    assert read_state(tmp_path) == before
