"""``ProductRecord``: a product as a merchant hands it over; one JSON object a line in our format.

A record is complete: what it does not name, the product loses, with two exceptions. ``slug`` left
out keeps the present address (a new product gets its handle as slug), and ``on_hand`` left out
declares no stock. Prices are integer minor units by ISO 4217 code: ``{"EUR": 1999}``.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Status = Literal["draft", "active", "archived"]

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=200)]
Sku = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=64)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
Text = Annotated[str, msgspec.Meta(max_length=255)]
Html = Annotated[str, msgspec.Meta(max_length=100_000)]
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
CurrencyCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]
Amount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]
Integer = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class ImageRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Url
    alt: Annotated[str, msgspec.Meta(max_length=500)] = ""
    width: Annotated[int, msgspec.Meta(ge=1)] | None = None
    height: Annotated[int, msgspec.Meta(ge=1)] | None = None


class OptionRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice the shopper makes, such as Size; ``values`` in the order they are shown."""

    name: Name
    values: tuple[Name, ...]


class AttributeRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact about the product. Its type is its JSON type; a code may repeat for several values."""

    code: Code
    label: Name
    value: bool | Integer | float | Annotated[str, msgspec.Meta(max_length=2_000)]
    unit: Annotated[str, msgspec.Meta(max_length=32)] | None = None


class VariantRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is put into a cart. ``options`` holds one value for each option of the product."""

    sku: Sku
    options: dict[str, str] = {}
    prices: dict[CurrencyCode, Amount] = {}
    compare_at: dict[CurrencyCode, Amount] = {}
    barcodes: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], ...] = ()
    weight_grams: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)] = 0
    on_hand: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] | None = None
    tax_class: Code = "standard"
    requires_shipping: bool = True
    image_url: Url | None = None


class SeoRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: Text = ""
    description: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


class ProductRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``handle`` is the merchant's lasting name for the product: the key of a repeated import.

    ``category`` is the path from the root, such as ``["Home", "Kitchen", "Knives"]``; categories
    that do not exist yet are created. The product is on sale while its status is ``active`` and the
    time lies between ``published_at`` (empty: at once) and ``unpublish_at`` (empty: for ever).
    """

    handle: Slug
    title: Name
    variants: tuple[VariantRecord, ...]
    slug: Slug | None = None
    description_html: Html = ""
    vendor: Text = ""
    brand: Text = ""
    product_type: Text = ""
    category: tuple[Name, ...] = ()
    tags: tuple[Name, ...] = ()
    status: Status = "active"
    published_at: datetime | None = None
    unpublish_at: datetime | None = None
    options: tuple[OptionRecord, ...] = ()
    attributes: tuple[AttributeRecord, ...] = ()
    images: tuple[ImageRecord, ...] = ()
    seo: SeoRecord = SeoRecord()


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one record; ``reason`` says why it failed, in a sentence for the merchant."""

    handle: str
    result: Literal["created", "updated", "unchanged", "failed"]
    product_id: str | None = None
    reason: str = ""
    code: str = ""
    field: str = ""
