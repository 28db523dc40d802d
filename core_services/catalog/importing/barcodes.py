"""Check digits of GTINs: EAN-8, UPC-A, EAN-13 and GTIN-14."""

from typing import Final

_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})


def has_wrong_check_digit(barcode: str) -> bool:
    """Whether a barcode looks like a GTIN but its last digit does not fit. Others are taken."""
    if len(barcode) not in _GTIN_LENGTHS or not barcode.isascii() or not barcode.isdigit():
        return False
    digits = [int(digit) for digit in reversed(barcode)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 != 0
