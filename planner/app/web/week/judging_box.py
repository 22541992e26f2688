"""The box of a dialog that says what the checker thinks of a choice, and the buttons it allows."""

from collections.abc import Callable

from nicegui import ui

from planner.app.desk.desk import Desk
from planner.app.desk.edits import AddVisit, Edit
from planner.app.desk.errors import DeskError
from planner.app.desk.judging import Verdict
from planner.app.web.feedback import blocking
from planner.app.web.week.verdicts import draw_verdict
from planner.wording import join_words, one_line


class JudgingBox:
    """What is wished at the moment, judged; only the last of several wishes counts."""

    def __init__(self, desk: Desk) -> None:
        """Draw the box, empty."""
        self._desk = desk
        self._num_asked = 0
        self.edit: Edit | None = None
        """What was judged last; ``None`` while there is nothing to confirm."""
        self._box = ui.element("div").props('role="status" aria-live="polite"').classes("verdict")

    def draw_buttons(self, dialog: ui.dialog, *, go: str) -> None:
        """Draw the buttons that close a dialog with « keep » or « go », once a verdict allows it.

        Parameters
        ----------
        go
            What is done, as a verb: « Déplacer ».
        """
        self._keep = ui.button(
            "Placer quand même, à réparer", on_click=lambda: dialog.submit("keep")
        ).props("outline color=negative")
        self._go = ui.button(go, on_click=lambda: dialog.submit("go"))
        self._allow(None)

    async def judge(self, wish: Callable[[], Edit]) -> None:
        """Judge a wish and show the verdict, unless another one is made meanwhile.

        Parameters
        ----------
        wish
            Works out the edit, in a thread.
        """
        self._num_asked += 1
        number = self._num_asked
        self._allow(None)
        self._box.clear()
        with self._box:
            ui.label("Contrôle en cours…").classes("hint")
        edit = verdict = None
        reason = ""
        try:
            edit, verdict = await blocking(lambda: self._judge(wish))
        except DeskError as error:
            reason = str(error)
        if number != self._num_asked or self._box.is_deleted:
            return
        self.edit = edit
        self._box.clear()
        with self._box:
            if isinstance(edit, AddVisit) and (held_by := _name_advisers(self._desk, edit)):
                ui.label(f"Tenue ensemble par {held_by}")
            if verdict is None:
                ui.label(reason).classes("refused")
            else:
                draw_verdict(verdict, self._desk.plan)
        self._allow(verdict)

    def _judge(self, wish: Callable[[], Edit]) -> tuple[Edit, Verdict]:
        edit = wish()
        return edit, self._desk.judge(edit)

    def _allow(self, verdict: Verdict | None) -> None:
        """Let a verdict be confirmed: as allowed, or as something to be repaired."""
        if verdict is None:
            self.edit = None
        self._go.set_enabled(verdict is not None and verdict.is_allowed)
        self._keep.set_visibility(verdict is not None and not verdict.is_allowed)


def _name_advisers(desk: Desk, edit: AddVisit) -> str:
    """The two advisers who would be together; empty where one comes alone."""
    names = {one.id: one_line(one.name) for one in desk.plan.advisers}
    ids = dict.fromkeys(visit.adviser_id for visit in edit.change.after)
    return join_words([names[one] for one in ids]) if len(ids) > 1 else ""
