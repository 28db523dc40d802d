"""Tokens of ours: each is good for one thing, for a time, and from us alone."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from contracts.errors import UnauthenticatedError
from contracts.principals import Principal
from contracts.sessions import (
    GUEST_SESSION_LIFETIME,
    issue_guest_token,
    issue_order_pass,
    issue_service_token,
    verify_guest_token,
    verify_order_pass,
    verify_service_token,
)

SECRET = "a secret of thirty-two characters"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_a_guest_token_names_its_guest() -> None:
    token, guest = issue_guest_token(SECRET, NOW)

    assert verify_guest_token(token, SECRET, NOW) == guest


def test_a_guest_token_expires() -> None:
    token, _ = issue_guest_token(SECRET, NOW)

    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, SECRET, NOW + GUEST_SESSION_LIFETIME + timedelta(minutes=1))


def test_a_token_from_the_future_is_refused() -> None:
    token, _ = issue_guest_token(SECRET, NOW + timedelta(hours=1))

    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, SECRET, NOW)


def test_a_guest_token_is_no_service_token_even_under_the_same_secret() -> None:
    guest_token, _ = issue_guest_token(SECRET, NOW)

    with pytest.raises(UnauthenticatedError):
        verify_service_token(guest_token, SECRET, NOW)
    with pytest.raises(UnauthenticatedError):
        verify_guest_token(issue_service_token(SECRET, "order", NOW), SECRET, NOW)


def test_an_order_pass_is_good_for_its_order_and_half_an_hour() -> None:
    token = issue_order_pass(SECRET, "ord_1", NOW)

    assert verify_order_pass(token, SECRET, NOW) == Principal("order_pass", "ord_1")
    with pytest.raises(UnauthenticatedError):
        verify_order_pass(token, SECRET, NOW + timedelta(minutes=31))
    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, SECRET, NOW)
    with pytest.raises(UnauthenticatedError):
        verify_order_pass(issue_guest_token(SECRET, NOW)[0], SECRET, NOW)


def test_another_secret_is_refused() -> None:
    token, _ = issue_guest_token("another secret of 32 characters!!", NOW)

    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, SECRET, NOW)


def test_an_unsigned_token_is_refused() -> None:
    token, _ = issue_guest_token(SECRET, NOW)
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    forged = ".".join([header, token.split(".")[1], ""])

    with pytest.raises(UnauthenticatedError):
        verify_guest_token(forged, SECRET, NOW)


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "a.b.c.d", "é.ü.ß"])
def test_nonsense_is_refused(token: str) -> None:
    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, SECRET, NOW)


OLD, NEW = "the old key of thirty-two letters", "the new key of thirty-two letters"


@pytest.mark.parametrize("keys", [(OLD, NEW), (NEW, OLD)], ids=["introduced", "promoted"])
def test_with_two_keys_a_token_of_either_is_good(keys: tuple[str, str]) -> None:
    secret = "\n".join(keys)
    of_old, _ = issue_guest_token(OLD, NOW)
    of_new, _ = issue_guest_token(NEW, NOW)

    assert verify_guest_token(of_old, secret, NOW).kind == "guest"
    assert verify_guest_token(of_new, secret, NOW).kind == "guest"


def test_the_first_key_signs() -> None:
    token, guest = issue_guest_token(f"{NEW}\n{OLD}", NOW)

    assert verify_guest_token(token, NEW, NOW) == guest
    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, OLD, NOW)


def test_a_key_that_was_dropped_is_good_for_nothing() -> None:
    token, _ = issue_guest_token(OLD, NOW)

    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, NEW, NOW)


def test_a_token_that_expired_stays_so_whichever_key_signed_it() -> None:
    token, _ = issue_guest_token(OLD, NOW)
    later = NOW + GUEST_SESSION_LIFETIME + timedelta(minutes=1)

    with pytest.raises(UnauthenticatedError):
        verify_guest_token(token, f"{NEW}\n{OLD}", later)
