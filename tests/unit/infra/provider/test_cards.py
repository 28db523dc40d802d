import pytest

from infra.local.provider.card_form import read_card_form
from infra.local.provider.cards import TEST_CARDS, CardEntry, TestCard, passes_luhn


def _form(**fields: str) -> dict[str, str]:
    return {"card_number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"} | fields


def _errors(**fields: str) -> dict[str, str]:
    return read_card_form(_form(**fields), year=2026, month=11).errors


@pytest.mark.parametrize("card", TEST_CARDS, ids=lambda card: card.name)
def test_every_test_card_passes_the_luhn_check(card: TestCard) -> None:
    assert passes_luhn(card.number)


def test_one_wrong_digit_fails_the_luhn_check() -> None:
    assert not passes_luhn("4242424242424241")


def test_a_complete_form_has_no_errors() -> None:
    assert _errors() == {}


@pytest.mark.parametrize("number", ["", "4242", "4242424242424241", "४२४२४२४२४२४२४२४२", "4" * 20])
def test_a_number_that_cannot_be_a_card_is_refused(number: str) -> None:
    assert set(_errors(card_number=number)) == {"card_number"}


@pytest.mark.parametrize("expiry", ["12/34", "1234", "12 / 34", "12-2034", "1/34"])
def test_expiry_is_read_as_people_write_it(expiry: str) -> None:
    assert _errors(expiry=expiry) == {}


@pytest.mark.parametrize("expiry", ["", "13/34", "00/34", "10/26", "12/2099", "soon"])
def test_a_past_or_impossible_expiry_is_refused(expiry: str) -> None:
    assert set(_errors(expiry=expiry)) == {"expiry"}


def test_a_card_is_good_until_the_end_of_its_month() -> None:
    assert _errors(expiry="11/26") == {}


def test_american_express_has_a_code_of_four_digits() -> None:
    assert set(_errors(card_number="378282246310005")) == {"cvc"}
    assert _errors(card_number="378282246310005", cvc="1234") == {}


def test_what_is_kept_of_a_card_does_not_tell_its_number() -> None:
    entry = CardEntry("4242424242424242", 12, 2034, "987")
    card = entry.recognize(b"secret")
    assert card is not None
    assert card.last4 == "4242"
    for text in (repr(card), repr(entry), str(card.as_json())):
        assert "4242424242424242" not in text
        assert "987" not in text


def test_a_fingerprint_is_stable_within_a_book_and_different_in_another() -> None:
    entry = CardEntry("4242424242424242", 12, 2034, "123")
    prints = [card.fingerprint for s in (b"a", b"a", b"b") if (card := entry.recognize(s))]
    assert prints[0] == prints[1] != prints[2]


def test_a_real_looking_card_is_not_recognized() -> None:
    assert CardEntry("4111111111111111", 12, 2034, "123").recognize(b"secret") is None
