"""``infra/cost/usage.yaml``: what one order brings with it, and how many there are."""

from pathlib import Path

import msgspec
import yaml

from infra.ops.cost.fixed import Item

USAGE_FILE = Path(__file__).resolve().parents[2] / "cost" / "usage.yaml"


class Use(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many units of a price for each order, and why we think so."""

    quantity: float
    why: str


class Usage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Orders a month by environment, and what each brings."""

    orders_per_month: dict[str, int]
    per_order: dict[str, Use]

    def items(self, orders: int, region: str) -> list[Item]:
        """What so many orders use, whatever else is there."""
        return [
            Item("use", price, use.quantity * orders, region)
            for price, use in self.per_order.items()
        ]


def load_usage(path: Path = USAGE_FILE) -> Usage:
    """The committed assumptions.

    Raises:
        msgspec.ValidationError: naming what is malformed.
    """
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Usage)
