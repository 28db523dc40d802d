"""The catalog's rules: when a record is sound, and what a batch of records changes.

No I/O. A batch is planned against what is known of the products, SKUs and slugs it touches; the
repository then carries the plan out in sets.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec

from contracts.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from contracts.ids import new_id
from contracts.money import UnknownCurrencyError, exponent
from core_services.catalog.records import Outcome, ProductRecord, VariantRecord

MAX_VARIANTS = 1_000
MAX_CATEGORY_DEPTH = 10
_RULES_VERSION = b"1"
"""Part of each content hash: raise it when the same record must be written again."""

_decoder = msgspec.json.Decoder(ProductRecord)
_encoder = msgspec.json.Encoder(order="deterministic")


class ProductNotFoundError(NotFoundError):
    code = "product-not-found"
    title = "There is no such product"


class CategoryNotFoundError(NotFoundError):
    code = "category-not-found"
    title = "There is no such category"


class RecordInvalidError(InvalidError):
    code = "product-invalid"
    title = "The product cannot be saved like this"


class SlugTakenError(ConflictError):
    code = "slug-taken"
    title = "Another thing lives at this address"


class SkuTakenError(ConflictError):
    code = "sku-taken"
    title = "Another product has this SKU"


class HandleTakenError(ConflictError):
    code = "handle-taken"
    title = "There is a product with this handle"


class HandleFixedError(InvalidError):
    code = "handle-fixed"
    title = "A product keeps its handle"


class CategoryLoopError(InvalidError):
    code = "category-loop"
    title = "A category cannot be below itself"


class CategoryTakenError(ConflictError):
    code = "category-taken"
    title = "There is such a category here"


class CategoryInUseError(ConflictError):
    code = "category-in-use"
    title = "The category still holds products or categories"


class PriceListNotFoundError(NotFoundError):
    code = "price-list-not-found"
    title = "There is no such price list"


class PriceListInvalidError(InvalidError):
    code = "price-list-invalid"
    title = "The price list cannot be saved like this"


class PriceListTakenError(ConflictError):
    code = "price-list-taken"
    title = "There is such a price list"


class SkuUnknownError(InvalidError):
    code = "sku-unknown"
    title = "There is no such SKU"


class PricingDocumentNotFoundError(NotFoundError):
    code = "pricing-document-not-found"
    title = "There is no such rate, method or promotion"


class PricingInvalidError(InvalidError):
    code = "pricing-invalid"
    title = "It cannot be saved like this"


class CodeTakenError(ConflictError):
    code = "code-taken"
    title = "The code is in use"


class CursorInvalidError(InvalidError):
    code = "cursor-invalid"
    title = "The cursor does not belong to this query"


def require_version(version: int, current: int) -> None:
    """Let a change pass that was made from the current version.

    Raises:
        StaleVersionError: when it was made from another one.
    """
    if version != current:
        raise StaleVersionError(
            f"You changed version {version}; it is at {current}.", version=current
        )


def require_window(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Let a schedule pass that makes sense.

    Raises:
        PricingInvalidError: when it ends before it starts, or a moment cannot be stored.
    """
    if any(moment and moment.tzinfo is None for moment in (starts_at, ends_at)):
        raise PricingInvalidError("A time needs its offset, such as Z.")
    if not all(is_storable(moment) for moment in (starts_at, ends_at) if moment):
        raise PricingInvalidError("A time lies outside 1970 to 9999.")
    if starts_at and ends_at and ends_at <= starts_at:
        raise PricingInvalidError("It would end before it starts.")


def is_storable(moment: datetime) -> bool:
    """Whether the moment stays within a datetime's years in every time zone."""
    return 1970 <= moment.year < 9999


class RecordError(Exception):
    """One record is not sound; ``field`` says where, such as ``variants[2].sku``."""

    def __init__(self, code: str, field: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.field = field
        self.reason = reason


class KnownProduct(msgspec.Struct, frozen=True):
    """A product that a batch may touch, as it is stored."""

    id: str
    handle: str
    slug: str
    content_hash: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """All that is stored and that a batch could collide with."""

    by_handle: Mapping[str, KnownProduct]
    slug_owners: Mapping[str, str]
    sku_owners: Mapping[str, tuple[str, str]]
    """Product id and variant id by SKU."""


class PlannedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A record that will be written, under its lasting ids."""

    id: str
    record: ProductRecord
    slug: str
    content_hash: str
    created: bool
    old_slug: str | None
    variant_ids: Mapping[str, str]


class Plan(msgspec.Struct, frozen=True):
    """``outcomes`` has one entry for each record, in order."""

    products: tuple[PlannedProduct, ...]
    outcomes: tuple[Outcome, ...]


def plan(records: Sequence[ProductRecord], known: Known, *, by_staff: bool = False) -> Plan:
    """Decide for each record whether it creates, updates, changes nothing, or fails and why.

    Of two records that claim the same handle, slug or SKU the first one gets it. The hash that is
    stored is that of the last import: what staff change (``by_staff``) stays until the merchant's
    file says something new.
    """
    claims = _Claims(known)
    planned: list[PlannedProduct] = []
    outcomes: list[Outcome] = []
    for record in records:
        try:
            product = _plan_one(record, known, claims, by_staff)
        except RecordError as error:
            outcomes.append(failed(record, error))
            continue
        stored = known.by_handle.get(record.handle)
        if product is None:
            outcomes.append(_outcome(record, "unchanged", stored.id if stored else None))
        else:
            planned.append(product)
            outcomes.append(
                _outcome(record, "created" if product.created else "updated", product.id)
            )
    return Plan(tuple(planned), tuple(outcomes))


def _plan_one(
    record: ProductRecord, known: Known, claims: "_Claims", by_staff: bool
) -> PlannedProduct | None:
    content_hash = check(record)
    stored = known.by_handle.get(record.handle)
    product_id = stored.id if stored else new_id("prd")
    slug = record.slug or (stored.slug if stored else record.handle)
    claims.take(record, product_id, slug)
    if stored and stored.content_hash == content_hash and not by_staff:
        return None
    return PlannedProduct(
        id=product_id,
        record=record,
        slug=slug,
        content_hash=stored.content_hash if stored and by_staff else content_hash,
        created=stored is None,
        old_slug=stored.slug if stored and stored.slug != slug else None,
        variant_ids={
            variant.sku: known.sku_owners.get(variant.sku, ("", ""))[1] or new_id("var")
            for variant in record.variants
        },
    )


class _Claims:
    """Who owns which name, counting what earlier records of the batch have taken."""

    def __init__(self, known: Known) -> None:
        self._handles: set[str] = set()
        self._slugs = dict(known.slug_owners)
        self._skus = {sku: owner for sku, (owner, _) in known.sku_owners.items()}

    def take(self, record: ProductRecord, product_id: str, slug: str) -> None:
        if record.handle in self._handles:
            raise RecordError(
                "handle-repeated", "handle", f"The handle {record.handle!r} came before."
            )
        if self._slugs.get(slug, product_id) != product_id:
            raise RecordError("slug-taken", "slug", f"Another product lives at {slug!r}.")
        for index, variant in enumerate(record.variants):
            if self._skus.get(variant.sku, product_id) != product_id:
                reason = f"The SKU {variant.sku!r} belongs to another product."
                raise RecordError("sku-taken", f"variants[{index}].sku", reason)
        self._handles.add(record.handle)
        self._slugs[slug] = product_id
        self._skus.update((variant.sku, product_id) for variant in record.variants)


def check(record: ProductRecord) -> str:
    """The content hash of a sound record.

    Raises:
        RecordError: for the first thing that is wrong with it.
    """
    try:
        encoded = _encoder.encode(record)
        _decoder.decode(encoded)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise _malformed(error) from error
    if b"\\u0000" in encoded:
        raise RecordError("text-invalid", "", "A text holds the character NUL.")
    for problem in _problems(record):
        raise problem
    return blake2b(_RULES_VERSION + encoded, digest_size=16).hexdigest()


def _malformed(error: Exception) -> RecordError:
    reason, _, path = str(error).partition(" - at ")
    return RecordError("field-invalid", path.strip("`").removeprefix("$."), f"{reason}.")


def _problems(record: ProductRecord) -> Iterator[RecordError]:
    yield from _variant_count_problems(record)
    yield from _sku_problems(record.variants)
    yield from _option_problems(record)
    for index, variant in enumerate(record.variants):
        yield from _price_problems(variant, f"variants[{index}]")
    if len(record.category) > MAX_CATEGORY_DEPTH:
        reason = f"A category path has at most {MAX_CATEGORY_DEPTH} levels."
        yield RecordError("category-too-deep", "category", reason)
    yield from _schedule_problems(record.published_at, record.unpublish_at)


def _schedule_problems(start: datetime | None, end: datetime | None) -> Iterator[RecordError]:
    for field, moment in (("published_at", start), ("unpublish_at", end)):
        if moment and moment.tzinfo is None:
            yield RecordError("time-zone-missing", field, "A time needs its offset, such as Z.")
        elif moment and not is_storable(moment):
            yield RecordError("time-out-of-range", field, "A time lies outside 1970 to 9999.")
    if start and end and start.tzinfo and end.tzinfo and end <= start:
        reason = "The product would be withdrawn before it is published."
        yield RecordError("schedule-invalid", "unpublish_at", reason)


def _variant_count_problems(record: ProductRecord) -> Iterator[RecordError]:
    count = len(record.variants)
    if count == 0:
        yield RecordError("variants-missing", "variants", "A product needs a variant to be sold.")
    elif count > MAX_VARIANTS:
        reason = f"A product has at most {MAX_VARIANTS} variants."
        yield RecordError("variants-too-many", "variants", reason)
    elif count > 1 and not record.options:
        reason = "Several variants need an option that tells them apart."
        yield RecordError("options-missing", "options", reason)


def _sku_problems(variants: Sequence[VariantRecord]) -> Iterator[RecordError]:
    seen: set[str] = set()
    for index, variant in enumerate(variants):
        if variant.sku in seen:
            reason = f"The SKU {variant.sku!r} stands twice in this product."
            yield RecordError("sku-repeated", f"variants[{index}].sku", reason)
        seen.add(variant.sku)


def _option_problems(record: ProductRecord) -> Iterator[RecordError]:
    allowed = {option.name: frozenset(option.values) for option in record.options}
    if len(allowed) < len(record.options):
        yield RecordError("option-repeated", "options", "Two options have the same name.")
    seen: set[tuple[tuple[str, str], ...]] = set()
    for index, variant in enumerate(record.variants):
        field = f"variants[{index}].options"
        if variant.options.keys() != allowed.keys():
            reason = f"The variant must choose each of: {', '.join(allowed) or 'no options'}."
            yield RecordError("options-incomplete", field, reason)
        elif any(value not in allowed[name] for name, value in variant.options.items()):
            yield RecordError("option-unknown", field, "A chosen value is not listed in options.")
        choice = tuple(sorted(variant.options.items()))
        if choice in seen:
            yield RecordError("options-repeated", field, "Two variants make the same choices.")
        seen.add(choice)


def _price_problems(variant: VariantRecord, field: str) -> Iterator[RecordError]:
    for currency in variant.prices:
        try:
            exponent(currency)
        except UnknownCurrencyError as error:
            yield RecordError("unknown-currency", f"{field}.prices", error.detail)
    if not variant.compare_at.keys() <= variant.prices.keys():
        reason = "A compare-at price needs a price in the same currency."
        yield RecordError("compare-at-alone", f"{field}.compare_at", reason)


def failed(record: ProductRecord, error: RecordError) -> Outcome:
    return Outcome(
        handle=record.handle,
        result="failed",
        reason=error.reason,
        code=error.code,
        field=error.field,
    )


def _outcome(record: ProductRecord, result: str, product_id: str | None) -> Outcome:
    return msgspec.convert(
        {"handle": record.handle, "result": result, "product_id": product_id}, Outcome
    )


def variant_title(record: ProductRecord, variant: VariantRecord) -> str:
    """``Red / XL``, in the order of the product's options; empty for a product without any."""
    return " / ".join(variant.options[option.name] for option in record.options)


def normalise_query(text: str) -> str:
    """What a shopper typed, with white space and compatibility forms made plain."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\x00", " ").split())
