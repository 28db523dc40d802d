"""Double-entry postings as pure functions: every transaction sums to zero in every currency.

A positive amount is a debit, a negative one a credit. Amounts are minor units. The accounts:

    provider_clearing  what the provider owes us: captured, not yet paid out
    sales              what customers paid for orders
    refunds            what went back to customers
    fees               what the provider kept for itself
    suspense           money that contradicts its payment, until a person has looked
    exchange           the two sides of a conversion into the currency we are paid out in
    bank               what the provider paid out to us
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    PROVIDER_CLEARING = "provider_clearing"
    SALES = "sales"
    REFUNDS = "refunds"
    FEES = "fees"
    SUSPENSE = "suspense"
    EXCHANGE = "exchange"
    BANK = "bank"


class Kind(StrEnum):
    CAPTURE = "capture"
    HELD_CAPTURE = "held_capture"
    REFUND = "refund"
    HELD_REFUND = "held_refund"
    REFUND_REVERSAL = "refund_reversal"
    FEE = "fee"
    CONVERSION = "conversion"
    PAYOUT = "payout"


class UnbalancedError(Exception):
    """Entries that do not sum to zero: a mistake in our own code, never to be stored."""


@dataclass(frozen=True, slots=True)
class Entry:
    account: Account
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class Posting:
    """One ledger transaction. A (kind, reference) pair is posted at most once, ever."""

    kind: Kind
    reference: str
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        sums: defaultdict[str, int] = defaultdict(int)
        for entry in self.entries:
            sums[entry.currency] += entry.amount
        if any(sums.values()) or not all(entry.amount for entry in self.entries):
            raise UnbalancedError(f"{self.kind} {self.reference}: {self.entries}")
        if not self.entries:
            raise UnbalancedError(f"{self.kind} {self.reference} moves nothing")


def capture(payment_id: str, currency: str, amount: int) -> Posting:
    """A customer paid, and the provider owes it to us."""
    return _move(Kind.CAPTURE, payment_id, currency, amount, Account.SALES)


def held_capture(payment_id: str, currency: str, amount: int) -> Posting:
    """Money arrived that contradicts its payment."""
    return _move(Kind.HELD_CAPTURE, payment_id, currency, amount, Account.SUSPENSE)


def refund(refund_id: str, currency: str, amount: int) -> Posting:
    """Money went back to a customer."""
    return _move(Kind.REFUND, refund_id, currency, -amount, Account.REFUNDS)


def held_refund(refund_id: str, currency: str, amount: int) -> Posting:
    """Money that we held went back to where it came from."""
    return _move(Kind.HELD_REFUND, refund_id, currency, -amount, Account.SUSPENSE)


def refund_reversal(refund_id: str, currency: str, amount: int, account: Account) -> Posting:
    """A refund bounced, out of the account that it had been booked to."""
    return _move(Kind.REFUND_REVERSAL, refund_id, currency, amount, account)


def fee(movement_id: str, currency: str, amount: int) -> Posting:
    """The provider kept its fee; a negative one is a fee given back."""
    return _move(Kind.FEE, movement_id, currency, -amount, Account.FEES)


def payout(movement_id: str, currency: str, amount: int) -> Posting:
    """The provider paid out to our bank; a negative one came back."""
    return _move(Kind.PAYOUT, movement_id, currency, -amount, Account.BANK)


def conversion(
    movement_id: str, currency: str, amount: int, settled_currency: str, settled_amount: int
) -> Posting:
    """The provider turned ``amount`` into the currency that it pays out, at its own rate."""
    return Posting(
        Kind.CONVERSION,
        movement_id,
        (
            Entry(Account.PROVIDER_CLEARING, currency, -amount),
            Entry(Account.EXCHANGE, currency, amount),
            Entry(Account.PROVIDER_CLEARING, settled_currency, settled_amount),
            Entry(Account.EXCHANGE, settled_currency, -settled_amount),
        ),
    )


def _move(kind: Kind, reference: str, currency: str, amount: int, against: Account) -> Posting:
    """``amount`` into the clearing account, out of another."""
    return Posting(
        kind,
        reference,
        (
            Entry(Account.PROVIDER_CLEARING, currency, amount),
            Entry(against, currency, -amount),
        ),
    )
