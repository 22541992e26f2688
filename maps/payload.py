"""The data block of the page: the layers as plain values for JSON, texts already worded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.territory import Commune, OfferPlace
from maps.geometry import encode_lines, encode_polygons, merge_borders
from maps.layers import (
    MODES,
    TourRow,
    VenueRow,
    make_commune_layer,
    make_tour_rows,
    make_uncovered_table,
    make_venue_rows,
    need_limits_of,
)
from maps.need_style import need_classes
from maps.sentences import (
    KIND_NAMES,
    about_people,
    bound_sentence,
    count_words,
    cycle_start_sentence,
    distance_sentence,
    hours_remark,
    period_sentence,
    place_name,
    reach_sentence,
    worth_sentence,
)
from maps.style import (
    MapClass,
    adviser_colour,
    adviser_dash,
    gain_classes,
    minute_classes,
    minute_limits,
    share_classes,
)
from maps.typography import typeset
from planner.plan import Plan
from planner.wording import WEEKDAYS, format_km, format_number, format_percent

Json: TypeAlias = Any
"""A value that :mod:`json` writes."""

STRAIGHT_TOURS: Final = "Les tournées sont tracées à vol d’oiseau, non par la route."
MODE_TEXTS: Final = {
    "after": ("Avec le planning", "Part du besoin d’aide couverte, avec le planning"),
    "before": ("Avant", "Part du besoin d’aide couverte par la seule offre fixe existante"),
    "gain": ("Gain", "Ce que le planning ajoute à la part du besoin couverte"),
    "minutes": ("Trajet", "Trajet moyen par la route jusqu’au lieu d’aide le plus proche"),
    "need": ("Besoin", "Part estimée des 15 ans et plus qui souhaitent une aide"),
}
"""(label of the button, title of the legend)."""


def make_payload(
    plan: Plan,
    *,
    communes: Sequence[Commune],
    offer: Sequence[OfferPlace],
    tour_lines: Sequence[Sequence[npt.NDArray[np.float64]]],
) -> dict[str, Json]:
    """Everything the page shows, in an order that depends on the plan alone."""
    layer = make_commune_layer(plan, communes)
    names = {row.commune_code: row.commune_name for row in plan.communes}
    borders = merge_borders(layer.geometry, layer["epci_code"])
    uncovered = make_uncovered_table(plan)
    west, south, east, north = layer.total_bounds.tolist()
    return {
        "territory": plan.territory_name,
        "notice": typeset(plan.notice),
        "bounds": [[south, west], [north, east]],
        "modes": _modes(plan, layer),
        "communes": _communes(layer, communes, offer_names=_offer_names(offer, names)),
        "borders": [line for border in borders for line in encode_lines(border)],
        "cycle_weeks": plan.settings.cycle.num_weeks,
        "weekdays": [
            [day, WEEKDAYS[day]] for day in sorted({visit.weekday for visit in plan.visits})
        ],
        "advisers": _advisers(plan),
        "venues": _venues(plan, make_venue_rows(plan)),
        "tours": [_tour(tour) for tour in make_tour_rows(plan, tour_lines)],
        "offer": [
            {
                "name": place.name,
                "kind": KIND_NAMES.get(place.kind, place.kind),
                "commune": names.get(place.commune_code, ""),
                "at": [round(place.lat, 5), round(place.lon, 5)],
            }
            for place in sorted(offer, key=lambda place: place.id)
        ],
        "uncovered": [
            {"code": code, "need": about_people(need)}
            for code, need in zip(uncovered["code"], uncovered["unmet_need"], strict=True)
        ],
        "summary": _summary(plan, uncovered, has_roads=bool(tour_lines)),
    }


def _modes(plan: Plan, layer: gpd.GeoDataFrame) -> list[Json]:
    access = plan.settings.access
    limits = minute_limits(access.reported_minutes, standard_minutes=access.standard_minutes)
    classes: dict[str, tuple[MapClass, ...]] = {
        "after": share_classes(),
        "before": share_classes(),
        "gain": gain_classes(),
        "minutes": minute_classes(limits, standard_minutes=access.standard_minutes),
    }
    shown = need_limits_of(plan)
    if shown:
        classes["need"] = need_classes(shown)
    modes = []
    for mode in _modes_of(layer):
        counts = Counter(layer[f"class_{mode}"])
        if mode == "need":
            counts = _count_both(counts, len(shown) + 1)
        label, title = MODE_TEXTS[mode]
        if mode == "need" and not plan.need_has_survey:
            title = f"{title} (sans enquête)"
        modes.append(
            {
                "id": mode,
                "label": label,
                "title": title,
                "classes": [
                    {
                        "label": drawn.label,
                        "fill": drawn.fill,
                        "hatch": _hatch(drawn),
                        "count": counts[position],
                    }
                    for position, drawn in enumerate(classes[mode])
                ],
            }
        )
    return modes


def _modes_of(layer: gpd.GeoDataFrame) -> list[str]:
    """Modes that the plan has figures for."""
    return [mode for mode in MODES if f"class_{mode}" in layer]


def _count_both(counts: Counter[int], num_classes: int) -> Counter[int]:
    """Count hatched communes in the class of their colour, and all of them where it is told."""
    both = Counter({c: counts[c] + counts[c + num_classes] for c in range(num_classes)})
    both[num_classes] = sum(counts[c + num_classes] for c in range(num_classes))
    return both


def _hatch(drawn: MapClass) -> str:
    if drawn.is_hatched:
        return "lines"
    if drawn.is_unsure:
        return "unsure"
    return "cross" if drawn.is_crosshatched else ""


def _offer_names(offer: Sequence[OfferPlace], communes: Mapping[str, str]) -> dict[str, str]:
    """Fixed places with their commune, by name; a name that several share says no commune."""
    counts = Counter(place.name for place in offer)
    return {
        place.name: place_name(place.name, communes[place.commune_code])
        for place in offer
        if counts[place.name] == 1 and place.commune_code in communes
    }


def _communes(
    layer: gpd.GeoDataFrame, communes: Sequence[Commune], *, offer_names: Mapping[str, str]
) -> list[Json]:
    postcodes = {commune.code: commune.postcode for commune in communes}
    modes = _modes_of(layer)
    inside = layer.geometry.representative_point()
    return [
        {
            "code": row.code,
            "name": row.name,
            "postcode": postcodes[row.code],
            "place": " · ".join(part for part in (row.epci_name, row.canton_name) if part),
            "population": row.population,
            "inhabitants": count_words(row.population, "habitant", "habitants"),
            "need": row.need_words,
            "need_share": row.need_share_words,
            "sentence": row.sentence,
            "status": row.status,
            "shares": [round(row.value_before, 4), round(row.value, 4)],
            "percents": [
                format_percent(value, decimals=0) for value in (row.value_before, row.value)
            ],
            "best": [row.best_venue_id, row.best_minutes],
            "session": [row.session_venue_id, row.session_minutes],
            "fixed": [offer_names.get(row.offer_name, row.offer_name), row.offer_minutes],
            "classes": [int(getattr(row, f"class_{mode}")) for mode in modes],
            "at": [round(point.y, 5), round(point.x, 5)],
            "shape": encode_polygons(row.geometry),
        }
        for row, point in zip(layer.itertuples(), inside, strict=True)
    ]


def _advisers(plan: Plan) -> list[Json]:
    loads = {load.adviser_id: load for load in plan.loads}
    advisers = []
    for position, adviser in enumerate(plan.advisers):
        load = loads.get(adviser.id)
        words = "" if load is None else count_words(load.num_sessions, "permanence", "permanences")
        advisers.append(
            {
                "name": adviser.name,
                "base": adviser.base_commune_name,
                "at": [round(adviser.lat, 5), round(adviser.lon, 5)],
                "colour": adviser_colour(position),
                "dash": adviser_dash(position),
                "load": ""
                if load is None
                else f"{words}, {format_km(load.distance_m, decimals=0)} par cycle",
            }
        )
    return advisers


def _venues(plan: Plan, rows: Sequence[VenueRow]) -> list[Json]:
    return [
        {
            "id": venue.id,
            "title": place_name(venue.name, venue.commune_name),
            "kind": KIND_NAMES.get(venue.kind, venue.kind),
            "at": [round(venue.lat, 5), round(venue.lon, 5)],
            "remark": hours_remark(venue),
            "sessions": row.sessions_per_cycle,
            "visits": [
                {
                    "adviser": visit.adviser,
                    "weekday": visit.weekday,
                    "weeks": visit.weeks,
                    "words": visit.words,
                }
                for visit in row.visits
            ],
            "dates": [[day.isoformat(), hours] for day, hours in row.dates],
            "lost": row.lost,
        }
        for venue, row in zip(plan.venues, rows, strict=True)
    ]


def _tour(tour: TourRow) -> Json:
    return {
        "adviser": tour.adviser,
        "weekday": tour.weekday,
        "weeks": tour.weeks,
        "when": tour.when,
        "steps": tour.steps,
        "total": tour.total,
        "lines": [points for line in tour.lines for points in encode_lines(line)],
    }


def _summary(plan: Plan, uncovered: pd.DataFrame, *, has_roads: bool) -> Json:
    need = plan.whole.need
    shares = [
        covered / need if need > 0 else 0.0
        for covered in (plan.whole.covered_need_before, plan.whole.covered_need)
    ]
    notes = [] if has_roads or not plan.tours else [STRAIGHT_TOURS]
    bounds = [bound_sentence(objective) for objective in plan.objectives]
    return {
        "shares": [round(share, 4) for share in shares],
        "percents": [format_percent(share) for share in shares],
        "sentences": [
            sentence
            for sentence in (reach_sentence(plan), distance_sentence(plan), *bounds)
            if sentence
        ],
        "uncovered": f"{count_words(len(uncovered), 'commune', 'communes')} sans service sur "
        f"{format_number(len(plan.communes))}",
        "unmet": about_people(float(uncovered["unmet_need"].sum())) if len(uncovered) else "",
        "worth": worth_sentence(plan),
        "period": period_sentence(plan),
        "cycle": cycle_start_sentence(plan),
        "need": [typeset(plan.need_method)] if plan.need_method else [],
        "assumptions": [*map(typeset, plan.assumptions), *notes],
        "sources": [typeset(source) for source in plan.sources],
        "version": f"itinerance {plan.software_version}",
    }
