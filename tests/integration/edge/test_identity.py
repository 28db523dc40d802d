"""The BFF in its Lambda host, against Cognito as moto plays it."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from contracts.clock import SystemClock
from edge_api.bff.chalicelib.application import create_app
from edge_api.bff.chalicelib.bootstrap import build_deps
from edge_api.bff.chalicelib.settings import Settings
from infra.local.engines import Engines
from infra.local.lambda_host import LambdaHost, RouteTable
from infra.local.provision import Aws
from tests.integration.edge.conftest import free_port, serving

PASSWORD = "correct horse battery"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool(engines: Engines) -> tuple[str, str]:
    """A user pool and its client, made the way the platform makes them."""
    cognito = Aws(engines.aws_endpoint_url).cognito
    policy = {"MinimumLength": 10} | dict.fromkeys(
        ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols"), False
    )
    created = cognito.create_user_pool(
        PoolName="identity-tests",
        Policies={"PasswordPolicy": policy},
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        MfaConfiguration="OPTIONAL",
    )
    pool_id = created["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="storefront",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    return pool_id, client["UserPoolClient"]["ClientId"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def base_url(engines: Engines, pool: tuple[str, str]) -> AsyncIterator[str]:
    pool_id, client_id = pool
    nobody = f"http://127.0.0.1:{free_port()}"
    settings = Settings(
        environment="test",
        aws_region="eu-west-1",
        aws_endpoint_url=engines.aws_endpoint_url,
        cognito_issuer=f"https://cognito-idp.eu-west-1.amazonaws.com/{pool_id}",
        cognito_jwks_url=f"{engines.aws_endpoint_url}/{pool_id}/.well-known/jwks.json",
        cognito_client_id=client_id,
        catalog_url=nobody,
        cart_url=nobody,
        order_url=nobody,
        shop_url="http://shop.example",
        clickstream_stream="clickstream",
    )
    deps = build_deps(settings, SystemClock())
    app = create_app(lambda: deps)
    host = LambdaHost("bff", app, RouteTable(app.routes))
    async with serving(host, lifespan="off") as port:
        yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="session")
async def browser(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a cookie jar of its own."""
    async with httpx.AsyncClient(base_url=base_url) as client:
        yield client


async def post(client: httpx.AsyncClient, path: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/auth/{path}", json=body)


async def signed_up(client: httpx.AsyncClient) -> str:
    email = f"{uuid.uuid4().hex[:12]}@example.test"
    assert (await post(client, "sign-up", email=email, password=PASSWORD)).status_code == 202
    return email


async def confirmed(client: httpx.AsyncClient) -> str:
    email = await signed_up(client)
    assert (await post(client, "confirm", email=email, code="123456")).status_code == 200
    return email


def bearer(answer: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_from_sign_up_to_me_and_refresh(browser: httpx.AsyncClient) -> None:
    email = await confirmed(browser)

    signed_in = await post(browser, "sign-in", email=email, password=PASSWORD)
    me = await browser.get("/api/auth/me", headers=bearer(signed_in))
    refreshed = await post(browser, "refresh")
    me_again = await browser.get("/api/auth/me", headers=bearer(refreshed))

    assert signed_in.json()["expires_in"] > 0
    assert "refresh" not in signed_in.text
    assert me.json()["email"] == email
    assert me_again.json()["id"] == me.json()["id"]


async def test_nobody_gets_in_before_the_address_is_confirmed(browser: httpx.AsyncClient) -> None:
    email = await signed_up(browser)
    answer = await post(browser, "sign-in", email=email, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-confirmed")


async def test_an_address_with_an_account_and_one_without_look_the_same(
    browser: httpx.AsyncClient,
) -> None:
    known, unknown = await confirmed(browser), "nobody@example.test"
    fields = ("type", "title", "status", "code", "detail")

    for path, rest in (
        ("sign-in", {"password": "not the password"}),
        ("forgot-password", {}),
        ("sign-up", {"password": PASSWORD}),
    ):
        answers = []
        for email in (known, unknown if path != "sign-up" else f"{uuid.uuid4().hex}@example.test"):
            answer = await post(browser, path, email=email, **rest)
            body = answer.json()
            shown = {key: body[key] for key in fields if key in body} or body
            answers.append((answer.status_code, shown))
        assert answers[0] == answers[1], path


async def test_a_forgotten_password_is_set_anew(browser: httpx.AsyncClient) -> None:
    email = await confirmed(browser)
    await post(browser, "forgot-password", email=email)
    wrong = await post(
        browser,
        "reset-password",
        email=email,
        code="moto-confirmation-code:000000",
        password="another password",
    )
    right = await post(
        browser, "reset-password", email=email, code="123456", password="another password"
    )

    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong-code")
    assert right.status_code == 200
    assert (await post(browser, "sign-in", email=email, password=PASSWORD)).status_code == 401
    assert (
        await post(browser, "sign-in", email=email, password="another password")
    ).status_code == 200


async def test_who_was_reset_by_support_chooses_a_new_password(
    engines: Engines, pool: tuple[str, str], browser: httpx.AsyncClient
) -> None:
    email = await confirmed(browser)
    await post(browser, "sign-in", email=email, password=PASSWORD)
    cognito, user = Aws(engines.aws_endpoint_url).cognito, {"Username": email}
    cognito.admin_reset_user_password(UserPoolId=pool[0], **user)

    refused = await post(browser, "sign-in", email=email, password=PASSWORD)
    stranger = await post(browser, "sign-in", email=email, password="not the password")
    await post(browser, "reset-password", email=email, code="123456", password="another password")
    signed_in = await post(browser, "sign-in", email=email, password="another password")

    assert (refused.status_code, refused.json()["code"]) == (403, "password-reset-required")
    assert (stranger.status_code, stranger.json()["code"]) == (401, "wrong-credentials")
    me = await browser.get("/api/auth/me", headers=bearer(signed_in))
    assert (me.json()["email"], me.json()["mfa_required"]) == (email, False)


async def test_a_disabled_account_cannot_go_on(
    engines: Engines, pool: tuple[str, str], browser: httpx.AsyncClient
) -> None:
    email = await confirmed(browser)
    await post(browser, "sign-in", email=email, password=PASSWORD)
    cognito = Aws(engines.aws_endpoint_url).cognito
    cognito.admin_disable_user(UserPoolId=pool[0], Username=email)

    refreshed = await post(browser, "refresh")
    signed_in = await post(browser, "sign-in", email=email, password=PASSWORD)

    assert (refreshed.status_code, refreshed.json()["code"]) == (401, "session-ended")
    assert (signed_in.status_code, signed_in.json()["code"]) == (401, "wrong-credentials")


async def test_with_one_time_passwords_on_a_password_is_not_enough(
    browser: httpx.AsyncClient,
) -> None:
    email = await confirmed(browser)
    headers = bearer(await post(browser, "sign-in", email=email, password=PASSWORD))
    started = await browser.post("/api/auth/mfa/totp", headers=headers)
    await browser.post("/api/auth/mfa/totp/verify", headers=headers, json={"code": "123456"})
    browser.cookies.clear()

    challenge = await post(browser, "sign-in", email=email, password=PASSWORD)
    assert started.json()["uri"].startswith("otpauth://totp/Mercato%3A")
    assert set(challenge.json()) == {"challenge", "session"}
    assert not browser.cookies

    passed = await post(browser, "challenge", **challenge.json(), answer="123456")
    replayed = await post(browser, "challenge", **challenge.json(), answer="123456")
    assert (await browser.get("/api/auth/me", headers=bearer(passed))).json()["mfa_enabled"] is True
    assert replayed.status_code == 422

    assert (await browser.delete("/api/auth/mfa/totp", headers=bearer(passed))).status_code == 200
    again = await post(browser, "sign-in", email=email, password=PASSWORD)
    assert "access_token" in again.json()


async def test_after_signing_out_everywhere_the_cookie_is_worth_nothing(
    browser: httpx.AsyncClient,
) -> None:
    email = await confirmed(browser)
    signed_in = await post(browser, "sign-in", email=email, password=PASSWORD)
    kept = browser.cookies["mercato_refresh"]

    out = await browser.post(
        "/api/auth/sign-out", json={"everywhere": True}, headers=bearer(signed_in)
    )
    assert out.status_code == 200
    assert "mercato_refresh" not in browser.cookies

    replay = await browser.post(
        "/api/auth/refresh", json={}, headers={"cookie": f"mercato_refresh={kept}"}
    )
    assert (replay.status_code, replay.json()["code"]) == (401, "session-ended")
    late = await browser.post(
        "/api/auth/mfa/totp/verify", json={"code": "123456"}, headers=bearer(signed_in)
    )
    assert (late.status_code, late.json()["code"]) == (401, "session-ended")


async def test_carts_and_orders_that_are_away_keep_nobody_out(browser: httpx.AsyncClient) -> None:
    email = await confirmed(browser)
    answer = await post(browser, "sign-in", email=email, password=PASSWORD, guest_token="guest")
    assert answer.status_code == 200
    assert answer.json()["cart_merged"] is False
    assert answer.json()["orders_claimed"] is None


async def test_requests_side_by_side_do_not_see_each_others(browser: httpx.AsyncClient) -> None:
    emails = [await confirmed(browser) for _ in range(4)]
    signed_in = [await post(browser, "sign-in", email=each, password=PASSWORD) for each in emails]
    headers = [bearer(each) for each in signed_in]

    answers = await asyncio.gather(
        *(browser.get("/api/auth/me", headers=headers[n % 4]) for n in range(24))
    )

    assert [each.json()["email"] for each in answers] == [emails[n % 4] for n in range(24)]


async def test_signing_out_ends_this_session_and_no_other(browser: httpx.AsyncClient) -> None:
    email = await confirmed(browser)
    await post(browser, "sign-in", email=email, password=PASSWORD)
    elsewhere = browser.cookies["mercato_refresh"]
    await post(browser, "sign-in", email=email, password=PASSWORD)
    here = browser.cookies["mercato_refresh"]

    await post(browser, "sign-out")
    browser.cookies.clear()

    for token, status in ((here, 401), (elsewhere, 200)):
        cookie = {"cookie": f"mercato_refresh={token}"}
        answer = await browser.post("/api/auth/refresh", json={}, headers=cookie)
        assert answer.status_code == status


async def test_a_code_is_sent_again_and_asking_for_nobody_looks_the_same(
    browser: httpx.AsyncClient,
) -> None:
    waiting = await signed_up(browser)
    done = await confirmed(browser)
    for email in (waiting, done, "nobody@example.test"):
        answer = await post(browser, "resend-code", email=email)
        assert (answer.status_code, answer.json()) == (202, {"status": "code-sent"})
