"""What a body must not say, whatever it is about."""

from collections.abc import Iterator
from typing import Any

import msgspec

from contracts.addresses import misfits
from contracts.errors import FieldError
from core_services.order.domain.errors import AddressError, CardNumberError
from core_services.order.domain.free_text import holds_card_number
from core_services.order.schemas import PlaceOrderBody


def refuse_unfit_addresses(body: PlaceOrderBody) -> None:
    """Check the addresses of an order against the rules of their countries.

    Raises:
        AddressError: pointing at each field that is missing or wrong.
    """
    addresses = {
        "/shipping_address": body.shipping_address,
        "/billing_address": body.billing_address,
    }
    errors = tuple(
        error
        for pointer, address in addresses.items()
        if address is not None
        for error in misfits(msgspec.structs.asdict(address.to_address()), at=pointer)
    )
    if errors:
        raise AddressError("Mend the fields that are pointed at.", errors=errors)


def refuse_card_numbers(body: msgspec.Struct) -> None:
    """Check every text of a body, however deep.

    Raises:
        CardNumberError: pointing at each field that holds what looks like a card number.
    """
    guilty = [pointer for pointer, text in _texts(body, "") if holds_card_number(text)]
    if guilty:
        raise CardNumberError(
            "Never send a card number here; the payment page asks for it.",
            errors=tuple(
                FieldError(pointer, "card-number", "This looks like a card number.")
                for pointer in guilty
            ),
        )


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), f"{pointer}/{name}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{pointer}/{index}")
