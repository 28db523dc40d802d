"""What Cognito asks functions: how its mails read, and what a token says."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from infra.local.credentials import load_or_create
from infra.local.engines import EnginePorts, Engines, base_environment, engine_programs
from infra.local.environment import UserPoolIds, load_environment
from infra.local.mailbox import SOURCES, Sent, read_messages
from infra.local.processes import Child, free_ports, stop_all, wait_until_ready
from infra.local.provision import Aws, provision
from infra.local.topology import load_topology

PASSWORD = "a long enough Passphrase 1!"
SENDER = load_topology().email.sender


class Functions:
    """A host of functions that writes what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.seconds = 0.0
        self.status = 200
        self.token: dict[str, Any] | None = None  # what a token is to say instead
        functions = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                functions.answer(self, json.loads(self.rfile.read(length)))

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, request: BaseHTTPRequestHandler, event: dict[str, Any]) -> None:
        self.asked.append((request.path.split("/")[3], event))
        time.sleep(self.seconds)
        event["response"] = {"emailSubject": "Ours", "emailMessage": "<p>Hallo {####}</p>"}
        if event["triggerSource"].startswith("TokenGeneration"):
            event["response"] = {"claimsAndScopeOverrideDetails": self.token}
        request.send_response(self.status)
        request.end_headers()
        request.wfile.write(json.dumps(event).encode())


class Pool:
    """moto's user pool and its mails, through the APIs that a browser and AWS offer."""

    def __init__(self, aws: Aws, url: str, users: UserPoolIds, functions: Functions) -> None:
        self.aws = aws
        self.url = url
        self.functions = functions
        self.email = ""
        self._pool_id, self._client_id = users.pool, users.client

    def sign_up(self) -> None:
        metadata = {"locale": "de"}
        self.aws.cognito.sign_up(**self._who, Password=PASSWORD, ClientMetadata=metadata)

    def resend(self) -> None:
        self.aws.cognito.resend_confirmation_code(**self._who)

    def forget(self) -> None:
        self.aws.cognito.forgot_password(**self._who)

    def reset(self, code: str) -> None:
        self.aws.cognito.confirm_forgot_password(
            **self._who, ConfirmationCode=code, Password=f"another {PASSWORD}"
        )

    def sign_in_as_staff(self) -> dict[str, str]:
        """The tokens of a new member of staff, who is mailed nothing."""
        user = {"UserPoolId": self._pool_id, "Username": self.email}
        email = {"Name": "email", "Value": self.email}
        self.aws.cognito.admin_create_user(**user, MessageAction="SUPPRESS", UserAttributes=[email])
        self.aws.cognito.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
        self.aws.cognito.admin_add_user_to_group(**user, GroupName="orders")
        parameters = {"USERNAME": self.email, "PASSWORD": PASSWORD}
        return self._tokens("USER_PASSWORD_AUTH", parameters)

    def reset_by_support(self) -> None:
        user = {"UserPoolId": self._pool_id, "Username": self.email}
        verified = {"Name": "email_verified", "Value": "true"}
        self.aws.cognito.admin_update_user_attributes(**user, UserAttributes=[verified])
        self.aws.cognito.admin_reset_user_password(**user)

    def refresh(self, tokens: dict[str, str]) -> dict[str, str]:
        return self._tokens("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": tokens["RefreshToken"]})

    def _tokens(self, flow: str, parameters: dict[str, str]) -> dict[str, str]:
        answer = self.aws.cognito.initiate_auth(
            ClientId=self._client_id, AuthFlow=flow, AuthParameters=parameters
        )
        tokens: dict[str, str] = answer["AuthenticationResult"]
        return tokens

    def mails(self) -> list[Sent]:
        documents = [(path, httpx.get(f"{self.url}{path}").json()) for path in SOURCES]
        return [each for each in read_messages(documents) if each.to == self.email]

    @property
    def _who(self) -> dict[str, str]:
        return {"ClientId": self._client_id, "Username": self.email}


@contextmanager
def running_pool(directory: Path, functions: Functions) -> Iterator[Pool]:
    engines = Engines(EnginePorts(*free_ports(5)), load_or_create(directory, ()), directory)
    triggers = load_topology().user_pool.triggers.all.values()
    urls = {each.function: functions.url for each in triggers}
    programs = engine_programs(engines, base_environment(), {}, urls)
    program = next(each for each in programs if each.name == "aws")
    child = Child(program, directory / "logs" / "aws.log")
    try:
        wait_until_ready(child, 30)
        aws = Aws(engines.aws_endpoint_url)
        users = provision(load_environment(8080, directory), aws)
        yield Pool(aws, engines.aws_endpoint_url, users, functions)
    finally:
        stop_all([child])


@contextmanager
def running_functions() -> Iterator[Functions]:
    functions = Functions()
    thread = threading.Thread(target=functions.server.serve_forever, daemon=True)
    thread.start()
    yield functions
    functions.server.shutdown()
    functions.server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    with (
        running_functions() as functions,
        running_pool(tmp_path_factory.mktemp("pool"), functions) as pool,
    ):
        yield pool


@pytest.fixture
def pool(running: Pool) -> Pool:
    """The pool, seen by somebody new."""
    running.email = f"{uuid4().hex}@example.test"
    functions = running.functions
    functions.asked, functions.seconds, functions.status, functions.token = [], 0.0, 200, None
    return running


def eventually(look: Callable[[], Any]) -> Any:
    ends = time.monotonic() + 20
    while not (found := look()):
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)
    return found


def code_in(mail: Sent) -> str:
    return mail.html.removeprefix("<p>Hallo ").partition("<")[0]


def test_what_happens_to_an_account_is_mailed_in_our_words(pool: Pool) -> None:
    pool.sign_up()
    (mail,) = eventually(pool.mails)
    assert mail.title == "Ours"
    assert len(code_in(mail)) == 6
    assert code_in(mail).isdigit()

    pool.resend()
    pool.forget()
    newest = eventually(lambda: len(pool.mails()) == 3 and pool.mails()[0])
    pool.reset(code_in(newest))

    asked = pool.functions.asked
    eventually(lambda: len(asked) == 4)
    assert [(name, event["triggerSource"]) for name, event in asked] == [
        ("customize_message", "CustomMessage_SignUp"),
        ("customize_message", "CustomMessage_ResendCode"),
        ("customize_message", "CustomMessage_ForgotPassword"),
        ("after_confirmation", "PostConfirmation_ConfirmForgotPassword"),
    ]
    request = asked[0][1]["request"]
    assert request["clientMetadata"] == {"locale": "de"}
    assert request["userAttributes"]["email"] == pool.email
    assert request["userAttributes"]["sub"]
    assert request["codeParameter"] == "{####}"


def test_mails_survive_a_restart(tmp_path: Path) -> None:
    with running_functions() as functions:
        with running_pool(tmp_path, functions) as pool:
            pool.email = "ada@example.test"
            pool.sign_up()
            (mail,) = eventually(pool.mails)
        with running_pool(tmp_path, functions) as pool:
            pool.email = "ada@example.test"
            assert pool.mails() == [mail]


def test_when_the_function_fails_cognito_writes_itself(pool: Pool) -> None:
    pool.functions.status = 500
    pool.sign_up()
    (mail,) = eventually(pool.mails)
    assert mail.title == "Your verification code"


def test_a_sign_up_does_not_wait_for_a_slow_function(pool: Pool) -> None:
    pool.functions.seconds = 1.5
    pool.sign_up()
    assert pool.mails() == []  # answered while the function still thinks
    eventually(pool.mails)


def test_who_does_not_exist_is_mailed_nothing(pool: Pool) -> None:
    pool.forget()
    pool.sign_up()
    eventually(pool.mails)
    assert [event["triggerSource"] for _, event in pool.functions.asked] == ["CustomMessage_SignUp"]


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return decoded


def test_a_token_says_what_the_function_wants_at_a_sign_in_and_at_a_refresh(pool: Pool) -> None:
    pool.functions.token = {
        "accessTokenGeneration": {"claimsToAddOrOverride": {"mfa_required": "true"}},
        "groupOverrideDetails": {"groupsToOverride": []},
    }
    signed_in = pool.sign_in_as_staff()
    asked = [event for name, event in pool.functions.asked if name == "require_second_factor"]
    refreshed = pool.refresh(signed_in)
    pool.functions.token = None
    plain = pool.refresh(signed_in)

    assert claims(signed_in["AccessToken"])["mfa_required"] == "true"
    for tokens in (signed_in, refreshed):
        assert "cognito:groups" not in claims(tokens["AccessToken"])
        assert "cognito:groups" not in claims(tokens["IdToken"])
    assert "mfa_required" not in claims(signed_in["IdToken"])
    assert claims(plain["AccessToken"])["cognito:groups"] == ["orders"]
    (event,) = asked
    assert event["version"] == "2"
    assert event["request"]["groupConfiguration"]["groupsToOverride"] == ["orders"]
    assert event["request"]["userAttributes"]["email"] == pool.email


def test_a_reset_by_support_is_mailed_in_our_words(pool: Pool) -> None:
    pool.sign_in_as_staff()
    pool.reset_by_support()
    (mail,) = eventually(pool.mails)
    assert mail.title == "Ours"
    assert pool.functions.asked[-1][1]["triggerSource"] == "CustomMessage_ForgotPassword"


def test_when_the_function_fails_a_token_names_no_groups(pool: Pool) -> None:
    pool.functions.status = 500
    token = claims(pool.sign_in_as_staff()["AccessToken"])
    assert "cognito:groups" not in token
    assert token["token_use"] == "access"


@pytest.mark.parametrize(
    ("to", "events"),
    [
        ("ada@example.test", ["Send"]),
        ("bounce@simulator.amazonses.com", ["Bounce", "Send"]),
        ("complaint+7@simulator.amazonses.com", ["Complaint", "Send"]),
    ],
)
def test_what_becomes_of_a_mail_is_told_as_ses_tells_it(
    pool: Pool, to: str, events: list[str]
) -> None:
    key = {"name": "X-Mercato-Message", "value": uuid4().hex}
    message = EmailMessage()
    message["From"], message["To"], message[key["name"]] = SENDER, to, key["value"]
    pool.aws.ses.send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": [to]},
        Content={"Raw": {"Data": message.as_bytes()}},
    )

    told = [event for event in feedback(pool.aws.sqs) if key in event["mail"]["headers"]]

    assert sorted(event["eventType"] for event in told) == events


def feedback(sqs: Any) -> Iterator[dict[str, Any]]:
    """Everything that was ever told about mails."""
    url = sqs.get_queue_url(QueueName="notifications-email-feedback")["QueueUrl"]
    batch = {"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0}
    while messages := sqs.receive_message(**batch).get("Messages"):
        yield from (json.loads(each["Body"]) for each in messages)
