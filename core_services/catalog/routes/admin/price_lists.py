"""Price lists and the prices on them."""

from msgspec.structs import asdict

from contracts.errors import StaleVersionError
from core_services.catalog.bootstrap import Deps
from core_services.catalog.domain import (
    PriceListInvalidError,
    PriceListNotFoundError,
    PriceListTakenError,
    SkuUnknownError,
)
from core_services.catalog.handlers import price_lists as handlers
from core_services.catalog.repository.pricing import PriceListRow, listed_prices, price_lists
from core_services.catalog.routes.admin.common import ROOT, operation, versioned
from core_services.catalog.schemas import (
    AdminPriceList,
    AdminPriceLists,
    PriceEntry,
    PriceListBody,
    Prices,
    PricesBody,
    PricesQuery,
)
from core_services.chassis.database import transaction
from core_services.chassis.operations import Call, Reply

_CHANGING = (PriceListNotFoundError, StaleVersionError)


async def list_price_lists(call: Call[Deps, None, None]) -> AdminPriceLists:
    async with transaction(call.deps.reader) as conn:
        rows = await price_lists(conn)
    return AdminPriceLists(tuple(AdminPriceList(**asdict(row)) for row in rows))


async def create_price_list(call: Call[Deps, PriceListBody, None]) -> Reply:
    row = await handlers.create_price_list(
        call.deps.engine, call.body, actor=call.principal.id, clock=call.clock
    )
    return _answer(row, status=201)


async def replace_price_list(call: Call[Deps, PriceListBody, None]) -> Reply:
    row = await handlers.replace_price_list(
        call.deps.engine,
        call.path["id"],
        call.body,
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )
    return _answer(row)


async def remove_price_list(call: Call[Deps, None, None]) -> None:
    await handlers.remove_price_list(
        call.deps.engine,
        call.path["id"],
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )


async def list_prices(call: Call[Deps, None, PricesQuery]) -> Prices:
    query = call.query
    async with transaction(call.deps.reader) as conn:
        if not await price_lists(conn, call.path["id"]):
            raise PriceListNotFoundError(f"There is no price list {call.path['id']}.")
        prices = await listed_prices(conn, call.path["id"], query.after, query.limit)
    return Prices(
        prices=tuple(PriceEntry(**asdict(price)) for price in prices),
        next=prices[-1].sku if len(prices) == query.limit else None,
    )


async def put_prices(call: Call[Deps, PricesBody, None]) -> Reply:
    row = await handlers.put_list_prices(
        call.deps.engine,
        call.path["id"],
        call.body.prices,
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )
    return _answer(row)


def _answer(row: PriceListRow, *, status: int = 200) -> Reply:
    return versioned(AdminPriceList(**asdict(row)), row.version, status=status)


OPERATIONS = (
    operation(
        method="GET",
        path=f"{ROOT}/price-lists",
        handler=list_price_lists,
        summary="All price lists",
        returns=AdminPriceLists,
    ),
    operation(
        method="POST",
        path=f"{ROOT}/price-lists",
        handler=create_price_list,
        summary="Create a price list",
        body=PriceListBody,
        returns=AdminPriceList,
        status=201,
        errors=(PriceListTakenError, PriceListInvalidError),
    ),
    operation(
        method="PUT",
        path=f"{ROOT}/price-lists/{{id}}",
        handler=replace_price_list,
        summary="Change a price list's name, schedule or priority",
        if_match=True,
        body=PriceListBody,
        returns=AdminPriceList,
        errors=(*_CHANGING, PriceListTakenError, PriceListInvalidError),
    ),
    operation(
        method="DELETE",
        path=f"{ROOT}/price-lists/{{id}}",
        handler=remove_price_list,
        summary="Remove a price list that lies over a base list",
        if_match=True,
        status=204,
        errors=(*_CHANGING, PriceListInvalidError),
    ),
    operation(
        method="GET",
        path=f"{ROOT}/price-lists/{{id}}/prices",
        handler=list_prices,
        summary="Prices on a list, by SKU",
        query=PricesQuery,
        returns=Prices,
        errors=(PriceListNotFoundError,),
    ),
    operation(
        method="PUT",
        path=f"{ROOT}/price-lists/{{id}}/prices",
        handler=put_prices,
        summary="Set prices on a list; those not named stay",
        if_match=True,
        body=PricesBody,
        returns=AdminPriceList,
        errors=(*_CHANGING, SkuUnknownError),
    ),
)
