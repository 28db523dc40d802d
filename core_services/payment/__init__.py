"""Payments, refunds and the double-entry ledger.

Owns every promise to take money or give it back, and what became of it. Knows an order by its id,
its owner and its total; never sees a card. Must not decide what an order may do: it tells what
happened to the money, and the order service draws the conclusions.
"""
