"""Which column of a file is what: our own names, a preset for a well-known shop, or a YAML file."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

import msgspec
import yaml

from infra.ops.history.findings import UnreadableError
from infra.ops.history.values import DecimalMark

LineField = Literal[
    "line_id",
    "sku",
    "product_id",
    "title",
    "category",
    "quantity",
    "unit_price",
    "discount",
    "tax",
    "total",
    "coupon_code",
    "coupon_discount",
    "shipping",
    "refunded",
]
OrderField = Literal[
    "order_id", "placed_at", "customer_id", "channel", "country", "currency", "status"
]
WholeOrderAmount = Literal[
    "order_total",
    "order_subtotal",
    "order_discount",
    "order_tax",
    "order_shipping",
    "order_refunded",
    "order_coupon_discount",
]
Field = LineField | OrderField | WholeOrderAmount

LINE_FIELDS: Final = LineField.__args__  # type: ignore[attr-defined]
ORDER_FIELDS: Final = OrderField.__args__  # type: ignore[attr-defined]
WHOLE_ORDER_AMOUNTS: Final = WholeOrderAmount.__args__  # type: ignore[attr-defined]
LINE_AMOUNTS: Final = (
    "unit_price", "discount", "tax", "total", "coupon_discount", "shipping", "refunded"
)  # fmt: skip
FIELDS: Final = (*ORDER_FIELDS, *LINE_FIELDS, *WHOLE_ORDER_AMOUNTS)
PRESETS: Final = ("shopify", "woocommerce")
_CONSTANT: Final = ("channel", "country", "currency", "status")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slip of the pen in a mapping is noticed."""


class Sum(_Strict, frozen=True, kw_only=True):
    """An amount that the file has in parts."""

    add: tuple[str, ...]
    subtract: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.add, *self.subtract)


class Statuses(_Strict, frozen=True, kw_only=True):
    """The file's words, in lower case: ``skipped`` orders were never bought, and are left out."""

    paid: tuple[str, ...] = ("paid",)
    cancelled: tuple[str, ...] = ("cancelled",)
    skipped: tuple[str, ...] = ()

    def words(self) -> dict[str, str]:
        return {
            word.casefold(): name for name in self.__struct_fields__ for word in getattr(self, name)
        }


class Mapping(_Strict, frozen=True, kw_only=True):
    """``columns`` says where each field is; ``constants`` what is the same for the whole file.

    ``customer_is_personal``: what identifies customers names them, and becomes a pseudonym.
    """

    columns: dict[Field, str | Sum]
    constants: dict[Literal["channel", "country", "currency", "status"], str] = {}
    statuses: Statuses = Statuses()
    customer_is_personal: bool = False
    decimal: DecimalMark = "point"
    ignore_other_columns: bool = True

    def source(self, field: str) -> Sum | None:
        """Where the field is in the file, if anywhere."""
        found = self.columns.get(field)  # type: ignore[call-overload]
        return Sum(add=(found,)) if isinstance(found, str) else found

    def name_of(self, field: str) -> str:
        """The column to name in a finding about the field."""
        source = self.source(field)
        return " + ".join(source.add) if source else field


OWN: Final = Mapping(
    columns={name: name for name in FIELDS},
    ignore_other_columns=False,
)


def preset(name: str) -> Mapping:
    """The mapping for the export of a well-known shop system."""
    content = files("infra.ops.history").joinpath("presets", f"{name}.yaml").read_text()
    return parse_mapping(content, f"the preset {name}")


def load_mapping(path: Path) -> Mapping:
    """A mapping of one's own.

    Raises:
        UnreadableError: saying what is wrong with it.
    """
    return parse_mapping(path.read_text(encoding="utf-8"), str(path))


def parse_mapping(content: str, place: str) -> Mapping:
    """A mapping from YAML.

    Raises:
        UnreadableError: saying what is wrong with it.
    """
    try:
        mapping = msgspec.convert(yaml.safe_load(content), Mapping)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise UnreadableError(
            f"{place} is no mapping: {error}", "docs/history-import.md shows one"
        ) from error
    for fault in _faults(mapping):
        raise UnreadableError(f"{place}: {fault}", "docs/history-import.md says what is needed")
    return mapping


def _faults(mapping: Mapping) -> Iterator[str]:
    for name, source in mapping.columns.items():
        is_sum = isinstance(source, Sum)
        if is_sum and name not in (*LINE_AMOUNTS, *WHOLE_ORDER_AMOUNTS):
            yield f"{name} is no amount, and cannot be added up"
        if name in mapping.constants:
            yield f"{name} is a column and a constant"
    words = mapping.statuses.words()
    if len(words) != sum(
        len(getattr(mapping.statuses, each)) for each in Statuses.__struct_fields__
    ):
        yield "a word of the file stands for two statuses"
    if "status" in mapping.constants and mapping.constants["status"].casefold() not in words:
        yield f"{mapping.constants['status']!r} is no status"
