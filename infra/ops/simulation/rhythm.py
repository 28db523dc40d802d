"""When people come: by the hour, the day of the week, the season of the shop, and a campaign."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from infra.ops.simulation.chance import Weighted, luck, share_of

# Sunday evenings are the busiest, Saturdays are spent elsewhere.
_WEEKDAYS = (1.04, 1.00, 0.99, 0.98, 0.91, 0.87, 1.21)
_HOURS = Weighted(
    enumerate(
        (9, 5, 3, 2, 2, 4, 12, 25, 38, 46, 51, 54, 58, 52, 49, 50, 53, 60, 71, 86, 97, 88, 57, 25)
    )
)
_GROWTH = 0.85  # from the first day to the last, more than at first
_CAMPAIGN_LIFT = 0.75
_CAMPAIGN_DAYS = 7
_CAMPAIGN_PLACE = 0.62  # of the way through the history
_CAMPAIGNS = ("winter-warmers", "spring-awakening", "summer-outdoors", "autumn-home")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the history, the last one included."""

    seed: int
    first: date
    last: date

    @classmethod
    def of(cls, seed: int, days: int, until: date) -> "Calendar":
        return cls(seed, until - timedelta(days=days - 1), until)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]

    @property
    def end(self) -> datetime:
        """The first moment that is no longer part of it."""
        return midnight(self.last + timedelta(days=1))

    @property
    def campaign_start(self) -> date:
        """The Monday of the campaign week."""
        day = self.first + timedelta(days=int(self.length * _CAMPAIGN_PLACE))
        return day - timedelta(days=day.weekday())

    def is_campaign(self, day: date) -> bool:
        return 0 <= (day - self.campaign_start).days < _CAMPAIGN_DAYS

    @property
    def campaign_name(self) -> str:
        return _CAMPAIGNS[self.campaign_start.month % 12 // 3]

    def progress(self, day: date) -> float:
        """From 0 on the first day to 1 on the last."""
        return (day - self.first).days / max(1, self.length - 1)

    def weight(self, day: date) -> float:
        """How busy the day is, beside an ordinary first day."""
        growth = 1 + _GROWTH * self.progress(day)
        weather = 0.88 + 0.24 * luck(self.seed, "weather", day).random()
        lift = 1 + _CAMPAIGN_LIFT if self.is_campaign(day) else 1
        return _WEEKDAYS[day.weekday()] * growth * weather * lift

    def trend(self, name: str, day: date, strength: float) -> float:
        """How much better than usual something goes: each name has its own slow ups and downs."""
        start = 2 * share_of(self.seed, "phase", name)
        pace = 0.5 + 1.2 * share_of(self.seed, "pace", name)
        way = (start + pace * (day - self.first).days / 60) % 2
        return 1 + strength * (2 * abs(way - 1) - 1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def moment_of(day: date, rng: Random, hours_east: int = 1) -> datetime:
    """A moment of the UTC day at an hour that suits people so many hours east of it."""
    hour = (_HOURS.draw(rng) - hours_east) % 24
    return midnight(day) + timedelta(hours=hour, seconds=3600 * rng.random())
