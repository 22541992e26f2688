"""The sample plan after a session was moved: tours of single dates."""

from datetime import date

from planner.plan import DatedTour, Leg, Plan, PlannedSlot, Session
from tests.maps.sample_plan import make_plan


def make_redated_plan() -> Plan:
    """The sample after a replan: the session lost on 19 January is held on Wednesday 20.

    Tuesday 19 then has one stop, Wednesday a tour of its own.
    """
    plan = make_plan()
    lost_day, new_day = date(2027, 1, 19), date(2027, 1, 20)
    replacement = Session(
        day=new_day, adviser_id="a1", venue_id="v6", half="am", start_minute=555, end_minute=735,
        replaces=PlannedSlot(day=lost_day, adviser_id="a1", half="pm"),
    )  # fmt: skip

    def there_and_back(
        day: date, venue_id: str, *, drive_s: int, distance_m: int, start: int
    ) -> DatedTour:
        return DatedTour(
            adviser_id="a1", day=day, venue_ids=(venue_id,),
            legs=(
                Leg(from_venue_id=None, to_venue_id=venue_id, drive_s=drive_s,
                    distance_m=distance_m),
                Leg(from_venue_id=venue_id, to_venue_id=None, drive_s=drive_s,
                    distance_m=distance_m),
            ),
            leave_minute=start - drive_s // 60, return_minute=start + 180 + drive_s // 60,
            drive_s=2 * drive_s, distance_m=2 * distance_m, work_s=2 * drive_s + 10800,
        )  # fmt: skip

    return plan.model_copy(
        update={
            "sessions": (*plan.sessions, replacement),
            "dated_tours": (
                there_and_back(lost_day, "v2", drive_s=900, distance_m=12000, start=540),
                there_and_back(new_day, "v6", drive_s=600, distance_m=8500, start=555),
            ),
        }
    )
