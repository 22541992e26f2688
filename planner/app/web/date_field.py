"""A day to be typed as people in France write it, or chosen from a calendar."""

from datetime import date, datetime
from typing import Final

from nicegui import ui

_FORMAT: Final = "%d/%m/%Y"


class DateField:
    """A field for one day; a browser's own follows the browser's language, and not the page's."""

    def __init__(self, label: str, *, value: date | None = None) -> None:
        """Draw it."""
        written = "" if value is None else value.strftime(_FORMAT)
        self._input = ui.date_input(label, value=written, placeholder="jj/mm/aaaa")
        self._input.props('mask="##/##/####" inputmode=numeric')
        self._input.picker.props('mask="DD/MM/YYYY" first-day-of-week=1 minimal')
        self._input.picker.on_value_change(self._input.menu.close)
        self._input.menu.props(f'role=dialog aria-label="{label} : calendrier"')
        self._input.button.props(f'dense aria-label="{label} : choisir dans un calendrier"')

    @property
    def day(self) -> date | None:
        """The day that was typed or chosen; ``None`` where there is none.

        Raises
        ------
        ValueError
            When what was typed is no day of the calendar.
        """
        text = self._input.value
        return datetime.strptime(text, _FORMAT).date() if text else None  # noqa: DTZ007 - a day
