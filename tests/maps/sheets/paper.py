"""The sample plan with areas, a replaced session and hostile names, and PDFs read back."""

import io
from collections.abc import Callable
from datetime import date

from pypdf import PageObject, PdfReader

from geodata.territory import Venue
from maps.language import FRENCH, Language
from maps.sheets import Press
from planner.plan import (
    AreaAccess,
    CancelledSession,
    CommuneAccess,
    Leg,
    Plan,
    PlannedSlot,
    Replacement,
    Session,
)
from planner.settings.documents import DocumentSettings
from planner.settings.publication import PublicationSettings
from tests.maps.sample_plan import make_communes, make_offer, make_plan

BOOKING = "https://rdv.example.fr/aide"
LONG_NAME = "Saint-" + "Trèslongueappellation-" * 12 + "sur-Mer"
REPLACED_DAY, NEW_DAY = date(2027, 1, 19), date(2027, 1, 20)


def make_sheet_plan() -> Plan:
    """The sample plan; the session of v6 that is lost on a Tuesday is held on the Wednesday."""
    plan = make_plan()
    lost = [
        one.model_copy(
            update={
                "replacement": Replacement(
                    day=NEW_DAY, adviser_id="a1", half="pm", start_minute=840, end_minute=1020
                ),
                "is_replaced": True,
            }
        )
        if one.day == REPLACED_DAY
        else one
        for one in plan.lost_sessions
    ]
    usual = next(session for session in plan.sessions if session.venue_id == "v6")
    slot = PlannedSlot(day=REPLACED_DAY, adviser_id="a1", half="pm")
    moved = usual.model_copy(update={"day": NEW_DAY, "replaces": slot})
    return plan.model_copy(
        update={
            "lost_sessions": tuple(lost),
            "sessions": (*plan.sessions, moved),
            "cancelled_sessions": (cancelled_session(usual, date(2027, 1, 13)),),
            "epcis": (area(plan, "E1", epci), area(plan, "E2", epci)),
            "cantons": (area(plan, "C1", canton),),
        }
    )


def cancelled_session(usual: Session, day: date) -> CancelledSession:
    """A session on another day that an earlier version had announced."""
    return CancelledSession(
        planned=PlannedSlot(day=day, adviser_id=usual.adviser_id, half=usual.half),
        venue_id=usual.venue_id,
        venue_name="Mairie",
        commune_name="Saintes",
        adviser_id=usual.adviser_id,
        adviser_name="Camille Martin",
        day=day,
        start_minute=usual.start_minute,
        end_minute=usual.end_minute,
        sequence=1,
    )


def epci(row: CommuneAccess) -> str:
    return row.epci_code


def canton(row: CommuneAccess) -> str:
    return row.canton_code


def area(plan: Plan, code: str, of: Callable[[CommuneAccess], str]) -> AreaAccess:
    own = [row for row in plan.communes if of(row) == code]
    return AreaAccess(
        code=code,
        name=f"Territoire {code}",
        population=sum(row.population for row in own),
        need=sum(row.need for row in own),
        covered_need_before=sum(row.need * row.value_before for row in own),
        covered_need=sum(row.need * row.value for row in own),
    )


def make_press(
    plan: Plan,
    *,
    publication: PublicationSettings | None = None,
    since: date | None = None,
    language: Language = FRENCH,
) -> Press:
    mairie = Venue(
        id="v2",
        name="Mairie",
        kind="mairie",
        commune_code="99002",
        lon=0.15,
        lat=45.55,
        address="2 place de l’Église",
    )
    return Press(
        plan=plan,
        communes=make_communes(),
        venues=(mairie,),
        offer=make_offer(),
        documents=DocumentSettings(),
        publication=publication or PublicationSettings(),
        measure_leg=measured_leg,
        since=since,
        language=language,
    )


def measured_leg(_adviser_id: str, origin: str | None, end: str | None) -> Leg:
    """A drive that no tour holds: 20 minutes and a bit, 21 km."""
    return Leg(from_venue_id=origin, to_venue_id=end, drive_s=1230, distance_m=21000)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """All text, on one line, with plain spaces."""
    pages = [page.extract_text() for page in read(content).pages]
    return " ".join(" ".join(pages).replace("\u202f", " ").split())


def links_of(page: PageObject) -> list[str]:
    annotations = [note.get_object() for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] for note in annotations if "/URI" in note.get("/A", {})]
