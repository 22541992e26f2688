"""Repair: the dates of a plan put right after something happened; its cycle stays as it is."""

from datetime import date

from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.dates.assumptions import renew_date_assumptions
from planner.dates.dating import date_plan
from planner.plan import LostSession, Plan


def repair_plan(
    plan: Plan, territory: Territory, *, travel: TravelTimes, not_before: date | None = None
) -> Plan:
    """Date a plan again on a territory where something happened.

    Sessions that can still take place stay where they are, replacements of the plan included. The
    others get a replacement or the reason why there is none. Visits, tours of the cycle, coverage
    and all else stay as they were. The result is not checked and not stored.

    Parameters
    ----------
    territory
        With what happened: absences, closures, hours, days in post.
    not_before
        First day that a new replacement may have; what was decided for earlier days stands.
    """
    dated = date_plan(
        plan.visits,
        territory,
        travel=travel,
        settings=plan.settings,
        kept=[session for session in plan.sessions if session.replaces is not None],
        not_before=not_before,
        seed=plan.seed,
        earlier=plan.earlier_visits,
    )
    earlier = {_slot(lost): lost for lost in plan.lost_sessions}
    return plan.model_copy(
        update={
            "fingerprints": dict(territory.fingerprints),
            "sessions": dated.sessions,
            "lost_sessions": tuple(_keep_words(lost, earlier) for lost in dated.lost),
            "dated_tours": dated.tours,
            "replacements_from": not_before or plan.replacements_from,
            "assumptions": renew_date_assumptions(
                plan, dated.lost, territory, is_proven=dated.is_proven
            ),
        }
    )


def _slot(lost: LostSession) -> tuple[date, str, str, str]:
    return lost.day, lost.adviser_id, lost.venue_id, lost.half


def _keep_words(
    lost: LostSession, earlier: dict[tuple[date, str, str, str], LostSession]
) -> LostSession:
    """Keep the words of a session that was dropped before and still is, for the same reason."""
    before = earlier.get(_slot(lost))
    if before is None or not before.no_replacement or not lost.no_replacement:
        return lost
    return before if before.reason == lost.reason else lost
