"""Signing in and out, as a browser sees it."""

import msgspec
import pytest

from contracts.errors import UnavailableError
from edge_api.bff.chalicelib.identity import Challenge
from tests.unit.edge_api.bff.conftest import SETTINGS, Bff

CREDENTIALS = {"email": "Ada@Example.test", "password": "correct horse battery"}


def test_signing_in_gives_the_page_an_access_token_and_hides_the_refresh_token_in_a_cookie(
    bff: Bff,
) -> None:
    answer = bff.call("POST", "/api/auth/sign-in", CREDENTIALS)

    assert answer.status == 200
    assert answer.json == {"access_token": "access", "expires_in": 900}
    assert answer.headers["set-cookie"] == (
        "mercato_refresh=refresh; Path=/api/auth; Max-Age=2592000; HttpOnly; SameSite=Strict"
    )
    assert answer.headers["cache-control"] == "no-store"


def test_in_production_the_cookie_is_for_https_alone(bff: Bff) -> None:
    bff.settings = msgspec.structs.replace(SETTINGS, environment="prod")

    cookie = bff.call("POST", "/api/auth/sign-in", CREDENTIALS).headers["set-cookie"]

    assert cookie.startswith("__Secure-mercato_refresh=refresh; ")
    assert cookie.endswith("; Secure")


def test_an_address_is_one_account_however_its_letters_are_typed(bff: Bff) -> None:
    bff.call("POST", "/api/auth/sign-in", CREDENTIALS)
    assert bff.identity.calls == [("sign_in", "ada@example.test")]


def test_the_guests_cart_comes_along(bff: Bff) -> None:
    bff.cart.answers["/core/v1/carts/merge"] = {"id": "crt_1", "item_count": 2}

    answer = bff.call("POST", "/api/auth/sign-in", {**CREDENTIALS, "guest_token": "guest"})

    assert answer.json["cart_merged"] is True
    assert answer.json["cart"] == {"id": "crt_1", "item_count": 2}
    assert bff.cart.asked == [("/core/v1/carts/merge", {"guest_token": "guest"})]


def test_a_cart_that_cannot_be_merged_does_not_keep_anybody_out(bff: Bff) -> None:
    bff.cart.answers["/core/v1/carts/merge"] = UnavailableError("The cart service is away.")

    answer = bff.call("POST", "/api/auth/sign-in", {**CREDENTIALS, "guest_token": "guest"})

    assert answer.status == 200
    assert answer.json["access_token"] == "access"
    assert answer.json["cart_merged"] is False


def test_the_guests_orders_become_the_customers(bff: Bff) -> None:
    bff.order.answers["/core/v1/orders/claim"] = {"claimed": 2}

    answer = bff.call("POST", "/api/auth/sign-in", {**CREDENTIALS, "guest_token": "guest"})

    assert answer.json["orders_claimed"] == 2
    assert bff.order.asked == [("/core/v1/orders/claim", {"guest_token": "guest"})]


def test_orders_that_cannot_be_claimed_do_not_keep_anybody_out(bff: Bff) -> None:
    bff.cart.answers["/core/v1/carts/merge"] = {"id": "crt_1", "item_count": 2}
    bff.order.answers["/core/v1/orders/claim"] = UnavailableError("The order service is away.")

    answer = bff.call("POST", "/api/auth/sign-in", {**CREDENTIALS, "guest_token": "guest"})

    assert answer.json["access_token"] == "access"
    assert (answer.json["cart_merged"], answer.json["orders_claimed"]) == (True, None)


def test_a_challenge_is_not_a_session(bff: Bff) -> None:
    bff.identity.outcome = Challenge(name="SOFTWARE_TOKEN_MFA", session="sealed")

    answer = bff.call("POST", "/api/auth/sign-in", {**CREDENTIALS, "guest_token": "guest"})

    assert answer.json == {"challenge": "SOFTWARE_TOKEN_MFA", "session": "sealed"}
    assert "set-cookie" not in answer.headers
    assert bff.cart.asked == bff.order.asked == []


def test_a_short_password_is_refused_before_cognito_could_tell_whether_the_address_is_taken(
    bff: Bff,
) -> None:
    answer = bff.call("POST", "/api/auth/sign-up", {**CREDENTIALS, "password": "short"})

    assert (answer.status, answer.json["code"]) == (422, "weak-password")
    assert answer.json["errors"][0]["pointer"] == "/password"
    assert bff.identity.calls == []


def test_refreshing_goes_by_the_cookie(bff: Bff) -> None:
    answer = bff.call(
        "POST", "/api/auth/refresh", {}, headers={"cookie": "a=b; mercato_refresh=refresh"}
    )

    assert answer.json == {"access_token": "fresh", "expires_in": 900}
    assert "set-cookie" not in answer.headers
    assert bff.identity.calls == [("refresh", "refresh")]


def test_without_a_cookie_there_is_nothing_to_refresh(bff: Bff) -> None:
    answer = bff.call("POST", "/api/auth/refresh", {})
    assert (answer.status, answer.json["code"]) == (401, "session-ended")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://shop.example.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://shop.example"},
    ],
)
def test_another_sites_page_cannot_use_the_cookie(bff: Bff, headers: dict[str, str]) -> None:
    answer = bff.call(
        "POST", "/api/auth/refresh", {}, headers={"cookie": "mercato_refresh=refresh", **headers}
    )

    assert (answer.status, answer.json["code"]) == (403, "foreign-origin")
    assert bff.identity.calls == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://shop.example"},
        {"sec-fetch-site": "same-origin", "origin": "http://localhost:8080"},
    ],
)
def test_our_own_page_and_a_program_can(bff: Bff, headers: dict[str, str]) -> None:
    given = {"cookie": "mercato_refresh=refresh", **headers}
    assert bff.call("POST", "/api/auth/refresh", {}, headers=given).status == 200


def test_a_form_of_another_site_is_no_json(bff: Bff) -> None:
    answer = bff.call(
        "POST", "/api/auth/refresh", raw=b"{}", headers={"content-type": "text/plain"}
    )
    assert (answer.status, answer.json["code"]) == (415, "unsupported-media-type")


def test_signing_out_revokes_the_session_and_forgets_the_cookie(bff: Bff) -> None:
    answer = bff.call(
        "POST", "/api/auth/sign-out", {}, headers={"cookie": "mercato_refresh=refresh"}
    )

    assert bff.identity.calls == [("end_session", "refresh")]
    assert "mercato_refresh=; Path=/api/auth; Max-Age=0" in answer.headers["set-cookie"]


def test_where_one_session_cannot_be_revoked_all_are_ended(bff: Bff) -> None:
    bff.identity.revocation_works = False

    bff.call(
        "POST",
        "/api/auth/sign-out",
        {},
        headers={"cookie": "mercato_refresh=refresh", "authorization": "Bearer access"},
    )

    assert bff.identity.calls == [("end_session", "refresh"), ("end_all_sessions", "access")]


def test_signing_out_everywhere_needs_the_access_token(bff: Bff) -> None:
    refused = bff.call("POST", "/api/auth/sign-out", {"everywhere": True})
    assert refused.status == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert bff.identity.calls == []


def test_me_is_for_somebody_signed_in(bff: Bff) -> None:
    assert bff.call("GET", "/api/auth/me").status == 401
    answer = bff.call("GET", "/api/auth/me", headers={"authorization": "Bearer access"})
    assert answer.json == {
        "id": "sub-of-ada",
        "email": "ada@example.test",
        "email_verified": True,
        "mfa_enabled": False,
        "mfa_required": False,
        "groups": [],
    }


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de-AT"),
        ("de;q=1", "de"),
        ("", "en"),
        ("*", "en"),
        ("de\r\nx-evil: 1", "en"),
        ("a" * 500, "en"),
    ],
)
def test_mails_are_asked_for_in_the_browsers_language(bff: Bff, header: str, language: str) -> None:
    body = {"email": "ada@example.test", "password": "a long enough one"}
    bff.call("POST", "/api/auth/sign-up", body, headers={"accept-language": header})
    assert bff.identity.calls == [("sign_up", "ada@example.test", language)]
