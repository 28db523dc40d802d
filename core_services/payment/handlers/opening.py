"""Opening a payment: the order's one page at the provider, whoever asks and however often.

The call to the provider stands between two transactions: what is promised is committed before the
call leaves, what came of it afterwards. Whoever comes next after a crash goes on with the promise.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from contracts.errors import InvalidError, NotFoundError
from contracts.ids import new_id
from contracts.principals import Principal
from core_services.chassis.idempotency import Scope, Stored
from core_services.payment.deps import Deps
from core_services.payment.domain import (
    AlreadyPaidError,
    NothingToPayError,
    OrderNotPayableError,
    Payment,
    PaymentHeldError,
    PaymentStatus,
    ReturnUrlError,
)
from core_services.payment.handlers.closing import close_unopened
from core_services.payment.handlers.settlement import settle, take_in
from core_services.payment.ports import (
    Attempt,
    Books,
    Page,
    PageRequest,
    PayableOrder,
    ProviderUnavailableError,
    Refused,
    Unknown,
)

log = logging.getLogger(__name__)

PAYABLE_ORDER_STATUS = "pending_payment"
# Stripe takes no page that lives for less than half an hour; a minute more covers the way there.
SHORTEST_PAGE = timedelta(minutes=31)
LONGEST_PAGE = timedelta(hours=23)
_FRESH_ATTEMPT = timedelta(seconds=30)
_ROUNDS = 3
_RETURN_PATH = "/checkout/return"


class PaymentRefusedError(InvalidError):
    """The provider will never take this payment, such as an amount below its minimum."""

    code = "payment-refused"
    title = "The payment provider does not take this payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPayment:
    """A customer wants to pay an order. ``render`` makes the answer that is kept with the key."""

    payer: Principal
    order_id: str
    return_url: str | None
    scope: Scope
    render: Callable[[Payment], bytes]


async def open_payment(deps: Deps, command: OpenPayment) -> Stored:
    """The answer to a request to pay: the order's one open payment, with its page.

    Raises:
        NotFoundError: when the order is not this customer's.
        ConflictError: when the order is paid, closed or held.
        ReturnUrlError: when the customer would be sent to another site, now or ever.
        ProviderUnavailableError: when no page could be had; the same key goes on later.
        PaymentRefusedError: when the provider refuses for good.
    """
    if earlier := await _answered(deps, command.scope):
        return earlier
    _require_own_address(deps.shop_url, command.return_url)
    order = await _payable_order(deps, command)
    for _ in range(_ROUNDS):
        payment, attempt = await _promise(deps, command, order)
        if attempt is not None:
            payment = await _open_page(deps, payment, attempt)
        if not _has_expired(deps, payment):
            return await _answer(deps, command, payment)
        await settle(deps, payment.id)
    raise ProviderUnavailableError("No payment page could be opened; try again.", retry_after=2)


async def _answered(deps: Deps, scope: Scope) -> Stored | None:
    async with deps.store.transaction() as books:
        return await books.answered(scope)


async def _payable_order(deps: Deps, command: OpenPayment) -> PayableOrder:
    order = await deps.orders.find(command.order_id)
    if order is None or not order.is_of(command.payer):
        raise NotFoundError(f"There is no order {command.order_id}.")
    if order.total <= 0:
        raise NothingToPayError("There is nothing to pay for this order.")
    if order.status in ("paid", "partly_fulfilled", "fulfilled", "delivered"):
        raise AlreadyPaidError("This order has been paid.")
    if order.status != PAYABLE_ORDER_STATUS:
        raise OrderNotPayableError(f"The order is {order.status.replace('_', ' ')}.")
    return order


async def _promise(
    deps: Deps, command: OpenPayment, order: PayableOrder
) -> tuple[Payment, Attempt | None]:
    """Commit to a payment, and to a call where its page is still to be had."""
    async with deps.store.transaction() as books:
        await books.lock_order(order.id)
        await books.claim(command.scope)
        if await books.is_order_closed(order.id):
            raise OrderNotPayableError("The order takes no further payment.")
        payment = await books.live_payment(order.id, lock=True)
        if payment is None:
            payment = _new_payment(deps, order)
            await books.add_payment(payment)
        _require_open(payment)
        if payment.page_id is not None:
            return payment, None
        return payment, await _promised_attempt(deps, books, payment, order, command.return_url)


def _require_open(payment: Payment) -> None:
    if payment.status is PaymentStatus.SUCCEEDED:
        raise AlreadyPaidError("This order has been paid.", payment_id=payment.id)
    if payment.status is PaymentStatus.HELD:
        raise PaymentHeldError("We are looking at this payment.", payment_id=payment.id)
    if payment.close_tries:
        raise OrderNotPayableError("This payment is being closed.", payment_id=payment.id)


def _new_payment(deps: Deps, order: PayableOrder) -> Payment:
    now = deps.clock.now()
    return Payment(
        id=new_id("pay"),
        order_id=order.id,
        customer_id=order.customer_id,
        currency=order.currency,
        amount=order.total,
        status=PaymentStatus.REQUIRES_PAYMENT,
        version=1,
        created_at=now,
        updated_at=now,
    )


async def _promised_attempt(
    deps: Deps, books: Books, payment: Payment, order: PayableOrder, return_url: str | None
) -> Attempt:
    earlier = await books.live_attempt(payment.id)
    if earlier is not None:
        return earlier
    now = deps.clock.now()
    ends = max(order.expires_at or now, now + SHORTEST_PAGE)
    back = _return_url(deps.shop_url, return_url, payment.id)
    attempt = Attempt(
        id=new_id("att"),
        payment_id=payment.id,
        order_number=order.number,
        return_url=back,
        cancel_url=_with_query(back, cancelled="1"),
        expires_at=min(ends, now + LONGEST_PAGE),
        created_at=now,
    )
    await books.add_attempt(attempt)
    return attempt


def _return_url(shop_url: str, wanted: str | None, payment_id: str) -> str:
    """Where the provider sends the customer back to: an address of the shop, and no other."""
    if wanted is None:
        return _with_query(f"{shop_url.rstrip('/')}{_RETURN_PATH}", payment=payment_id)
    return _with_query(wanted, payment=payment_id)


def _require_own_address(shop_url: str, wanted: str | None) -> None:
    """Asked before an open payment is found as well: a bad address is never let pass unnoticed."""
    if wanted is not None and _origin(wanted) != _origin(shop_url):
        raise ReturnUrlError("The return_url must be on the shop's own address.")


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ReturnUrlError("The return_url is not an address.") from error
    return parts.scheme, parts.netloc


def _with_query(url: str, **parameters: str) -> str:
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in parameters
    ]
    query = [*kept, *parameters.items()]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


async def _open_page(deps: Deps, payment: Payment, attempt: Attempt) -> Payment:
    """Call the provider for a promised page, and keep what came of it."""
    match await deps.provider.open_page(_page_request(payment, attempt)):
        case Page() as page:
            return await _keep_page(deps, payment.id, attempt, page)
        case Refused() as refused:
            return await _keep_refusal(deps, payment, attempt, refused)
        case Unknown() as unknown:
            if unknown.recorded:
                # The provider would replay this answer. Nobody has the address of a page that may
                # have been made all the same, so asking for another under a new key is harmless.
                await _finish_attempt(deps, attempt, "abandoned", unknown.detail)
            raise ProviderUnavailableError(
                "The payment provider does not answer. Your order is kept; try again.",
                retry_after=2,
            )


def _page_request(payment: Payment, attempt: Attempt) -> PageRequest:
    return PageRequest(
        idempotency_key=attempt.id,
        payment_id=payment.id,
        order_id=payment.order_id,
        order_number=attempt.order_number,
        currency=payment.currency,
        amount=payment.amount,
        return_url=attempt.return_url,
        cancel_url=attempt.cancel_url,
        expires_at=attempt.expires_at,
    )


async def _finish_attempt(deps: Deps, attempt: Attempt, outcome: str, detail: str = "") -> None:
    async with deps.store.transaction() as books:
        await books.finish_attempt(attempt.id, outcome, detail)


async def _keep_page(deps: Deps, payment_id: str, attempt: Attempt, page: Page) -> Payment:
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id, lock=True)
        assert payment is not None, "payments are never deleted"
        await books.finish_attempt(attempt.id, "opened")
        if payment.is_open and payment.page_id is None:
            payment = await _take_page(deps, books, payment, page)
    if payment.page_id != page.id:
        await deps.provider.expire_page(page.id, idempotency_key=f"{attempt.id}.expire")
        raise OrderNotPayableError("The payment was closed meanwhile.")
    return payment


async def _take_page(deps: Deps, books: Books, payment: Payment, page: Page) -> Payment:
    """Note the page, and read it at once: a page for another amount must not be handed out."""
    payment = replace(
        payment,
        page_id=page.id,
        page_url=page.url,
        page_expires_at=page.expires_at,
        version=payment.version + 1,
        updated_at=deps.clock.now(),
    )
    await books.save_payment(payment)
    return await take_in(deps, books, payment, page.reading)


async def _keep_refusal(
    deps: Deps, payment: Payment, attempt: Attempt, refused: Refused
) -> Payment:
    """A refused page: an old promise is made afresh, a fresh one means that it cannot be."""
    await _finish_attempt(deps, attempt, "refused", f"{refused.code}: {refused.detail}")
    log.warning("page refused", extra={"fields": {"payment_id": payment.id, "code": refused.code}})
    if deps.clock.now() - attempt.created_at > _FRESH_ATTEMPT:
        raise ProviderUnavailableError("The payment page ran out of time; try again.")
    async with deps.store.transaction() as books:
        current = await books.payment(payment.id, lock=True)
        if current is not None and current.is_open and current.page_id is None:
            await close_unopened(deps, books, current)
    raise PaymentRefusedError(
        "The payment provider does not take this amount.", provider_code=refused.code
    )


def _has_expired(deps: Deps, payment: Payment) -> bool:
    ends = payment.page_expires_at
    return ends is not None and ends <= deps.clock.now()


async def _answer(deps: Deps, command: OpenPayment, payment: Payment) -> Stored:
    """Keep the answer under the key, unless a twin was faster: then that is the answer."""
    _require_open(payment)
    async with deps.store.transaction() as books:
        await books.payment(payment.id, lock=True)
        if earlier := await books.answered(command.scope):
            return earlier
        body = command.render(payment)
        await books.record(command.scope, 201, body, payment.id)
    return Stored(None, body, payment.id)


async def resume_payment(deps: Deps, payment_id: str) -> None:
    """Go on with a payment whose opening was cut short: the same call under the same key."""
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id)
        attempt = await books.live_attempt(payment_id)
    if payment is None or attempt is None or not payment.is_open:
        return
    try:
        await _open_page(deps, payment, attempt)
    except (PaymentRefusedError, OrderNotPayableError) as error:
        log.info(
            "payment not resumed", extra={"fields": {"payment_id": payment_id}}, exc_info=error
        )
