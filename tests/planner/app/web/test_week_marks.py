"""What a mark of a half-day says: in its cell, in the list, and to whoever listens."""

from datetime import date

import pytest

from planner.app.desk.edits import MoveVisit, VenueVisits
from planner.app.desk.judging import Scope, Verdict
from planner.app.desk.options import Option
from planner.app.web.week.marks import brief_words, mark_option
from planner.plan import Visit
from planner.wording import MINUS_SIGN

LOCKED = "Mairie de A : verrouillé. Déverrouillez ce lieu d'abord."


def visit(*weeks: int) -> Visit:
    return Visit(
        venue_id="a",
        adviser_id="CN1",
        weekday=1,
        half="am",
        weeks=weeks,
        start_minute=540,
        end_minute=720,
    )


def option(
    *broken: str, people: float = 0.0, weeks: tuple[int, ...] = (1, 3), scope: Scope = "cycle"
) -> Option:
    """A move that takes 8 minutes less on the road, of a visit in weeks 1 and 3."""
    change = VenueVisits(venue_id="a", before=(visit(1, 3),), after=(visit(*weeks),))
    return Option(
        adviser_id="CN1",
        day=date(2027, 1, 5),
        half="pm",
        edit=MoveVisit(change=change),
        verdict=Verdict(
            scope=scope,
            added=broken,
            mended=(),
            violations=broken,
            covered_need=people,
            communes=(),
            drive_s=-480,
            distance_m=-3000,
        ),
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace(MINUS_SIGN, "-")


@pytest.mark.parametrize(
    ("given", "sign"),
    [
        (option(), "✓ -8 min"),
        (option(people=12), "✓ +12 pers., -8 min"),
        (option(weeks=(2, 4)), "✓ -8 min, sem. 2 et 4"),
        (option("Fermé."), "✕ 1 règle"),
        (option("Fermé.", "Trop long."), "✕ 2 règles"),
        (
            Option(adviser_id="CN1", day=date(2027, 1, 5), half="pm", obstacle=LOCKED),
            "✕ impossible",
        ),
    ],
)
def test_a_cell_says_the_least(given: Option, sign: str) -> None:
    assert plain(mark_option(given)["sign"]) == sign


def test_whoever_listens_hears_all_that_changes() -> None:
    said = plain(mark_option(option(people=-3, weeks=(2, 4)))["words"])
    assert said == (
        "autorisé, semaines 2 et 4 du cycle, -3 personnes couvertes, "
        "trajets -8 min, -3,0 km par cycle"
    )


def test_whoever_listens_hears_the_first_rule_that_is_broken() -> None:
    said = mark_option(option("Fermé.", "Trop long."))["words"]
    assert said.startswith("refusé, ")
    assert said.endswith("2 règles enfreintes : Fermé.")


def test_what_cannot_be_judged_says_why() -> None:
    locked = Option(adviser_id="CN1", day=date(2027, 1, 5), half="pm", obstacle=LOCKED)
    assert mark_option(locked)["words"] == f"impossible : {LOCKED}"


def test_the_list_says_for_how_long_minutes_are_saved() -> None:
    assert plain(brief_words(option())) == "✓ personnes inchangées, -8 min par cycle"
    on_a_date = plain(brief_words(option(people=2, scope="date")))
    assert on_a_date == "✓ +2 personnes, -8 min ces jours-là"
