"""Intervals of need beside the measures of access: of communes, and of their sums."""

from collections.abc import Sequence
from dataclasses import replace

from geodata.territory import Commune
from planner.figures.measures import Access
from planner.need import AreaKind, AreaNeed, Need, summarise_areas
from planner.plan import AreaAccess


def add_need_intervals(access: Access, communes: Sequence[Commune], need: Need) -> Access:
    """Complete every commune and area with the 90 % interval and the share of its need."""

    def areas(rows: Sequence[AreaAccess], by: AreaKind) -> tuple[AreaAccess, ...]:
        known = {(row.code, row.name): row for row in summarise_areas(communes, need, by=by)}
        return tuple(
            row.model_copy(update=_interval(row.need, known[row.code, row.name])) for row in rows
        )

    known = {row.code: row for row in summarise_areas(communes, need, by="commune")}
    (whole,) = summarise_areas(communes, need, by="whole")
    return replace(
        access,
        communes=tuple(
            row.model_copy(update=_interval(row.need, known[row.commune_code]))
            for row in access.communes
        ),
        epcis=areas(access.epcis, "epci"),
        cantons=areas(access.cantons, "canton"),
        whole=access.whole.model_copy(update=_interval(access.whole.need, whole)),
    )


def _interval(people: float, area: AreaNeed) -> dict[str, float]:
    return {
        "need_low": area.low_90,
        "need_high": area.high_90,
        "need_share": area.share_of(people),
    }
