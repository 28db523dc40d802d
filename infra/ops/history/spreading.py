"""Amounts of whole orders, spread over their lines so that the parts add up to them exactly."""

from collections.abc import Mapping as Amounts
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.money import allocate
from infra.ops.history.findings import BadValueError
from infra.ops.history.values import PLACES, exact

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What an order's lines say of themselves."""

    quantities: Sequence[int]
    unit_prices: Sequence[Decimal | None]
    totals: Sequence[Decimal | None]


def spread(order: Amounts[str, Decimal | None], lines: Lines) -> dict[str, list[Decimal]]:
    """The line amounts that follow from the order's, by field.

    Args:
        order: the amounts of the order under ``order_total`` and so on; None where the file has a
            column for it and this order has nothing in it.

    Raises:
        BadValueError: when what the file says cannot be.
    """
    gross = [
        (price if price is not None else total or ZERO) * (1 if price is None else quantity)
        for price, total, quantity in zip(
            lines.unit_prices, lines.totals, lines.quantities, strict=True
        )
    ]
    found: dict[str, list[Decimal]] = {}
    shipping = order.get("order_shipping") or ZERO
    if "order_total" in order:
        goods = _given(order, "order_total") - shipping
        found["total"] = split(_not_below_zero(goods, "order_total", "shipping"), gross)
    if "order_subtotal" in order:
        reduced = sum(gross, ZERO) - _given(order, "order_subtotal")
        found["discount"] = split(
            _not_below_zero(reduced, "price times quantity", "subtotal"), gross
        )
    for name, field in (
        ("order_discount", "discount"),
        ("order_tax", "tax"),
        ("order_coupon_discount", "coupon_discount"),
    ):
        if name in order:
            found[field] = split(order[name] or ZERO, gross)
    if "order_refunded" in order:
        paid = found.get("total") or [total or ZERO for total in lines.totals]
        found["refunded"] = split(order["order_refunded"] or ZERO, paid)
    if "order_shipping" in order:
        found["shipping"] = [shipping, *[ZERO] * (len(gross) - 1)]
    return found


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Parts in proportion to the weights, to four decimals."""
    units = [_units(weight) for weight in weights]
    return [Decimal(part).scaleb(-PLACES) for part in allocate(_units(amount), units)]


def _units(amount: Decimal) -> int:
    return int(exact(amount).scaleb(PLACES))


def _given(order: Amounts[str, Decimal | None], name: str) -> Decimal:
    amount = order[name]
    if amount is None:
        raise BadValueError(
            "value-missing",
            f"The order has no {name.removeprefix('order_')}.",
            "Fill it in on the order's first line, or leave the order out.",
        )
    return amount


def _not_below_zero(amount: Decimal, minuend: str, subtrahend: str) -> Decimal:
    if amount < 0:
        raise BadValueError(
            "order-sum",
            f"Its {minuend.removeprefix('order_')} is less than its {subtrahend}.",
            "Look at the order's amounts again.",
        )
    return amount
