"""The demo shop's tables: price lists, taxes, shipping and promotions, from ``reference/*.yaml``.

The files are written for people; here they become the document that the catalog loads.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from core_services.catalog.pricing.model import (
    Location,
    Promotion,
    ShippingMethod,
    ShippingRate,
    ShippingZone,
    TaxRate,
)
from core_services.catalog.schemas import PriceListBody, ReferenceData

_DIRECTORY: Final = Path(__file__).parent / "reference"
_EXEMPT: Final = "exempt"
# Whoever pays in these currencies sees prices with the tax in them.
_PRICE_LISTS: Final = {
    "EUR": ("Euro", True),
    "GBP": ("Pound sterling", True),
    "JPY": ("Yen", True),
    "USD": ("US dollar", False),
}


def reference_data(category_ids: Mapping[str, str]) -> ReferenceData:
    """Everything but the products. ``category_ids`` are the catalog's, by slug."""
    return ReferenceData(
        price_lists=tuple(
            PriceListBody(
                code=currency.lower(),
                name=name,
                currency=currency,
                is_base=True,
                prices_include_tax=inclusive,
            )
            for currency, (name, inclusive) in _PRICE_LISTS.items()
        ),
        tax_rates=dict(_tax_rates()),
        shipping_methods=dict(_shipping_methods()),
        promotions=dict(_promotions(category_ids)),
    )


def _read(name: str) -> Any:
    return yaml.safe_load((_DIRECTORY / f"{name}.yaml").read_text())


# Taxes -----------------------------------------------------------------------------------------


def _tax_rates() -> Iterator[tuple[str, TaxRate]]:
    for country, written in _read("taxes").items():
        name = written.pop("name")
        written[_EXEMPT] = "0"
        for tax_class, rates in written.items():
            listed = rates if isinstance(rates, list) else [{"rate": rates}]
            for number, each in enumerate(listed, 1):
                yield (
                    f"tax_{country}_{tax_class}_{number}".lower(),
                    TaxRate(
                        name=each.get("name", name),
                        country=country,
                        rate=each["rate"],
                        region=each.get("region"),
                        tax_class=tax_class,
                        replaces_country=each.get("replaces", False),
                        starts_at=_midnight(each.get("from")),
                        ends_at=_midnight(each.get("until")),
                    ),
                )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


# Shipping --------------------------------------------------------------------------------------


def _shipping_methods() -> Iterator[tuple[str, ShippingMethod]]:
    written = _read("shipping")
    for position, (code, method) in enumerate(written["methods"].items()):
        yield (
            f"shm_{code}",
            ShippingMethod(
                code=code,
                name=method["name"],
                zones=tuple(
                    ShippingZone(
                        name=name,
                        locations=tuple(_location(place) for place in zone["to"]),
                        rates=tuple(_shipping_rates(zone, written["currencies"])),
                    )
                    for name, zone in method["zones"].items()
                ),
                min_days=method["days"][0],
                max_days=method["days"][1],
                position=position,
            ),
        )


def _location(place: str) -> Location:
    country, _, region = place.partition("-")
    return Location(country=country, region=region or None)


def _shipping_rates(
    zone: Mapping[str, Any], currencies: Mapping[str, Any]
) -> Iterator[ShippingRate]:
    for currency, rule in currencies.items():
        heavier_than = 0
        for below, euros in zone["tiers"].items():
            # What goes by freight is never sent for nothing.
            free_over = None if below == "end" else zone.get("free_over")
            yield ShippingRate(
                currency=currency,
                amount=_in_currency(euros, rule),
                free_over=_in_currency(free_over, rule) if free_over else None,
                min_weight_grams=heavier_than,
                below_weight_grams=None if below == "end" else below,
            )
            heavier_than = 0 if below == "end" else below


def _in_currency(euros: float, rule: Mapping[str, float]) -> int:
    step = rule["round_to"]
    return int(round(euros * 100 * rule["factor"] / step) * step)


# Promotions ------------------------------------------------------------------------------------


def _promotions(category_ids: Mapping[str, str]) -> Iterator[tuple[str, Promotion]]:
    for promotion_id, written in _read("promotions").items():
        goods = {
            "category_ids": [category_ids[slug] for slug in written.pop("categories", ())],
            "exclude_reduced": written.pop("exclude_reduced", False),
        }
        yield promotion_id, msgspec.convert({**written, "goods": goods}, Promotion)
