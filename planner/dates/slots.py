"""Where the cycle puts a session, and what a plan says of one that is held on another date."""

from planner.plan import LostSession, PlannedSlot, Replacement, Session


def own_slot(session: Session | LostSession) -> PlannedSlot:
    """Return the half-day that a session stands on, or that a lost one stood on."""
    return PlannedSlot(day=session.day, adviser_id=session.adviser_id, half=session.half)


def tell_replaced(lost: LostSession, held: Session) -> LostSession:
    """Say of a lost session which session of the plan stands for it."""
    return lost.model_copy(update={"replacement": _replacement(held), "is_replaced": True})


def tell_moved(session: Session, held: Session) -> LostSession:
    """Say of a session that nothing stands against its date, and that another one was chosen."""
    return LostSession(
        day=session.day,
        adviser_id=session.adviser_id,
        venue_id=session.venue_id,
        half=session.half,
        reason="moved",
        detail="",
        replacement=_replacement(held),
        is_replaced=True,
    )


def _replacement(session: Session) -> Replacement:
    return Replacement(
        day=session.day,
        adviser_id=session.adviser_id,
        half=session.half,
        start_minute=session.start_minute,
        end_minute=session.end_minute,
    )
