"""The layer of communes as a plain table: what is shown of each, before anything is drawn."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd

from geodata.territory import Commune
from maps.geometry import LONLAT, simplify_outlines
from maps.language import FRENCH, Language
from maps.need_style import classify_need, is_wide, need_limits
from maps.sentences import (
    access_sentence,
    minutes_words,
    people_between,
    share_between,
)
from maps.style import (
    classify_frequency,
    classify_gain,
    classify_minutes,
    classify_share,
    minute_limits,
)
from maps.typography import typeset
from planner.plan import CommuneAccess, Plan

MODES: Final = ("after", "before", "gain", "frequency", "minutes", "need")
"""What communes can be coloured by; column ``class_<mode>`` is a position in its classes."""


def make_commune_layer(
    plan: Plan, communes: Sequence[Commune], *, language: Language = FRENCH
) -> gpd.GeoDataFrame:
    """One row a commune, ordered by code: figures, class in every mode, sentence, outline.

    Raises
    ------
    ValueError
        When the plan and the outlines are not of the same communes.
    """
    outline_by_code = {commune.code: commune.geometry for commune in communes}
    rows = sorted(plan.communes, key=lambda row: row.commune_code)
    unmatched = {row.commune_code for row in rows} ^ outline_by_code.keys()
    if unmatched:
        raise ValueError(f"plan and outlines differ in communes: {sorted(unmatched)}")
    shown = need_limits_of(plan)
    limits = minute_limits(
        plan.settings.access.reported_minutes,
        standard_minutes=plan.settings.access.standard_minutes,
    )
    return gpd.GeoDataFrame(
        [_commune_record(row, plan, limits, language) | _need_record(row, shown) for row in rows],
        geometry=simplify_outlines([outline_by_code[row.commune_code] for row in rows]).to_numpy(),
        crs=LONLAT,
    )


def _commune_record(
    row: CommuneAccess, plan: Plan, limits: Sequence[int], language: Language
) -> dict[str, object]:
    unreachable = row.status == "unreachable"
    standard = plan.settings.access.standard_minutes

    def words(minutes: float | None) -> str:
        return "" if minutes is None else minutes_words(minutes, standard, language=language)

    return {
        "code": row.commune_code,
        "name": row.commune_name,
        "epci_code": row.epci_code,
        "epci_name": row.epci_name,
        "canton_code": row.canton_code,
        "canton_name": row.canton_name,
        "population": row.population,
        "need": row.need,
        "need_words": people_between(row.need, row.need_low, row.need_high, language=language),
        "need_share_words": share_between(row, language=language),
        "value_before": row.value_before,
        "value": row.value,
        "status": row.status,
        "sentence": access_sentence(row, plan, language=language),
        "why": typeset(row.explanation),
        "reason": row.explanation_reason or "",
        "best_venue_id": row.best_venue_id or "",
        "best_minutes": words(row.best_minutes),
        "session_venue_id": row.nearest_session_venue_id or "",
        "session_minutes": words(row.nearest_session_minutes),
        "offer_name": row.nearest_offer_name or "",
        "offer_minutes": words(row.nearest_offer_minutes),
        "class_after": classify_share(row.value, is_unreachable=unreachable),
        "class_before": classify_share(row.value_before, is_unreachable=unreachable),
        "nearest_minutes": row.nearest_minutes,
        "class_frequency": classify_frequency(row, plan.settings.cycle.num_weeks),
        "class_gain": classify_gain(row.value_before, row.value, is_unreachable=unreachable),
        "class_minutes": classify_minutes(row.nearest_minutes, limits),
    }


def need_limits_of(plan: Plan) -> tuple[int, ...]:
    """Limits between the classes of need; empty for a plan that knows no shares of need."""
    shares = [row.need_share for row in plan.communes if row.need_share is not None]
    return need_limits(shares) if len(shares) == len(plan.communes) and shares else ()


def _need_record(row: CommuneAccess, limits: Sequence[int]) -> dict[str, object]:
    if not limits or row.need_share is None:
        return {}
    unsure = is_wide(row.need, row.need_low, row.need_high)
    return {"class_need": classify_need(row.need_share, is_wide=unsure, limits=limits)}
