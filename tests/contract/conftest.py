"""A Mercato that may be spoilt: random writes by staff go here, and no other test sees them."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
import pytest_asyncio

from infra.local.demo.seed import seed
from infra.local.environment import Environment
from infra.local.platform import LocalPlatform
from infra.local.provision import STAFF_CODE, STAFF_EMAIL
from infra.ops.shopper import Shopper, new_email


@pytest.fixture(scope="session")
def abused_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """The whole of Mercato with the demo catalogue, for tests that leave it in a sorry state."""
    local = LocalPlatform.on_free_ports(tmp_path_factory.mktemp("abused"))
    try:
        local.start()
        environment = local.environment()
        seed(environment)
        yield environment
    finally:
        local.stop()


class Footholds(NamedTuple):
    """Tokens, and the ids of things that are really there: without them all would be a 404."""

    staff_token: str
    guest_token: str
    ids: dict[str, list[str]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def footholds(abused_platform: Environment) -> Footholds:
    async with Shopper.visiting(abused_platform.edge_url) as guest:
        card = (await guest.products(in_stock=True, limit=1))["products"][0]
        product = await guest.product(card["slug"])
        sku = product["variants"][0]["sku"]
        order = await guest.buy(sku)
        payment = await guest.start_payment(order["id"])
        await guest.add(sku)
        return Footholds(
            staff_token=await _staff_token(abused_platform),
            guest_token=guest.token,
            ids={
                "id": [product["id"], product["category"]["id"]],
                "slug_or_id": [product["slug"], product["id"]],
                "product_id": [product["id"]],
                "cart_id": [guest.cart["id"]],
                "order_id": [order["id"]],
                "line_id": [order["lines"][0]["id"]],
                "payment_id": [payment["id"]],
                "sku": [sku],
                "customer_id": [await _customer_id(abused_platform)],
                "queue": ["order-payment-events"],
            },
        )


async def _customer_id(environment: Environment) -> str:
    async with Shopper.visiting(environment.edge_url) as customer:
        email = new_email()
        await customer.sign_up(email, "a long enough passphrase")
        await customer.sign_in(email, "a long enough passphrase")
        return str((await customer.call("GET", "/api/auth/me"))["id"])


async def _staff_token(environment: Environment) -> str:
    async with Shopper.visiting(environment.edge_url) as staff:
        await staff.sign_in(STAFF_EMAIL, environment.credentials.staff_password, STAFF_CODE)
        return staff.token
