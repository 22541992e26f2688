import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from geodata.errors import PlanFileError
from planner.plan.file import (
    MAX_FAULTS,
    format_plan,
    format_plan_schema,
    plan_schema,
    read_plan,
)
from tests.planner.small_plan import make_plan

SCHEMA_PATH = Path(__file__).resolve().parents[2] / "docs" / "plan.schema.json"


def _write(folder: Path, data: object) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def _data() -> dict[str, Any]:
    return json.loads(format_plan(make_plan()))


def _faults(path: Path) -> list[tuple[str | None, str]]:
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    return [(fault.column, fault.message) for fault in caught.value.faults]


def test_a_plan_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(format_plan(make_plan()), encoding="utf-8")
    assert read_plan(path) == make_plan()


def test_numbers_with_many_digits_read_back_exactly(tmp_path: Path) -> None:
    whole = make_plan().whole.model_copy(update={"need": 0.1 + 0.2, "covered_need": 1e-17})
    path = tmp_path / "plan.json"
    path.write_text(format_plan(make_plan(whole=whole)), encoding="utf-8")
    assert read_plan(path).whole == whole


def test_the_file_ends_in_a_newline_and_keeps_accents_and_declared_order() -> None:
    text = format_plan(make_plan())
    assert text.endswith("}\n")
    assert "Léa Martin" in text
    assert list(json.loads(text)) == list(type(make_plan()).model_fields)


def test_equal_plans_give_the_same_text_whatever_the_order_of_fingerprints() -> None:
    entries = make_plan().fingerprints
    turned = make_plan(fingerprints=dict(reversed(entries.items())))
    assert turned == make_plan()
    assert format_plan(turned) == format_plan(make_plan())


def test_equal_plans_give_the_same_text_whatever_the_sign_of_zero() -> None:
    whole = make_plan().whole
    zero, negative = (whole.model_copy(update={"need": number}) for number in (0.0, -0.0))
    assert format_plan(make_plan(whole=negative)) == format_plan(make_plan(whole=zero))


def test_another_process_gives_the_same_text() -> None:
    root = Path(__file__).parents[2]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.planner.small_plan import make_plan\n"
        "from planner.plan.file import format_plan\n"
        "sys.stdout.buffer.write(format_plan(make_plan()).encode())"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, str(root)],
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )
    assert result.stdout == format_plan(make_plan()).encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_hold_is_not_written(number: float) -> None:
    whole = make_plan().whole.model_copy(update={"need": number})
    with pytest.raises(ValueError, match="Out of range"):
        format_plan(make_plan(whole=whole))


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert _faults(tmp_path / "plan.json") == [(None, "fichier introuvable")]


def test_a_folder_in_place_of_the_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "plan.json").mkdir()
    [(_, message)] = _faults(tmp_path)
    assert message.startswith("fichier illisible")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "le fichier n'est pas du JSON entier et valide"),
        (format_plan(make_plan()).encode()[:-40], "le fichier n'est pas du JSON entier et valide"),
        (b"\xff\xfe\x00", "le fichier n'est pas du texte UTF-8"),
        (b'{"schema_version": NaN}', "le fichier contient des nombres"),
        (b'{"schema_version": 1e999}', "le fichier contient des nombres"),
        (b'{"schema_version": ' + 5000 * b"9" + b"}", "le fichier contient des nombres"),
        (100_000 * b"[", "le fichier contient des nombres ou une profondeur"),
        (b"[]", "le fichier n'est pas un plan d'itinerance"),
        (b'{"type": "FeatureCollection"}', "le fichier n'est pas un plan d'itinerance"),
        (b'{"schema_version": true}', "le fichier n'est pas un plan d'itinerance"),
    ],
)
def test_a_file_that_is_no_plan_is_one_clear_fault(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    [(_, found)] = _faults(path)
    assert found.startswith(message)


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{\n"schema_version": 1,\n"seed": oops}\n', encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    assert caught.value.faults[0].row == 3


@pytest.mark.parametrize(
    ("version", "remedy"), [(2, "Mettre le logiciel à jour."), (0, "Refaire le plan")]
)
def test_another_version_says_which_one_and_what_to_do(
    tmp_path: Path, version: int, remedy: str
) -> None:
    path = _write(tmp_path, {"schema_version": version, "unknown": []})
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    [fault] = caught.value.faults
    assert fault.message == f"le plan est au format {version}, mais ce logiciel lit le format 1"
    assert fault.remedy.startswith(remedy)


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(format_plan(make_plan()), encoding="utf-8-sig")
    assert read_plan(path) == make_plan()


def test_every_wrong_field_is_named_at_once_and_in_french(tmp_path: Path) -> None:
    data = _data()
    del data["notice"]
    data["extra"] = 1
    data["seed"] = "0"
    data["sessions"][2]["day"] = "mardi"
    data["visits"][0]["half"] = "noon"
    data["visits"][1]["weekday"] = 7
    data["settings"]["calendar"]["start"] = "2027-03-16"
    assert sorted(_faults(_write(tmp_path, data)), key=str) == [
        ("extra", "champ inconnu"),
        ("notice", "champ absent"),
        ("seed", "un nombre entier est attendu"),
        ("sessions[2].day", "une date est attendue (AAAA-MM-JJ)"),
        ("settings.calendar", "le premier jour (start) doit être un lundi"),
        ("visits[0].half", "valeur attendue : 'am' ou 'pm'"),
        ("visits[1].weekday", "valeur attendue : 6 au plus"),
    ]


def test_ids_that_lead_nowhere_are_faults(tmp_path: Path) -> None:
    data = _data()
    data["sessions"][0]["adviser_id"] = "a-zoe"
    data["tours"][1]["venue_ids"] = ["v-nowhere"]
    data["venues"].append(data["venues"][0])
    assert _faults(_write(tmp_path, data)) == [
        ("venues", "identifiant donné 2 fois : « v-aigre »"),
        ("tours[1]", "lieu inconnu : « v-nowhere »"),
        ("sessions[0].adviser_id", "conseiller inconnu : « a-zoe »"),
    ]


def test_a_flood_of_faults_is_cut_and_counted(tmp_path: Path) -> None:
    data = _data()
    data["assumptions"] = list(range(MAX_FAULTS + 20))
    faults = _faults(_write(tmp_path, data))
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1] == (None, "et 20 autres défauts")


def test_the_published_schema_is_up_to_date() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == format_plan_schema(), "run `make schema`"


def test_a_plan_obeys_the_schema() -> None:
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(_data(), schema)


def test_the_schema_refuses_a_damaged_plan() -> None:
    data = _data()
    data["sessions"][0]["half"] = "noon"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, plan_schema())
