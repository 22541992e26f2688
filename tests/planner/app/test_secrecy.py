"""Statistical secrecy: nothing that a command leaves behind shows an answer or fewer than eleven.

A territory is planned with a survey whose ids, words and counts are unlike anything else; then
every byte that was written or printed is searched for them.
"""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.xdist_group("secrecy")  # its fixture plans a territory
ID_MARK = "REPONDANT-SECRET-"
THEME = "theme_motsecretrare"
SURVEY_FILE = "survey.csv"


@dataclass(frozen=True, slots=True)
class Left:
    """Everything that commands left: files, and what they printed."""

    files: dict[str, bytes]
    printed: str
    survey: pd.DataFrame

    def everywhere(self) -> list[tuple[str, str]]:
        texts = [(name, content.decode("latin-1")) for name, content in self.files.items()]
        return [*texts, ("printed", self.printed)]


def command(*arguments: str) -> str:
    code = "from planner.app.main import main; main()"
    ran = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def left(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Left:
    folder = tmp_path_factory.mktemp("secrecy") / "territoire"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("plans", ".cache"))
    survey = pd.read_csv(folder / SURVEY_FILE, sep=";", dtype=str, encoding="utf-8-sig")
    survey = survey.iloc[:700].copy()
    survey["respondent_id"] = [f"{ID_MARK}{number:05}" for number in range(len(survey))]
    survey[THEME] = ["yes" if number % 97 == 0 else "no" for number in range(len(survey))]
    survey.to_csv(folder / SURVEY_FILE, sep=";", index=False)
    given = {path.relative_to(folder) for path in folder.rglob("*")}
    printed = command("check", str(folder))
    printed += command("plan", str(folder), "--need-scenario", "low")
    table = folder.parent / "besoin.csv"
    options = ["--themes", "--where-to-ask", "50", "--previous", str(folder / SURVEY_FILE)]
    printed += command("need", str(folder), "--output", str(table), *options)
    printed += command("need", str(folder), "--json", *options)
    files = {
        str(path.relative_to(folder.parent)): path.read_bytes()
        for path in [*folder.rglob("*"), *folder.parent.glob("besoin*")]
        if path.is_file()
        and not (path.is_relative_to(folder) and path.relative_to(folder) in given)
    }
    for name, content in list(files.items()):
        if zipfile.is_zipfile(io.BytesIO(content)):  # the cache of travel times
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                files |= {f"{name}/{part}": packed.read(part) for part in packed.namelist()}
    return Left(files=files, printed=printed, survey=survey)


def test_there_is_something_to_search(left: Left) -> None:
    names = " ".join(left.files)
    for part in ("plan.json", "map.html", "stress.csv", ".cache", "besoin.csv", "besoin-themes"):
        assert part in names
    assert "Besoin" in left.printed


def test_no_respondent_is_named_anywhere(left: Left) -> None:
    assert [name for name, text in left.everywhere() if ID_MARK in text] == []


def test_no_file_holds_the_survey_or_a_row_of_it(left: Left) -> None:
    rows = {
        ";".join(row)
        for row in left.survey.drop(columns=["respondent_id"]).fillna("").itertuples(index=False)
    }
    for name, text in left.everywhere():
        assert not any(row in text for row in rows), name
        assert "max_travel_minutes" not in text, name
        assert "needs_help" not in text, name


def is_simple(share: float) -> bool:
    """Whether a share is a quotient of small numbers, or has few digits."""
    near = Fraction(share).limit_denominator(12)
    return abs(share - near) < 1e-6 or len(f"{share:.6f}".rstrip("0")) < 8


def test_no_raw_share_of_a_commune_is_told(left: Left) -> None:
    wants = left.survey["needs_help"].eq("yes").groupby(left.survey["commune"])
    shares = {round(share, 6) for share in wants.mean() if share not in {0.0, 1.0, 0.5}}
    told = {
        round(float(number), 6)
        for name, text in left.everywhere()
        if name.endswith((".json", ".csv", "printed"))
        for number in re.findall(r"\b0[.,]\d{4,}", text.replace(",", "."))
    }
    # Six digits of a quotient are no accident; but a third of a commune's residents, or a sixth of
    # its points, may well be within reach of something.
    assert not {s for s in shares & told if not is_simple(s)}


def test_a_theme_that_few_ticked_has_no_share(left: Left) -> None:
    ticked = left.survey[THEME].eq("yes") & left.survey["needs_help"].eq("yes")
    assert 0 < ticked.sum() < 11
    (table,) = [text for name, text in left.files.items() if name.endswith("-themes.csv")]
    frame = pd.read_csv(io.BytesIO(table), sep=";", decimal=",", encoding="utf-8-sig")
    assert frame["motsecretrare"].isna().all()


def test_no_text_tells_a_number_of_answers_below_eleven(left: Left) -> None:
    told = [
        int(re.sub(r"\D", "", number))
        for _, text in left.everywhere()
        for number in re.findall(r"(\d[\d\u202f\u00a0 ]*) (?:réponses|répondants)", text)
    ]
    # « 50 réponses de plus » and « environ 700 réponses », nothing smaller
    assert told
    assert min(told) >= 11


def test_the_scenario_asked_for_is_in_the_plan_and_said(left: Left) -> None:
    (plan,) = [content.decode() for name, content in left.files.items() if "plan.json" in name]
    assert '"scenario": "low"' in plan
    assert "10e centile" in plan
