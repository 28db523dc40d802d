import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.bff.chalicelib.scrubbing import scrubbed_path, scrubbed_text

UUID = "01975123-4567-7012-8123-012345678901"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@example.com", "***"),
        ("shirt for ada.lovelace+shop@example.co.uk please", "shirt for *** please"),
        ("ada%40example.com", "***"),
        ("call +49 170 1234567 now", "call *** now"),
        ("call 0170-123 45 67", "call ***"),
        ("(555) 123-4567", "(***"),
        ("tel01701234567", "tel***"),
        ("4242 4242 4242 4242", "***"),
        ("card 4242-4242-4242-4242.", "card ***."),
        ("4006381333931", "***"),
        ("٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢", "***"),
        ("blue shirt", "blue shirt"),
        ("iphone 13 pro 256 gb", "iphone 13 pro 256 gb"),
        ("usb-c 3.2 2x2", "usb-c 3.2 2x2"),
        ("@home", "@home"),
        ("", ""),
    ],
)
def test_text_is_masked_where_it_may_reach_somebody(text: str, expected: str) -> None:
    assert scrubbed_text(text) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/product/blue-shirt-2024", "/product/blue-shirt-2024"),
        (f"/orders/{UUID}", f"/orders/{UUID}"),
        ("/orders/ord_01975123456789", "/orders/ord_01975123456789"),
        ("/u/ada@example.com/orders", "/u/***/orders"),
        ("/u/ada%40example.com", "/u/***"),
        ("/call/+4917012345678", "/call/***"),
        ("/call/%2B49%20170%2012345678", "/call/***"),
        ("/pay/4242424242424242/x", "/pay/***/x"),
    ],
)
def test_a_path_is_masked_and_keeps_its_ids(path: str, expected: str) -> None:
    assert scrubbed_path(path) == expected


@given(
    before=st.text(max_size=20),
    name=st.from_regex(r"[a-z0-9._+-]{1,12}", fullmatch=True),
    host=st.from_regex(r"[a-z0-9-]{1,12}\.[a-z]{2,4}", fullmatch=True),
    after=st.text(max_size=20),
)
def test_no_address_gets_through(before: str, name: str, host: str, after: str) -> None:
    assert f"{name}@{host}" not in scrubbed_text(f"{before}{name}@{host}{after}")


@given(text=st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert scrubbed_text(scrubbed_text(text)) == scrubbed_text(text)
