"""Answering what a basket costs."""

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.money import exponent
from core_services.catalog.pricing.model import Basket
from core_services.catalog.pricing.quote import Quote, quote
from core_services.catalog.pricing_tables import PricingTablesCache
from core_services.catalog.repository.pricing import quotable_skus, to_skus
from core_services.chassis.database import transaction


async def quote_basket(
    engine: AsyncEngine, tables: PricingTablesCache, basket: Basket, clock: Clock
) -> Quote:
    """The quote at this moment; ``engine`` only reads.

    Raises:
        UnknownCurrencyError: when no prices can be in this currency.
        AmountOverflowError: when the total is too large to be exact.
    """
    exponent(basket.currency)
    now = clock.now()
    skus = list({line.sku: None for line in basket.lines})
    async with transaction(engine) as conn:
        version, rows = await quotable_skus(conn, skus, basket.currency, now)
    snapshot = await tables.at(version)
    return quote(basket, to_skus(rows, snapshot.ancestors), snapshot.tables, now)
