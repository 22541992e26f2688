"""Random wishes of a coordinator on a small territory."""

import random
from datetime import timedelta

from planner.app.desk.edits import Edit, MoveSession
from planner.app.desk.errors import DeskError
from planner.app.desk.ground import DeskGround
from planner.app.desk.placing import add_visit, drop_visit, move_session, move_visit
from planner.app.desk.state import DraftState
from planner.plan import Half, Plan

HALVES: tuple[Half, Half] = ("am", "pm")
WEEKS = (None, (1, 2, 3, 4), (1, 3), (2, 4), (1,), (1, 2))


def random_edit(ground: DeskGround, state: DraftState, chance: random.Random) -> Edit | None:
    """A visit moved, taken out or added somewhere; ``None`` for what makes no sense."""
    advisers = [adviser.id for adviser in ground.territory.advisers]
    weekday, half = chance.randrange(5), chance.choice(HALVES)
    kind = chance.random()
    visit = chance.choice(state.visits)
    try:
        if kind < 0.7:
            return move_visit(
                ground,
                state,
                visit,
                adviser_id=chance.choice(advisers),
                weekday=weekday,
                half=half,
                weeks=chance.choice(WEEKS),
            )
        if kind < 0.8:
            return None if len(state.visits) == 1 else drop_visit(ground, state, visit)
        visited = {one.venue_id for one in state.visits}
        venue_id = chance.choice([*sorted(set(ground.prepared.problem.venue_ids) - visited), ""])
        if not venue_id:
            return None
        return add_visit(
            ground,
            state,
            venue_id,
            adviser_ids=advisers[: ground.facts.venues[venue_id].num_advisers],
            weekday=weekday,
            half=half,
            weeks=chance.choice(((1, 2, 3, 4), (1, 3))),
        )
    except DeskError:
        return None


def random_move(ground: DeskGround, plan: Plan, chance: random.Random) -> MoveSession | None:
    """A date moved by up to eight days; ``None`` outside the calendar."""
    session = chance.choice(plan.sessions)
    calendar = plan.settings.calendar
    day = session.day + timedelta(days=chance.randrange(-8, 9))
    if not calendar.start <= day < calendar.start + timedelta(weeks=calendar.num_weeks):
        return None
    is_of_two = ground.facts.venues[session.venue_id].num_advisers > 1
    together = [
        one
        for one in plan.sessions
        if (one.venue_id, one.day) == (session.venue_id, session.day)
        and (is_of_two or one.adviser_id == session.adviser_id)
    ]
    return move_session(
        ground,
        together,
        adviser_id=chance.choice([adviser.id for adviser in ground.territory.advisers]),
        day=day,
        half=chance.choice(HALVES),
        instead_of=session.adviser_id,
        held=plan.sessions,
    )
