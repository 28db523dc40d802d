import pytest

from infra.local.provider.errors import InvalidRequestError
from infra.local.provider.forms import decode_form
from infra.local.provider.parameters import Parameters


def test_brackets_spell_a_nested_document() -> None:
    encoded = "line_items[0][price_data][currency]=eur&line_items[0][quantity]=2&mode=payment"
    assert decode_form(encoded) == {
        "line_items": {"0": {"price_data": {"currency": "eur"}, "quantity": "2"}},
        "mode": "payment",
    }


def test_empty_brackets_append() -> None:
    assert decode_form("expand[]=charge&expand[]=customer") == {
        "expand": {"0": "charge", "1": "customer"}
    }


def test_percent_encoded_text_survives() -> None:
    assert decode_form(b"metadata[note]=caf%C3%A9+%26+more") == {
        "metadata": {"note": "café & more"}
    }


@pytest.mark.parametrize(
    "encoded", ["[a]=1", "a[b=1", "a]b=1", "a=1&a[b]=2", "a" + "[b]" * 9 + "=1"]
)
def test_a_name_that_spells_no_document_is_refused(encoded: str) -> None:
    with pytest.raises(InvalidRequestError):
        decode_form(encoded)


def test_lists_are_read_in_the_order_of_their_ordinals() -> None:
    given = Parameters(decode_form("&".join(f"items[{i}][n]={i}" for i in (10, 2, 0, 1))))
    assert [group.text("n") for group in given.groups("items", most=10)] == ["0", "1", "2", "10"]


def test_a_missing_parameter_is_named_with_its_full_path() -> None:
    given = Parameters(decode_form("line_items[0][quantity]=1"))
    line = given.groups("line_items", most=10)[0]
    with pytest.raises(InvalidRequestError) as refused:
        line.group("price_data").required_text("currency")
    assert refused.value.param == "line_items[0][price_data][currency]"
    assert refused.value.code == "parameter_missing"


@pytest.mark.parametrize("text", ["1.5", "1e3", "½", "0x10", "1_000", " 1", "9" * 16])
def test_only_plain_integers_are_integers(text: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        Parameters({"amount": text}).integer("amount", least=0)
    assert refused.value.code == "parameter_invalid_integer"


def test_a_parameter_nobody_read_is_refused_at_any_depth() -> None:
    given = Parameters(decode_form("a[known]=1&a[typo]=2"))
    given.group("a").text("known")
    with pytest.raises(InvalidRequestError) as refused:
        given.finish()
    assert refused.value.param == "a[typo]"
    assert refused.value.code == "parameter_unknown"
