"""The session selected: what can be done, its hours, people, driving, why here, its commune."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from planner.app.desk.cards import SessionCard
from planner.app.desk.edits import LockSession, LockVenue, RuleVenue, VenueRule
from planner.app.desk.week import WeekSession
from planner.app.desk.wishes import wish_drop
from planner.app.web.dialogs import confirm
from planner.app.web.feedback import blocking
from planner.app.web.headings import heading
from planner.app.web.week.elsewhere import Elsewhere
from planner.app.web.week.grid import cell_words, hours_words
from planner.app.web.week.guarding import guarded
from planner.app.web.week.moving import MoveDialog
from planner.app.web.week.screen import Screen
from planner.app.web.week.verdicts import driving_words, signed
from planner.plan import AccessStatus
from planner.wording import (
    count_words,
    format_duration,
    format_km,
    format_number,
    format_percent,
    format_rhythm,
    one_line,
)

STATUS: dict[AccessStatus, str] = {
    "served_here": "servie sur place",
    "served_nearby": "servie dans une commune voisine",
    "existing_offer": "l’offre existante suffit",
    "not_served": "non servie",
    "unreachable": "hors d’atteinte",
}


async def draw_card(
    screen: Screen, take: Callable[[], Awaitable[None]], elsewhere: Elsewhere
) -> None:
    """Draw the card of the session selected.

    Parameters
    ----------
    take
        Lets the arrow keys carry it.
    """
    session = screen.session
    if session is None:
        ui.label(
            "Choisissez une permanence dans la grille : ses heures, ses habitants et ses trajets "
            "s’affichent ici."
        ).classes("hint")
        return
    waiting = ui.label("Un instant…").classes("hint")
    card = await blocking(partial(screen.desk.card, session, screen.view))
    if waiting.is_deleted:
        return  # another session was selected meanwhile, and its card takes this place
    waiting.delete()
    heading(one_line(session.venue_name), level=3)
    ui.label(cell_words(screen.view, session.adviser_id, session.day, session.half))
    if session.reason:
        ui.label(one_line(session.reason)).classes("refused" if session.state == "lost" else "hint")
    with ui.element("div").classes("actions"):
        _draw_moving(screen, session, take)
        elsewhere.draw_button()
    elsewhere.draw_answer()
    with ui.element("div").classes("actions"):
        _draw_decisions(screen, card)
    with ui.element("dl").classes("figures"):
        for name, value in _rows(screen, card):
            with ui.element("dt"):
                ui.label(name)
            with ui.element("dd"):
                ui.label(value)


def _rows(screen: Screen, card: SessionCard) -> list[tuple[str, str]]:
    """Name and value of each line of the card."""
    session, commune = card.session, card.commune
    rows = []
    if hours_words(session):
        note = " (horaires à confirmer)" if card.has_unknown_hours else ""
        rows.append(("Heures", f"{hours_words(session)}{note}"))
    if card.visit is not None:
        weeks = screen.desk.plan.settings.cycle.num_weeks
        rows.append(("Rythme", format_rhythm(card.visit, weeks)))
    if card.visitors is not None:
        rows.append(("Personnes attendues", f"{format_number(card.visitors)} par permanence"))
    if card.tour is not None:
        drive = f"{format_duration(card.tour.drive_s)} et {format_km(card.tour.distance_m)}"
        stops = count_words(len(card.tour.venue_ids), "lieu", "lieux")
        rows.append(("Tournée du jour", f"{drive} pour {stops}"))
    if card.if_dropped is not None:
        people, driving = signed(card.if_dropped.covered_need), driving_words(card.if_dropped)
        why = f"sans elle : {people} personnes couvertes, trajets {driving}"
        rows.append(("Pourquoi ici", why))
    residents = f"{format_number(commune.population)} habitants"
    need = f"{format_number(commune.need)} en besoin, couverts à {format_percent(commune.value)}"
    name = f"Commune {one_line(commune.commune_name)}"
    rows.append((name, f"{residents}, {need} ({STATUS[commune.status]})"))
    if card.hours_note:
        rows.append(("À savoir", one_line(card.hours_note)))
    return rows


def _draw_moving(screen: Screen, session: WeekSession, take: Callable[[], Awaitable[None]]) -> None:
    target = session.adviser_id, session.day, session.half
    ui.button("Déplacer vers…", on_click=guarded(lambda: MoveDialog(screen, session, target).ask()))
    ui.button("Aux flèches (M)", on_click=guarded(take)).props("outline")


def _draw_decisions(screen: Screen, card: SessionCard) -> None:
    session, desk = card.session, screen.desk
    is_venue_locked = session.venue_id in desk.now.state.locked_venues
    lock = (
        LockVenue(venue_id=session.venue_id, is_locked=not is_venue_locked)
        if screen.scope == "cycle"
        else LockSession(
            venue_id=session.venue_id,
            planned=session.planned,
            is_locked=session.key not in desk.now.state.locked_sessions,
        )
    )
    words = "Verrouiller" if lock.is_locked else "Déverrouiller"
    what = "le lieu" if screen.scope == "cycle" else "cette date"
    ui.button(f"{words} {what}", on_click=guarded(lambda: screen.save(lock))).props("outline")
    rule = desk.now.state.rules.get(session.venue_id)
    is_required = rule == "required"
    _rule_button(
        screen,
        session.venue_id,
        "candidate" if is_required else "required",
        "Ne plus rendre obligatoire" if is_required else "Rendre obligatoire",
    )
    is_forbidden = rule == "forbidden"
    _rule_button(
        screen,
        session.venue_id,
        "candidate" if is_forbidden else "forbidden",
        "Ne plus interdire" if is_forbidden else "Interdire le lieu",
    )
    if card.visit is not None:
        ui.button("Retirer du cycle", on_click=guarded(partial(_drop, screen, card))).props(
            "outline color=negative"
        )


def _rule_button(screen: Screen, venue_id: str, rule: VenueRule, words: str) -> None:
    edit = RuleVenue(venue_id=venue_id, rule=rule)

    async def save() -> None:
        # What is forbidden while it is visited waits for a repair.
        await screen.save(edit, keep_broken=True)

    ui.button(words, on_click=guarded(save)).props("outline")


async def _drop(screen: Screen, card: SessionCard) -> None:
    edit = wish_drop(screen.desk, card.session)
    verdict = await blocking(partial(screen.desk.judge, edit))
    details = [
        f"Personnes couvertes : {signed(verdict.covered_need)}",
        f"Trajets : {driving_words(verdict)}",
        *verdict.added,
    ]
    name = one_line(card.session.venue_name)
    if await confirm(f"Retirer {name} du cycle ?", yes="Retirer", details=details):
        await screen.save(edit, keep_broken=True)
