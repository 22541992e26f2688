import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from planner.plan import store as plan_store
from planner.plan.store import latest_plan, list_plans, write_plan_folder

START = date(2027, 1, 4)
FILES = {"plan.json": b"{}\n", "calendriers/a.ics": b"BEGIN"}


def _names(folder: Path) -> list[str]:
    return [path.name for path in list_plans(folder)]


def test_a_plan_folder_holds_every_file_as_given(tmp_path: Path) -> None:
    written = write_plan_folder(tmp_path, START, FILES)
    assert written == tmp_path / "plans" / "2027-01-04-1"
    found = {
        path.relative_to(written).as_posix(): path.read_bytes()
        for path in written.rglob("*")
        if path.is_file()
    }
    assert found == FILES


def test_nothing_but_the_plan_stays_behind(tmp_path: Path) -> None:
    written = write_plan_folder(tmp_path, START, FILES)
    assert list((tmp_path / "plans").iterdir()) == [written]


def test_an_older_plan_is_never_overwritten(tmp_path: Path) -> None:
    first = write_plan_folder(tmp_path, START, FILES)
    second = write_plan_folder(tmp_path, START, {"plan.json": b"[]"})
    assert second.name == "2027-01-04-2"
    assert (first / "plan.json").read_bytes() == b"{}\n"


def test_a_deleted_number_is_not_given_again(tmp_path: Path) -> None:
    first = write_plan_folder(tmp_path, START, FILES)
    write_plan_folder(tmp_path, START, FILES)
    for path in sorted(first.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    first.rmdir()
    assert write_plan_folder(tmp_path, START, FILES).name == "2027-01-04-3"


def test_numbers_are_sorted_as_numbers_and_after_dates(tmp_path: Path) -> None:
    for _ in range(10):
        write_plan_folder(tmp_path, START, FILES)
    write_plan_folder(tmp_path, date(2026, 12, 28), FILES)
    assert _names(tmp_path)[:2] == ["2026-12-28-1", "2027-01-04-1"]
    assert _names(tmp_path)[-1] == "2027-01-04-10"
    assert latest_plan(tmp_path) == tmp_path / "plans" / "2027-01-04-10"


def test_a_territory_without_plans_has_none(tmp_path: Path) -> None:
    assert list_plans(tmp_path) == ()
    assert latest_plan(tmp_path) is None


def test_readers_ignore_leftovers_and_foreign_folders(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    for name in (".2027-01-04-0abc.partial", "2027-01-04-1.old", "2027-02-30-1", "2027-01-04-01"):
        (plans / name).mkdir(parents=True)
        (plans / name / "plan.json").write_bytes(b"{}")
    (plans / "2027-01-04-7").mkdir()
    assert list_plans(tmp_path) == ()


def test_an_empty_folder_made_by_hand_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "plans" / "2027-01-04-1").mkdir(parents=True)
    assert write_plan_folder(tmp_path, START, FILES).name == "2027-01-04-2"


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    real = plan_store.write_atomically

    def write_one_then_fail(path: Path, content: bytes) -> None:
        if path.name == "a.ics":
            raise failure
        real(path, content)

    monkeypatch.setattr(plan_store, "write_atomically", write_one_then_fail)
    with pytest.raises(type(failure)):
        write_plan_folder(tmp_path, START, FILES)
    assert list((tmp_path / "plans").iterdir()) == []


def test_a_process_killed_before_the_rename_leaves_no_plan_visible(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from planner.plan import store as plan_store\n"
        "plan_store._rename_to_next = lambda *_: os._exit(9)\n"
        "plan_store.write_plan_folder(Path(sys.argv[1]), date(2027, 1, 4), {'plan.json': b'{}'})"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, str(tmp_path)], check=False
    )
    assert result.returncode == 9
    assert len(list((tmp_path / "plans").iterdir())) == 1
    assert list_plans(tmp_path) == ()
    assert write_plan_folder(tmp_path, START, FILES).name == "2027-01-04-1"


def test_writers_at_the_same_time_get_different_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    num_writers = 4
    barrier = threading.Barrier(num_writers)
    real = plan_store._rename_to_next

    def rename_together(draft: Path, plans: Path, start: date) -> Path:
        barrier.wait(timeout=10)
        return real(draft, plans, start)

    monkeypatch.setattr(plan_store, "_rename_to_next", rename_together)
    written: list[tuple[int, Path]] = []

    def write(writer: int) -> None:
        content = str(writer).encode()
        written.append((writer, write_plan_folder(tmp_path, START, {"plan.json": content})))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(num_writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _names(tmp_path) == [f"2027-01-04-{n}" for n in range(1, num_writers + 1)]
    for writer, folder in written:
        assert (folder / "plan.json").read_bytes() == str(writer).encode()


def test_a_number_taken_between_the_look_and_the_rename_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan_folder(tmp_path, START, FILES)
    monkeypatch.setattr(plan_store, "_numbered", lambda _: [])
    answers = iter([False])
    real = os.path.lexists
    monkeypatch.setattr(plan_store.os.path, "lexists", lambda path: next(answers, real(path)))
    assert write_plan_folder(tmp_path, START, FILES).name == "2027-01-04-2"


def test_processes_at_the_same_time_get_different_folders(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from planner.plan.store import write_plan_folder\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(write_plan_folder(Path(sys.argv[1]), date(2027, 1, 4), {'plan.json': b'{}'}).name)"
    )
    runs = [
        subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    names = []
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("\n")
        run.stdin.flush()
    for run in runs:
        out, _ = run.communicate(timeout=30)
        names.append(out.strip())
    assert sorted(names) == ["2027-01-04-1", "2027-01-04-2"]


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "a\\..\\x", "C:/x", "C:x", "", "."]
)
def test_a_file_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a path inside"):
        write_plan_folder(tmp_path, START, {"plan.json": b"{}", name: b""})
    assert not (tmp_path / "plans").exists()


def test_a_plan_folder_without_its_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"plan\.json"):
        write_plan_folder(tmp_path, START, {"planning.csv": b""})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_may_read_a_plan_as_the_umask_says(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    written = write_plan_folder(tmp_path, START, FILES)
    assert written.stat().st_mode == beside.stat().st_mode
