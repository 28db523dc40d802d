"""Carts in DynamoDB: devices at the same time, merging, expiry, and orders that were paid."""

import asyncio
from datetime import timedelta

import pytest

from contracts.clock import FrozenClock
from contracts.errors import NotFoundError, UnavailableError
from contracts.ids import new_id
from contracts.principals import Principal
from core_services.cart import handlers
from core_services.cart.bootstrap import Deps
from core_services.cart.domain import Cart
from core_services.cart.handlers import cart_id_of


def shopper(kind: str = "customer") -> Principal:
    return Principal("customer" if kind == "customer" else "guest", new_id("gst"))


async def add(deps: Deps, owner: Principal, sku: str, quantity: int = 1) -> Cart:
    return await handlers.add_item(
        deps.carts, owner, cart_id_of(owner.id), sku, quantity, new_id("mut")
    )


async def read(deps: Deps, owner: Principal) -> Cart:
    return await handlers.read_cart(deps.carts, owner, cart_id_of(owner.id))


async def test_fifty_adds_from_two_processes_at_once_all_count(
    deps: Deps, other_deps: Deps
) -> None:
    owner = shopper()

    await asyncio.gather(
        *(add(process, owner, f"SKU-{n % 5}") for n in range(25) for process in (deps, other_deps))
    )

    assert (await read(deps, owner)).quantities == {f"SKU-{n}": 10 for n in range(5)}


async def test_a_repeated_add_counts_once(deps: Deps, other_deps: Deps) -> None:
    owner = shopper()
    cart_id = cart_id_of(owner.id)

    await asyncio.gather(
        *(
            handlers.add_item(process.carts, owner, cart_id, "A", 2, "the-same-click")
            for _ in range(5)
            for process in (deps, other_deps)
        )
    )

    assert (await read(deps, owner)).quantities == {"A": 2}


async def test_every_change_has_its_own_version(deps: Deps) -> None:
    owner = shopper()
    versions = [(await add(deps, owner, "A")).version for _ in range(4)]

    assert versions == sorted(set(versions))


async def test_a_change_that_changes_nothing_keeps_the_version(deps: Deps) -> None:
    owner = shopper()
    before = await add(deps, owner, "A", 3)

    after = await handlers.set_quantity(deps.carts, owner, before.id, "A", 3)

    assert after.version == before.version


async def test_an_expired_cart_is_gone_and_its_successor_repeats_no_version(
    deps: Deps, clock: FrozenClock
) -> None:
    owner = shopper()
    old = await add(deps, owner, "A")
    clock.advance(timedelta(days=31))

    with pytest.raises(NotFoundError):
        await read(deps, owner)
    assert (await add(deps, owner, "B")).version > old.version
    assert (await read(deps, owner)).quantities == {"B": 1}


async def test_a_cart_that_is_used_does_not_expire(deps: Deps, clock: FrozenClock) -> None:
    owner = shopper()
    for _ in range(3):
        await add(deps, owner, "A")
        clock.advance(timedelta(days=29))

    assert (await read(deps, owner)).quantities == {"A": 3}


async def test_signing_in_on_two_devices_at_once_merges_once(deps: Deps, other_deps: Deps) -> None:
    customer, guest = shopper(), shopper("guest")
    await add(deps, customer, "A", 1)
    await add(deps, guest, "A", 2)
    await add(deps, guest, "B", 3)

    await asyncio.gather(
        *(
            handlers.merge_guest_cart(process.carts, customer, guest)
            for _ in range(4)
            for process in (deps, other_deps)
        )
    )

    assert (await read(deps, customer)).quantities == {"A": 3, "B": 3}
    assert (await read(deps, guest)).quantities == {}


async def test_a_merge_that_crashed_half_way_is_finished_by_the_next(
    deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, guest = shopper(), shopper("guest")
    await add(deps, guest, "A", 2)

    async def crash(*_: object) -> bool:
        raise ConnectionError("the process died")

    with monkeypatch.context() as patched:
        patched.setattr(handlers, "_empty", crash)
        with pytest.raises(ConnectionError):
            await handlers.merge_guest_cart(deps.carts, customer, guest)
    await add(deps, guest, "A", 1)
    await handlers.merge_guest_cart(deps.carts, customer, guest)

    assert (await read(deps, customer)).quantities == {"A": 3}
    assert (await read(deps, guest)).quantities == {}


async def test_the_next_guest_cart_of_the_same_browser_merges_too(deps: Deps) -> None:
    customer, guest = shopper(), shopper("guest")
    for _ in range(2):
        await add(deps, guest, "A", 2)
        await handlers.merge_guest_cart(deps.carts, customer, guest)

    assert (await read(deps, customer)).quantities == {"A": 4}


async def test_a_paid_order_is_settled_once_and_later_additions_stay(
    deps: Deps, other_deps: Deps
) -> None:
    owner = shopper()
    cart = await add(deps, owner, "A", 2)
    await add(deps, owner, "B", 1)

    await asyncio.gather(
        *(
            handlers.settle_order(process.carts, cart.id, "ord_1", {"A": 2})
            for _ in range(5)
            for process in (deps, other_deps)
        )
    )

    assert (await read(deps, owner)).quantities == {"B": 1}


async def test_a_paid_order_of_a_vanished_cart_is_no_error(deps: Deps) -> None:
    await handlers.settle_order(deps.carts, new_id("crt"), "ord_1", {"A": 1})


async def test_anothers_cart_does_not_exist(deps: Deps) -> None:
    owner, other = shopper(), shopper()
    cart = await add(deps, owner, "A")

    with pytest.raises(NotFoundError):
        await handlers.read_cart(deps.carts, other, cart.id)
    with pytest.raises(NotFoundError):
        await handlers.set_quantity(deps.carts, other, cart.id, "A", 9)
    assert (await read(deps, owner)).quantities == {"A": 1}


async def test_without_dynamodb_the_caller_is_told_to_try_again(
    deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("aiodynamo.client.Client.send_request", refuse)

    with pytest.raises(UnavailableError):
        await add(deps, shopper(), "A")
