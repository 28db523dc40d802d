"""What one can pay in."""

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.money import exponent
from core_services.catalog.repository.pricing import price_lists
from core_services.catalog.schemas import Currencies, Currency
from core_services.catalog.territories import currency_name
from core_services.chassis.database import transaction


async def list_currencies(engine: AsyncEngine, *, language: str, default: str) -> Currencies:
    """The currencies of the base price lists, which are always in force; ``engine`` only reads."""
    async with transaction(engine) as conn:
        lists = await price_lists(conn)
    base = [row for row in lists if row.is_base]
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
