"""Whose payment it is: whoever owns the order owns its payments."""

from contracts.errors import NotFoundError
from contracts.principals import Principal
from core_services.payment.deps import Deps
from core_services.payment.domain import Payment


async def own_payment(deps: Deps, payment_id: str, payer: Principal) -> Payment:
    """A payment that is this shopper's, or of the order that their pass opens.

    Who is not known as its owner may be so since the order was claimed: the order service is asked
    then, and its answer kept.

    Raises:
        NotFoundError: for no payment, and for another person's, which looks the same.
    """
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id)
    if payment is None or not await _is_of(deps, payment, payer):
        raise NotFoundError(f"There is no payment {payment_id}.")
    return payment


async def _is_of(deps: Deps, payment: Payment, payer: Principal) -> bool:
    is_holder = payer.kind == "order_pass"
    if not is_holder and payment.customer_id == payer.id:
        return True
    if is_holder and payment.order_id != payer.id:
        return False
    order = await deps.orders.find(payment.order_id)
    if order is None or not order.is_of(payer):
        return False
    if order.customer_id != payment.customer_id:
        async with deps.store.transaction() as books:
            await books.follow_owner(order.id, order.customer_id)
    return True
