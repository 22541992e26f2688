"""What the coordinator's rules say of other tables and of each other."""

from collections.abc import Mapping, Sequence

import pandas as pd

from geodata.column_rules import row_faults, shown
from geodata.contracts import ADVISERS, AREA_RULES, EXCLUSIONS, VENUES
from geodata.cross_checks import check_reference
from geodata.errors import Fault
from geodata.suggestions import suggest
from geodata.tables import parse_numbers


def check_rules(
    communes: pd.DataFrame | None,
    tables: Mapping[str, pd.DataFrame | None],
    *,
    files: Mapping[str, str],
) -> list[Fault]:
    """Find rules on things that no table defines, and limits that leave nothing between them.

    ``files`` gives the file name of each table by its stem.
    """
    faults: list[Fault] = []
    exclusions, rules = tables[EXCLUSIONS.stem], tables[AREA_RULES.stem]
    advisers, venues = tables[ADVISERS.stem], tables[VENUES.stem]

    def name(stem: str) -> str:
        return files.get(stem, f"{stem}.csv")

    if exclusions is not None:
        for column, owners, stem in (
            ("adviser", advisers, ADVISERS.stem),
            ("venue", venues, VENUES.stem),
        ):
            if owners is not None:
                faults += check_reference(
                    exclusions,
                    set(owners["id"]),
                    file=name(EXCLUSIONS.stem),
                    column=column,
                    noun="l'identifiant",
                    source=name(stem),
                )
    areas = _area_codes(communes)
    if rules is not None:
        faults += _check_limits(rules, file=name(AREA_RULES.stem))
        if areas:
            faults += _check_areas(
                rules["area"],
                areas,
                file=name(AREA_RULES.stem),
                column="area",
                names=_area_names(communes),
            )
    if venues is not None:
        faults += _check_limits(venues, file=name(VENUES.stem))
    if advisers is not None and areas:
        codes = advisers["sector"].str.replace(",", " ").str.split().explode().dropna()
        faults += _check_areas(codes, areas, file=name(ADVISERS.stem), column="sector")
    return faults


def _area_codes(communes: pd.DataFrame | None) -> set[str]:
    """Codes of communes, EPCIs and cantons; none when the communes cannot be read."""
    if communes is None:
        return set()
    return {
        str(code)
        for column in ("code", "epci_code", "canton_code")
        for code in communes[column]
        if code
    }


def _area_names(communes: pd.DataFrame | None) -> list[str]:
    """What people may write in the place of a code."""
    columns = ("epci_name", "canton_name", "name")
    return [] if communes is None else [name for c in columns for name in communes[c].unique()]


def _check_areas(
    codes: "pd.Series[str]",
    areas: set[str],
    *,
    file: str,
    column: str,
    names: Sequence[str] = (),
) -> list[Fault]:
    unknown = codes[~codes.isin(areas) & (codes != "")]
    return row_faults(
        (
            (
                int(line),
                (
                    f"{shown(str(code))} n'est le code d'aucun EPCI, canton ou commune"
                    f"{suggest(str(code), [*sorted(areas), *names])}"
                ),
            )
            for line, code in zip(unknown.index, unknown, strict=True)
        ),
        file=file,
        column=column,
        remedy="Écrivez un code du fichier des communes (epci_code, canton_code ou code).",
    )


def _check_limits(table: pd.DataFrame, *, file: str) -> list[Fault]:
    """A least number of sessions that is above the most."""
    lowest, highest = parse_numbers(table["min_sessions"]), parse_numbers(table["max_sessions"])
    return row_faults(
        (
            (int(line), "le minimum de permanences dépasse le maximum")
            for line in table.index[lowest > highest]
        ),
        file=file,
        column="min_sessions",
        remedy="Baissez min_sessions ou augmentez max_sessions.",
    )
