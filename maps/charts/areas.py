"""Charts by area: need covered, and hours of sessions for 1,000 people in need."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Literal

from maps.charts import wording
from maps.charts.bars import Part, draw_bars
from maps.charts.chart import Chart
from maps.charts.labels import shorten_names
from maps.figures import number_words, percent_words
from maps.language import FRENCH, Language
from planner.plan import AreaAccess, Plan
from planner.wording import one_line

AreaKind = Literal["epci", "canton"]
MAX_DRAWN: Final = 40
"""More bars than this are no chart; the table has all."""


def covered_chart(plan: Plan, kind: AreaKind, *, language: Language = FRENCH) -> Chart:
    """Show the covered share of need of each area, before and with the plan; worst first."""
    areas = sorted(_areas(plan, kind), key=lambda area: (share_of(area), area.name, area.code))
    names = [one_line(area.name) for area in areas]
    title = language.say(wording.COVERED_TITLES[kind])
    drawn = slice(0, MAX_DRAWN)
    before = [share_of(area, before=True) for area in areas]
    drawing = draw_bars(
        title,
        shorten_names(names)[drawn],
        (
            Part(label=language.say(wording.BEFORE), look="dark", values=before[drawn]),
            Part(
                label=language.say(wording.ADDED),
                look="middle",
                values=[max(0.0, share_of(a) - b) for a, b in zip(areas, before, strict=True)][
                    drawn
                ],
            ),
        ),
        numbers=[
            percent_words(share_of(area), decimals=0, language=language) for area in areas[drawn]
        ],
        largest=1.0,
    )
    return Chart(
        id=f"couverture-{kind}",
        title=title,
        lead=wording.spread_sentence(
            [(name, share_of(area)) for name, area in zip(names, areas, strict=True)],
            kind,
            language=language,
        ),
        drawing=drawing if areas else "",
        columns=wording.say_all((wording.AREA_NAMES[kind], *wording.COVERED_COLUMNS), language),
        rows=tuple(_covered_row(area, language) for area in areas),
        total=_covered_row(plan.whole, language) if areas else (),
        notes=(wording.not_all_drawn(MAX_DRAWN, language),) if len(areas) > MAX_DRAWN else (),
    )


def hours_chart(plan: Plan, kind: AreaKind, *, language: Language = FRENCH) -> Chart:
    """Show the hours of sessions held in each area for 1,000 people in need, fewest first."""
    minutes = minutes_by_area(plan, kind)
    areas = sorted(
        _areas(plan, kind),
        key=lambda area: (hours_per_thousand(minutes[area.code], area), area.name, area.code),
    )
    title = language.say(wording.HOURS_TITLES[kind])
    rates = [hours_per_thousand(minutes[area.code], area) for area in areas]
    whole = sum(minutes.values())
    drawing = draw_bars(
        title,
        shorten_names([one_line(area.name) for area in areas])[:MAX_DRAWN],
        (Part(label="", look="middle", values=rates[:MAX_DRAWN]),),
        numbers=[
            wording.hours_words(rate, decimals=1, language=language) for rate in rates[:MAX_DRAWN]
        ],
    )
    return Chart(
        id=f"heures-{kind}",
        title=title,
        lead=wording.hours_sentence(
            hours_per_thousand(whole, plan.whole),
            plan.settings.cycle.num_weeks,
            language=language,
        ),
        drawing=drawing if areas else "",
        columns=wording.say_all((wording.AREA_NAMES[kind], *wording.HOURS_COLUMNS), language),
        rows=tuple(_hours_row(area, minutes[area.code], language) for area in areas),
        total=_hours_row(plan.whole, whole, language) if areas else (),
        notes=(language.say(wording.HOURS_NOTE),),
    )


def minutes_by_area(plan: Plan, kind: AreaKind) -> defaultdict[str, int]:
    """Minutes of sessions a cycle in the venues of each area, by its code."""
    area_of = {
        row.commune_code: row.epci_code if kind == "epci" else row.canton_code
        for row in plan.communes
    }
    commune_of = {venue.id: venue.commune_code for venue in plan.venues}
    minutes: defaultdict[str, int] = defaultdict(int)
    for visit in plan.visits:
        area = area_of.get(commune_of[visit.venue_id], "")
        minutes[area] += len(visit.weeks) * (visit.end_minute - visit.start_minute)
    return minutes


def share_of(area: AreaAccess, *, before: bool = False) -> float:
    """Covered share of an area's need."""
    covered = area.covered_need_before if before else area.covered_need
    return covered / area.need if area.need > 0 else 0.0


def hours_per_thousand(minutes: int, area: AreaAccess) -> float:
    """Hours for 1,000 people in need."""
    return minutes / 60 / (area.need / 1000) if area.need > 0 else 0.0


def _areas(plan: Plan, kind: AreaKind) -> Sequence[AreaAccess]:
    return plan.epcis if kind == "epci" else plan.cantons


def _covered_row(area: AreaAccess, language: Language) -> tuple[str, ...]:
    return (
        one_line(area.name),
        number_words(area.need, language=language),
        percent_words(share_of(area, before=True), language=language),
        percent_words(share_of(area), language=language),
        number_words(area.covered_need - area.covered_need_before, language=language),
        number_words(area.need - area.covered_need, language=language),
    )


def _hours_row(area: AreaAccess, minutes: int, language: Language) -> tuple[str, ...]:
    return (
        one_line(area.name),
        number_words(area.need, language=language),
        number_words(minutes / 60, decimals=1, language=language),
        number_words(hours_per_thousand(minutes, area), decimals=2, language=language),
    )
