"""What Stripe asks of an amount in each currency, and how it is shown to a person."""

from infra.local.provider.errors import InvalidRequestError

_ZERO_DECIMAL = {
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv",
    "xaf", "xof", "xpf",
}  # fmt: skip
_THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}
_STILL_IN_HUNDREDTHS = {"isk", "ugx"}
"""Lost their decimals, but keep them in the API: always a multiple of 100."""
_LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000,
    "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
_FEES = {"eur": (150, 25), "gbp": (150, 20), "usd": (290, 30), "jpy": (360, 0)}
_FEE_ELSEWHERE = (290, 0)
_SYMBOLS = {"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥", "inr": "₹", "krw": "₩"}
MOST = 99_999_999


def exponent(currency: str) -> int:
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


def check_currency(currency: str, *, param: str) -> str:
    code = currency.lower()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise InvalidRequestError(f"Invalid currency: {currency}", param=param)
    return code


def check_amount(amount: int, currency: str, *, param: str) -> None:
    """Stripe's bounds. Three-decimal amounts must end in 0: card networks settle two decimals."""
    least = _LEAST.get(currency, 1)
    if amount < least:
        shown = format_amount(least, currency)
        message = f"The amount due must add up to at least {shown} {currency}"
        raise InvalidRequestError(message, code="amount_too_small", param=param)
    if amount > MOST:
        message = f"The amount due must be no more than {format_amount(MOST, currency)} {currency}"
        raise InvalidRequestError(message, code="amount_too_large", param=param)
    if amount % _step(currency):
        message = f"Amounts in {currency} must be a multiple of {_step(currency)}."
        raise InvalidRequestError(message, code="invalid_charge_amount", param=param)


def _step(currency: str) -> int:
    if currency in _STILL_IN_HUNDREDTHS:
        return 100
    return 10 if currency in _THREE_DECIMAL else 1


def fee_of(amount: int, currency: str) -> int:
    """The processing fee, half up, never more than the amount itself."""
    basis_points, fixed = _FEES.get(currency, _FEE_ELSEWHERE)
    return min(amount, (amount * basis_points + 5_000) // 10_000 + fixed)


def format_amount(amount: int, currency: str) -> str:
    decimals = exponent(currency)
    sign, digits = ("-" if amount < 0 else ""), abs(amount)
    whole, part = divmod(digits, 10**decimals)
    number = f"{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{currency.upper()} {number}"
