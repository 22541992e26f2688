"""The step that makes the school holidays of the département's zone."""

from typing import Final

from geodata.folder_writer import school_holidays_csv
from geodata.sources.school_holidays import fetch_school_holidays
from geodata.sources.school_zones import school_zone
from geodata.sources.step import Context, Product, answer_day, open_record

SCHOOL_HOLIDAYS_FILE: Final = "school_holidays.csv"
SCHOOL_HOLIDAYS_NAME: Final = "Calendrier scolaire (ministère de l'Éducation nationale)"


def make_school_holidays(context: Context) -> Product:
    """``school_holidays.csv``: all holidays that the source knows of the zone, past ones too."""
    answer = fetch_school_holidays(
        context.http, school_zone(context.departement), url=context.urls.school_holidays
    )
    calendar = answer.value
    last_day = max(holiday.last_day for holiday in calendar.holidays)
    notes = []
    if calendar.without_end:
        # Only what may lie ahead: of years gone by nobody plans the summer.
        names = ", ".join(f"{name} ({day:%d/%m/%Y})" for day, name in calendar.without_end)
        notes.append(f"Vacances scolaires sans date de fin connue, donc non comptées : {names}.")
    return Product(
        files={SCHOOL_HOLIDAYS_FILE: school_holidays_csv(calendar.holidays)},
        records=(
            open_record(
                answer,
                id="school-holidays",
                step="school-holidays",
                name=f"{SCHOOL_HOLIDAYS_NAME}, {calendar.zone}",
                vintage=f"calendrier du {answer_day(answer)}, connu jusqu'au {last_day:%d/%m/%Y}",
                notes=notes,
            ),
        ),
        summary=f"{calendar.zone}, {len(calendar.holidays)} périodes",
    )
