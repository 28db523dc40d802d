"""Nobody without the group gets anywhere; the answers are those of the core's services."""

import re

import pytest

from contracts.clock import SystemClock
from edge_api.backoffice.chalicelib.accounts import Accounts
from edge_api.backoffice.chalicelib.application import DESCRIBED, create_app
from edge_api.backoffice.chalicelib.bootstrap import Deps
from edge_api.backoffice.chalicelib.parts import Parts
from edge_api.backoffice.chalicelib.queues import Queues
from edge_api.backoffice.chalicelib.settings import Settings, addresses
from edge_api.chassis.operations import Operation
from tests.unit.edge_api.backoffice.staff import TokensByGroup, bearer
from tests.unit.edge_api.calling import Answer, call

SETTINGS = Settings(
    environment="test",
    aws_region="eu-west-1",
    aws_endpoint_url="http://127.0.0.1:9",
    cognito_issuer="https://pool.example/eu-west-1_x",
    cognito_jwks_url="http://127.0.0.1:9/jwks.json",
    cognito_client_id="storefront",
    cognito_user_pool_id="eu-west-1_x",
    shop_url="http://shop.example",
)
OTHERS = {"operations": "catalog,orders,support", "support": "catalog,orders,operations"}


def deps() -> Deps:
    return Deps(
        settings=SETTINGS,
        tokens=TokensByGroup(),
        accounts=Accounts(SETTINGS),
        parts=Parts({}),
        queues=Queues(lambda _: None, {}, SystemClock()),
        clock=SystemClock(),
    )


def asked(operation: Operation, headers: dict[str, str]) -> Answer:
    path = re.sub(r"\{[^}]*\}", "x", operation.path)
    return call(create_app(deps), operation.method, path, {"no": "sense"}, headers=headers)


@pytest.mark.parametrize("operation", DESCRIBED, ids=lambda each: each.name)
def test_an_operation_is_for_staff_of_its_group_alone(operation: Operation) -> None:
    (group,) = operation.groups

    nobody, customer = asked(operation, {}), asked(operation, bearer("none"))
    colleague = asked(operation, bearer(OTHERS[group]))

    assert (nobody.status, nobody.json["code"]) == (401, "unauthenticated")
    assert (customer.status, customer.json["detail"]) == (403, "This is for a member of staff.")
    assert colleague.status == 403
    assert colleague.json["detail"] == f"This needs one of the groups {group}."


@pytest.mark.parametrize(
    "operation", [each for each in DESCRIBED if each.method == "POST"], ids=lambda each: each.name
)
def test_what_changes_something_is_refused_from_another_sites_page(operation: Operation) -> None:
    (group,) = operation.groups
    answer = asked(operation, {**bearer(group), "sec-fetch-site": "cross-site"})
    assert (answer.status, answer.json["code"]) == (403, "foreign-origin")


def test_addresses_are_read_by_name() -> None:
    assert addresses("") == {}
    assert addresses("a=http://x?y=1  worker/b=http://z") == {
        "a": "http://x?y=1",
        "worker/b": "http://z",
    }
