"""A number beside its past, and the arithmetic that makes it from rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from infra.ops.report.reading import TREND_WEEKS, Row, Rows
from infra.ops.report.week import Week

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of this week and of the week before; ``trend`` are the weeks up to this one."""

    now: Decimal | None
    before: Decimal | None
    trend: tuple[Decimal, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """By which part it rose or fell; unknown where there was nothing before."""
        if self.now is None or not self.before:
            return None
        return self.now / self.before - 1


def last_two(trend: tuple[Decimal, ...]) -> Figure:
    now = trend[-1] if trend else ZERO
    return Figure(now, trend[-2] if len(trend) > 1 else None, trend)


def by_week(rows: Rows, week: Week, read: Callable[[Rows], Decimal]) -> tuple[Decimal, ...]:
    """A value for each week since the first with data, up to this one."""
    weekly: dict[Week, list[Row]] = defaultdict(list)
    for row in rows:
        weekly[Week.of(row["day"])].append(row)
    begun = [each for each in week.last(TREND_WEEKS) if weekly and each >= min(weekly)]
    return tuple(read(weekly.get(each, [])) for each in begun)


def number(value: Any) -> Decimal | None:
    return None if value is None else decimal(value)


def decimal(value: Any) -> Decimal:
    return ZERO if value is None else Decimal(value)


def total(rows: Iterable[Row], column: str) -> Decimal:
    return sum((decimal(row[column]) for row in rows), ZERO)


def count(rows: Iterable[Row], column: str) -> int:
    return int(total(rows, column))


def share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
