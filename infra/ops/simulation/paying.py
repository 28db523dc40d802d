"""With what people pay, how often it works, and what is said when it does not."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from infra.ops.simulation.chance import Weighted
from infra.ops.simulation.rhythm import Calendar, midnight

_METHODS: Final[Mapping[str, Weighted[str]]] = {
    "DE": Weighted(
        {"paypal": 38.0, "card": 27.0, "klarna": 20.0, "sepa_debit": 9.0, "apple_pay": 6.0}
    ),
    "AT": Weighted({"card": 42.0, "paypal": 30.0, "klarna": 18.0, "apple_pay": 10.0}),
    "NL": Weighted({"ideal": 68.0, "card": 18.0, "paypal": 14.0}),
}
_ELSEWHERE: Final = Weighted({"card": 66.0, "paypal": 20.0, "apple_pay": 14.0})
_DECLINED: Final = {
    "card": 0.085,
    "paypal": 0.022,
    "klarna": 0.06,
    "sepa_debit": 0.03,
    "apple_pay": 0.02,
    "ideal": 0.025,
}
_REASONS: Final = {
    "card": Weighted(
        {
            "insufficient_funds": 34.0,
            "authentication_required": 27.0,
            "generic_decline": 22.0,
            "expired_card": 11.0,
            "incorrect_cvc": 6.0,
        }
    ),
    "klarna": Weighted({"customer_not_eligible": 80.0, "generic_decline": 20.0}),
}
_OTHER_REASONS: Final = Weighted({"payment_method_provider_decline": 70.0, "canceled": 30.0})

# A provider of one method has bad days in the last week: what a shop owner should be told.
_TROUBLED: Final = "klarna"
_TROUBLE: Final = timedelta(hours=80)
_DECLINED_IN_TROUBLE: Final = 0.62


class Attempt(NamedTuple):
    """``reason`` is empty where it worked."""

    method: str
    reason: str


class Cashier:
    """Draws attempts to pay; it knows when a provider is in trouble."""

    def __init__(self, calendar: Calendar) -> None:
        self._trouble_from = midnight(calendar.last) - timedelta(days=3, hours=9)

    def method(self, country: str, rng: Random) -> str:
        return _METHODS.get(country, _ELSEWHERE).draw(rng)

    def attempt(self, method: str, at: datetime, rng: Random) -> Attempt:
        declined = _DECLINED[method]
        if method == _TROUBLED and timedelta() <= at - self._trouble_from < _TROUBLE:
            declined = _DECLINED_IN_TROUBLE
        if rng.random() >= declined:
            return Attempt(method, "")
        return Attempt(method, _REASONS.get(method, _OTHER_REASONS).draw(rng))
