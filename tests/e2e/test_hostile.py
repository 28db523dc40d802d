"""Hostile requests through the edge: refused in our form, told nothing, and without effect.

The cases are data, in ``abuse/*.yaml``; the head of ``abuse/quantities.yaml`` explains the form.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import h11
import msgspec
import pytest
import pytest_asyncio
import yaml

from infra.local.environment import Environment
from infra.ops.shopper import Json, Shopper, new_email, new_key
from tests.e2e.forgery import Forgery, forge

CORPUS = Path(__file__).parent / "abuse"
PASSWORD = "a long enough Passphrase 1!"
INTERNALS = re.compile(
    r"Traceback|File \"|site-packages|/work/|/home/|\.py\b|sqlalchemy|asyncpg|postgres|botocore"
    r"|dynamodb|opensearch|redis|valkey|uvicorn|starlette|granian|\bSELECT\b|0x[0-9a-f]{6,}"
    r"|127\.0\.0\.1|localhost",
    re.IGNORECASE,
)


class Padding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    times: int


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the corpus.

    ``or_front_page``: an address that no part of the shop has may be the storefront's to refuse; it
    gets the page that everybody gets, byte for byte.
    """

    name: str
    send: str
    expect: tuple[int, ...]
    caller: Literal["owner", "stranger", "nobody"] = "owner"
    headers: dict[str, str] = {}
    body: str | None = None
    hex: str = ""
    padding: Padding | None = None
    token: Forgery | None = None
    each: tuple[str, ...] = ()
    code: str = ""
    malformed_http: bool = False
    or_front_page: bool = False


def corpus() -> Iterator[Any]:
    for path in sorted(CORPUS.glob("*.yaml")):
        for case in msgspec.convert(yaml.safe_load(path.read_text()), tuple[Case, ...]):
            for value in case.each or ("",):
                label = f"{path.stem}: {case.name} {value}".strip().encode("unicode_escape")
                yield pytest.param(case, value, id=label.decode()[:120])


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


@dataclass
class Scene:
    """An owner with a cart, an order and its payment, and somebody else who wants to hurt them."""

    platform: Environment
    owner: Shopper
    stranger: Shopper
    customer_token: str
    names: dict[str, str]
    front_page: bytes
    known: Json = field(default_factory=dict)

    async def state(self) -> Json:
        """What no refused request may change."""
        return {
            "cart": await self.owner.read_cart(),
            "orders": await self.owner.orders(),
            "order": await self.owner.order(self.names["order"]),
            "payment": await self.owner.call("GET", f"/core/v1/payments/{self.names['payment']}"),
        }

    async def send(self, case: Case, value: str) -> Answer:
        """The case's request, byte by byte as it says, on a connection of its own."""
        names = {"each": value, **self.names, "key": new_key()}
        if case.padding is not None:
            names["padding"] = case.padding.text * case.padding.times
        method, target = filled(case.send, names).split(" ", 1)
        body = bytes.fromhex(case.hex)
        if case.body is not None:
            body = filled(case.body, names).encode("utf-8", "surrogatepass")
        headers = {"Host": f"127.0.0.1:{self.platform.ports.edge}", "Connection": "close"}
        headers |= self._authorization(case)
        if body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        headers |= {name: filled(text, names) for name, text in case.headers.items()}
        return await exchange(self.platform.ports.edge, method, target, headers, body)

    def _authorization(self, case: Case) -> dict[str, str]:
        if case.token is not None:
            token = forge(case.token, self.platform, self.owner.token, self.customer_token)
        elif case.caller == "nobody":
            return {}
        else:
            token = (self.owner if case.caller == "owner" else self.stranger).token
        return {"Authorization": f"Bearer {token}"}


def filled(template: str, names: dict[str, str]) -> str:
    for name, text in names.items():
        template = template.replace(f"<{name}>", text)
    return template


async def exchange(
    port: int, method: str, target: str, headers: dict[str, str], body: bytes
) -> Answer:
    head = [f"{method} {target} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    request = "\r\n".join([*head, "", ""]).encode("utf-8", "surrogatepass") + body
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answering = asyncio.create_task(everything(reader))
    try:
        with suppress(ConnectionError):  # refused before all of it was sent: the answer is there
            writer.write(request)
            await writer.drain()
        async with asyncio.timeout(30):
            return parsed(method, await answering)
    finally:
        writer.close()


async def everything(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side closes, or hangs up on a request that it does not want."""
    received = b""
    with suppress(ConnectionError):
        while chunk := await reader.read(65_536):
            received += chunk
    return received


def parsed(method: str, received: bytes) -> Answer:
    connection = h11.Connection(our_role=h11.CLIENT)
    connection.send(h11.Request(method=method, target="/", headers=[("host", "shop")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(received)
    connection.receive_data(b"")
    answer = Answer(0, {}, b"")
    while not isinstance(event := connection.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            answer.status = event.status_code
            answer.headers = {name.decode(): text.decode() for name, text in event.headers}
        elif isinstance(event, h11.Data):
            answer.content += bytes(event.data)
    return answer


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def scene(stocked_platform: Environment) -> AsyncIterator[Scene]:
    url = stocked_platform.edge_url
    async with (
        Shopper.visiting(url) as owner,
        Shopper.visiting(url) as stranger,
        Shopper.visiting(url) as customer,
    ):
        card = (await owner.products(in_stock=True, limit=1))["products"][0]
        product = await owner.product(card["slug"])
        sku = max(product["variants"], key=lambda each: each["available"])["sku"]
        order = await owner.buy(sku)
        used_key = new_key()
        payment = await owner.start_payment(order["id"], key=used_key)
        await stranger.start_session()
        email = new_email()
        await customer.sign_up(email, PASSWORD)
        await customer.sign_in(email, PASSWORD)
        await owner.read_cart()
        quote = await owner.best_quote()
        names = {
            "sku": sku,
            "slug": product["slug"],
            "product": product["id"],
            "cart": owner.cart["id"],
            "version": str(owner.cart["version"]),
            "total": str(quote["total"]),
            "shipping": quote["shipping"]["code"],
            "order": order["id"],
            "line": order["lines"][0]["id"],
            "payment": payment["id"],
            "guest_token": owner.token,
            "used_key": used_key,
        }
        page = (await owner.http.get("/", headers={"accept-encoding": "identity"})).content
        scene = Scene(stocked_platform, owner, stranger, customer.token, names, page)
        scene.known = await scene.state()
        yield scene


@pytest.mark.parametrize(("case", "value"), list(corpus()))
async def test_a_hostile_request_gets_nowhere(scene: Scene, case: Case, value: str) -> None:
    answer = await scene.send(case, value)

    assert not {"server", "x-powered-by"} & answer.headers.keys()
    if case.or_front_page and answer.status == 200:
        assert answer.content == scene.front_page
        return
    assert answer.status in case.expect, answer.text[:500]
    assert not INTERNALS.search(answer.text), answer.text[:500]
    if answer.status >= 400 and not case.malformed_http:
        is_a_problem(answer, case.code)
    if not case.send.startswith("GET "):
        await nothing_changed(scene, answer)


async def nothing_changed(scene: Scene, answer: Answer) -> None:
    """A refused request has left everything as it was; what a granted one did is remembered."""
    before, scene.known = scene.known, await scene.state()
    assert answer.status < 400 or scene.known == before


def is_a_problem(answer: Answer, code: str) -> None:
    """The common contract: RFC 9457 with our members, and the headers that go with a status."""
    assert answer.headers["content-type"] == "application/problem+json"
    if not answer.content and answer.status == 404:  # HEAD
        return
    problem = json.loads(answer.content)
    assert problem["status"] == answer.status
    assert problem["type"] == f"urn:mercato:problem:{problem['code']}"
    for member in ("title", "instance", "trace_id"):
        assert problem[member], f"{member} is missing: {problem}"
    if code:
        assert problem["code"] == code
    wanted = {401: "www-authenticate", 405: "allow", 429: "retry-after", 503: "retry-after"}
    if answer.status in wanted:
        assert answer.headers[wanted[answer.status]]


@pytest.mark.parametrize("base", ["guest", "customer"])
async def test_the_forger_could_make_a_good_token(
    scene: Scene, base: Literal["guest", "customer"]
) -> None:
    """What the forgeries in ``abuse/tokens.yaml`` are refused for is what they change, no less."""
    token = Forgery(base=base, sign="right", claims={"exp": 60})
    case = Case(name="", send="GET /core/v1/orders", expect=(200,), token=token)

    assert (await scene.send(case, "")).status == 200
