"""What a coordinator has to confirm or mend before a plan is announced, one line each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from planner.export.ground import Ground
from planner.export.mednum import list_gaps
from planner.plan import LossReason, LostSession, Plan
from planner.wording import (
    HALVES,
    NO_BREAK_SPACE,
    format_percent,
    format_percent_up,
    format_reason,
    format_slot,
    one_line,
)

USUALLY: Final = "Proposer une autre date, ou prévenir la mairie"
TO_DO: Final[dict[LossReason, str]] = {
    "not_in_post": "Prévoir un remplacement",
    "closed_that_day": "Confirmer les horaires de ce jour avec le lieu",
    "school_holidays": "Prévenir la mairie",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """One thing to confirm or to mend; texts are French and on one line."""

    kind: str
    what: str
    to_do: str
    place: str = ""
    commune: str = ""
    adviser: str = ""
    day: date | None = None


def list_anomalies(plan: Plan, ground: Ground | None = None) -> tuple[Anomaly, ...]:
    """List what has to be confirmed: hours, lost sessions, doubtful venues, cut-off communes."""
    return (
        *_unknown_hours(plan),
        *_lost_sessions(plan),
        *_cut_off(plan),
        *_doubtful_venues(plan),
        *_unproven(plan),
        *_unpublished(plan, ground),
    )


def _unknown_hours(plan: Plan) -> Iterator[Anomaly]:
    dates = Counter(session.venue_id for session in plan.sessions)
    for venue in plan.venues:
        if not venue.hours_known:
            yield Anomaly(
                kind="Horaires à confirmer",
                what=f"Horaires inconnus, supposés pour {dates[venue.id]} date(s)"
                + (f"{NO_BREAK_SPACE}: {one_line(venue.hours_note)}" if venue.hours_note else ""),
                to_do="Appeler le lieu, puis remplir opening_hours dans venues.csv",
                place=one_line(venue.name),
                commune=one_line(venue.commune_name),
            )


def _lost_sessions(plan: Plan) -> Iterator[Anomaly]:
    venues = {venue.id: venue for venue in plan.venues}
    advisers = {adviser.id: one_line(adviser.name) for adviser in plan.advisers}
    for lost in sorted(plan.lost_sessions, key=lambda one: (one.day, one.adviser_id, one.half)):
        venue = venues[lost.venue_id]
        kind, told, to_do = _what_to_do(lost)
        yield Anomaly(
            kind=kind,
            what=f"{HALVES[lost.half].capitalize()}, {format_reason(lost)}{told}",
            to_do=to_do,
            place=one_line(venue.name),
            commune=one_line(venue.commune_name),
            adviser=advisers[lost.adviser_id],
            day=lost.day,
        )


def _what_to_do(lost: LostSession) -> tuple[str, str, str]:
    """Kind, what has become of it, and what to do about a lost session."""
    if lost.replacement is None:
        told = f" ; {one_line(lost.no_replacement)}" if lost.no_replacement else ""
        return "Permanence supprimée", told, TO_DO.get(lost.reason, USUALLY)
    slot = format_slot(lost.replacement)
    if lost.is_replaced:
        return "Permanence remplacée", f" ; remplacée le {slot}", "Prévenir la mairie de la date"
    return "Permanence supprimée", f" ; {slot} possible", "Valider la date proposée"


def _cut_off(plan: Plan) -> Iterator[Anomaly]:
    for row in plan.communes:
        if row.status == "unreachable":
            yield Anomaly(
                kind="Commune sans route",
                what=one_line(row.explanation) or "Aucune route ne mène à un lieu d’aide",
                to_do="Vérifier le réseau routier (bac, île), ou prévoir une autre forme d’aide",
                commune=one_line(row.commune_name),
            )


def _doubtful_venues(plan: Plan) -> Iterator[Anomaly]:
    venues = {venue.id: venue for venue in plan.venues}
    for row in plan.stress.venues if plan.stress else ():
        if row.depends_on_luck:
            venue = venues[row.venue_id]
            yield Anomaly(
                kind="Lieu qui tient à l’estimation",
                what=f"Devancé par {one_line(row.rival_name)} dans "
                f"{format_percent(row.outranked_share)} des tirages du besoin",
                to_do="Départager les deux lieux avec les élus, ou compléter l’enquête",
                place=one_line(venue.name),
                commune=one_line(venue.commune_name),
            )


def _unproven(plan: Plan) -> Iterator[Anomaly]:
    for objective in plan.objectives:
        if objective.status == "stopped_early":
            gap = "" if objective.gap is None else f" à {format_percent_up(objective.gap)}"
            yield Anomaly(
                kind="Recherche interrompue",
                what=f"Objectif « {objective.name} »{gap} de la borne prouvée, limite de temps",
                to_do="Relancer avec plus de temps (optimisation.time_limit_s)",
            )


def _unpublished(plan: Plan, ground: Ground | None) -> Iterator[Anomaly]:
    for sentence in () if ground is None else list_gaps(plan, ground):
        yield Anomaly(
            kind="Publication LA-MEDNUM",
            what=sentence,
            to_do="Compléter les tables du dossier avant de publier",
        )
