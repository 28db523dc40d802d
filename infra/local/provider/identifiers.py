"""Object ids as Stripe writes them: a prefix that tells the kind, then random base 62."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits

_SHAPES = {
    "checkout.session": ("cs_test_a1", 56),
    "payment_intent": ("pi_3", 23),
    "charge": ("ch_3", 23),
    "refund": ("re_3", 23),
    "balance_transaction": ("txn_3", 23),
    "payment_method": ("pm_1", 23),
    "event": ("evt_1", 23),
    "item": ("li_1", 23),
    "price": ("price_1", 23),
    "product": ("prod_", 14),
    "webhook_endpoint": ("we_1", 23),
    "request": ("req_", 14),
    "fault": ("fault_", 12),
}


def random_text(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_id(kind: str) -> str:
    prefix, length = _SHAPES[kind]
    return prefix + random_text(length)
