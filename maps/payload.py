"""The data block of the page: the layers as plain values for JSON, texts already worded.

What only plan.json says (explanations, assumptions, sources, remarks of venues) stays French in
every language; the page marks it so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np

from geodata.territory import Commune, OfferPlace
from maps.area_words import AREA_BASIS, AREA_METHODS, unreached_words
from maps.areas import UnreachedArea
from maps.calendar_weeks import lacks_tours
from maps.geometry import LINE_TOLERANCE_M, encode_lines, encode_polygons, merge_borders
from maps.language import FRENCH, Language, mark
from maps.layers import make_commune_layer
from maps.modes import Json, describe_modes, modes_of
from maps.overview import (
    LEFT_OUT,
    ROAD_TOLERANCE_M,
    describe_overview,
    is_overview,
    overview_note,
)
from maps.reasons import describe_reasons
from maps.sentences import (
    bound_sentence,
    cycle_start_sentence,
    distance_sentence,
    period_sentence,
    place_name,
    reach_sentence,
    worth_sentence,
)
from maps.session_payload import (
    describe_advisers,
    describe_tours,
    describe_venues,
    describe_weeks,
    kind_name,
)
from maps.staffing import describe_staffing
from maps.tour_rows import Lines, make_tour_rows
from maps.typography import typeset
from planner.frontier.record import FrontierRecord
from planner.plan import AreaAccess, Objective, Plan
from planner.wording import WEEKDAYS

STRAIGHT_TOURS: Final = mark("Les tournées sont tracées à vol d’oiseau, non par la route.")
NO_DATED_TOURS: Final = mark(
    "Ce planning ne garde pas les tournées des dates modifiées\u00a0: celles d’une semaine précise "
    "et leurs kilomètres y sont approchés."
)
FRENCH_TEXTS: Final = mark(
    "Les explications, les hypothèses et les sources viennent du planning, écrit en français."
)
STATUS_NAMES: Final = {
    "served_here": mark("Permanence dans la commune"),
    "served_nearby": mark("Permanence à proximité"),
    "existing_offer": mark("Offre fixe existante"),
    "not_served": mark("Sans service"),
    "unreachable": mark("Sans route"),
}


def make_payload(
    plan: Plan,
    *,
    communes: Sequence[Commune],
    offer: Sequence[OfferPlace],
    tour_lines: Sequence[Lines],
    dated_tour_lines: Sequence[Lines] = (),
    areas: Sequence[UnreachedArea] = (),
    frontier: FrontierRecord | None = None,
    language: Language = FRENCH,
) -> dict[str, Json]:
    """Everything the page shows, in an order that depends on the plan alone."""
    layer = make_commune_layer(plan, communes, language=language)
    names = {row.commune_code: row.commune_name for row in plan.communes}
    is_wide = is_overview(len(plan.communes))
    borders = merge_borders(layer.geometry, layer["epci_code"])
    west, south, east, north = layer.total_bounds.tolist()
    epcis = _zones(plan.epcis, zip(layer["epci_code"], layer["epci_name"], strict=True))
    cantons = _zones(plan.cantons, zip(layer["canton_code"], layer["canton_name"], strict=True))
    roads, tours = describe_tours(
        make_tour_rows(
            plan,
            tour_lines,
            dated_tour_lines,
            tolerance_m=ROAD_TOLERANCE_M if is_wide else LINE_TOLERANCE_M,
            language=language,
        )
    )
    return {
        "language": language.code,
        "territory": plan.territory_name,
        "notice": typeset(plan.notice),
        "bounds": [[south, west], [north, east]],
        "modes": describe_modes(plan, layer, language=language),
        "statuses": {status: language.say(name) for status, name in STATUS_NAMES.items()},
        "epcis": epcis,
        "cantons": cantons,
        "communes": _communes(
            layer,
            communes,
            offer_names=_offer_names(offer, names),
            zones=([code for code, _ in epcis], [code for code, _ in cantons]),
            language=language,
        ),
        "overview": describe_overview(layer, [code for code, _ in epcis]) if is_wide else None,
        "reasons": describe_reasons(language) if is_wide or language.code != FRENCH.code else {},
        "overview_note": overview_note(len(plan.communes), language) if is_wide else "",
        "borders": [line for border in borders for line in encode_lines(border)],
        "cycle_weeks": plan.settings.cycle.num_weeks,
        "weekdays": [
            [day, language.say(WEEKDAYS[day])]
            for day in sorted({visit.weekday for visit in plan.visits})
        ],
        "calendar": describe_weeks(plan),
        "advisers": describe_advisers(plan, language),
        "venues": describe_venues(plan, language),
        "roads": roads,
        "tours": tours,
        "offer": [
            {
                "name": place.name,
                "kind": kind_name(place.kind, language),
                "commune": names.get(place.commune_code, ""),
                "home": place.commune_code,
                "at": [round(place.lat, 5), round(place.lon, 5)],
            }
            for place in sorted(offer, key=lambda place: place.id)
        ],
        "standard_minutes": plan.settings.access.standard_minutes,
        "areas": [_area(area, plan, language) for area in areas],
        "staffing": describe_staffing(plan, frontier, language=language),
        "summary": _summary(
            plan,
            has_roads=bool(tour_lines),
            areas_method=AREA_METHODS[areas[0].basis] if areas else "",
            language=language,
        ),
    }


def _zones(areas: Iterable[AreaAccess], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Codes and names of EPCIs or cantons by name; those of a plan without totals too."""
    zones = dict(pairs) | {area.code: area.name for area in areas}
    return [[code, zones[code]] for code in sorted(zones, key=lambda code: (zones[code], code))]


def _offer_names(offer: Sequence[OfferPlace], communes: Mapping[str, str]) -> dict[str, str]:
    """Fixed places with their commune, by name; a name that several share says no commune."""
    counts = Counter(place.name for place in offer)
    return {
        place.name: place_name(place.name, communes[place.commune_code])
        for place in offer
        if counts[place.name] == 1 and place.commune_code in communes
    }


def _communes(
    layer: gpd.GeoDataFrame,
    communes: Sequence[Commune],
    *,
    offer_names: Mapping[str, str],
    zones: tuple[Sequence[str], Sequence[str]],
    language: Language,
) -> list[Json]:
    postcodes = {commune.code: commune.postcode for commune in communes}
    modes = modes_of(layer)
    epci_at, canton_at = ({code: at for at, code in enumerate(codes)} for codes in zones)
    inside = layer.geometry.representative_point()
    # a page in another language says the reason before the French sentence
    has_reasons = is_overview(len(layer)) or language.code != FRENCH.code
    return [
        {
            "code": row.code,
            "name": row.name,
            "postcode": postcodes[row.code],
            "epci": epci_at[row.epci_code],
            "canton": canton_at[row.canton_code],
            "population": row.population,
            "status": row.status,
            # exact enough for sums to be those of plan.json
            "people": round(row.need, 5),
            "shares": [round(row.value_before, 7), round(row.value, 7)],
            "minutes": None if np.isnan(row.nearest_minutes) else round(row.nearest_minutes, 1),
            "best": [row.best_venue_id, row.best_minutes],
            "session": [row.session_venue_id, row.session_minutes],
            "fixed": [offer_names.get(row.offer_name, row.offer_name), row.offer_minutes],
            "classes": [int(getattr(row, f"class_{mode}")) for mode in modes],
            "at": [round(point.y, 5), round(point.x, 5)],
        }
        | ({} if is_overview(len(layer)) else _details(row))
        | ({"reason": row.reason} if has_reasons else {})
        for row, point in zip(layer.itertuples(), inside, strict=True)
    ]


def _details(row: Any) -> dict[str, Json]:  # noqa: ANN401 - a row of the layer has no type
    """Return what an overview leaves out of a commune: its outline and its sentences."""
    return {
        "need": row.need_words,
        "need_share": row.need_share_words,
        "sentence": row.sentence,
        "why": row.why,
        "shape": encode_polygons(row.geometry),
    }


def _area(area: UnreachedArea, plan: Plan, language: Language) -> Json:
    """Outlines of what is beyond a limit, before and after, and what is said of it."""
    return {
        "limit": area.limit_minutes,
        "basis": language.say(AREA_BASIS[area.basis]),
        "dash": "5 3" if area.basis == "nodes" else None,
        "words": {
            "before": unreached_words(area, plan, is_before=True, language=language),
            "after": unreached_words(area, plan, is_before=False, language=language),
        },
        "shapes": {
            "before": encode_polygons(area.before.shape),
            "after": encode_polygons(area.after.shape),
        },
    }


def _bound(objective: Objective, language: Language) -> list[str]:
    """Return what is proven, and the condition where it is of another language."""
    if language.code == FRENCH.code:
        return [bound_sentence(objective, language=language), ""]
    without = objective.model_copy(update={"condition": ""})
    return [bound_sentence(without, language=language), typeset(objective.condition)]


def _summary(plan: Plan, *, has_roads: bool, areas_method: str, language: Language) -> Json:
    notes = [] if has_roads or not plan.tours else [STRAIGHT_TOURS]
    notes += [NO_DATED_TOURS] if lacks_tours(plan) else []
    notes += [areas_method] if areas_method else []
    notes += [LEFT_OUT] if is_overview(len(plan.communes)) else []
    notes += [FRENCH_TEXTS] if language.code != FRENCH.code else []
    return {
        "reach": reach_sentence(plan, language=language),
        "distance": distance_sentence(plan, language=language),
        "bounds": [
            bound for objective in plan.objectives if (bound := _bound(objective, language))[0]
        ],
        "worth": worth_sentence(plan, language=language),
        "period": period_sentence(plan, language=language),
        "cycle": cycle_start_sentence(plan, language=language),
        "notes": [language.say(note) for note in notes],
        "need": [typeset(plan.need_method)] if plan.need_method else [],
        "assumptions": [*map(typeset, plan.assumptions)],
        "sources": [typeset(source) for source in plan.sources],
        "version": f"itinerance {plan.software_version}",
    }
