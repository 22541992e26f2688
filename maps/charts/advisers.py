"""Charts by adviser: work, kilometres, emissions."""

from maps.charts import wording
from maps.charts.bars import Part, draw_bars
from maps.charts.chart import Chart
from planner.plan import AdviserLoad, Plan
from planner.wording import format_number, one_line


def work_chart(plan: Plan) -> Chart:
    """Show how each adviser's contract hours of a cycle are spent."""
    rows = [(name, load) for name, load in _loads(plan)]
    drawing = draw_bars(
        wording.WORK_TITLE,
        [name for name, _ in rows],
        (
            Part(label=wording.SESSIONS, look="dark", values=[r.session_s / 3600 for _, r in rows]),
            Part(label=wording.DRIVING, look="middle", values=[r.drive_s / 3600 for _, r in rows]),
            Part(
                label=wording.BACK_OFFICE,
                look="light",
                values=[max(0, r.back_office_s) / 3600 for _, r in rows],
            ),
        ),
        numbers=[f"{_hours(load.contract_s)}{wording.N}h" for _, load in rows],
    )
    return Chart(
        id="travail",
        title=wording.WORK_TITLE,
        lead=wording.work_sentence(plan.settings.cycle.num_weeks),
        drawing=drawing if rows else "",
        columns=wording.WORK_COLUMNS,
        rows=tuple((name, *_work_cells([load])) for name, load in rows),
        total=(wording.TOGETHER, *_work_cells([load for _, load in rows])) if rows else (),
    )


def distance_chart(plan: Plan) -> Chart:
    """Show how far each adviser drives in a cycle."""
    rows = _loads(plan)
    drawing = draw_bars(
        wording.DISTANCE_TITLE,
        [name for name, _ in rows],
        (Part(label="", look="middle", values=[load.distance_m for _, load in rows]),),
        numbers=[f"{format_number(load.distance_m / 1000)}{wording.N}km" for _, load in rows],
    )
    return Chart(
        id="kilometres",
        title=wording.DISTANCE_TITLE,
        lead=wording.distance_sentence(plan.settings.cycle.num_weeks),
        drawing=drawing if rows else "",
        columns=wording.DISTANCE_COLUMNS,
        rows=tuple((name, *_distance_cells([load])) for name, load in rows),
        total=(wording.TOGETHER, *_distance_cells([load for _, load in rows])) if rows else (),
    )


def emission_chart(plan: Plan, *, grams_per_km: float) -> Chart:
    """Show what the drives of a cycle emit, by a factor of the settings."""
    rows = _loads(plan)
    kilograms = [emitted_kg(load, grams_per_km) for _, load in rows]
    drawing = draw_bars(
        wording.EMISSION_TITLE,
        [name for name, _ in rows],
        (Part(label="", look="middle", values=kilograms),),
        numbers=[f"{format_number(kg)}{wording.N}kg" for kg in kilograms],
    )
    return Chart(
        id="co2",
        title=wording.EMISSION_TITLE,
        lead=wording.emission_sentence(
            sum(kilograms),
            weeks=plan.settings.cycle.num_weeks,
            num_sessions=sum(load.num_sessions for _, load in rows),
        ),
        drawing=drawing if rows else "",
        columns=wording.EMISSION_COLUMNS,
        rows=tuple((name, *_emission_cells([load], grams_per_km)) for name, load in rows),
        total=(wording.TOGETHER, *_emission_cells([load for _, load in rows], grams_per_km))
        if rows
        else (),
        notes=(wording.emission_note(grams_per_km),),
    )


def emitted_kg(load: AdviserLoad, grams_per_km: float) -> float:
    """Kilograms of CO2e that an adviser's drives of a cycle emit."""
    return load.distance_m / 1000 * grams_per_km / 1000


def _loads(plan: Plan) -> list[tuple[str, AdviserLoad]]:
    names = {adviser.id: one_line(adviser.name) for adviser in plan.advisers}
    return [(names[load.adviser_id], load) for load in plan.loads]


def _work_cells(loads: list[AdviserLoad]) -> tuple[str, ...]:
    return (
        format_number(sum(load.num_sessions for load in loads)),
        _hours(sum(load.session_s for load in loads)),
        _hours(sum(load.drive_s for load in loads)),
        _hours(sum(load.back_office_s for load in loads)),
        _hours(sum(load.contract_s for load in loads)),
    )


def _distance_cells(loads: list[AdviserLoad]) -> tuple[str, ...]:
    metres = sum(load.distance_m for load in loads)
    sessions = sum(load.num_sessions for load in loads)
    return (
        format_number(metres / 1000, decimals=1),
        _hours(sum(load.drive_s for load in loads)),
        format_number(metres / 1000 / sessions, decimals=1) if sessions else "–",
    )


def _emission_cells(loads: list[AdviserLoad], grams_per_km: float) -> tuple[str, ...]:
    kilograms = sum(emitted_kg(load, grams_per_km) for load in loads)
    sessions = sum(load.num_sessions for load in loads)
    return (
        format_number(sum(load.distance_m for load in loads) / 1000, decimals=1),
        format_number(kilograms, decimals=1),
        format_number(kilograms / sessions, decimals=2) if sessions else "–",
    )


def _hours(seconds: float) -> str:
    return format_number(seconds / 3600, decimals=1)
