"""Postings balance in every currency, whatever is posted."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.payment import ledger
from core_services.payment.ledger import Account, Entry, Kind, Posting, UnbalancedError

_TIMED = {"settings.py", "worker.py", "provider.py"}  # seconds may be fractions
AMOUNTS = st.integers(min_value=1, max_value=10**12)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
REFERENCES = st.text("abcdefghij0123456789", min_size=1, max_size=12)


def sums(posting: Posting) -> dict[str, int]:
    totals: defaultdict[str, int] = defaultdict(int)
    for entry in posting.entries:
        totals[entry.currency] += entry.amount
    return dict(totals)


@given(REFERENCES, CURRENCIES, AMOUNTS)
def test_every_posting_sums_to_zero_per_currency(
    reference: str, currency: str, amount: int
) -> None:
    postings = [
        ledger.capture(reference, currency, amount),
        ledger.held_capture(reference, currency, amount),
        ledger.refund(reference, currency, amount),
        ledger.held_refund(reference, currency, amount),
        ledger.refund_reversal(reference, currency, amount, Account.REFUNDS),
        ledger.fee(reference, currency, amount),
        ledger.payout(reference, currency, amount),
        ledger.conversion(reference, currency, amount, "USD", amount * 2),
    ]
    for posting in postings:
        assert set(sums(posting).values()) == {0}


@given(CURRENCIES, AMOUNTS, st.lists(st.integers(1, 100), max_size=6))
def test_what_the_provider_owes_is_what_was_captured_less_what_went_back(
    currency: str, amount: int, parts: list[int]
) -> None:
    refunds = [part for index, part in enumerate(parts) if sum(parts[: index + 1]) <= amount]
    postings = [ledger.capture("pay_1", currency, amount)]
    postings += [ledger.refund(f"ref_{i}", currency, part) for i, part in enumerate(refunds)]
    balances: defaultdict[Account, int] = defaultdict(int)
    for posting in postings:
        for entry in posting.entries:
            balances[entry.account] += entry.amount
    assert balances[Account.PROVIDER_CLEARING] == amount - sum(refunds)
    assert balances[Account.SALES] == -amount
    assert balances[Account.REFUNDS] == sum(refunds)
    assert sum(balances.values()) == 0


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (Entry(Account.SALES, "EUR", 0), Entry(Account.REFUNDS, "EUR", 0)),
        (Entry(Account.SALES, "EUR", 5), Entry(Account.REFUNDS, "EUR", -4)),
        (Entry(Account.SALES, "EUR", 5), Entry(Account.REFUNDS, "USD", -5)),
    ],
    ids=["empty", "zeroes", "unequal", "two currencies"],
)
def test_an_unbalanced_posting_cannot_be_made(entries: tuple[Entry, ...]) -> None:
    with pytest.raises(UnbalancedError):
        Posting(Kind.CAPTURE, "pay_1", entries)


def test_a_fee_and_its_return_cancel_out() -> None:
    kept, returned = ledger.fee("txn_1", "EUR", 30), ledger.fee("txn_2", "EUR", -30)
    assert [e.amount for e in kept.entries] == [-e.amount for e in returned.entries]


def test_no_float_is_written_in_the_modules_that_handle_money() -> None:
    package = Path(ledger.__file__).parent
    modules = [*package.glob("*.py"), *package.glob("[hrs]*/*.py")]
    assert len(modules) > 20
    for module in modules:
        if module.name in _TIMED:
            continue
        for node in ast.walk(ast.parse(module.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), module
            assert not (isinstance(node, ast.Name) and node.id == "float"), module
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), module
