"""Moving a session: where to, what the checker says, confirmed or not."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from nicegui import ui

from planner.app.desk.edits import Edit
from planner.app.desk.week import WeekSession
from planner.app.desk.wishes import wish_session, wish_visit
from planner.app.web.dialogs import leave_with
from planner.app.web.week.judging_box import JudgingBox
from planner.app.web.week.screen import Scope, Screen
from planner.plan import Half
from planner.problem.model import week_patterns
from planner.wording import HALVES, format_date, format_weeks, one_line

SCOPES: dict[Scope, str] = {
    "cycle": "Tout le cycle",
    "date": "Cette date seule",
}
_NEAR_WEEKS = 4
"""Dates offered before and after the session's own."""


class MoveDialog:
    """The dialog « Déplacer »: every choice is judged as soon as it is made."""

    def __init__(
        self, screen: Screen, session: WeekSession, target: tuple[str, date, Half]
    ) -> None:
        """Draw it, with a half-day to begin with."""
        self._screen, self._session = screen, session
        adviser_id, day, half = target
        with ui.dialog() as self._dialog, ui.card().classes("move-card"):
            ui.label(f"Déplacer « {one_line(session.venue_name)} »").classes("question-text")
            self._scope = ui.radio(SCOPES, value=screen.scope, on_change=self._judge_again)
            self._scope.props('inline aria-label="Portée"')
            with ui.element("div").classes("fields"):
                self._adviser = self._select(
                    "Conseiller",
                    {key: one_line(name) for key, name in screen.view.advisers},
                    adviser_id,
                )
                self._day = self._select("Jour", self._days(day), day.isoformat())
                self._half = self._select("Demi-journée", {**HALVES}, half)
                self._weeks = self._select("Semaines du cycle", self._patterns(), "")
            self._weeks.bind_visibility_from(self._scope, "value", lambda scope: scope == "cycle")
            self._box = JudgingBox(screen.desk)
            with ui.row().classes("actions"):
                ui.button("Annuler", on_click=lambda: self._dialog.submit(None)).props("outline")
                self._box.draw_buttons(self._dialog, go="Déplacer")
        self._dialog.props["aria-label"] = f"Déplacer « {one_line(session.venue_name)} »"

    async def ask(self) -> None:
        """Show it, and save what was confirmed."""
        leave_with(self._dialog)
        await self._judge_again()
        answer = await self._dialog
        edit = self._box.edit
        if answer is None or edit is None:
            self._leave()
            return
        self._screen.scope = self._scope.value
        self._screen.selected = self._session.key if self._scope.value == "date" else None
        await self._screen.save(edit, keep_broken=answer == "keep")

    def _leave(self) -> None:
        """Go on as before: what opened the dialog stays, where nothing has changed."""
        screen = self._screen
        if screen.taken is not None or screen.scope != self._scope.value:
            screen.taken, screen.scope = None, self._scope.value
            screen.redraw()
        screen.refocus()

    def _select(self, label: str, options: Mapping[Any, str], value: str) -> ui.select:
        return ui.select({**options}, label=label, value=value, on_change=self._judge_again)

    def _days(self, day: date) -> dict[str, str]:
        """Days of the calendar around, those that may change."""
        calendar = self._screen.desk.plan.settings.calendar
        last = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
        worked = {
            d for one in self._screen.desk.ground.territory.advisers for d in one.working_days
        }
        found = {day.isoformat(): format_date(day)}
        first = max(calendar.start, day - timedelta(weeks=_NEAR_WEEKS))
        for ordinal in range(first.toordinal(), (day + timedelta(weeks=_NEAR_WEEKS)).toordinal()):
            one = date.fromordinal(ordinal)
            if one <= last and one.weekday() in worked:
                found[one.isoformat()] = format_date(one)
        return dict(sorted(found.items()))

    def _patterns(self) -> dict[str, str]:
        num_weeks = self._screen.desk.plan.settings.cycle.num_weeks
        found = {"": "les mêmes, ou d’autres aussi espacées"}
        for number in range(1, num_weeks + 1):
            if num_weeks % number == 0:
                for weeks in week_patterns(num_weeks, number):
                    key = ",".join(map(str, weeks))
                    found[key] = "chaque semaine" if number == num_weeks else format_weeks(weeks)
        return found

    async def _judge_again(self) -> None:
        await self._box.judge(self._wish())

    def _wish(self) -> Callable[[], Edit]:
        """What is wished now, to be worked out in a thread."""
        day, desk = date.fromisoformat(self._day.value), self._screen.desk
        if self._scope.value == "date":
            return partial(
                wish_session,
                desk,
                self._session,
                adviser_id=self._adviser.value,
                day=day,
                half=self._half.value,
            )
        weeks = tuple(int(week) for week in self._weeks.value.split(",") if week)
        return partial(
            wish_visit,
            desk,
            self._session,
            adviser_id=self._adviser.value,
            weekday=day.weekday(),
            half=self._half.value,
            weeks=weeks or None,
        )
