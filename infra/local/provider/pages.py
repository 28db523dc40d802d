"""The hosted payment page. Rendered on the server; the browser gets no asset from anywhere else."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from infra.local.provider import checkout, interference
from infra.local.provider.api import take_fault
from infra.local.provider.book import Json
from infra.local.provider.card_form import KEPT_FIELDS, read_billing, read_card_form
from infra.local.provider.cards import LIVE_CARD, TEST_CARDS
from infra.local.provider.currencies import format_amount
from infra.local.provider.errors import CardError
from infra.local.provider.faults import RequestRule
from infra.local.provider.simulator import Simulator
from infra.local.provider.work import Work

_TEMPLATES = Path(__file__).parent / "templates"
_QUICK_CARDS = ("visa", "three_d_secure_required", "declined", "insufficient_funds")
COUNTRIES = {
    "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BR": "Brazil", "CA": "Canada",
    "CH": "Switzerland", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "ES": "Spain",
    "FI": "Finland", "FR": "France", "GB": "United Kingdom", "GR": "Greece", "IE": "Ireland",
    "IN": "India", "IT": "Italy", "JP": "Japan", "LU": "Luxembourg", "MX": "Mexico",
    "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand", "PL": "Poland", "PT": "Portugal",
    "RO": "Romania", "SE": "Sweden", "SG": "Singapore", "US": "United States",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What to show: a template and its values, or a redirect."""

    template: str = ""
    status: int = 200
    values: dict[str, Any] | None = None
    location: str | None = None


Change = Callable[[Work, str, dict[str, str], RequestRule | None], Page]


class Pages:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def show(self, request: Request) -> Response:
        with self._simulator.work() as work:
            return self._render(work, _page_of(work, request.path_params["id"]))

    async def pay(self, request: Request) -> Response:
        return await self._change(request, _pay)

    async def show_challenge(self, request: Request) -> Response:
        with self._simulator.work() as work:
            session = work.book.find("checkout.session", request.path_params["id"])
            return self._render(work, _challenge_page(work, session))

    async def answer_challenge(self, request: Request) -> Response:
        return await self._change(request, _answer_challenge)

    async def _change(self, request: Request, change: Change) -> Response:
        fields = _fields(await request.body())
        rule = take_fault(self._simulator, "POST", request.url.path)
        instead = await interference.before(rule)
        if instead is not None:
            return instead
        with self._simulator.work() as work:
            page = change(work, request.path_params["id"], fields, rule)
            answer = self._render(work, page)
        if rule is not None and rule.action == "status":
            return interference.failure(rule)
        return await interference.after(rule, answer)

    def _render(self, work: Work, page: Page) -> Response:
        if page.location is not None:
            return RedirectResponse(page.location, page.status)
        nonce = secrets.token_urlsafe(16)
        body = self._templates.get_template(page.template).render(
            merchant=work.settings.merchant_name,
            nonce=nonce,
            money=format_amount,
            **(page.values or {}),
        )
        return Response(body, page.status, _headers(nonce), "text/html")


def _pay(work: Work, id: str, fields: dict[str, str], rule: RequestRule | None) -> Page:
    session = work.book.find("checkout.session", id)
    if session is None or session["status"] != "open":
        return _closed_page(work, session, status=409)
    if session["amount_total"] == 0:
        checkout.confirm_free(work, session, read_billing(fields, {}))
        return Page(location=checkout.success_url(session), status=303)
    today = datetime.fromtimestamp(work.moment, UTC)
    form = read_card_form(fields, year=today.year, month=today.month)
    if form.entry is None:
        return _form_page(session, fields, status=422, errors=form.errors)
    card = form.entry.recognize(work.fingerprint_key)
    if card is None:
        return _form_page(session, fields, status=402, notice=LIVE_CARD.message)
    try:
        checkout.pay(work, session, card, form.billing, amount_delta=_delta(rule))
    except CardError as error:
        return _form_page(session, fields, status=402, notice=error.message)
    return _after_attempt(work, session)


def _answer_challenge(
    work: Work, id: str, fields: dict[str, str], rule: RequestRule | None
) -> Page:
    session = work.book.find("checkout.session", id)
    if session is None or session["status"] != "open":
        return _closed_page(work, session, status=409)
    intent = work.book.find("payment_intent", session["payment_intent"] or "")
    if intent is None or intent["status"] != "requires_action":
        return Page(location=_page_url(session), status=303)
    passed = fields.get("outcome") == "complete"
    try:
        checkout.authenticate(work, session, passed=passed, amount_delta=_delta(rule))
    except CardError as error:
        return _form_page(session, {}, status=402, notice=error.message)
    return _after_attempt(work, session)


def _page_of(work: Work, id: str) -> Page:
    session = work.book.find("checkout.session", id)
    if session is None or session["status"] != "open":
        return _closed_page(work, session, status=200)
    return _form_page(session, {"email": session["customer_email"] or ""})


def _challenge_page(work: Work, session: Json | None) -> Page:
    if session is None or session["status"] != "open":
        return _closed_page(work, session, status=200)
    intent = work.book.find("payment_intent", session["payment_intent"] or "")
    if intent is None or intent["status"] != "requires_action":
        return Page(location=_page_url(session), status=303)
    card = intent["_challenge"]["card"]
    return Page("challenge.html", 200, {"session": session, "intent": intent, "card": card})


def _after_attempt(work: Work, session: Json) -> Page:
    if session["status"] == "complete":
        return Page(location=checkout.success_url(session), status=303)
    return Page(location=checkout.challenge_url(work, session), status=303)


def _closed_page(work: Work, session: Json | None, *, status: int) -> Page:
    if session is None:
        return Page("closed.html", 404, {"session": None, "state": "missing", "link": None})
    if session["status"] == "complete":
        link = checkout.success_url(session)
        return Page("closed.html", status, {"session": session, "state": "paid", "link": link})
    values = {"session": session, "state": "expired", "link": session["cancel_url"]}
    return Page("closed.html", status if status != 200 else 410, values)


def _form_page(
    session: Json,
    fields: dict[str, str],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    notice: str | None = None,
) -> Page:
    values = {
        "session": session,
        "fields": {name: fields.get(name, "") for name in KEPT_FIELDS},
        "errors": errors or {},
        "notice": notice,
        "countries": COUNTRIES,
        "cards": TEST_CARDS,
        "quick_cards": [card for card in TEST_CARDS if card.name in _QUICK_CARDS],
    }
    return Page("pay.html", status, values)


def _delta(rule: RequestRule | None) -> int:
    """On the page, a wrong amount is really taken; elsewhere it is only told."""
    return rule.delta if rule is not None and rule.action == "wrong_amount" else 0


def _page_url(session: Json) -> str:
    return f"/c/pay/{session['id']}"


def _fields(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))


def _headers(nonce: str) -> dict[str, str]:
    # No form-action: browsers hold it against the redirect to the shop as well.
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
        "img-src data:; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
