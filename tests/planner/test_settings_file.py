"""itinerance.toml: what is written can be read, and every fault is found and explained."""

import os
import re
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import Fault, SettingsError
from planner.settings import Settings
from planner.settings.file import format_settings, read_settings, write_settings
from planner.settings.section import Section

MONDAYS = st.integers(0, 4000).map(lambda weeks: date(2001, 1, 1) + timedelta(weeks=weeks))


def plausible(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a setting allows, from its JSON schema."""
    if "anyOf" in schema:
        return st.one_of([plausible(branch) for branch in schema["anyOf"]])
    if schema.get("format") == "date":
        return MONDAYS
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    low, high = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    by_type: dict[str, Any] = {
        "null": st.none,
        "boolean": st.booleans,
        "integer": lambda: st.integers(low, high or 10**9),
        "number": lambda: st.floats(low, high, exclude_min="exclusiveMinimum" in schema),
        "array": lambda: st.lists(plausible(schema["items"]), max_size=4),
        "string": lambda: st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    }
    strategy: st.SearchStrategy[Any] = by_type[schema["type"]]()
    return strategy


def plausible_section(section: type[Section]) -> st.SearchStrategy[dict[str, Any]]:
    if "morning_start" in section.model_fields:
        return plausible_sessions(section)
    if "value_weekly" in section.model_fields:
        return plausible_cycle()
    properties = section.model_json_schema()["properties"]
    if "engine_url" in properties:
        properties["engine_url"] = {"enum": ["http://localhost:5000", "https://a.example/osrm/"]}
        return st.fixed_dictionaries({k: plausible(v) for k, v in properties.items()})
    return st.fixed_dictionaries({}, optional={k: plausible(v) for k, v in properties.items()})


@st.composite
def plausible_cycle(draw: st.DrawFn) -> dict[str, Any]:
    """Values that fall, or stay, with rarity."""
    names = (
        "value_weekly",
        "value_fortnightly",
        "value_every_third_week",
        "value_every_fourth_week",
    )
    values = draw(st.lists(st.floats(0, 1), min_size=4, max_size=4))
    falling = dict(zip(names, sorted(values, reverse=True), strict=True))
    return {"num_weeks": draw(st.integers(1, 4)), **falling}


@st.composite
def plausible_sessions(draw: st.DrawFn, section: type[Section]) -> dict[str, Any]:
    """Half-days long enough for the shortest session, whatever the rest."""
    shortest = draw(st.integers(0, 120))
    start = draw(st.integers(0, 600))
    ends = [start + shortest + draw(st.integers(0, 60)), 0, 0]
    ends[1] = ends[0] + draw(st.integers(0, 120))
    ends[2] = ends[1] + shortest + draw(st.integers(0, 60))
    clocks = [f"{minute // 60:02}:{minute % 60:02}" for minute in (start, *ends)]
    names = ("morning_start", "morning_end", "afternoon_start", "afternoon_end")
    rest = section.model_json_schema()["properties"]
    return {
        **dict(zip(names, clocks, strict=True)),
        "min_minutes": shortest,
        "max_minutes": draw(st.integers(shortest, 1440)),
        "people_per_session": draw(plausible(rest["people_per_session"])),
        "assume_open_if_unknown": draw(st.booleans()),
    }


ANY_SETTINGS = st.fixed_dictionaries(
    {
        name: plausible_section(field.annotation)
        for name, field in Settings.model_fields.items()
        if field.annotation is not None
    }
).map(Settings.model_validate)


@given(ANY_SETTINGS)
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_settings_come_back_as_they_were_written(tmp_path: Path, written: Settings) -> None:
    path = tmp_path / "itinerance.toml"
    write_settings(written, path)
    assert read_settings(path) == written


def faults_of(tmp_path: Path, text: str | bytes) -> tuple[Fault, ...]:
    path = tmp_path / "itinerance.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    return caught.value.faults


def fault_of(tmp_path: Path, text: str | bytes) -> Fault:
    (fault,) = faults_of(tmp_path, text)
    return fault


def test_every_section_and_setting_is_written() -> None:
    text = format_settings(Settings())
    for name, field in Settings.model_fields.items():
        assert f"\n[{name}]\n" in text
        for key in field.annotation.model_fields:
            assert re.search(rf"^(# )?{key} =", text, re.MULTILINE), key


def test_every_explanation_and_default_is_written() -> None:
    words = " ".join(format_settings(Settings()).replace("\n# ", " ").split())
    for field in Settings.model_fields.values():
        assert str(field.description) in words
        for setting in field.annotation.model_fields.values():
            assert str(setting.description) in words
    assert words.count("Par défaut :") == sum(
        len(field.annotation.model_fields) for field in Settings.model_fields.values()
    )


def test_limits_and_default_stand_above_a_setting_whatever_its_value() -> None:
    text = format_settings(Settings.model_validate({"calendar": {"num_weeks": 26}}))
    assert "\n# De 1 à 106. Par défaut : 12.\nnum_weeks = 26\n" in text


def test_a_setting_without_a_value_is_commented_out() -> None:
    assert "\n# acceptance_elsewhere =\n" in format_settings(Settings())


def test_no_line_is_too_long_to_read() -> None:
    assert max(map(len, format_settings(Settings()).splitlines())) <= 100


def test_no_comment_breaks_inside_french_punctuation() -> None:
    for line in format_settings(Settings()).splitlines():
        assert not re.match(r"# [:;!?»]", line)
        assert not line.endswith("«")


def test_the_written_file_is_toml_with_the_defaults() -> None:
    assert Settings.model_validate(tomllib.loads(format_settings(Settings()))) == Settings()


def test_another_process_writes_the_same_bytes() -> None:
    program = (
        "import sys; from planner.settings import Settings;"
        "from planner.settings.file import format_settings;"
        "sys.stdout.buffer.write(format_settings(Settings()).encode())"
    )
    other = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=Path(__file__).parents[2],
    )
    assert other.stdout == format_settings(Settings()).encode()


def test_an_empty_file_means_all_defaults(tmp_path: Path) -> None:
    path = tmp_path / "itinerance.toml"
    path.touch()
    assert read_settings(path) == Settings()


def test_a_file_of_windows_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "itinerance.toml"
    path.write_bytes("\ufeff[territory]\r\nname = \"L'Île d'Aix\"\r\n".encode())
    assert read_settings(path).territory.name == "L'Île d'Aix"


@pytest.mark.parametrize("value", ['"2027-03-01"', "2027-03-01"])
def test_a_date_may_stand_in_quotes_or_not(tmp_path: Path, value: str) -> None:
    path = tmp_path / "itinerance.toml"
    path.write_text(f"[calendar]\nstart = {value}\n", encoding="utf-8")
    assert read_settings(path).calendar.start == date(2027, 3, 1)


def test_a_whole_number_is_a_number(tmp_path: Path) -> None:
    path = tmp_path / "itinerance.toml"
    path.write_text("[cycle]\nvalue_weekly = 1\n", encoding="utf-8")
    assert read_settings(path).cycle.value_weekly == 1.0


def test_a_missing_file_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path / "itinerance.toml")
    (fault,) = caught.value.faults
    assert "n'existe pas" in fault.message
    assert "itinerance init" in fault.remedy


def test_a_folder_in_place_of_the_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ne se lit pas"):
        read_settings(tmp_path)


def test_a_file_in_another_encoding_is_a_fault_with_its_line(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, '[territory]\nname = "Rétaud"\n'.encode("cp1252"))
    assert (fault.row, "UTF-8" in fault.remedy) == (2, True)


@pytest.mark.parametrize(
    ("text", "row", "column", "message", "remedy"),
    [
        ("[cycle]\nnum_week = 2\n", 2, "cycle.num_week", "clé inconnue", "« num_weeks »"),
        ("\n[calandar]\nstart = 1\n", 2, "calandar", "section inconnue", "« calendar »"),
        ("[zzz]\n", 1, "zzz", "section inconnue", "optimisation"),
        ("num_weeks = 2\n", 1, "num_weeks", "aucune section", "[calendar] ou [cycle]"),
        ("[work]\nstart = 2027-01-04\n", 2, "work.start", "clé inconnue", "placer"),
        ("calendar = 3\n", 1, "calendar", "doit être une section", "[calendar] seul"),
        ("[[cycle]]\nnum_weeks = 1\n", 1, "cycle", "doit être une section", "[cycle] seul"),
        ("[cycle]\nnum_weeks = 9\n", 2, "cycle.num_weeks", "9 est hors bornes", "(de 1 à 4)"),
        ("cycle.num_weeks = 9\n", 1, "cycle.num_weeks", "hors bornes", "(de 1 à 4)"),
        ("cycle = {num_weeks = 9}\n", 1, "cycle.num_weeks", "hors bornes", "(de 1 à 4)"),
        ('[cycle]\n"num_weeks" = 9\n', 2, "cycle.num_weeks", "hors bornes", "(de 1 à 4)"),
        ('[cycle]\nnum_weeks = "4"\n', 2, "cycle.num_weeks", '"4" n\'est pas', "nombre entier"),
        ("[cycle]\nnum_weeks = true\n", 2, "cycle.num_weeks", "true n'est pas", "exemple 4"),
        ("[cycle]\nnum_weeks = 2.5\n", 2, "cycle.num_weeks", "2.5 n'est pas", "nombre entier"),
        ("[cycle]\nvalue_weekly = nan\n", 2, "cycle.value_weekly", "hors bornes", "(de 0 à 1)"),
        ("[territory]\nname = 17\n", 2, "territory.name", "un texte", "guillemets"),
        ("[calendar]\nstart = 5\n", 2, "calendar.start", "une date", "2027-01-04"),
        ("[calendar]\nstart = {}\n", 2, "calendar.start", "une date", "2027-01-04"),
        ('[calendar]\nstart = "4/1/27"\n', 2, "calendar.start", "une date", "AAAA-MM-JJ"),
        ("[calendar]\nstart = 2027-01-05\n", 2, "calendar.start", "un lundi", "corriger"),
        (
            "[calendar]\nalsace_moselle = 1\n",
            2,
            "calendar.alsace_moselle",
            "n'est pas true ou false",
            "écrire true ou false",
        ),
        (
            '[sessions]\nmorning_start = "8h45"\n',
            2,
            "sessions.morning_start",
            "n'a pas la forme attendue",
            '"08:45"',
        ),
        (
            "[sessions]\nmorning_start = 08:45:00\n",
            2,
            "sessions.morning_start",
            "n'a pas la forme attendue",
            "texte entre guillemets",
        ),
        (
            "[sessions]\nmin_minutes = 200\n",
            1,
            "sessions",
            "min_minutes dépasse max_minutes",
            "corriger",
        ),
        (
            "[sessions]\npeople_per_session = 0\n",
            2,
            "sessions.people_per_session",
            "0 est hors bornes",
            "(plus de 0, au plus 100)",
        ),
        (
            "[access]\nacceptance_elsewhere = 33\n",
            2,
            "access.acceptance_elsewhere",
            "hors bornes",
            "ou supprimer la ligne",
        ),
        (
            "[access]\nreported_minutes = 15\n",
            2,
            "access.reported_minutes",
            "une liste",
            "[10, 15, 20, 30]",
        ),
        (
            '[access]\nreported_minutes = [10, "quinze"]\n',
            2,
            "access.reported_minutes",
            "élément 2",
            "nombre entier",
        ),
        (
            '[travel]\nengine = "google"\n',
            2,
            "travel.engine",
            '"google" n\'est pas',
            'écrire "network" ou "osrm" ou "valhalla"',
        ),
        (
            '[travel]\nengine = "osrm"\n',
            1,
            "travel.engine_url",
            "doit donner l'adresse du serveur",
            "corriger",
        ),
        (
            '[travel]\nengine_url = "localhost"\n',
            2,
            "travel.engine_url",
            "n'est pas une adresse de la forme",
            "corriger",
        ),
        (
            '[travel]\nengine_profile = "a/b"\n',
            2,
            "travel.engine_profile",
            "n'a pas la forme attendue",
            "texte entre guillemets",
        ),
        ("[cycle]\nvalue_weekly = 0,8\n", 2, "cycle.value_weekly", "illisible", "un point"),
        ("[sessions]\nmorning_end = 12:30\n", 2, "sessions.morning_end", "illisible", "guill"),
        ("[calendar]\nalsace_moselle = oui\n", 2, "calendar.alsace_moselle", "oui", "true"),
        ("[cycle]\nnum_weeks = 2\nnum_weeks = 4\n", 3, "cycle.num_weeks", "deux fois", "suppr"),
        ("[cycle]\n\n[cycle]\n", 3, "cycle", "deux fois", "réunir"),
        ("[cycle\nnum_weeks = 2\n", 1, None, "illisible", "clé = valeur"),
        ("[access]\nreported_minutes = [1,\n", None, None, "fin du fichier", "clé = valeur"),
        (f"[cycle]\nnum_weeks = {'9' * 5000}\n", None, None, "illisible", "clé = valeur"),
    ],
)
def test_a_fault_says_where_what_and_how_to_mend_it(  # noqa: PLR0917 - one row of the table
    tmp_path: Path, text: str, row: int | None, column: str | None, message: str, remedy: str
) -> None:
    fault = fault_of(tmp_path, text)
    assert (fault.file, fault.row, fault.column) == ("itinerance.toml", row, column)
    assert message in fault.message
    assert remedy in fault.remedy


def test_a_password_in_an_address_is_refused_and_not_shown(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, '[travel]\nengine_url = "http://moi:secret@localhost"\n')
    assert "mot de passe" in fault.message
    assert "secret" not in str(fault)


def test_all_faults_are_found_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
[cycle]
num_weeks = 9
value_weekly = 0,8
[access]
standard_minutes = "douze"
[calendar]
start = 2027-01-05
[wrok]
"""
    assert [fault.row for fault in faults_of(tmp_path, text)] == [2, 3, 5, 7, 8]


def test_an_unreadable_line_raises_no_false_contradiction(tmp_path: Path) -> None:
    # 15:00 alone contradicts the default start of the afternoon, which the unread line changes.
    text = '[sessions]\nmorning_end = "15:00"\nafternoon_start = 15:30\nafternoon_end = "19:00"\n'
    assert fault_of(tmp_path, text).row == 3


def test_lines_inside_a_long_text_are_not_taken_for_keys(tmp_path: Path) -> None:
    text = '[territory]\nname = """\n[cycle]\nnum_weeks = 1\n"""\n[cycle]\nnum_weeks = 9\n'
    assert fault_of(tmp_path, text).row == 7


def test_no_fault_speaks_english(tmp_path: Path) -> None:
    wrong = ["true", "-1", '"x"', "[]", "{}", "1e9", "nan", "2027-01-05T10:00:00", "10:00:00"]
    for value in wrong:
        lines = []
        for name, field in Settings.model_fields.items():
            lines.append(f"[{name}]")
            lines += [f"{key} = {value}" for key in field.annotation.model_fields]
        for fault in faults_of(tmp_path, "\n".join(lines)):
            assert not re.search(
                r"\b(should|input|valid|error|value)\b", fault.message, re.IGNORECASE
            )


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "itinerance.toml"
    path.write_text("old", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_settings(Settings(), path)
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["old"]
