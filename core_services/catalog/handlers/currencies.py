"""What one can pay in."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.money import exponent
from core_services.catalog.repository.pricing import PriceListRow, price_lists
from core_services.catalog.schemas import Currencies, Currency
from core_services.catalog.territories import currency_name
from core_services.chassis.database import transaction


async def list_currencies(
    engine: AsyncEngine, clock: Clock, *, language: str, default: str
) -> Currencies:
    """The currencies of the base price lists in force; ``engine`` only reads."""
    async with transaction(engine) as conn:
        lists = await price_lists(conn)
    now = clock.now()
    base = [row for row in lists if row.is_base and _is_in_force(row, now)]
    base.sort(key=lambda row: (row.currency != default, row.currency))
    return Currencies(
        tuple(
            Currency(
                code=row.currency,
                name=currency_name(row.currency, language),
                exponent=exponent(row.currency),
                prices_include_tax=row.prices_include_tax,
                is_default=row.currency == default,
            )
            for row in base
        )
    )


def _is_in_force(row: PriceListRow, now: datetime) -> bool:
    return (
        row.active
        and (row.starts_at is None or row.starts_at <= now)
        and (row.ends_at is None or row.ends_at > now)
    )
