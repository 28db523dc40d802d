"""Staff: a second factor before anything else, and one page that says how the shop is."""

from typing import Any

import pytest

from infra.local.environment import Environment
from infra.local.provision import STAFF_CODE, STAFF_EMAIL, Aws
from infra.ops.shopper import RefusedError, Shopper, new_email
from tests.e2e.conftest import Visitors

PASSWORD = "a long enough passphrase"


async def hired(visitors: Visitors, platform: Environment, group: str) -> tuple[Shopper, str]:
    """Somebody with an account whom an administrator has just put into a group."""
    person, email = await visitors(), new_email()
    await person.sign_up(email, PASSWORD)
    cognito, wanted = Aws(platform.engines.aws_endpoint_url).cognito, platform.topology.user_pool
    pools = cognito.list_user_pools(MaxResults=60)["UserPools"]
    (pool,) = (each["Id"] for each in pools if each["Name"] == wanted.name)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)
    return person, email


async def me(person: Shopper) -> dict[str, Any]:
    found = await person.call("GET", "/api/auth/me")
    return {name: found[name] for name in ("groups", "mfa_required", "mfa_enabled")}


async def test_staff_may_do_nothing_before_a_second_factor_is_set_up(
    stocked_platform: Environment, visitors: Visitors
) -> None:
    person, email = await hired(visitors, stocked_platform, "orders")

    await person.sign_in(email, PASSWORD)
    assert await me(person) == {"groups": [], "mfa_required": True, "mfa_enabled": False}
    with pytest.raises(RefusedError) as refused:
        await person.call("GET", "/core/v1/admin/orders")
    assert refused.value.status == 403

    await person.call("POST", "/api/auth/mfa/totp")
    await person.call("POST", "/api/auth/mfa/totp/verify", json={"code": STAFF_CODE})
    person.token = (await person.call("POST", "/api/auth/refresh", json={}))["access_token"]
    assert await me(person) == {"groups": ["orders"], "mfa_required": False, "mfa_enabled": True}
    await person.call("GET", "/core/v1/admin/orders")

    again = await visitors()
    await again.sign_in(email, PASSWORD, STAFF_CODE)
    assert (await me(again))["groups"] == ["orders"]


async def test_who_gives_the_second_factor_up_gives_the_groups_up(
    stocked_platform: Environment, visitors: Visitors
) -> None:
    person, email = await hired(visitors, stocked_platform, "support")
    await person.sign_in(email, PASSWORD)
    await person.call("POST", "/api/auth/mfa/totp")
    await person.call("POST", "/api/auth/mfa/totp/verify", json={"code": STAFF_CODE})
    person.token = (await person.call("POST", "/api/auth/refresh", json={}))["access_token"]
    await person.call("GET", "/api/admin/customers", params={"q": email})

    await person.call("DELETE", "/api/auth/mfa/totp")
    person.token = (await person.call("POST", "/api/auth/refresh", json={}))["access_token"]

    assert await me(person) == {"groups": [], "mfa_required": True, "mfa_enabled": False}
    with pytest.raises(RefusedError):
        await person.call("GET", "/api/admin/customers", params={"q": email})


async def test_the_operations_page_knows_every_part_and_every_queue(
    stocked_platform: Environment, shopper: Shopper
) -> None:
    await shopper.sign_in(STAFF_EMAIL, stocked_platform.credentials.staff_password, STAFF_CODE)
    overview = await shopper.call("GET", "/api/admin/operations")

    topology = stocked_platform.topology
    workers = {f"{name}-worker" for name, each in topology.services.items() if each.worker}
    assert {each["name"] for each in overview["parts"]} == topology.processes | workers
    assert {each["status"] for each in overview["parts"]} == {"ready"}
    assert [each["name"] for each in overview["queues"]] == list(topology.queues)
    assert all(each["depth"] is not None for each in overview["queues"])
