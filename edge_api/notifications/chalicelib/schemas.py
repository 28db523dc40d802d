"""The REST API's wire types."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Email = Annotated[str, Meta(max_length=254, pattern=r"^[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
PhoneNumber = Annotated[str, Meta(pattern=r"^(\+[1-9][0-9]{6,14})?$")]
Sku = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Language = Literal["en", "de"]
DeviceToken = Annotated[str, Meta(min_length=1, max_length=2_048, pattern=r"^[!-~]+$")]


class PreferencesBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``sms_number`` is E.164, such as ``+491701234567``; empty for none."""

    email_back_in_stock: bool
    sms_number: PhoneNumber = ""
    sms_order_updates: bool = False
    push_order_updates: bool = False


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """How a customer hears of what. E-mails about one's own orders cannot be switched off."""

    email_back_in_stock: bool
    sms_number: str
    sms_order_updates: bool
    push_order_updates: bool
    push_devices: int


class DeviceBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``token`` is what Firebase calls the app's registration token."""

    token: DeviceToken


class WaitBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``email`` may be left out by who is signed in: it is then the account's."""

    sku: Sku
    email: Email | None = None
    language: Language = "en"


class UnsubscribeQuery(msgspec.Struct, frozen=True, kw_only=True):
    token: Annotated[str, Meta(max_length=200)] = ""


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The same whether or not the address was known."""

    status: Literal["accepted"] = "accepted"
