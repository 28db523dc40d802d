"""How many units of each line are where: the arithmetic that every partial step rests on.

Nothing here is stored. It is derived from the fulfilments, refunds and returns of the order, so it
cannot disagree with them.
"""

from collections.abc import Iterable, Sequence

import msgspec

from core_services.order.domain.errors import QuantityError
from core_services.order.domain.order import LineQuantity, Order, OrderLine


class Goods(msgspec.Struct, frozen=True):
    """Units of a SKU: what stock is counted in."""

    sku: str
    quantity: int


class LineProgress(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one line. ``packing``, ``shipped``, ``withdrawn`` and ``to_ship`` add up to what
    was ordered; ``returned`` counts units of returns that were not rejected.
    """

    ordered: int
    packing: int
    shipped: int
    withdrawn: int
    returned: int
    refunded: int
    refunded_amount: int

    @property
    def to_ship(self) -> int:
        return self.ordered - self.packing - self.shipped - self.withdrawn

    @property
    def unshipped(self) -> int:
        return self.ordered - self.shipped - self.withdrawn

    @property
    def returnable(self) -> int:
        return self.shipped - self.returned


def progress(order: Order, line: OrderLine) -> LineProgress:
    """Where the units of this line are."""
    refunds = [
        (refund.status != "failed", part)
        for refund in order.refunds
        for part in refund.lines
        if part.line_id == line.id
    ]
    return LineProgress(
        ordered=line.quantity,
        packing=_units(order, line, {"packing"}),
        shipped=_units(order, line, {"shipped", "delivered"}),
        withdrawn=sum(part.quantity for _, part in refunds if part.withdrawn),
        returned=sum(
            part.quantity
            for back in order.returns
            if back.status != "rejected"
            for part in back.lines
            if part.line_id == line.id
        ),
        refunded=sum(part.quantity for counts, part in refunds if counts),
        refunded_amount=sum(part.amount for counts, part in refunds if counts),
    )


def _units(order: Order, line: OrderLine, statuses: set[str]) -> int:
    return sum(
        part.quantity
        for fulfilment in order.fulfilments
        if fulfilment.status in statuses
        for part in fulfilment.lines
        if part.line_id == line.id
    )


def summed(wanted: Iterable[LineQuantity]) -> tuple[LineQuantity, ...]:
    """One entry per line: a line named twice is checked as a whole, not twice in part."""
    totals: dict[str, int] = {}
    for part in wanted:
        totals[part.line_id] = totals.get(part.line_id, 0) + part.quantity
    return tuple(LineQuantity(line_id, quantity) for line_id, quantity in totals.items())


def require(line: OrderLine, wanted: int, left: int) -> None:
    """Refuse to take more units of a line than are left.

    Raises:
        QuantityError: naming the line and what is left.
    """
    if wanted > left:
        raise QuantityError(
            f"Of {line.sku}, {left} can be taken, not {wanted}.", line_id=line.id, left=left
        )


def unshipped(order: Order) -> tuple[LineQuantity, ...]:
    """The units that have not left the house and are not back on the shelf."""
    parts = (LineQuantity(line.id, progress(order, line).unshipped) for line in order.lines)
    return tuple(part for part in parts if part.quantity)


def goods_of(order: Order, parts: Sequence[LineQuantity]) -> tuple[Goods, ...]:
    """Line quantities as goods: two lines of one SKU move as one."""
    return goods((order.line(part.line_id).sku, part.quantity) for part in parts)


def goods(units: Iterable[tuple[str, int]]) -> tuple[Goods, ...]:
    """Units summed per SKU, in the order in which stock is locked."""
    totals: dict[str, int] = {}
    for sku, quantity in units:
        totals[sku] = totals.get(sku, 0) + quantity
    return tuple(Goods(sku, totals[sku]) for sku in sorted(totals))
