"""What support finds and changes about customers' accounts, and what it may not touch."""

from uuid import uuid4

import pytest

from edge_api.chassis.aws import make_client
from tests.integration.backoffice.conftest import BackOffice

PASSWORD = "Correct horse battery 1!"


def account(office: BackOffice, email: str = "", *groups: str) -> str:
    """The id of a new, confirmed account."""
    cognito, pool = office.aws.cognito, office.settings.cognito_user_pool_id
    email = email or f"{uuid4().hex}@example.test"
    user = {"UserPoolId": pool, "Username": email}
    created = cognito.admin_create_user(
        **user,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
        ],
    )
    cognito.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
    for group in groups:
        cognito.admin_add_user_to_group(**user, GroupName=group)
    attributes = {each["Name"]: each["Value"] for each in created["User"]["Attributes"]}
    return str(attributes["sub"])


def test_customers_are_found_by_how_their_address_begins(office: BackOffice) -> None:
    name = uuid4().hex
    first, second = account(office, f"{name}-a@x.test"), account(office, f"{name}-b@x.test")
    account(office, f"other-{name}@x.test")

    both = office.call("GET", "/customers", query=f"q={name.upper()}").json
    one = office.call("GET", "/customers", query=f"q={name}-b").json

    assert {each["id"] for each in both["customers"]} == {first, second}
    assert both["next_cursor"] is None
    (found,) = one["customers"]
    assert found["created_at"]
    del found["created_at"]
    assert found == {
        "id": second,
        "email": f"{name}-b@x.test",
        "email_verified": True,
        "status": "CONFIRMED",
        "enabled": True,
        "mfa_enabled": False,
    }


def test_a_cursor_leads_from_page_to_page(office: BackOffice) -> None:
    name = uuid4().hex
    ids = {account(office, f"{name}-{number}@x.test") for number in range(3)}

    first = office.call("GET", "/customers", query=f"q={name}&limit=2").json
    cursor = first["next_cursor"]
    second = office.call("GET", "/customers", query=f"q={name}&limit=2&cursor={cursor}").json

    assert (len(first["customers"]), len(second["customers"])) == (2, 1)
    assert {each["id"] for each in first["customers"] + second["customers"]} == ids
    assert second["next_cursor"] is None


@pytest.mark.parametrize("query", ['q=" or email ^= "', "q=%5C", "q=%22"])
def test_what_is_typed_is_an_address_and_no_filter(office: BackOffice, query: str) -> None:
    account(office)
    answer = office.call("GET", "/customers", query=query)
    assert (answer.status, answer.json["customers"]) == (200, [])


@pytest.mark.parametrize("cursor", ["x", "0" * 4096])
def test_a_cursor_that_nobody_gave_out_is_refused(office: BackOffice, cursor: str) -> None:
    answer = office.call("GET", "/customers", query=f"cursor={cursor}")
    assert (answer.status, answer.json["code"]) == (422, "invalid")


def test_an_account_is_disabled_and_enabled(office: BackOffice) -> None:
    customer = account(office)
    disabled = office.call("POST", f"/customers/{customer}/disable")
    enabled = office.call("POST", f"/customers/{customer}/enable")
    assert (disabled.status, disabled.json["enabled"]) == (200, False)
    assert (enabled.status, enabled.json["enabled"]) == (200, True)


def test_a_reset_has_the_customer_choose_a_new_password(office: BackOffice) -> None:
    customer = account(office)
    answer = office.call("POST", f"/customers/{customer}/reset-password")
    assert (answer.status, answer.json["status"]) == (200, "RESET_REQUIRED")


def test_a_disabled_account_has_no_password_to_reset(office: BackOffice) -> None:
    customer = account(office)
    office.call("POST", f"/customers/{customer}/disable")
    answer = office.call("POST", f"/customers/{customer}/reset-password")
    assert (answer.status, answer.json["code"]) == (409, "account-state")


def test_signing_out_ends_the_sessions_of_all_devices(office: BackOffice) -> None:
    email = f"{uuid4().hex}@example.test"
    customer = account(office, email)
    client, tokens = _signed_in(office, email)

    answer = office.call("POST", f"/customers/{customer}/sign-out")

    assert answer.status == 200
    cognito = office.aws.cognito
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(
            ClientId=client,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
        )


@pytest.mark.parametrize("action", ["disable", "enable", "sign-out", "reset-password"])
def test_support_changes_no_colleagues_account(office: BackOffice, action: str) -> None:
    colleague = account(office, "", "orders")
    before = office.call("GET", f"/customers/{colleague}").json

    answer = office.call("POST", f"/customers/{colleague}/{action}")

    assert (answer.status, answer.json["code"]) == (403, "staff-account")
    assert office.call("GET", f"/customers/{colleague}").json == before
    assert before["groups"] == ["orders"]


@pytest.mark.parametrize("name", ["44711f66-2851-4e9d-917e-8e67320e993b", "not-an-id", "%00"])
def test_an_account_that_is_not_there_is_a_404(office: BackOffice, name: str) -> None:
    for method, action in (("GET", ""), ("POST", "/disable"), ("POST", "/reset-password")):
        answer = office.call(method, f"/customers/{name}{action}")
        assert (answer.status, answer.json["code"]) == (404, "not-found")


def test_an_account_is_named_by_its_id_and_not_by_its_address(office: BackOffice) -> None:
    """An address in a path would be in the logs of whatever stands in between."""
    email = f"{uuid4().hex}@example.test"
    account(office, email)
    assert office.call("GET", f"/customers/{email}").status == 404


def test_no_address_is_logged(office: BackOffice, caplog: pytest.LogCaptureFixture) -> None:
    email = f"{uuid4().hex}@example.test"
    customer = account(office, email)
    office.call("GET", "/customers", query=f"q={email}")
    office.call("POST", f"/customers/{customer}/disable")

    said = str([vars(record) for record in caplog.records])
    assert "'action': 'disable'" in said
    assert customer in said
    assert email not in said


def test_when_cognito_does_not_answer_nothing_is_known(
    office: BackOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.exceptions import EndpointConnectionError

    def refuse(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://pool")

    monkeypatch.setattr(make_client("cognito-idp", office.settings), "list_users", refuse)
    answer = office.call("GET", "/customers")
    assert (answer.status, answer.json["code"]) == (503, "unavailable")


def _signed_in(office: BackOffice, email: str) -> tuple[str, dict[str, str]]:
    cognito, pool = office.aws.cognito, office.settings.cognito_user_pool_id
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="x", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )
    return client, answer["AuthenticationResult"]
