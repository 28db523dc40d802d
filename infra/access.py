"""``infra/access.yaml`` as typed objects: what each process may ask of AWS, and of which thing.

Read once, checked whole against the topology, wrong names explained. A principal is who asks: a
service (``catalog``) or a handler of a function (``notifications.on_order_events``).
"""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Annotated

import msgspec
import yaml

from infra.local.topology import Topology, load_topology

ACCESS_FILE = Path(__file__).resolve().parent / "access.yaml"
ALL = "all"
API_HANDLER = "api_handler"
# What may be asked of each kind of thing: the service that its actions belong to.
SERVICE_OF_KIND = {
    "topics": "sns",
    "queues": "sqs",
    "dead_letter_queues": "sqs",
    "tables": "dynamodb",
    "streams": "kinesis",
    "delivery_streams": "firehose",
    "objects": "s3",
    "secrets": "secretsmanager",
    "user_pool": "cognito-idp",
    "search": "es",
    "email": "ses",
    "push_application": "sns",
    "push_endpoints": "sns",
    "phone_numbers": "sns",
}


class AccessError(Exception):
    """The list is malformed, or contradicts the topology or itself; every fault is named."""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


_Action = Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]+:[A-Z][A-Za-z]+$")]
_Reason = Annotated[str, msgspec.Meta(pattern=r"\S")]


class Statement(_Strict, frozen=True):
    """Actions on one kind of thing.

    ``any`` says why AWS knows no resource for them, ``unexercised`` why no test can make the call.
    """

    actions: Annotated[tuple[_Action, ...], msgspec.Meta(min_length=1)]
    topics: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    dead_letter_queues: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    delivery_streams: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    user_pool: bool = False
    search: bool = False
    email: bool = False
    push_application: bool = False
    push_endpoints: bool = False
    phone_numbers: bool = False
    any: _Reason | None = None
    unexercised: _Reason | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of things that it speaks of: one, where it is sound."""
        return tuple(kind for kind in (*SERVICE_OF_KIND, "any") if getattr(self, kind))

    @property
    def kind(self) -> str:
        return self.kinds[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The things by name; none where there is one of the kind."""
        value = getattr(self, self.kind)
        return value if isinstance(value, tuple) else ()


Statements = tuple[Statement, ...]


class Access(_Strict, frozen=True):
    """Everything that is allowed, by who may do it."""

    version: int
    services: dict[str, Statements]
    functions: dict[str, dict[str, Statements]]

    @property
    def principals(self) -> dict[str, Statements]:
        """The statements of each service and of each handler."""
        handlers = {
            f"{function}.{handler}": statements
            for function, entries in self.functions.items()
            for handler, statements in entries.items()
        }
        return self.services | handlers


def load_access(path: Path = ACCESS_FILE, topology: Topology | None = None) -> Access:
    """The list in this file.

    Raises:
        AccessError: naming every fault, with the place where it is.
    """
    try:
        access = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Access)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise AccessError(f"{path}: {error}") from error
    faults = list(_faults(access, topology or load_topology()))
    if faults:
        raise AccessError(f"{path}:\n" + "\n".join(f"  {fault}" for fault in faults))
    return access


def handlers_of(topology: Topology, function: str) -> frozenset[str]:
    """The handlers of a Chalice application, by everything in the topology that starts one."""
    named = {each.handler for each in topology.queues.values() if each.consumer == function}
    named |= {
        each.handler for each in topology.delivery_streams.values() if each.transform == function
    }
    named |= topology.user_pool.triggers.handlers_of(function)
    if "rest_api" in topology.functions[function].triggers:
        named.add(API_HANDLER)
    return frozenset(name for name in named if name is not None)


def _faults(access: Access, topology: Topology) -> Iterator[str]:
    yield from _differences("service", set(access.services), set(topology.services))
    yield from _differences("function", set(access.functions), set(topology.functions))
    for function in access.functions.keys() & topology.functions.keys():
        wanted = handlers_of(topology, function)
        yield from _differences(f"{function}: handler", set(access.functions[function]), wanted)
    for principal, statements in access.principals.items():
        for number, statement in enumerate(statements, 1):
            for fault in _statement_faults(statement, topology):
                yield f"{principal}, statement {number}: {fault}"
        yield from _repetitions(principal, statements)


def _differences(kind: str, given: set[str], wanted: set[str] | frozenset[str]) -> Iterator[str]:
    yield from (f"{kind} {name!r} is not in the topology" for name in sorted(given - wanted))
    yield from (f"{kind} {name!r} has no entry" for name in sorted(wanted - given))


def _statement_faults(statement: Statement, topology: Topology) -> Iterator[str]:
    if len(statement.kinds) != 1:
        named = ", ".join(statement.kinds) or "none"
        yield f"needs exactly one kind of thing, not {named}"
        return
    service = SERVICE_OF_KIND.get(statement.kind)
    for action in statement.actions:
        if service is not None and not action.startswith(f"{service}:"):
            yield f"{action} is nothing to do with {statement.kind}"
    yield from _unknown_names(statement, topology)


def _unknown_names(statement: Statement, topology: Topology) -> Iterator[str]:
    if statement.kind == "objects":
        yield from _place_faults(statement.names, topology.buckets)
        return
    existing = _existing(topology).get(statement.kind)
    if existing is None or statement.names == (ALL,):
        return
    for name in statement.names:
        if name not in existing:
            yield f"there is nothing called {name!r} among the {statement.kind}"


def _existing(topology: Topology) -> dict[str, Mapping[str, object]]:
    return {
        "topics": topology.topics,
        "queues": topology.queues,
        "dead_letter_queues": topology.queues,
        "tables": topology.tables,
        "streams": topology.streams,
        "delivery_streams": topology.delivery_streams,
    }


def _place_faults(places: tuple[str, ...], buckets: Mapping[str, object]) -> Iterator[str]:
    for place in places:
        bucket, _, prefix = place.partition("/")
        if bucket not in buckets:
            yield f"there is no bucket {bucket!r}"
        if not prefix.endswith("/*") or "*" in prefix[:-1]:
            yield f"{place!r} is not <bucket>/<prefix>/*"


def _repetitions(principal: str, statements: Statements) -> Iterator[str]:
    seen = set()
    for statement in statements:
        if len(statement.kinds) == 1:
            for action, name in product(statement.actions, statement.names or ("",)):
                if (action, statement.kind, name) in seen:
                    yield f"{principal}: {action} is allowed twice on {name or statement.kind}"
                seen.add((action, statement.kind, name))
