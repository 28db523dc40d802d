"""``docs/cost.md``: computed from plans, prices and assumptions, never written by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.ops.cost.fixed import Item
from infra.ops.cost.prices import Prices
from infra.ops.cost.usage import Usage

PAGE = Path(__file__).resolve().parents[3] / "docs" / "cost.md"
_CATEGORIES = ("network", "compute", "data", "messaging", "edge", "security", "observability")
_LARGEST = 12
_BATCH = 1000  # orders


@dataclass(frozen=True, slots=True)
class Part:
    """One root of one environment, such as its standby region."""

    environment: str
    name: str
    items: Sequence[Item]

    def dollars(self, prices: Prices) -> float:
        """US dollars a month."""
        return total(self.items, prices)

    def by_category(self, prices: Prices) -> dict[str, float]:
        """US dollars a month, by the line of the table."""
        sums: dict[str, float] = defaultdict(float)
        for item in self.items:
            sums[item.category] += cost(item, prices)
        return dict(sums)


def cost(item: Item, prices: Prices) -> float:
    """US dollars a month."""
    return item.quantity * prices.dollars(item.price, item.region)


def total(items: Iterable[Item], prices: Prices) -> float:
    """US dollars a month."""
    return sum(cost(item, prices) for item in items)


def render(parts: Sequence[Part], prices: Prices, usage: Usage, region: str) -> str:
    """The page.

    Args:
        parts: what is paid by the month, environment by environment.
        region: where orders are placed, for the prices of what they use.
    """
    return "\n".join(
        [
            _HEAD.format(as_of=prices.as_of, source=prices.source),
            *_monthly(parts, prices, usage, region),
            *_by_part(parts, prices),
            *_largest(parts, prices),
            *_per_order(prices, usage, region),
            _FOOT,
        ]
    )


def _monthly(parts: Sequence[Part], prices: Prices, usage: Usage, region: str) -> list[str]:
    order = total(usage.items(1, region), prices)
    lines = [
        "## A month",
        "",
        "| environment | always | orders | by orders | together |",
        "|---|---:|---:|---:|---:|",
    ]
    for environment, orders in usage.orders_per_month.items():
        fixed = sum(p.dollars(prices) for p in parts if p.environment == environment)
        used = orders * order
        lines.append(
            f"| {environment} | {_whole(fixed)} | {orders:,} | {_whole(used)} "
            f"| **{_whole(fixed + used)}** |"
        )
    return [*lines, ""]


def _by_part(parts: Sequence[Part], prices: Prices) -> list[str]:
    columns = [f"{part.environment} {part.name}" for part in parts]
    sums = [part.by_category(prices) for part in parts]
    rows = [
        f"| {category} | " + " | ".join(_whole(each.get(category, 0)) for each in sums) + " |"
        for category in _CATEGORIES
    ]
    together = " | ".join(f"**{_whole(part.dollars(prices))}**" for part in parts)
    return [
        "## What is there always",
        "",
        f"| | {' | '.join(columns)} |",
        f"|---|{'---:|' * len(columns)}",
        *rows,
        f"| together | {together} |",
        "",
    ]


def _largest(parts: Sequence[Part], prices: Prices) -> list[str]:
    sums: dict[str, float] = defaultdict(float)
    for part in parts:
        if part.environment == "prod":
            for item in part.items:
                sums[item.price] += cost(item, prices)
    whole = sum(sums.values()) or 1
    rows = [
        f"| `{key}` | {_whole(dollars)} | {dollars / whole:.0%} |"
        for key, dollars in _descending(sums)[:_LARGEST]
    ]
    return ["## Where production's money is", "", "| | $ a month | |", "|---|---:|---:|", *rows, ""]


def _per_order(prices: Prices, usage: Usage, region: str) -> list[str]:
    costs = {item.price: cost(item, prices) for item in usage.items(_BATCH, region)}
    rows = [
        f"| `{key}` | {_units(usage.per_order[key].quantity * _BATCH)} | {dollars:.2f} "
        f"| {usage.per_order[key].why} |"
        for key, dollars in _descending(costs)
    ]
    return [
        f"## A thousand orders more: {sum(costs.values()):.2f} $",
        "",
        "| | units | $ | because |",
        "|---|---:|---:|---|",
        *rows,
        "",
    ]


def _descending(costs: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(costs.items(), key=lambda pair: (-pair[1], pair[0]))


def _units(quantity: float) -> str:
    return f"{quantity:,.0f}" if quantity >= 10 else f"{quantity:.2g}"


def _whole(dollars: float) -> str:
    return f"{dollars:,.0f}"


_HEAD = """# What it costs

<!-- Written by `MERCATO_APPROVE=1 make check-infra`; do not edit. -->

US dollars at list prices on demand of {as_of} ({source}), without taxes, discounts
and free tiers. What is there always is read off Terraform's plan of each environment
(`infra/ops/cost/fixed.py`), prices are `infra/cost/prices.yaml`, and what an order brings is
assumed in `infra/cost/usage.yaml`. `mercato cost refresh` asks AWS for today's prices, and
`mercato cost show --plan plan.json` prices a plan of yours.
"""

_FOOT = """## What this leaves out

The payment provider's fees, support, data that is copied between zones and regions, backups beyond
what is free, GuardDuty, Security Hub, Inspector and Macie (by what they see), QuickSight's authors
and readers, serverless capacity and nodes beyond the least, and whatever anybody adds by hand.
Savings plans take 25 to 45 % off nodes and databases that run all year.
"""
