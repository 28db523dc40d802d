"""Customers' accounts, for support: find one, disable it, end its sessions, reset its password."""

from collections.abc import Callable
from uuid import UUID

from contracts.errors import ForbiddenError, NotFoundError, RateLimitedError, UnavailableError
from edge_api.chassis.observability import log
from edge_api.chassis.operations import Call, Operation

from .accounts import Accounts, AccountStateError
from .bootstrap import Deps
from .schemas import CustomerDetails, CustomerPage, CustomerQuery


class StaffAccountError(ForbiddenError):
    code = "staff-account"
    title = "The account is a staff member's"


def find_customers(call: Call[Deps, None, CustomerQuery]) -> CustomerPage:
    asked = call.query
    return call.deps.accounts.find(asked.q.strip().lower(), asked.cursor, asked.limit)


def read_customer(call: Call[Deps, None, None]) -> CustomerDetails:
    return call.deps.accounts.read(_customer_id(call))


def disable_customer(call: Call[Deps, None, None]) -> CustomerDetails:
    return _change(call, Accounts.disable)


def enable_customer(call: Call[Deps, None, None]) -> CustomerDetails:
    return _change(call, Accounts.enable)


def sign_customer_out(call: Call[Deps, None, None]) -> CustomerDetails:
    return _change(call, Accounts.sign_out)


def reset_customer_password(call: Call[Deps, None, None]) -> CustomerDetails:
    return _change(call, Accounts.reset_password)


def _change(
    call: Call[Deps, None, None], change: Callable[[Accounts, str], None]
) -> CustomerDetails:
    """Do it, and keep who did: support may not lock out or take over a colleague."""
    accounts, customer_id = call.deps.accounts, _customer_id(call)
    if accounts.groups(customer_id):
        raise StaffAccountError("Ask whoever administers the user pool.")
    change(accounts, customer_id)
    log.info("audit", action=change.__name__, staff_id=call.principal.id, customer_id=customer_id)
    return accounts.read(customer_id)


def _customer_id(call: Call[Deps, None, None]) -> str:
    """The id in the path. Cognito would take an address as well, which has no place in a log."""
    try:
        return str(UUID(call.path["customer_id"]))
    except ValueError as error:
        raise NotFoundError("There is no such account.") from error


_SUPPORT = frozenset({"support"})
_BUSY = (RateLimitedError, UnavailableError)
_CHANGES = (NotFoundError, AccountStateError, StaffAccountError, *_BUSY)

OPERATIONS = (
    Operation(
        method="GET",
        path="/api/admin/customers",
        view=find_customers,
        summary="Accounts whose e-mail address begins like this",
        tag="customers",
        query=CustomerQuery,
        returns=CustomerPage,
        groups=_SUPPORT,
        errors=_BUSY,
    ),
    Operation(
        method="GET",
        path="/api/admin/customers/{customer_id}",
        view=read_customer,
        summary="One account",
        tag="customers",
        returns=CustomerDetails,
        groups=_SUPPORT,
        errors=(NotFoundError, *_BUSY),
    ),
    *(
        Operation(
            method="POST",
            path=f"/api/admin/customers/{{customer_id}}/{name}",
            view=view,
            summary=summary,
            description=description,
            tag="customers",
            returns=CustomerDetails,
            groups=_SUPPORT,
            errors=_CHANGES,
            from_our_pages=True,
        )
        for name, view, summary, description in (
            (
                "disable",
                disable_customer,
                "Let nobody sign in to an account",
                "Access tokens that were given out stay good for their quarter of an hour.",
            ),
            ("enable", enable_customer, "Let an account be used again", ""),
            ("sign-out", sign_customer_out, "End an account's sessions on all devices", ""),
            (
                "reset-password",
                reset_customer_password,
                "Have a code mailed with which a new password is set",
                "The old password is good no more.",
            ),
        )
    ),
)
