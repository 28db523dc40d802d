"""The rules of an order: pure functions on frozen values, with no I/O and no clock.

Each function takes an order and returns the next one, or raises a ``DomainError``. Nothing here
knows how an order is stored or who asked.
"""
