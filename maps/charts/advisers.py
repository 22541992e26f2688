"""Charts by adviser: work, kilometres, emissions."""

from maps.charts import wording
from maps.charts.bars import Part, draw_bars
from maps.charts.chart import Chart
from maps.figures import km_words, number_words
from maps.language import FRENCH, Language
from planner.plan import AdviserLoad, Plan
from planner.wording import one_line


def work_chart(plan: Plan, *, language: Language = FRENCH) -> Chart:
    """Show how each adviser's contract hours of a cycle are spent."""
    rows = [(name, load) for name, load in _loads(plan)]
    drawing = draw_bars(
        language.say(wording.WORK_TITLE),
        [name for name, _ in rows],
        (
            Part(
                label=language.say(wording.SESSIONS),
                look="dark",
                values=[r.session_s / 3600 for _, r in rows],
            ),
            Part(
                label=language.say(wording.DRIVING),
                look="middle",
                values=[r.drive_s / 3600 for _, r in rows],
            ),
            Part(
                label=language.say(wording.BACK_OFFICE),
                look="light",
                values=[max(0, r.back_office_s) / 3600 for _, r in rows],
            ),
        ),
        numbers=[
            wording.hours_words(load.contract_s / 3600, decimals=1, language=language)
            for _, load in rows
        ],
    )
    return Chart(
        id="travail",
        title=language.say(wording.WORK_TITLE),
        lead=wording.work_sentence(plan.settings.cycle.num_weeks, language=language),
        drawing=drawing if rows else "",
        columns=wording.say_all(wording.WORK_COLUMNS, language),
        rows=tuple((name, *_work_cells([load], language)) for name, load in rows),
        total=(language.say(wording.TOGETHER), *_work_cells([load for _, load in rows], language))
        if rows
        else (),
    )


def distance_chart(plan: Plan, *, language: Language = FRENCH) -> Chart:
    """Show how far each adviser drives in a cycle."""
    rows = _loads(plan)
    drawing = draw_bars(
        language.say(wording.DISTANCE_TITLE),
        [name for name, _ in rows],
        (Part(label="", look="middle", values=[load.distance_m for _, load in rows]),),
        numbers=[km_words(load.distance_m, decimals=0, language=language) for _, load in rows],
    )
    return Chart(
        id="kilometres",
        title=language.say(wording.DISTANCE_TITLE),
        lead=wording.distance_sentence(plan.settings.cycle.num_weeks, language=language),
        drawing=drawing if rows else "",
        columns=wording.say_all(wording.DISTANCE_COLUMNS, language),
        rows=tuple((name, *_distance_cells([load], language)) for name, load in rows),
        total=(
            language.say(wording.TOGETHER),
            *_distance_cells([load for _, load in rows], language),
        )
        if rows
        else (),
    )


def emission_chart(plan: Plan, *, grams_per_km: float, language: Language = FRENCH) -> Chart:
    """Show what the drives of a cycle emit, by a factor of the settings."""
    rows = _loads(plan)
    kilograms = [emitted_kg(load, grams_per_km) for _, load in rows]
    drawing = draw_bars(
        language.say(wording.EMISSION_TITLE),
        [name for name, _ in rows],
        (Part(label="", look="middle", values=kilograms),),
        numbers=[
            language.say("{number}\u00a0kg", number=number_words(kg, language=language))
            for kg in kilograms
        ],
    )
    return Chart(
        id="co2",
        title=language.say(wording.EMISSION_TITLE),
        lead=wording.emission_sentence(
            sum(kilograms),
            weeks=plan.settings.cycle.num_weeks,
            num_sessions=sum(load.num_sessions for _, load in rows),
            language=language,
        ),
        drawing=drawing if rows else "",
        columns=wording.say_all(wording.EMISSION_COLUMNS, language),
        rows=tuple((name, *_emission_cells([load], grams_per_km, language)) for name, load in rows),
        total=(
            language.say(wording.TOGETHER),
            *_emission_cells([load for _, load in rows], grams_per_km, language),
        )
        if rows
        else (),
        notes=(wording.emission_note(grams_per_km, language=language),),
    )


def emitted_kg(load: AdviserLoad, grams_per_km: float) -> float:
    """Kilograms of CO2e that an adviser's drives of a cycle emit."""
    return load.distance_m / 1000 * grams_per_km / 1000


def _loads(plan: Plan) -> list[tuple[str, AdviserLoad]]:
    names = {adviser.id: one_line(adviser.name) for adviser in plan.advisers}
    return [(names[load.adviser_id], load) for load in plan.loads]


def _work_cells(loads: list[AdviserLoad], language: Language) -> tuple[str, ...]:
    return (
        number_words(sum(load.num_sessions for load in loads), language=language),
        _hours(sum(load.session_s for load in loads), language),
        _hours(sum(load.drive_s for load in loads), language),
        _hours(sum(load.back_office_s for load in loads), language),
        _hours(sum(load.contract_s for load in loads), language),
    )


def _distance_cells(loads: list[AdviserLoad], language: Language) -> tuple[str, ...]:
    metres = sum(load.distance_m for load in loads)
    sessions = sum(load.num_sessions for load in loads)
    return (
        number_words(metres / 1000, decimals=1, language=language),
        _hours(sum(load.drive_s for load in loads), language),
        number_words(metres / 1000 / sessions, decimals=1, language=language) if sessions else "–",
    )


def _emission_cells(
    loads: list[AdviserLoad], grams_per_km: float, language: Language
) -> tuple[str, ...]:
    kilograms = sum(emitted_kg(load, grams_per_km) for load in loads)
    sessions = sum(load.num_sessions for load in loads)
    return (
        number_words(sum(load.distance_m for load in loads) / 1000, decimals=1, language=language),
        number_words(kilograms, decimals=1, language=language),
        number_words(kilograms / sessions, decimals=2, language=language) if sessions else "–",
    )


def _hours(seconds: float, language: Language) -> str:
    return number_words(seconds / 3600, decimals=1, language=language)
