"""Addresses made from names: ``Crème brûlée torch`` lives at ``creme-brulee-torch``."""

import re
import unicodedata

MAX_LENGTH = 200
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def slugify(name: str) -> str:
    """Lower-case ASCII words joined by hyphens; empty if the name has no Latin letter or digit."""
    folded = name.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION)
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode("ascii")
    return _SEPARATORS.sub("-", ascii_only)[:MAX_LENGTH].strip("-")
