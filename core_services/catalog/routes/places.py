"""Where goods are sent, how addresses are written there, and what one can pay in."""

from contracts.addresses import AddressFormat, UnknownCountryError, address_format
from core_services.catalog.bootstrap import Deps
from core_services.catalog.handlers.currencies import list_currencies as find_currencies
from core_services.catalog.schemas import Countries, Currencies, LocaleQuery
from core_services.catalog.territories import countries_named, known_language
from core_services.chassis.caching import Caching
from core_services.chassis.operations import ANYONE, Call, Operation

_A_DAY = Caching(max_age=86_400, stale_while_revalidate=604_800)
_MINUTES = Caching(max_age=300, stale_while_revalidate=3_600)


async def list_countries(call: Call[Deps, None, LocaleQuery]) -> Countries:
    codes = await call.deps.pages.country_codes()
    return Countries(countries_named(codes, known_language(call.query.locale)))


async def get_address_format(call: Call[Deps, None, LocaleQuery]) -> AddressFormat:
    return address_format(call.path["code"], known_language(call.query.locale))


async def list_currencies(call: Call[Deps, None, LocaleQuery]) -> Currencies:
    return await find_currencies(
        call.deps.reader,
        language=known_language(call.query.locale),
        default=call.deps.default_currency,
    )


_TAGS = ("catalog",)

OPERATIONS = (
    Operation(
        method="GET",
        path="/core/v1/countries",
        handler=list_countries,
        summary="The countries that goods are sent to, by name in the reader's language",
        access=ANYONE,
        query=LocaleQuery,
        returns=Countries,
        caching=_MINUTES,
        tags=_TAGS,
    ),
    Operation(
        method="GET",
        path="/core/v1/countries/{code}/address-format",
        handler=get_address_format,
        summary="How an address of a country is written: a form's lines, rules and regions",
        description=(
            "The fields are those of an order's address; labels are keys to translate. A field"
            " that no line names is not asked for in this country. A region is sent as its `code`."
            " A dependent locality or a company goes into `line2`, a sorting code (CEDEX) behind"
            " the city. An order whose address breaks these rules is refused with 422 and"
            " `errors[].code` of `required`, `invalid-postal-code` or `unknown-region`."
        ),
        access=ANYONE,
        query=LocaleQuery,
        returns=AddressFormat,
        errors=(UnknownCountryError,),
        caching=_A_DAY,
        tags=_TAGS,
    ),
    Operation(
        method="GET",
        path="/core/v1/currencies",
        handler=list_currencies,
        summary="The currencies that one can buy in, the default first",
        access=ANYONE,
        query=LocaleQuery,
        returns=Currencies,
        caching=_MINUTES,
        tags=_TAGS,
    ),
)
