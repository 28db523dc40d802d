"""Weeks as calendars and shop owners count them: ISO 8601, from Monday to Sunday."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"^(\d{4})-?W(\d{2})$")
_DAYS = 7


class WeekError(ValueError):
    """The text names no week."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """The week that begins on this Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def last_complete(cls, data_until: date, today: date) -> "Week":
        """The last one that was over before ``today`` and of which there is the last day's data."""
        last_day = min(data_until, today - timedelta(days=1))
        return cls.of(last_day - timedelta(days=6))

    @classmethod
    def parse(cls, text: str) -> "Week":
        """``2026-W12``.

        Raises:
            WeekError: for anything else.
        """
        written = _WRITTEN.match(text.strip().upper())
        try:
            if written is None:
                raise ValueError
            return cls(date.fromisocalendar(int(written[1]), int(written[2]), 1))
        except ValueError:
            raise WeekError(f"{text!r} is not a week; write it like 2026-W12.") from None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=_DAYS - 1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=number) for number in range(_DAYS))

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    def back(self, weeks: int = 1) -> "Week":
        return Week(self.monday - timedelta(days=_DAYS * weeks))

    def last(self, weeks: int) -> "tuple[Week, ...]":
        """So many weeks that end with this one, oldest first."""
        return tuple(self.back(number) for number in reversed(range(weeks)))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"
