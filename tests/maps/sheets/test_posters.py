"""The poster of a venue."""

from datetime import date, timedelta

from maps.sheets.poster_dates import list_dates
from maps.sheets.posters import make_poster
from maps.sheets.wording import from_to, short_date
from planner.plan import Plan
from planner.settings.publication import PublicationSettings
from tests.maps.sample_plan import PRIVATE_REASON
from tests.maps.sheets.paper import (
    BOOKING,
    LONG_NAME,
    links_of,
    make_press,
    make_sheet_plan,
    text_of,
)
from tests.maps.sheets.paper import read as read_pdf

PLAN = make_sheet_plan()


def poster(plan: Plan, venue: int, publication: PublicationSettings | None = None) -> bytes:
    return make_poster(make_press(plan, publication=publication), plan.venues[venue])


def test_a_poster_tells_place_rhythm_hours_and_every_date() -> None:
    text = text_of(poster(PLAN, 0))
    assert "Un conseiller numérique dans votre mairie" in text
    assert "2 place de l’Église, 17002 La Rochelle" in text
    assert "votre téléphone. Gratuit." in text
    assert "Chaque mardi matin, de 9 h 00 à 12 h 00" in text
    dates = [s.day for s in PLAN.sessions if s.venue_id == "v2"]
    assert dates
    for day in dates:
        assert short_date(day).replace("\u00a0", " ") in text


def test_a_replaced_date_is_told_with_the_date_instead() -> None:
    text = text_of(poster(PLAN, 1))
    assert "mercredi 20 janvier remplace le mardi 19 janvier" in text
    assert "Pas de permanence le mardi 19 janvier 2027 (fermeture du lieu : travaux)" in text
    assert "reportée au mercredi 20 janvier, 14 h 00–17 h 00" in text


def test_a_date_of_an_earlier_version_is_said_to_be_cancelled() -> None:
    assert "Annulé le mercredi 13 janvier" in text_of(poster(PLAN, 1))


def test_why_an_adviser_is_absent_is_nobodys_business() -> None:
    text = text_of(poster(PLAN, 0))
    assert "conseiller absent" in text
    assert PRIVATE_REASON not in text


def test_without_a_link_a_poster_says_that_it_is_to_be_completed() -> None:
    content = poster(PLAN, 0)
    assert "Page de rendez-vous à compléter" in text_of(content)
    assert links_of(read_pdf(content).pages[0]) == []


def test_with_a_link_a_poster_leads_to_it_and_gives_the_telephone() -> None:
    published = PublicationSettings(
        booking_url=BOOKING, phone="05 46 00 00 00", structure="Département d’essai"
    )
    content = poster(PLAN, 0, published)
    assert links_of(read_pdf(content).pages[0]) == [BOOKING]
    text = text_of(content)
    assert BOOKING in text
    assert "Téléphone : 05 46 00 00 00" in text
    assert "Département d’essai" in text
    assert "à compléter" not in text


def test_a_place_that_is_no_mairie_is_not_called_one() -> None:
    venues = (PLAN.venues[0].model_copy(update={"kind": "mediatheque"}), *PLAN.venues[1:])
    text = text_of(poster(PLAN.model_copy(update={"venues": venues}), 0))
    assert "près de chez vous" in text


def test_hours_that_nobody_knows_are_to_be_confirmed() -> None:
    assert "Horaires d’ouverture inconnus, à confirmer." in text_of(poster(PLAN, 2))


def test_a_day_with_two_sessions_is_one_date_and_other_hours_are_told() -> None:
    morning, *others = [one for one in PLAN.sessions if one.venue_id == "v2"]
    afternoon = morning.model_copy(
        update={"half": "pm", "start_minute": 840, "end_minute": 1020, "adviser_id": "a2"}
    )
    first, *rest = list_dates([morning, afternoon, *others])
    assert first.day == morning.day
    assert first.remark == from_to(540, 720) + " et " + from_to(840, 1020)
    assert [one.day for one in rest] == [one.day for one in others]
    assert {one.remark for one in rest} == {""}


def test_each_weekday_has_its_own_usual_hours() -> None:
    tuesday = next(one for one in PLAN.sessions if one.venue_id == "v2")
    thursday = tuesday.model_copy(
        update={"day": tuesday.day + timedelta(days=2), "start_minute": 840, "end_minute": 1020}
    )
    assert [one.remark for one in list_dates([tuesday, thursday])] == ["", ""]


def test_dates_begin_on_the_day_asked_for() -> None:
    press = make_press(PLAN, since=date(2027, 2, 1))
    text = text_of(make_poster(press, PLAN.venues[0]))
    assert "mardi 26 janvier" not in text
    assert "mardi 2 février" in text


def test_a_year_of_weekly_dates_and_a_very_long_name_stay_on_one_page() -> None:
    venue = PLAN.venues[0].model_copy(update={"name": LONG_NAME, "hours_note": "Note " * 300})
    session = next(s for s in PLAN.sessions if s.venue_id == "v2")
    many = tuple(
        session.model_copy(update={"day": date.fromordinal(session.day.toordinal() + 7 * week)})
        for week in range(52)
    )
    plan = PLAN.model_copy(update={"venues": (venue, *PLAN.venues[1:]), "sessions": many})
    (page,) = read_pdf(poster(plan, 0)).pages
    assert "40 autres dates" in page.extract_text().replace("\u00a0", " ")
