"""What the BFF's endpoints read and write."""

from typing import Annotated, Literal

import msgspec

Email = Annotated[
    str,
    msgspec.Meta(
        min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", examples=["a@b.test"]
    ),
]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^\S+$")]
TotpCode = Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")]
GuestToken = Annotated[str, msgspec.Meta(max_length=4096)]
ChallengeName = Literal["SOFTWARE_TOKEN_MFA", "SMS_MFA", "NEW_PASSWORD_REQUIRED"]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SignUpBody(_Body, frozen=True, kw_only=True):
    email: Email
    password: Password


class EmailBody(_Body, frozen=True, kw_only=True):
    email: Email


class ConfirmBody(_Body, frozen=True, kw_only=True):
    email: Email
    code: Code


class SignInBody(_Body, frozen=True, kw_only=True):
    """``guest_token``: the guest session whose cart and orders come along."""

    email: Email
    password: Password
    guest_token: GuestToken | None = None


class ChallengeBody(_Body, frozen=True, kw_only=True):
    """``answer``: the one-time password, or for NEW_PASSWORD_REQUIRED the new password."""

    challenge: ChallengeName
    session: Annotated[str, msgspec.Meta(max_length=8192)]
    answer: Password
    guest_token: GuestToken | None = None


class RefreshBody(_Body, frozen=True, kw_only=True):
    pass


class SignOutBody(_Body, frozen=True, kw_only=True):
    """``everywhere``: end the sessions of all devices; this needs the access token."""

    everywhere: bool = False


class ResetPasswordBody(_Body, frozen=True, kw_only=True):
    email: Email
    code: Code
    password: Password


class TotpCodeBody(_Body, frozen=True, kw_only=True):
    code: TotpCode


class GuestBody(_Body, frozen=True, kw_only=True):
    """What the cart and order services read."""

    guest_token: str


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The same whether or not the address has an account."""

    status: Literal["code-sent"] = "code-sent"


class Done(msgspec.Struct, frozen=True, kw_only=True):
    status: Literal["done"] = "done"


class SignedIn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``cart`` is the merged cart, as ``GET /core/v1/carts/{id}`` shows it.

    ``cart_merged`` and ``orders_claimed`` are there when a guest token was sent. False and null:
    the guest's cart or orders are as they were, and ``POST /core/v1/carts/merge`` or
    ``/core/v1/orders/claim`` can be tried again.
    """

    access_token: str
    expires_in: int
    cart_merged: bool | None = None
    cart: msgspec.Raw | None = None
    orders_claimed: int | msgspec.UnsetType | None = msgspec.UNSET


class ChallengeAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Not signed in yet: answer at ``/api/auth/challenge``, and send ``session`` back."""

    challenge: str
    session: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """``mfa_required``: a member of staff, who has no ``groups`` until a second factor is set up:
    verify one at ``/api/auth/mfa/totp/verify``, then ``/api/auth/refresh`` gives a token with them.
    """

    id: str
    email: str
    email_verified: bool
    mfa_enabled: bool
    mfa_required: bool
    groups: tuple[str, ...]


class TotpSecret(msgspec.Struct, frozen=True, kw_only=True):
    """``uri`` is what an authenticator app reads from a QR code."""

    secret: str
    uri: str


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many events were taken: all of a batch, or none where the visitor does not want it."""

    accepted: int


class PageQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    currency: Currency | None = None


class HomePage(msgspec.Struct, frozen=True, kw_only=True):
    """Each part is as the catalog gives it; null, and in ``missing``, when it could not be had."""

    categories: msgspec.Raw | None
    newest: msgspec.Raw | None
    popular: msgspec.Raw | None
    missing: tuple[str, ...]


class ProductPage(msgspec.Struct, frozen=True, kw_only=True):
    """``related``: others of the same category; null, and in ``missing``, when not to be had."""

    product: msgspec.Raw
    related: msgspec.Raw | None
    missing: tuple[str, ...]
