"""The composition root: what the handlers work with, made when the first event needs it."""

from dataclasses import dataclass
from functools import cache, partial

from contracts.clock import Clock, SystemClock
from edge_api.chassis.aws import read_secret
from edge_api.chassis.dead_letters import DeadLetters
from edge_api.chassis.tokens import AccessTokens
from edge_api.chassis.upstream import Upstream

from .accounts import Accounts
from .addresses import Addresses
from .channels import Mail, Phones
from .contacts import Contacts
from .orders import OrderService
from .products import Catalog
from .sent_log import SentLog
from .settings import Settings, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    settings: Settings
    clock: Clock
    tokens: AccessTokens
    accounts: Accounts
    orders: OrderService
    catalog: Catalog
    contacts: Contacts
    addresses: Addresses
    sent: SentLog
    mail: Mail
    phones: Phones
    dead_letters: DeadLetters


def build_deps(settings: Settings, clock: Clock) -> Deps:
    """Everything from settings; nothing is contacted yet."""
    s = settings
    service_secret = cache(
        partial(read_secret, s.service_token_secret, s.service_token_secret_arn, s)
    )
    contact_secret = partial(read_secret, s.contact_secret, s.contact_secret_arn, s)
    queues = (s.order_events_queue_url, s.payment_events_queue_url, s.email_feedback_queue_url)
    return Deps(
        settings=settings,
        clock=clock,
        tokens=AccessTokens(settings, clock),
        accounts=Accounts(settings),
        orders=OrderService(Upstream("order", s.order_url), service_secret, clock),
        catalog=Catalog(Upstream("catalog", s.catalog_url)),
        contacts=Contacts(settings, clock),
        addresses=Addresses(contact_secret),
        sent=SentLog(settings, clock),
        mail=Mail(settings, clock),
        phones=Phones(settings),
        dead_letters=DeadLetters(settings, queues, s.queue_max_receive_count, clock),
    )


@cache
def open_deps() -> Deps:
    """This process's own."""
    return build_deps(settings(), SystemClock())
