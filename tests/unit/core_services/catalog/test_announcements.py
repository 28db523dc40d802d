"""How many products one message carries."""

import msgspec
import pytest

from contracts.events.catalog import ChangedProduct
from core_services.catalog.handlers.announcements import (
    PRODUCTS_BYTES_PER_EVENT,
    batches_of_products,
)

SNS_LIMIT = 262_144


def a_product(number: int, **facts: object) -> ChangedProduct:
    return ChangedProduct(f"prd_{number}", 1, **facts)  # type: ignore[arg-type]


def test_small_products_go_by_the_hundred() -> None:
    products = [a_product(number) for number in range(250)]

    batches = list(batches_of_products(products))

    assert [len(batch) for batch in batches] == [100, 100, 50]
    assert [product for batch in batches for product in batch] == products


@pytest.mark.parametrize("character", ["S", "鞋", "\x01"])
def test_products_of_many_variants_go_in_fewer_so_that_a_message_is_never_too_large(
    character: str,
) -> None:
    products = [
        a_product(number, title="T" * 255, skus=(character * 64,) * 200) for number in range(40)
    ]

    batches = list(batches_of_products(products))

    assert [product for batch in batches for product in batch] == products
    sizes = [len(msgspec.json.encode(batch)) for batch in batches]
    assert max(sizes) < SNS_LIMIT - 10_000
    assert len(batches) < len(products)


def test_a_product_that_no_message_could_carry_is_told_without_its_skus() -> None:
    giant = a_product(1, title="Giant", skus=("\x01" * 64,) * 1_000)
    neighbour = a_product(2)
    assert len(msgspec.json.encode(giant)) > PRODUCTS_BYTES_PER_EVENT

    batches = list(batches_of_products([giant, neighbour]))

    assert batches == [[a_product(1, title="Giant"), neighbour]]
