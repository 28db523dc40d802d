"""Believable, seeded history for a shop: what its visitors and orders might have told the lake.

Everything is drawn from the seed, the shop's own catalogue and the last day: the same three give
the same bytes. Orders are priced by the catalog's quote and moved by the order service's own
rules, so their arithmetic is the shop's. The running shop's own orders and
payments stay as they are.
"""
