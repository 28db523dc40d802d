"""Scripted faults: which request or event they meet, how often, and what then goes wrong."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from infra.local.provider.book import Json
from infra.local.provider.identifiers import new_id
from infra.local.provider.work import Work

RequestAction = Literal[
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "status",
    "latency",
    "wrong_amount",
    "unknown_status",
    "truncated_json",
]
WebhookAction = Literal["duplicate", "delay", "reorder", "drop", "bad_signature", "skewed_time"]


class RequestRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Meets API calls (`/v1/…`) and the hosted page (`/c/pay/…`)."""

    action: RequestAction
    method: str = "*"
    path: str = "/v1/*"
    """A shell pattern; `*` also matches `/`."""
    nth: int = 1
    """The first match that is hit, counted from 1."""
    count: int = 1
    """How many matches are hit from there on; 0 means all."""
    hold_ms: int = 120_000
    """timeout_…: how long the connection stays open without a word."""
    latency_ms: int = 0
    when: Literal["before", "after"] = "before"
    """status, latency: whether the effect has happened by then."""
    status: int = 500
    code: str | None = None
    should_retry: bool | None = None
    """The Stripe-Should-Retry header; by default as Stripe sends it."""
    delta: int = 100
    """wrong_amount: added to the amounts."""
    value: str = "a_status_from_the_future"
    """unknown_status: what the status fields say."""


class WebhookRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    webhook: str
    """A shell pattern over the event's type."""
    action: WebhookAction
    nth: int = 1
    count: int = 1
    times: int = 2
    """duplicate: deliveries instead of one."""
    delay_ms: int = 0
    window_ms: int = 1_000
    """reorder: how long events are collected before they leave, last first."""
    skew_s: int = 0
    """skewed_time: added to the signature's timestamp."""


Rule = RequestRule | WebhookRule


@dataclass(frozen=True, slots=True)
class WebhookFault:
    action: WebhookAction
    times: int
    delay: float
    window_end: float
    position: int
    skew: int


def read_rule(document: Json) -> Rule:
    """Raises msgspec.ValidationError for anything that is not exactly a rule."""
    if "webhook" in document:
        return msgspec.convert(document, WebhookRule)
    return msgspec.convert(document, RequestRule)


def add_rule(work: Work, rule: Rule) -> Json:
    id = new_id("fault")
    work.book.execute(
        "INSERT INTO faults (id, rule) VALUES (?, ?)", (id, msgspec.json.encode(rule).decode())
    )
    return {"id": id, "seen": 0, "hits": 0, "rule": msgspec.to_builtins(rule)}


def list_rules(work: Work) -> list[Json]:
    rows = work.book.rows("SELECT id, rule, seen, hits FROM faults ORDER BY seq")
    return [dict(row) | {"rule": msgspec.json.decode(row["rule"])} for row in rows]


def remove_rules(work: Work, id: str | None = None) -> int:
    if id is None:
        return work.book.execute("DELETE FROM faults").rowcount
    return work.book.execute("DELETE FROM faults WHERE id = ?", (id,)).rowcount


def any_rules(work: Work) -> bool:
    return work.book.row("SELECT 1 FROM faults LIMIT 1") is not None


def take_request_fault(work: Work, method: str, path: str) -> RequestRule | None:
    """The first rule that this request falls under; every rule that it matches counts it."""
    taken: RequestRule | None = None
    for entry in list_rules(work):
        if "webhook" in entry["rule"]:
            continue
        rule = msgspec.convert(entry["rule"], RequestRule)
        if _matches(rule, method, path) and _count(work, entry, rule, spend=taken is None):
            taken = rule
    return taken


def take_webhook_fault(work: Work, type: str) -> WebhookFault | None:
    for entry in list_rules(work):
        if "webhook" not in entry["rule"]:
            continue
        rule = msgspec.convert(entry["rule"], WebhookRule)
        if fnmatchcase(type, rule.webhook) and _count(work, entry, rule, spend=True):
            return _webhook_fault(work, entry, rule)
    return None


def _webhook_fault(work: Work, entry: Json, rule: WebhookRule) -> WebhookFault:
    key = f"window_end:{entry['id']}"
    window_end = float(work.book.meta(key) or 0)
    if rule.action == "reorder" and not window_end:
        window_end = work.moment + rule.window_ms / 1000
        work.book.set_meta(key, str(window_end))
    return WebhookFault(
        action=rule.action,
        times=rule.times,
        delay=rule.delay_ms / 1000,
        window_end=window_end,
        position=int(entry["hits"]),
        skew=rule.skew_s,
    )


def _matches(rule: RequestRule, method: str, path: str) -> bool:
    return rule.method in ("*", method) and fnmatchcase(path, rule.path)


def _count(work: Work, entry: Json, rule: Rule, *, spend: bool) -> bool:
    seen = entry["seen"] + 1
    hit = spend and seen >= rule.nth and (rule.count == 0 or entry["hits"] < rule.count)
    work.book.execute(
        "UPDATE faults SET seen = ?, hits = hits + ? WHERE id = ?", (seen, hit, entry["id"])
    )
    return hit
