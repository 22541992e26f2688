"""Who is away and when, as a form; faults are said beside it."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from planner.app.desk.absences import Event
from planner.app.desk.desk import Desk
from planner.app.desk.errors import DeskError
from planner.app.web.date_field import DateField
from planner.events import AdviserAbsent, VenueClosed
from planner.wording import one_line

KINDS = {"absent": "Un conseiller est absent", "closed": "Un lieu est fermé"}


def draw_form(desk: Desk, on_event: Callable[[Event], Awaitable[None]]) -> None:
    """Draw the form; what was filled in soundly goes to ``on_event``."""
    plan = desk.plan
    kind = ui.radio(KINDS, value="absent").props('aria-label="Ce qui arrive"')
    advisers = {one.id: one_line(one.name) for one in plan.advisers}
    venues = {one.id: f"{one_line(one.name)} ({one_line(one.commune_name)})" for one in plan.venues}
    with ui.element("div").classes("fields"):
        adviser = ui.select(advisers, label="Conseiller", value=next(iter(advisers), None))
        venue = ui.select(venues, label="Lieu", with_input=True, value=next(iter(venues), None))
        begins = max(desk.first_day, plan.settings.calendar.start)
        first = DateField("Premier jour", value=begins)
        last = DateField("Dernier jour (compris)")
        reason = ui.input("Motif").props(
            'maxlength=120 hint="gardé ; jamais envoyé aux mairies ni aux habitants"'
        )
    adviser.bind_visibility_from(kind, "value", lambda value: value == "absent")
    venue.bind_visibility_from(kind, "value", lambda value: value == "closed")
    fault = ui.label().props('role="alert"').classes("refused")

    async def ask() -> None:
        fault.set_text("")
        try:
            event = _read(
                desk,
                kind=kind.value,
                who=adviser.value if kind.value == "absent" else venue.value,
                days=(first, last),
                reason=reason.value,
            )
        except DeskError as error:
            fault.set_text(str(error))
            return
        await on_event(event)

    ui.button("Voir qui est concerné", on_click=ask)


def _read(
    desk: Desk, *, kind: str, who: str | None, days: tuple[DateField, DateField], reason: str
) -> Event:
    """Read the form.

    Raises
    ------
    DeskError
        With what has to be filled in otherwise.
    """
    try:
        first, last = days[0].day, days[1].day
    except ValueError:
        raise DeskError("Écrivez les jours ainsi : jj/mm/aaaa.") from None
    if first is None:
        raise DeskError("Donnez le premier jour.")
    last = last or first
    if last < first:
        raise DeskError("Le dernier jour est avant le premier.")
    if last < desk.first_day:
        raise DeskError(f"Rien ne change plus avant le {desk.first_day:%d/%m/%Y}.")
    if not who:
        raise DeskError("Choisissez qui est concerné.")
    words = one_line(reason or "")
    if kind == "absent":
        return AdviserAbsent(adviser_id=who, first_day=first, last_day=last, reason=words)
    return VenueClosed(venue_id=who, first_day=first, last_day=last, reason=words)
