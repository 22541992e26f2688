"""Sessions that were confirmed to people: they never move, and what forbids them is said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.column_rules import day_date, filled, one_of, shown
from geodata.commune_names import fold
from geodata.errors import Fault, TerritoryError
from geodata.table_contract import ColumnContract, TableContract, check_table
from geodata.tables import parse_dates, read_table
from geodata.territory import Territory
from planner.dates.calendar import Reason, calendar_holidays, obstacle_finder
from planner.plan import Plan, Session
from planner.settings.calendar import CalendarSettings
from planner.wording import HALVES, WEEKDAYS

_SYNONYMS: Final = {
    "date": ("date", "jour", "day", "date de permanence"),
    "venue": ("lieu", "mairie", "venue", "id lieu", "venue id"),
    "half": ("demi journee", "moment", "half"),
    "confirmed": ("confirmee", "confirme", "confirmed", "statut confirme"),
}
_FIELD_OF: Final = {name: field for field, names in _SYNONYMS.items() for name in names}
_HALF_OF: Final = {"am": "am", "matin": "am", "pm": "pm", "apres midi": "pm"}
_YES: Final = ("oui", "yes", "x", "1", "vrai", "true")
_CONTRACT: Final = TableContract(
    stem="confirmed",
    columns=(
        ColumnContract(name="date", rules=(filled(), day_date())),
        ColumnContract(name="venue", rules=(filled(),)),
        ColumnContract(
            name="half", rules=(one_of(("matin", "après-midi", "am", "pm")),), is_optional=True
        ),
        ColumnContract(name="confirmed", is_optional=True),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A session of the plan that a line of the list confirms."""

    row: int
    session: Session


def read_confirmed(path: Path, plan: Plan) -> tuple[Confirmed, ...]:
    """Read which sessions of a plan are confirmed: a list of them, or planning.csv with a column.

    Without a column « Confirmée » every line is confirmed; with it, those that say « oui » or
    « x » are.

    Raises
    ------
    TerritoryError
        With every line that is no session of the plan.
    """
    table = read_table(path, names=frozenset(_FIELD_OF), spelling=fold)
    named = table.rename(columns={name: _FIELD_OF.get(fold(name), name) for name in table.columns})
    named.attrs = table.attrs
    has_column = "confirmed" in named.columns
    checked, faults = check_table(named, _CONTRACT, file=path.name)
    venue_names = {venue.id: venue.name for venue in plan.venues}
    broken = {fault.row for fault in faults}
    found: list[Confirmed] = []
    for line, row in checked.iterrows():
        number = int(str(line))
        if number in broken or (has_column and fold(row["confirmed"]) not in _YES):
            continue
        day = parse_dates(pd.Series([row["date"]])).iloc[0].date()
        half = _HALF_OF.get(fold(row["half"]), "")
        sessions = [
            session
            for session in plan.sessions
            if session.day == day
            and half in {"", session.half}
            and (
                session.venue_id == row["venue"]
                or fold(venue_names[session.venue_id]) == fold(row["venue"])
            )
        ]
        if not sessions:
            faults.append(
                Fault(
                    file=path.name,
                    row=number,
                    message=f"le planning n'a pas de permanence le {day:%d/%m/%Y} "
                    f"à {shown(row['venue'])}",
                    remedy="Corrigez la date ou le lieu, ou retirez la ligne.",
                )
            )
        found += [Confirmed(row=number, session=session) for session in sessions]
    if faults:
        raise TerritoryError(tuple(sorted(faults, key=lambda fault: fault.row or 0)))
    return tuple(found)


def refuse_clashes(
    confirmed: Sequence[Confirmed],
    plan: Plan,
    territory: Territory,
    *,
    settings: CalendarSettings,
    first_day: date,
    file: str,
) -> None:
    """Refuse events that keep a confirmed session from taking place.

    Raises
    ------
    TerritoryError
        With one sentence for each clash.
    """
    find_obstacle = obstacle_finder(
        territory, settings=settings, holidays=calendar_holidays(settings)
    )
    to_come = [one for one in confirmed if one.session.day >= first_day]
    faults = tuple(_clashes(to_come, plan, find_obstacle, file=file))
    if faults:
        raise TerritoryError(faults)


def _clashes(
    confirmed: Sequence[Confirmed],
    plan: Plan,
    find_obstacle: Callable[[Session], Reason | None],
    *,
    file: str,
) -> Iterator[Fault]:
    venue_names = {venue.id: venue.name for venue in plan.venues}
    adviser_names = {adviser.id: adviser.name for adviser in plan.advisers}
    for one in confirmed:
        session = one.session
        obstacle = find_obstacle(session)
        if obstacle is None:
            continue
        yield Fault(
            file=file,
            row=one.row,
            message=f"la permanence confirmée du {WEEKDAYS[session.day.weekday()]} "
            f"{session.day:%d/%m/%Y} ({HALVES[session.half]}) à {venue_names[session.venue_id]} "
            f"par {adviser_names[session.adviser_id]} ne peut pas avoir lieu : {obstacle[1]}",
            remedy="Retirez-la de la liste (elle sera remplacée), ou corrigez l'évènement.",
        )
