"""The dates that a plan covers, and what becomes of sessions that these dates do not let be."""

from datetime import date
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from planner.settings.section import Section

MONDAY: Final = 0


class CalendarSettings(Section):
    """Settings of [calendar]."""

    start: date = Field(
        date(2027, 1, 4), description="Premier jour du planning : un lundi (AAAA-MM-JJ)."
    )
    num_weeks: int = Field(
        12,
        ge=1,
        le=106,
        description="Nombre de semaines à dater, à partir du premier jour.",
    )
    alsace_moselle: bool = Field(
        False,
        description="Compter aussi les fériés d'Alsace-Moselle (26 décembre, Vendredi saint).",
    )
    hold_sessions_in_school_holidays: bool = Field(
        True,
        description="Tenir les permanences pendant les vacances scolaires (celles du fichier "
        "school_holidays.csv). Sinon ces dates sont supprimées, avec leur motif.",
    )
    replacements: Literal["planned", "proposed"] = Field(
        "planned",
        description="Permanences perdues (jours fériés, absences, fermetures) : planned = leur "
        "date de remplacement entre dans le planning ; proposed = elle est seulement proposée.",
    )
    replacement_weeks: int = Field(
        2,
        ge=0,
        le=8,
        description="Écart au plus entre une permanence perdue et son remplacement : nombre de "
        "semaines avant ou après la sienne (0 : la même semaine).",
    )
    replacement_by_other_adviser: bool = Field(
        True,
        description="Permettre qu'un autre conseiller assure le remplacement (s'il le faut).",
    )
    replacement_office_half_days: int = Field(
        1,
        ge=0,
        le=10,
        description="Demi-journées de travail administratif qu'un remplacement peut prendre dans "
        "une semaine ; les heures de ce travail restent réservées sur le cycle.",
    )
    travel_events: bool = Field(
        False,
        description="Écrire aussi les trajets dans les agendas des conseillers (.ics), comme "
        "temps disponible.",
    )

    @model_validator(mode="after")
    def _start_is_a_monday(self) -> Self:
        if self.start.weekday() != MONDAY:
            raise ValueError("le premier jour (start) doit être un lundi")
        return self
