"""The BFF with its neighbours replaced: a pool of one customer, and canned answers over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import pytest

from contracts.clickstream import CollectedEvent
from contracts.clock import FrozenClock
from contracts.errors import NotFoundError, UnauthenticatedError, UnavailableError
from contracts.principals import Principal
from edge_api.bff.chalicelib.application import create_app
from edge_api.bff.chalicelib.bootstrap import Deps
from edge_api.bff.chalicelib.clickstream import ClickstreamStream, NotTakenError
from edge_api.bff.chalicelib.identity import Account, Challenge, IdentityProvider, Tokens
from edge_api.bff.chalicelib.settings import Settings
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.tokens import AccessTokens
from edge_api.chassis.upstream import Upstream
from tests.unit.edge_api.calling import Answer, call

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)

SETTINGS = Settings(
    environment="test",
    aws_region="eu-west-1",
    cognito_issuer="https://pool.example/eu-west-1_x",
    cognito_jwks_url="http://127.0.0.1:9/jwks.json",
    cognito_client_id="storefront",
    catalog_url="http://127.0.0.1:9",
    cart_url="http://127.0.0.1:9",
    order_url="http://127.0.0.1:9",
    shop_url="http://shop.example",
    clickstream_stream="clickstream",
)


class FakeIdentity(IdentityProvider):
    """Signs in ``ada@example.test``; what it was asked for is in ``calls``."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.calls: list[tuple[str, ...]] = []
        self.outcome: Tokens | Challenge = Tokens(
            access_token="access", expires_in=900, refresh_token="refresh"
        )
        self.revocation_works = True

    def sign_up(self, email: str, password: str, language: str) -> None:
        self.calls.append(("sign_up", email, language))

    def sign_in(self, email: str, password: str) -> Tokens | Challenge:
        self.calls.append(("sign_in", email))
        return self.outcome

    def refresh(self, refresh_token: str) -> Tokens:
        self.calls.append(("refresh", refresh_token))
        return Tokens(access_token="fresh", expires_in=900)

    def end_session(self, refresh_token: str) -> None:
        self.calls.append(("end_session", refresh_token))
        if not self.revocation_works:
            raise UnavailableError("The pool has revocation switched off.")

    def end_all_sessions(self, access_token: str) -> None:
        self.calls.append(("end_all_sessions", access_token))

    def account(self, access_token: str) -> Account:
        return Account(email="ada@example.test", email_verified=True, mfa_enabled=False)


class FakeTokens(AccessTokens):
    """Knows the token ``access``."""

    def __init__(self) -> None:
        pass

    def verify(self, token: str) -> Principal:
        if token != "access":
            raise UnauthenticatedError("The access token is not valid or has expired.")
        return Principal("customer", "sub-of-ada")


class FakeUpstream(Upstream):
    """Answers with what is in ``answers`` by path, and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__("fake", "http://127.0.0.1:9")
        self.answers: dict[str, object] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def get(self, path: str, kind: type[T], *, deadline: Deadline, **rest: Any) -> T:
        self.asked.append((path, dict(rest.get("params") or {})))
        return self._answer(path, kind)

    def post(self, path: str, body: msgspec.Struct, kind: type[T], **rest: Any) -> T:
        self.asked.append((path, msgspec.to_builtins(body)))
        return self._answer(path, kind)

    def _answer(self, path: str, kind: type[T]) -> T:
        answer = self.answers.get(path, NotFoundError("There is no such thing."))
        if isinstance(answer, Exception):
            raise answer
        return msgspec.json.decode(msgspec.json.encode(answer), type=kind)


class FakeStream(ClickstreamStream):
    """Keeps what it is given, or takes nothing."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.taken: list[CollectedEvent] = []
        self.partition_keys: list[str] = []
        self.works = True

    def put(self, records: Sequence[bytes], partition_key: str, deadline: Deadline) -> None:
        if not self.works:
            raise NotTakenError("1 of 1 events could not be taken.", retry_after=2)
        self.taken += [msgspec.json.decode(each, type=CollectedEvent) for each in records]
        self.partition_keys.append(partition_key)


@dataclass
class Bff:
    """The application, called with the events that API Gateway would send."""

    identity: FakeIdentity = field(default_factory=FakeIdentity)
    catalog: FakeUpstream = field(default_factory=FakeUpstream)
    cart: FakeUpstream = field(default_factory=FakeUpstream)
    order: FakeUpstream = field(default_factory=FakeUpstream)
    stream: FakeStream = field(default_factory=FakeStream)
    settings: Settings = SETTINGS

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        query: str = "",
        raw: bytes | None = None,
        base_path: str = "",
    ) -> Answer:
        app = create_app(self._deps)
        return call(
            app, method, path, body, headers=headers, query=query, raw=raw, base_path=base_path
        )

    def _deps(self) -> Deps:
        return Deps(
            settings=self.settings,
            identity=self.identity,
            tokens=FakeTokens(),
            catalog=self.catalog,
            cart=self.cart,
            order=self.order,
            clickstream=self.stream,
            clock=FrozenClock(NOW),
        )


@pytest.fixture
def bff() -> Bff:
    return Bff()
