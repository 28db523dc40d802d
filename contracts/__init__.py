"""What every part of Mercato agrees on: money, ids, time, errors, events and session tokens.

Owns no behaviour of a shop and no I/O. Lambdas vendor this package, so it stays small: the standard
library, msgspec, iso4217, uuid-utils and joserfc, and nothing of ours.
"""
