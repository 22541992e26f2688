"""The calendar: real dates of a cycle, holidays, and what calendars are told of them."""
