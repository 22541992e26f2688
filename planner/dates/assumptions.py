"""What a plan says of its dates: sessions that do not take place, and weeks 53."""

from collections.abc import Sequence

from geodata.territory import Territory
from planner.dates.iso_weeks import describe_parity_changes
from planner.plan import LostSession, Plan, Visit
from planner.settings import Settings
from planner.wording import count_words, format_percent

NOT_PROVEN = (
    "Remplacements : la recherche s'est arrêtée avant d'avoir prouvé que ce sont les plus nombreux "
    "et les moins dérangeants."
)


def describe_dates(
    visits: Sequence[Visit],
    lost: Sequence[LostSession],
    territory: Territory,
    *,
    num_dates: int,
    settings: Settings,
    is_proven: bool = True,
) -> list[str]:
    """Say in French what the calendar does to the cycle; ``num_dates`` are all it foresees."""
    sentences = describe_parity_changes(
        visits, territory.venues, calendar=settings.calendar, cycle=settings.cycle
    )
    if lost:
        sentences.append(
            f"La couverture est celle du cycle type ; sur les {num_dates} dates du calendrier, "
            f"{format_percent(len(lost) / num_dates)} des permanences ne peuvent avoir lieu à leur "
            f"date (jours fériés, vacances, absences, fermetures) : {_what_becomes_of(lost)}."
        )
    if not is_proven:
        sentences.append(NOT_PROVEN)
    return sentences


def renew_date_assumptions(
    plan: Plan,
    lost: Sequence[LostSession],
    territory: Territory,
    *,
    is_proven: bool,
) -> tuple[str, ...]:
    """Return a plan's assumptions with what they say of its dates said anew."""
    num_dates = sum(session.replaces is None for session in plan.sessions) + len(plan.lost_sessions)
    old = {
        NOT_PROVEN,
        *describe_dates(
            plan.visits,
            plan.lost_sessions,
            territory,
            num_dates=num_dates,
            settings=plan.settings,
        ),
    }
    new = describe_dates(
        plan.visits,
        lost,
        territory,
        num_dates=num_dates,
        settings=plan.settings,
        is_proven=is_proven,
    )
    at = next(
        (at for at, sentence in enumerate(plan.assumptions) if sentence in old),
        len(plan.assumptions),
    )
    kept_before = [one for one in plan.assumptions[:at] if one not in old]
    kept_after = [one for one in plan.assumptions[at:] if one not in old]
    return (*kept_before, *new, *kept_after)


def _what_becomes_of(lost: Sequence[LostSession]) -> str:
    replaced = sum(one.is_replaced for one in lost)
    proposed = sum(one.replacement is not None and not one.is_replaced for one in lost)
    dropped = len(lost) - replaced - proposed
    parts = []
    if replaced:
        parts.append(f"{count_words(replaced, 'remplacée')} à une autre date")
    if proposed:
        parts.append(f"{count_words(proposed, 'remplacement proposé', 'remplacements proposés')}")
    if dropped:
        parts.append(count_words(dropped, "supprimée"))
    return ", ".join(parts)
