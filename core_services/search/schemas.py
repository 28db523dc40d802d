"""What travels: our answers, our queries, and the catalog's documents."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from contracts.errors import InvalidError
from contracts.money import Money

Sort = Literal["relevance", "price", "-price", "newest", "name"]
Text = Annotated[str, Meta(max_length=256)]
Selection = Annotated[str, Meta(min_length=1, max_length=256)]
Cursor = Annotated[str, Meta(min_length=1, max_length=1024)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Price = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]


class CursorError(InvalidError):
    code = "bad-cursor"
    title = "This cursor does not belong to this search"


class TooManyChoicesError(InvalidError):
    code = "too-many-choices"
    title = "Choose fewer brands or attributes at once"


class SearchQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of one search. Prices are minor units of ``currency``."""

    q: Text = ""
    category: Annotated[str, Meta(max_length=256)] = ""
    brand: tuple[Selection, ...] = ()
    attr: tuple[Selection, ...] = ()
    price_min: Price | None = None
    price_max: Price | None = None
    in_stock: bool | None = None
    sort: Sort = "relevance"
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 24
    currency: Currency = "EUR"


class SuggestQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    q: Text = ""
    limit: Annotated[int, Meta(ge=1, le=20)] = 8


class ProductCard(Struct, frozen=True, kw_only=True):
    """A product in a list. ``price`` is its cheapest variant's, ``price_max`` its dearest's."""

    id: str
    slug: str
    title: str
    brand: str | None = None
    image_url: str | None = None
    price: Money | None = None
    price_max: Money | None = None
    compare_at: Money | None = None
    in_stock: bool = False
    category_slug: str | None = None


class FacetBucket(Struct, frozen=True, kw_only=True):
    """``value`` is what to send back to choose it; a price range is ``from-to``, either open."""

    value: str
    label: str
    count: int
    selected: bool = False


class Facet(Struct, frozen=True, kw_only=True):
    """``field`` names the parameter: ``category``, ``brand``, ``price``, ``in_stock``, or
    ``attr:colour`` for ``attr=colour:…``."""

    field: str
    label: str
    kind: Literal["terms", "range"]
    buckets: tuple[FacetBucket, ...]


class SearchResults(Struct, frozen=True, kw_only=True):
    """``facets`` come with the first page only. ``degraded`` says that the engine is away and the
    catalog answered in its place, without facets, typo tolerance or correction."""

    hits: tuple[ProductCard, ...]
    total: int
    facets: tuple[Facet, ...] = ()
    did_you_mean: str | None = None
    next_cursor: str | None = None
    degraded: bool = False
    took_ms: int = 0


class Suggestion(Struct, frozen=True, kw_only=True):
    text: str
    kind: Literal["query", "product", "category"]
    slug: str | None = None


class Suggestions(Struct, frozen=True, kw_only=True):
    suggestions: tuple[Suggestion, ...]
    degraded: bool = False


Word = Annotated[str, Meta(min_length=1, max_length=60)]


class SynonymRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that mean the same; with ``one_way`` only the first is widened to the others."""

    words: Annotated[tuple[Word, ...], Meta(min_length=2, max_length=20)]
    one_way: bool = False


class SynonymsBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rules: Annotated[tuple[SynonymRule, ...], Meta(max_length=1000)]


class SynonymSet(Struct, frozen=True, kw_only=True):
    """Send ``version`` back as ``If-Match`` to replace the set."""

    rules: tuple[SynonymRule, ...] = ()
    version: int = 0
    updated_at: datetime | None = None
    updated_by: str = ""


class Rebuild(Struct, frozen=True, kw_only=True):
    """A full rebuild of the index and how far it is."""

    id: str
    state: Literal["requested", "running", "succeeded", "failed"]
    reason: str
    requested_by: str
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    index: str | None = None
    after: str | None = None
    indexed: int = 0
    error: str | None = None
    owner: str | None = None
    lease_until: datetime | None = None


class RebuildStatus(Struct, frozen=True, kw_only=True):
    """``rebuild`` is the present or the latest one; ``documents`` is what is being searched."""

    rebuild: Rebuild | None
    index: str | None
    documents: int
    mapping_version: str


class PriceRange(Struct, frozen=True):
    """Minor units; the cheapest and the dearest variant."""

    min: int
    max: int
    compare_at: int | None = None


class SearchDocument(Struct, frozen=True, kw_only=True):
    """A product as the catalog describes it for search."""

    id: str
    version: int
    slug: str
    title: str
    description: str = ""
    brand: str | None = None
    category_slugs: tuple[str, ...] = ()
    category_names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = {}
    attribute_labels: dict[str, str] = {}
    options: dict[str, tuple[str, ...]] = {}
    prices: dict[str, PriceRange] = {}
    image_url: str | None = None
    in_stock: bool = False
    published_at: datetime | None = None
    popularity: int = 0


class DocumentBatch(Struct, frozen=True, kw_only=True):
    documents: tuple[SearchDocument, ...]
    missing: tuple[str, ...] = ()


class DocumentPage(Struct, frozen=True, kw_only=True):
    documents: tuple[SearchDocument, ...]
    next: str | None = None


class CatalogPage(Struct, frozen=True, kw_only=True):
    """The catalog's own product list: what answers while the engine is away."""

    products: tuple[ProductCard, ...]
    next_cursor: str | None = None
    total: int | None = None
