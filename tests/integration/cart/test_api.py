"""The cart service's HTTP face."""

from typing import Any

import httpx
import pytest

from contracts.ids import new_id


async def session(api: httpx.AsyncClient) -> dict[str, str]:
    token = (await api.post("/core/v1/sessions")).json()["token"]
    return {"authorization": f"Bearer {token}"}


async def opened(api: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    response = await api.post("/core/v1/carts", json={}, headers=headers)
    document: dict[str, Any] = response.json()
    return document


async def test_a_guest_fills_changes_and_empties_a_cart(api: httpx.AsyncClient) -> None:
    guest = await session(api)
    cart = await opened(api, guest)
    items = f"/core/v1/carts/{cart['id']}/items"

    added = await api.post(items, json={"sku": "MUG/01", "quantity": 2}, headers=guest)
    changed = await api.put(f"{items}/MUG%2F01", json={"quantity": 5}, headers=guest)
    read = await api.get(f"/core/v1/carts/{cart['id']}", headers=guest)
    removed = await api.delete(f"{items}/MUG%2F01", headers=guest)

    assert added.json()["items"] == [{"sku": "MUG/01", "quantity": 2}]
    assert changed.json()["item_count"] == 5
    assert read.json() == changed.json()
    assert removed.json()["items"] == []


async def test_opening_again_gives_the_same_cart(api: httpx.AsyncClient) -> None:
    guest = await session(api)

    assert await opened(api, guest) == await opened(api, guest)


async def test_an_idempotency_key_makes_an_add_safe_to_repeat(api: httpx.AsyncClient) -> None:
    guest = await session(api)
    cart = await opened(api, guest)
    headers = {**guest, "idempotency-key": "click-1"}
    for _ in range(3):
        response = await api.post(
            f"/core/v1/carts/{cart['id']}/items", json={"sku": "A"}, headers=headers
        )

    assert response.json()["item_count"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"sku": "A", "quantity": 0},
        {"sku": "A", "quantity": -1},
        {"sku": "A", "quantity": 1.5},
        {"sku": "A", "quantity": "1"},
        {"sku": "A", "quantity": 2**63},
        {"sku": "A", "quantity": None},
        {"sku": "", "quantity": 1},
        {"sku": " A", "quantity": 1},
        {"sku": "A" * 65, "quantity": 1},
        {"sku": "A", "quantity": 1, "price": 1},
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, body: dict[str, object]
) -> None:
    guest = await session(api)
    cart = await opened(api, guest)
    url = f"/core/v1/carts/{cart['id']}"

    response = await api.post(f"{url}/items", json=body, headers=guest)

    assert response.status_code == 422
    assert (await api.get(url, headers=guest)).json() == cart


async def test_too_many_of_one_thing_is_told_with_the_limit(api: httpx.AsyncClient) -> None:
    guest = await session(api)
    cart = await opened(api, guest)

    response = await api.post(
        f"/core/v1/carts/{cart['id']}/items", json={"sku": "A", "quantity": 1000}, headers=guest
    )

    assert response.status_code == 422
    assert (response.json()["code"], response.json()["limit"]) == ("quantity-limit", 999)


async def test_anothers_cart_is_not_found(api: httpx.AsyncClient) -> None:
    cart = await opened(api, await session(api))
    other = await session(api)

    for url in (f"/core/v1/carts/{cart['id']}", f"/core/v1/carts/{new_id('crt')}"):
        assert (await api.get(url, headers=other)).status_code == 404


async def test_nobody_has_no_cart(api: httpx.AsyncClient) -> None:
    assert (await api.post("/core/v1/carts", json={})).status_code == 401


async def test_a_guest_cannot_merge_and_an_unknown_currency_is_refused(
    api: httpx.AsyncClient,
) -> None:
    guest = await session(api)

    merged = await api.post("/core/v1/carts/merge", json={"guest_token": "x"}, headers=guest)
    unknown = await api.post("/core/v1/carts", json={"currency": "XXX"}, headers=guest)

    assert merged.status_code == 403
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-currency")
