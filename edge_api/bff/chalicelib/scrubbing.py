"""Masks what may name or reach a person in text that visitors type or addresses carry.

Better too much than too little: a long number in a search may be a barcode, and is masked as a
telephone number all the same.
"""

import re

MASK = "***"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_EMAIL = r"[^\s/@,;:<>()\[\]\"']+(?:@|%40)[^\s/@,;:<>()\[\]\"']+"
# Nine digits and more, or seven after a plus, with what people put between them.
_BETWEEN = r"(?:[ .()/\-\u2010-\u2015\u00a0]|%20|%2[BbDd89]){0,3}"
_PLUS = r"(?:\+|%2[Bb])"
_NUMBER = rf"{_PLUS}{_BETWEEN}\d(?:{_BETWEEN}\d){{6,}}|\d(?:{_BETWEEN}\d){{8,}}"
_IN_TEXT = re.compile(rf"{_EMAIL}|{_NUMBER}")
# A path names things by ids: a number inside a word is part of one, and so is a whole UUID.
_IN_PATH = re.compile(rf"(?P<id>{_UUID})|{_EMAIL}|(?<![\w-])(?:{_NUMBER})(?!\w)")


def scrubbed_text(text: str) -> str:
    """What somebody typed, with addresses, telephone and card numbers masked."""
    return _IN_TEXT.sub(MASK, text)


def scrubbed_path(path: str) -> str:
    """A page's path, with the same masked, and its ids as they are."""
    return _IN_PATH.sub(lambda found: found["id"] or MASK, path)
