"""A venue that the week does not show: placed by hand, or required and left to a repair."""

from functools import partial

from nicegui import ui

from planner.app.desk.desk import Desk
from planner.app.desk.edits import AddVisit, Edit, RuleVenue
from planner.app.desk.errors import DeskError
from planner.app.desk.judging import Verdict
from planner.app.desk.wishes import wish_addition
from planner.app.web.dialogs import leave_with
from planner.app.web.feedback import blocking
from planner.app.web.week.screen import Screen
from planner.app.web.week.verdicts import draw_verdict
from planner.plan import Half
from planner.problem.model import week_patterns
from planner.wording import HALVES, WEEKDAYS, format_weeks, join_words, one_line


class AddDialog:
    """The dialog « Ajouter un lieu »; every choice is judged as soon as it is made."""

    def __init__(self, screen: Screen) -> None:
        """Draw it with nothing chosen."""
        self._screen = screen
        self._edit: Edit | None = None
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
            self._box = ui.element("div").props('role="status" aria-live="polite"')
            self._box.classes("verdict")
            with ui.row().classes("actions"):
                ui.button("Annuler", on_click=lambda: self._dialog.submit("")).props("outline")
                self._require = ui.button(
                    "Rendre obligatoire, à placer par une réparation",
                    on_click=lambda: self._dialog.submit("require"),
                ).props("outline")
                self._keep = ui.button(
                    "Placer quand même, à réparer", on_click=lambda: self._dialog.submit("keep")
                ).props("outline color=negative")
                self._go = ui.button("Ajouter", on_click=lambda: self._dialog.submit("go"))
        self._dialog.props["aria-label"] = "Ajouter un lieu au cycle"
        for button in (self._require, self._go):
            button.disable()
        self._keep.set_visibility(False)

    async def ask(self) -> None:
        """Show it, and save what was confirmed."""
        leave_with(self._dialog)
        answer = await self._dialog
        if answer == "require":
            rule = RuleVenue(venue_id=self._venue.value, rule="required")
            await self._screen.save(rule, keep_broken=True)
        elif answer and self._edit is not None:
            await self._screen.save(self._edit, keep_broken=answer == "keep")

    async def _judge_again(self) -> None:
        if self._venue.value is None:
            return
        half: Half = self._half.value
        work = partial(
            _judge,
            self._screen.desk,
            self._venue.value,
            slot=(self._adviser.value, self._day.value, half),
            weeks=tuple(int(week) for week in self._weeks.value.split(",")),
        )
        self._require.enable()
        self._go.disable()
        self._box.clear()
        with self._box:
            ui.label("Contrôle en cours…").classes("hint")
        try:
            self._edit, verdict = await blocking(work)
        except DeskError as error:
            self._edit = None
            self._box.clear()
            with self._box:
                ui.label(str(error)).classes("refused")
            return
        self._box.clear()
        with self._box:
            if isinstance(self._edit, AddVisit) and (held_by := _who(self._screen, self._edit)):
                ui.label(f"Tenue ensemble par {held_by}")
            draw_verdict(verdict, self._screen.desk.plan)
        self._go.set_enabled(verdict.is_allowed)
        self._keep.set_visibility(not verdict.is_allowed)


def _who(screen: Screen, edit: AddVisit) -> str:
    """The two advisers who would be together; empty where one comes alone."""
    names = dict(screen.view.advisers)
    ids = dict.fromkeys(visit.adviser_id for visit in edit.change.after)
    return join_words([one_line(names[one]) for one in ids]) if len(ids) > 1 else ""


def _patterns(desk: Desk) -> dict[str, str]:
    num_weeks = desk.plan.settings.cycle.num_weeks
    found = {}
    for number in range(num_weeks, 0, -1):
        if num_weeks % number == 0:
            for weeks in week_patterns(num_weeks, number):
                words = "chaque semaine" if number == num_weeks else format_weeks(weeks)
                found[",".join(map(str, weeks))] = words
    return found


def _judge(
    desk: Desk, venue_id: str, *, slot: tuple[str, int, Half], weeks: tuple[int, ...]
) -> tuple[Edit, Verdict]:
    adviser_id, weekday, half = slot
    edit = wish_addition(
        desk, venue_id, adviser_id=adviser_id, weekday=weekday, half=half, weeks=weeks
    )
    return edit, desk.judge(edit)
