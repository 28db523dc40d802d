"""Card numbers in texts, order numbers, and who a redemption counts for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.order.domain.free_text import holds_card_number
from core_services.order.domain.identity import customer_key, new_number


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "my card is 4242 4242 4242 4242, thanks",
        "5555-5555-5555-4444",
        "378282246310005",
        "flat 12 4242424242424242",
        "4242  4242  4242  4242",
        "4242.4242.4242.4242",
        "４２４２４２４２４２４２４２４２",
        "6304000000000000000",
    ],
)
def test_card_numbers_are_found(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 Main Street, D01 F5P2",
        "4242424242424241",
        "+353 86 123 4567",
        "42424242424242424242424242",
        "ISBN 978-3-16-148410-1",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not holds_card_number(text)


@given(st.text(alphabet=st.characters(exclude_categories=("Nd", "No", "Nl")), max_size=200))
def test_a_text_without_digits_never_holds_a_card(text: str) -> None:
    assert not holds_card_number(text)


def test_order_numbers_are_easy_to_read_and_do_not_count() -> None:
    numbers = {new_number() for _ in range(1_000)}

    assert len(numbers) == 1_000
    assert all(len(number) == 9 and number[4] == "-" for number in numbers)
    assert not set("01ILOU") & set("".join(numbers))


def test_a_guest_counts_by_mailbox_and_a_customer_by_account() -> None:
    assert customer_key("guest", "gst_1", " Ada@Example.com") == customer_key(
        "guest", "gst_2", "ada@example.com "
    )
    assert customer_key("customer", "c1", "a@b.c") == "customer:c1"
    assert "ada" not in customer_key("guest", "gst_1", "ada@example.com")
