"""Gather the messages of pages and sheets, keep what is translated, and compile the catalogues.

Messages come from the sentences (Python), the templates and the scripts of the pages alike, and
from the words that the planner's French wording lists. Needs the dev extra (Babel).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from maps.language import DOMAIN
from planner.frontier.chart import FRENCH_WORDS
from planner.history.wording import KINDS, MOVES
from planner.wording import HALVES, MONTHS, REASONS, WEEKDAYS

MAPS = Path(__file__).parents[1] / "maps"
METHODS = [
    ("**.py", "python"),
    ("**.js", "javascript"),
    ("**.j2", "jinja2.ext:babel_extract"),
]
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in the header, so that the same messages give the same bytes."""
KEYWORDS = {"say": None, "mark": None, "say_count": (2, 3), "sayCount": (2, 3)}


def gather() -> Catalog:
    """All messages of the map, charts, comparison and sheets, each with the files that say it."""
    catalogue = Catalog(project="itinerance", charset="utf-8")
    for file, _line, message, _comments, _context in extract_from_dir(
        MAPS, METHODS, keywords=KEYWORDS
    ):
        catalogue.add(message, locations=[_place(f"maps/{file}")])
    for file, words in _words_of_planner().items():
        for word in words:
            catalogue.add(word, locations=[_place(file)])
    return catalogue


def _place(file: str) -> tuple[str, Any]:
    """A file without a line, which would change with every edit; Babel's stubs know no such."""
    return file, None


def _words_of_planner() -> dict[str, Iterable[str]]:
    """What the planner's modules say and pages translate, by module."""
    curve = FRENCH_WORDS["advisers"]
    return {
        "planner/wording.py": (*WEEKDAYS, *MONTHS, *HALVES.values(), *REASONS.values()),
        "planner/history/wording.py": (*KINDS.values(), *MOVES.values()),
        "planner/frontier/chart.py": (
            curve.title, curve.subtitle, curve.axis, curve.best, curve.bound, curve.today,
            curve.partial,
        ),
    }  # fmt: skip


def path_of(language: str) -> Path:
    """The catalogue that people edit."""
    return MAPS / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    """Read what is translated into a language."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_catalogue(catalogue: Catalog) -> bytes:
    """The form that gettext reads."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Write every catalogue anew."""
    for language in sorted(path.parent.name for path in MAPS.glob("locale/*/LC_MESSAGES")):
        catalogue = read_catalogue(language)
        catalogue.update(gather(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date = catalogue.revision_date = NO_DATE
        catalogue.project, catalogue.version, catalogue.fuzzy = "itinerance", "maps", False
        catalogue.msgid_bugs_address = catalogue.last_translator = ""
        catalogue.language_team = language
        catalogue.header_comment = (
            "# What pages and sheets say, from French. Run « make catalogue »."
        )
        path = path_of(language)
        with path.open("wb") as file:
            write_po(file, catalogue, sort_output=True, omit_header=False, width=100)
        path.with_suffix(".mo").write_bytes(compile_catalogue(catalogue))
        missing = [message for message in catalogue if message.id and not is_translated(message)]
        print(f"{language}: {len(catalogue)} messages, {len(missing)} untranslated")


def is_translated(message: Message) -> bool:
    """Whether a message has all its forms in the other language."""
    return (
        all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)
    )


if __name__ == "__main__":
    main()
