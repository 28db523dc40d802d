"""Which products and categories moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from infra.ops.report.findings.figures import count, decimal
from infra.ops.report.reading import Facts, Rows

_MOVERS: Final = 6
_BEST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A product or category: what it brought, and what it had brought the week before."""

    name: str
    currency: str
    units: int
    units_before: int
    revenue: Decimal
    revenue_before: Decimal

    @property
    def by(self) -> Decimal:
        return self.revenue - self.revenue_before


def products(facts: Facts, currency: str) -> tuple[Moved, ...]:
    """Every product that sold in one of the two weeks, the best first."""
    return _moved(facts.products, facts.products_before, currency, "product_id", "title")


def categories(facts: Facts, currency: str) -> tuple[Moved, ...]:
    both = facts.categories, facts.categories_before
    return _moved(*both, currency, "category_path", "category")


def movers(moved: Sequence[Moved]) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    """What rose the most, and what fell the most."""
    ranked = sorted(moved, key=lambda each: (-each.by, each.name))
    up = tuple(each for each in ranked[:_MOVERS] if each.by > 0)
    down = tuple(each for each in reversed(ranked[-_MOVERS:]) if each.by < 0)
    return up, down


def best(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    return tuple(each for each in moved[:_BEST] if each.revenue > 0)


def _moved(rows: Rows, before: Rows, currency: str, key: str, name: str) -> tuple[Moved, ...]:
    now, then = (
        {row[key]: row for row in each if row["currency"] == currency} for each in (rows, before)
    )
    found = [
        Moved(
            name=str((now.get(each) or then[each])[name] or each or ""),
            currency=currency,
            units=count([now[each]] if each in now else [], "units"),
            units_before=count([then[each]] if each in then else [], "units"),
            revenue=decimal(now.get(each, {}).get("revenue")),
            revenue_before=decimal(then.get(each, {}).get("revenue")),
        )
        for each in {**then, **now}
    ]
    return tuple(sorted(found, key=lambda each: (-each.revenue, each.name)))
