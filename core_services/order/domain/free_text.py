"""Card numbers do not belong in names, notes or addresses: refusing them keeps them out of every
log, backup and export (PCI SAQ A rests on never having seen one).
"""

import re
import unicodedata

_SHORTEST, _LONGEST = 13, 19
# Runs of digits, joined by spaces, dashes or points, as people write card numbers.
_RUN = re.compile(r"\d+(?:[ .-]{1,2}\d+)*")
_GROUP = re.compile(r"\d+")


def holds_card_number(text: str) -> bool:
    """Whether the text holds 13 to 19 digits that pass the Luhn check."""
    if len(text) < _SHORTEST:
        return False
    plain = unicodedata.normalize("NFKC", text)
    return any(_has_card(_GROUP.findall(run)) for run in _RUN.findall(plain))


def _has_card(groups: list[str]) -> bool:
    for start in range(len(groups)):
        digits = ""
        for group in groups[start:]:
            digits += group
            if len(digits) > _LONGEST:
                break
            if len(digits) >= _SHORTEST and _passes_luhn(digits):
                return True
    return False


def _passes_luhn(digits: str) -> bool:
    total = 0
    for position, character in enumerate(reversed(digits)):
        value = int(character) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
