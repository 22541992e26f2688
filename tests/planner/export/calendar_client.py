"""A calendar program that knows what every one should.

It keeps events by UID, takes a newer SEQUENCE for an older one, and deletes what is CANCELLED.
"""

from datetime import datetime

from icalendar import Calendar

EVERYTHING = "calendriers/toutes-les-permanences.ics"
Entry = tuple[str, datetime, datetime]
"""Place, start and end."""


class Client:
    """A calendar program into which files are imported."""

    def __init__(self) -> None:
        self.events: dict[str, tuple[int, str, Entry]] = {}

    def take(self, content: bytes) -> "Client":
        for event in Calendar.from_ical(content).walk("VEVENT"):
            assert "rrule" not in event
            uid, sequence = str(event["uid"]), int(event["sequence"])
            if sequence >= self.events.get(uid, (-1,))[0]:
                start, end = event.decoded("dtstart"), event.decoded("dtend")
                place = str(event.get("location", ""))
                self.events[uid] = sequence, str(event["status"]), (place, start, end)
        return self

    def shown(self) -> list[Entry]:
        return sorted(entry for _, status, entry in self.events.values() if status != "CANCELLED")
