"""A venue that the week does not show: placed by hand, or required and left to a repair."""

from functools import partial

from nicegui import ui

from planner.app.desk.desk import Desk
from planner.app.desk.edits import RuleVenue
from planner.app.desk.wishes import wish_addition
from planner.app.web.dialogs import leave_with
from planner.app.web.week.judging_box import JudgingBox
from planner.app.web.week.screen import Screen
from planner.problem.model import week_patterns
from planner.wording import HALVES, WEEKDAYS, format_weeks, one_line


class AddDialog:
    """The dialog « Ajouter un lieu »; every choice is judged as soon as it is made."""

    def __init__(self, screen: Screen) -> None:
        """Draw it with nothing chosen."""
        self._screen = screen
        desk = screen.desk
        visited = {visit.venue_id for visit in desk.now.state.visits}
        venues = {
            venue.id: f"{one_line(venue.name)} ({one_line(desk.ground.facts.commune_name(code))})"
            for venue in desk.ground.territory.venues
            if venue.id not in visited and (code := venue.commune_code)
        }
        worked = {day for one in desk.ground.territory.advisers for day in one.working_days}
        with ui.dialog() as self._dialog, ui.card().classes("move-card"):
            ui.label("Ajouter un lieu au cycle").classes("question-text")
            with ui.element("div").classes("fields"):
                self._venue = ui.select(
                    venues, label="Lieu", with_input=True, on_change=self._judge_again
                )
                self._adviser = ui.select(
                    {key: one_line(name) for key, name in screen.view.advisers},
                    label="Conseiller",
                    value=screen.view.advisers[0][0],
                    on_change=self._judge_again,
                )
                self._day = ui.select(
                    {day: WEEKDAYS[day] for day in sorted(worked)},
                    label="Jour",
                    value=min(worked),
                    on_change=self._judge_again,
                )
                self._half = ui.select(
                    {**HALVES}, label="Demi-journée", value="am", on_change=self._judge_again
                )
                self._weeks = ui.select(
                    _patterns(desk),
                    label="Semaines du cycle",
                    value=",".join(map(str, range(1, desk.plan.settings.cycle.num_weeks + 1))),
                    on_change=self._judge_again,
                )
            self._box = JudgingBox(desk)
            with ui.row().classes("actions"):
                ui.button("Annuler", on_click=lambda: self._dialog.submit("")).props("outline")
                self._require = ui.button(
                    "Rendre obligatoire, à placer par une réparation",
                    on_click=lambda: self._dialog.submit("require"),
                ).props("outline")
                self._box.draw_buttons(self._dialog, go="Ajouter")
        self._dialog.props["aria-label"] = "Ajouter un lieu au cycle"
        self._require.disable()

    async def ask(self) -> None:
        """Show it, and save what was confirmed."""
        leave_with(self._dialog)
        answer = await self._dialog
        if answer == "require":
            rule = RuleVenue(venue_id=self._venue.value, rule="required")
            await self._screen.save(rule, keep_broken=True)
        elif answer and self._box.edit is not None:
            await self._screen.save(self._box.edit, keep_broken=answer == "keep")

    async def _judge_again(self) -> None:
        if self._venue.value is None:
            return
        self._require.enable()
        await self._box.judge(
            partial(
                wish_addition,
                self._screen.desk,
                self._venue.value,
                adviser_id=self._adviser.value,
                weekday=self._day.value,
                half=self._half.value,
                weeks=tuple(int(week) for week in self._weeks.value.split(",")),
            )
        )


def _patterns(desk: Desk) -> dict[str, str]:
    num_weeks = desk.plan.settings.cycle.num_weeks
    found = {}
    for number in range(num_weeks, 0, -1):
        if num_weeks % number == 0:
            for weeks in week_patterns(num_weeks, number):
                words = "chaque semaine" if number == num_weeks else format_weeks(weeks)
                found[",".join(map(str, weeks))] = words
    return found
