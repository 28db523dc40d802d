"""What can be wrong with what is asked of an order or of stock."""

from contracts.errors import ConflictError, InvalidError, NotFoundError


class OrderNotFoundError(NotFoundError):
    code = "order-not-found"
    title = "There is no such order, or none of yours"


class InvalidTransitionError(ConflictError):
    code = "invalid-transition"
    title = "The order is not in a state for this"


class PriceChangedError(ConflictError):
    code = "price-changed"
    title = "The total rose since you saw it"


class CartChangedError(ConflictError):
    code = "cart-changed"
    title = "The cart was changed since you saw it"


class CartNotFoundError(NotFoundError):
    code = "cart-not-found"
    title = "There is no such cart, or none of yours"


class QuoteRefusedError(InvalidError):
    code = "quote-refused"
    title = "No price can be given for this"


class CartEmptyError(ConflictError):
    code = "cart-empty"
    title = "The cart holds nothing to order"


class CurrencyDiffersError(InvalidError):
    code = "currency-mismatch"
    title = "The cart is in another currency"


class UnavailableItemsError(ConflictError):
    code = "items-unavailable"
    title = "Some items can no longer be bought"


class ShippingUnavailableError(ConflictError):
    code = "shipping-unavailable"
    title = "This shipping method does not serve the cart or the address"


class CouponNotAppliedError(ConflictError):
    code = "coupon-not-applied"
    title = "A coupon does not apply to this order"


class CouponExhaustedError(ConflictError):
    code = "coupon-exhausted"
    title = "A coupon or offer was used as often as it may be"


class OutOfStockError(ConflictError):
    code = "out-of-stock"
    title = "There is not enough in stock"


class AlreadyOrderedError(ConflictError):
    code = "cart-already-ordered"
    title = "This cart has been ordered, with other details"


class TooManyOpenOrdersError(ConflictError):
    code = "too-many-open-orders"
    title = "Pay or cancel one of the open orders first"


class LineUnknownError(InvalidError):
    code = "line-unknown"
    title = "The order has no such line"


class QuantityError(ConflictError):
    code = "quantity-exceeded"
    title = "That is more than is left of the line"


class RefundExceedsError(ConflictError):
    code = "refund-exceeds-paid"
    title = "That is more than can still be refunded"


class NothingToRefundError(ConflictError):
    code = "nothing-to-refund"
    title = "There is no money to give back"


class FulfilmentStateError(ConflictError):
    code = "fulfilment-state"
    title = "The fulfilment is not in a state for this"


class ReturnStateError(ConflictError):
    code = "return-state"
    title = "The return has been decided"


class RefundStateError(ConflictError):
    code = "refund-state"
    title = "The refund is not in a state for this"


class AddressError(InvalidError):
    code = "address-invalid"
    title = "The address does not fit its country"


class CardNumberError(InvalidError):
    code = "card-number"
    title = "A card number does not belong here"


class StockItemNotFoundError(NotFoundError):
    code = "stock-item-not-found"
    title = "There is no stock item with this SKU"


class StockBelowReservedError(ConflictError):
    code = "stock-below-reserved"
    title = "Fewer units than orders are waiting for"
