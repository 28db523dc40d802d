"""The payment service's route table."""

import msgspec

from contracts.errors import NotFoundError
from core_services.chassis import idempotency
from core_services.chassis.endpoint import read_body
from core_services.chassis.idempotency import Scope
from core_services.chassis.operations import (
    ANYONE,
    INTERNAL,
    ORDER_HOLDER,
    Call,
    Operation,
    Reply,
    staff,
)
from core_services.payment.bootstrap import ServiceDeps
from core_services.payment.domain import (
    AlreadyPaidError,
    NothingToPayError,
    OrderNotPayableError,
    Payment,
    PaymentHeldError,
    ReturnUrlError,
)
from core_services.payment.handlers import closing, messages, opening, owning, refunds, settlement
from core_services.payment.handlers.opening import OpenPayment, PaymentRefusedError
from core_services.payment.handlers.refunds import NothingHeldError
from core_services.payment.ports import ProviderUnavailableError
from core_services.payment.schemas import (
    CloseView,
    CreatePayment,
    DifferenceView,
    PaymentFile,
    PaymentList,
    PaymentQuery,
    PaymentView,
    ReceivedView,
    ReconciliationView,
    ResolveDifference,
    view,
)
from core_services.payment.stripe_adapter.webhooks import (
    SignatureExpiredError,
    SignatureInvalidError,
    SignatureMissingError,
    WrongModeError,
)

_MAX_WEBHOOK_BYTES = 524_288


async def create_payment(call: Call[ServiceDeps, CreatePayment, None]) -> Reply:
    command = OpenPayment(
        payer=call.principal,
        order_id=call.body.order_id,
        return_url=call.body.return_url,
        scope=_scope(call, "create_payment"),
        render=lambda payment: msgspec.json.encode(view(payment, call.clock.now())),
    )
    answer = await opening.open_payment(call.deps, command)
    if answer.status is not None:
        return idempotency.replay(answer)
    return Reply(answer.body, 201)


async def read_payment(call: Call[ServiceDeps, None, None]) -> PaymentView:
    return view(await _own_payment(call), call.clock.now())


async def settle_payment(call: Call[ServiceDeps, None, None]) -> PaymentView:
    payment = await _own_payment(call)
    return view(await settlement.settle(call.deps, payment.id), call.clock.now())


async def receive_stripe_webhook(call: Call[ServiceDeps, None, None]) -> ReceivedView:
    body = await read_body(call.request, _MAX_WEBHOOK_BYTES)
    signature = call.headers.get("stripe-signature")
    event = call.deps.webhooks.verify(body, signature, call.clock.now())
    await messages.receive_event(call.deps, event)
    return ReceivedView()


async def close_order_payments(call: Call[ServiceDeps, None, None]) -> CloseView:
    return CloseView(await closing.close_payments(call.deps, call.path["order_id"]))


async def list_payments(call: Call[ServiceDeps, None, PaymentQuery]) -> PaymentList:
    return await call.deps.views.payments(call.query)


async def read_payment_file(call: Call[ServiceDeps, None, None]) -> PaymentFile:
    return await call.deps.views.payment(call.path["payment_id"])


async def settle_any_payment(call: Call[ServiceDeps, None, None]) -> PaymentFile:
    await settlement.settle(call.deps, call.path["payment_id"])
    return await call.deps.views.payment(call.path["payment_id"])


async def return_held_funds(call: Call[ServiceDeps, None, None]) -> PaymentFile:
    await refunds.return_held_funds(call.deps, call.path["payment_id"])
    return await call.deps.views.payment(call.path["payment_id"])


async def read_reconciliation(call: Call[ServiceDeps, None, None]) -> ReconciliationView:
    return await call.deps.views.reconciliation()


async def resolve_difference(call: Call[ServiceDeps, ResolveDifference, None]) -> DifferenceView:
    note = f"{call.principal.id}: {call.body.note}"
    return await call.deps.views.resolve_difference(call.path["difference_id"], note)


def _scope(call: Call[ServiceDeps, CreatePayment, None], operation: str) -> Scope:
    fingerprint = idempotency.fingerprint(operation, call.raw_body)
    return Scope(call.principal.id, operation, call.idempotency_key or "", fingerprint)


async def _own_payment(call: Call[ServiceDeps, None, None]) -> Payment:
    return await owning.own_payment(call.deps, call.path["payment_id"], call.principal)


_PAYMENTS = "/core/v1/payments"
_ADMIN = "/core/v1/admin/payments"
_READERS = staff("orders", "support")
_WRITERS = staff("orders")

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="POST",
        path=_PAYMENTS,
        handler=create_payment,
        summary="Pay an order",
        description=(
            "Opens the order's payment and answers with the provider's page to send the customer"
            " to. An order has one open payment: asking again, from another tab or device, answers"
            " with the same."
        ),
        access=ORDER_HOLDER,
        body=CreatePayment,
        returns=PaymentView,
        status=201,
        idempotency_key=True,
        limit="60/minute",
        errors=(
            NotFoundError,
            AlreadyPaidError,
            OrderNotPayableError,
            PaymentHeldError,
            NothingToPayError,
            ReturnUrlError,
            PaymentRefusedError,
            ProviderUnavailableError,
        ),
        tags=("payments",),
    ),
    Operation(
        method="GET",
        path=f"{_PAYMENTS}/{{payment_id}}",
        handler=read_payment,
        summary="One of my payments",
        access=ORDER_HOLDER,
        returns=PaymentView,
        errors=(NotFoundError,),
        tags=("payments",),
    ),
    Operation(
        method="POST",
        path=f"{_PAYMENTS}/{{payment_id}}/settle",
        handler=settle_payment,
        summary="Find out what became of a payment",
        description="For the page the customer comes back to. Safe to repeat.",
        access=ORDER_HOLDER,
        returns=PaymentView,
        limit="120/minute",
        errors=(NotFoundError, ProviderUnavailableError),
        tags=("payments",),
    ),
    Operation(
        method="POST",
        path=f"{_PAYMENTS}/webhooks/stripe",
        handler=receive_stripe_webhook,
        summary="What Stripe has to tell",
        description="Signed with Stripe-Signature. Answered once the message is kept.",
        access=ANYONE,
        returns=ReceivedView,
        raw=True,
        errors=(
            SignatureMissingError,
            SignatureInvalidError,
            SignatureExpiredError,
            WrongModeError,
        ),
        tags=("payments",),
    ),
    Operation(
        method="POST",
        path="/internal/v1/orders/{order_id}/payments/close",
        handler=close_order_payments,
        summary="See to it that an order will not be paid",
        access=INTERNAL,
        returns=CloseView,
        tags=("internal",),
    ),
    Operation(
        method="GET",
        path=_ADMIN,
        handler=list_payments,
        summary="All payments, newest first",
        access=_READERS,
        query=PaymentQuery,
        returns=PaymentList,
        tags=("staff",),
    ),
    Operation(
        method="GET",
        path=f"{_ADMIN}/reconciliation",
        handler=read_reconciliation,
        summary="What the last reconciliations found, and every account's balance",
        access=_READERS,
        returns=ReconciliationView,
        tags=("staff",),
    ),
    Operation(
        method="POST",
        path=f"{_ADMIN}/reconciliation/differences/{{difference_id}}/resolve",
        handler=resolve_difference,
        summary="Close a difference that has been explained",
        access=_WRITERS,
        body=ResolveDifference,
        returns=DifferenceView,
        errors=(NotFoundError,),
        tags=("staff",),
    ),
    Operation(
        method="GET",
        path=f"{_ADMIN}/{{payment_id}}",
        handler=read_payment_file,
        summary="Everything about one payment",
        access=_READERS,
        returns=PaymentFile,
        errors=(NotFoundError,),
        tags=("staff",),
    ),
    Operation(
        method="POST",
        path=f"{_ADMIN}/{{payment_id}}/settle",
        handler=settle_any_payment,
        summary="Bring a payment up to the provider's book",
        access=_WRITERS,
        returns=PaymentFile,
        errors=(NotFoundError, ProviderUnavailableError),
        tags=("staff",),
    ),
    Operation(
        method="POST",
        path=f"{_ADMIN}/{{payment_id}}/return-funds",
        handler=return_held_funds,
        summary="Give back what arrived on a held payment",
        description="Safe to repeat: a held payment is given back once.",
        access=_WRITERS,
        returns=PaymentFile,
        errors=(NotFoundError, NothingHeldError),
        tags=("staff",),
    ),
)
