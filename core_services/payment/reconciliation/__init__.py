"""Comparing three books every minute: the provider's, our ledger, and the orders.

What a lost webhook would have told is settled on the way, by the same path as ever. What cannot be
explained is kept as a difference with its order, until a later run finds it gone or a person closes
it. Pages and refunds are read for as far back as they may still move; the balance likewise.
"""
