"""Facets: what can be chosen next, with counts, from one request.

Choices filter the hits after aggregation (``post_filter``), and each facet counts the products that
fit every *other* choice: choosing red leaves the counts of blue and green to choose from. Facets
with nothing chosen share one filter, so the request grows only with what is chosen.

All attributes and options are in one keyword field as ``code:value``; which of them are worth
showing is decided by the hits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

import msgspec

from contracts.errors import InvalidError
from contracts.money import exponent, format_amount
from core_services.search.index import FACET_SEPARATOR
from core_services.search.relevance import Clause
from core_services.search.schemas import Facet, FacetBucket, SearchQuery, TooManyChoicesError

_SHARED = "shared"
UNFILTERED = "unfiltered"  # how many products fit the words alone
_MAX_BUCKETS = 20
_MAX_CHOICES = 20
_MAX_TERMS = 60
_MAX_ATTRIBUTES = 40
_MAX_ATTRIBUTE_VALUES = 400
_SHOWN_ATTRIBUTES = 8
_LEAST_COVERAGE = 0.05
_LIKE_AN_IDENTIFIER = 0.8
_MEASUREMENT = re.compile(r":\d+\.\d+$")
_PRICE_STEPS = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


class AttributeFilterError(InvalidError):
    code = "bad-attribute-filter"
    title = "Write an attribute filter as code:value"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the shopper has chosen, by facet, as clauses and as values."""

    clauses: Mapping[str, Clause]
    values: Mapping[str, frozenset[str]]

    def filter_but(self, facet: str | None = None) -> Clause:
        """Every choice, except the one of this facet."""
        others = [clause for name, clause in self.clauses.items() if name != facet]
        return {"bool": {"filter": others}} if others else {"match_all": {}}


def choices(query: SearchQuery) -> Choices:
    """The query's filters; several values of one facet mean any of them.

    Raises:
        AttributeFilterError: for an attribute that is not code:value.
        TooManyChoicesError: for more than the engine should be asked to count.
    """
    if len(query.brand) > _MAX_CHOICES or len(query.attr) > _MAX_CHOICES:
        raise TooManyChoicesError(f"At most {_MAX_CHOICES} of each.")
    chosen: dict[str, tuple[str, tuple[str, ...]]] = {}
    if query.category:
        chosen["category"] = ("category_slugs", (query.category,))
    if query.brand:
        chosen["brand"] = ("brand", query.brand)
    for name, selections in _attributes(query.attr).items():
        chosen[name] = ("facets", selections)
    clauses: dict[str, Clause] = {
        name: {"terms": {field: list(any_of)}} for name, (field, any_of) in chosen.items()
    }
    values = {name: frozenset(any_of) for name, (_, any_of) in chosen.items()}
    if query.in_stock is not None:
        clauses["in_stock"] = {"term": {"in_stock": query.in_stock}}
        values["in_stock"] = frozenset({str(query.in_stock).lower()})
    if query.price_min is not None or query.price_max is not None:
        clauses["price"] = _price_clause(query)
        values["price"] = frozenset({_range_value(query.price_min, query.price_max)})
    return Choices(clauses, values)


def _attributes(selections: Iterable[str]) -> dict[str, tuple[str, ...]]:
    by_code: dict[str, tuple[str, ...]] = {}
    for selection in selections:
        code, separator, value = selection.partition(FACET_SEPARATOR)
        if not (code and separator and value):
            raise AttributeFilterError(f"{selection!r} is not code:value, such as color:Red.")
        name = f"attr:{code}"
        by_code[name] = (*by_code.get(name, ()), selection)
    return by_code


def _price_clause(query: SearchQuery) -> Clause:
    bounds = {"gte": query.price_min, "lte": query.price_max}
    present = {name: bound for name, bound in bounds.items() if bound is not None}
    return {"range": {f"prices.{query.currency}.min": present}}


def _range_value(low: int | None, high: int | None) -> str:
    return f"{'' if low is None else low}-{'' if high is None else high}"


def aggregations(chosen: Choices, currency: str) -> Any:
    """The aggregations to ask for; where nothing is chosen they are always the same."""
    return _by_choice(chosen, currency) if chosen.clauses else _without_choice(currency)


@lru_cache(maxsize=256)
def _without_choice(currency: str) -> msgspec.Raw:
    aggs = {_SHARED: {"filter": {"match_all": {}}, "aggs": _all_aggregations(currency)}}
    return msgspec.Raw(msgspec.json.encode(aggs))


def _by_choice(chosen: Choices, currency: str) -> dict[str, Any]:
    everything = _all_aggregations(currency)
    shared = {name: body for name, body in everything.items() if name not in chosen.clauses}
    aggs: dict[str, Any] = {_SHARED: {"filter": chosen.filter_but(), "aggs": shared}}
    aggs[UNFILTERED] = {"filter": {"match_all": {}}}
    for name in chosen.clauses:
        body = everything.get(name) or _one_attribute(name.removeprefix("attr:"))
        slot = "attributes" if name.startswith("attr:") else name
        aggs[name] = {"filter": chosen.filter_but(name), "aggs": {slot: body}}
    return aggs


def _all_aggregations(currency: str) -> dict[str, Any]:
    return {
        "category": {"terms": {"field": "categories", "size": _MAX_TERMS}},
        "brand": {"terms": {"field": "brand", "size": _MAX_TERMS}},
        "attributes": {"terms": {"field": "facets", "size": _MAX_ATTRIBUTE_VALUES}},
        "attribute_labels": {"terms": {"field": "facet_labels", "size": _MAX_ATTRIBUTES}},
        "price": {"range": {"field": f"prices.{currency}.min", "ranges": _ranges(currency)}},
        "in_stock": {"terms": {"field": "in_stock"}},
    }


def _one_attribute(code: str) -> dict[str, Any]:
    prefix = "".join(c if c.isalnum() else f"\\{c}" for c in f"{code}{FACET_SEPARATOR}")
    return {"terms": {"field": "facets", "size": _MAX_TERMS, "include": f"{prefix}.*"}}


def _ranges(currency: str) -> list[dict[str, int]]:
    bounds = [step * 10 ** exponent(currency) for step in _PRICE_STEPS]
    middle = [{"from": low, "to": high} for low, high in pairwise(bounds)]
    return [{"to": bounds[0]}, *middle, {"from": bounds[-1]}]


class Bucket(msgspec.Struct, frozen=True):
    doc_count: int
    key: str | int | float = ""
    key_as_string: str | None = None
    low: float | None = msgspec.field(name="from", default=None)
    high: float | None = msgspec.field(name="to", default=None)


class Buckets(msgspec.Struct, frozen=True):
    buckets: tuple[Bucket, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    """One filtered group of aggregations, as the engine answers."""

    doc_count: int = 0
    category: Buckets = Buckets()
    brand: Buckets = Buckets()
    price: Buckets = Buckets()
    in_stock: Buckets = Buckets()
    attributes: Buckets = Buckets()
    attribute_labels: Buckets = Buckets()


def read(answer: Mapping[str, Counted], chosen: Choices, currency: str) -> tuple[Facet, ...]:
    """The facets that the answer holds and that offer a choice."""
    shared = answer.get(_SHARED, Counted())
    counted = {name: answer.get(name, shared) for name in _FIXED}
    facets = [
        _category(counted["category"].category, chosen),
        _brand(counted["brand"].brand, chosen),
        _price(counted["price"].price, chosen, currency),
        _in_stock(counted["in_stock"].in_stock, chosen),
        *_attribute_facets(answer, shared, chosen),
    ]
    return tuple(facet for facet in facets if facet.buckets)


_FIXED = ("category", "brand", "price", "in_stock")


def _category(buckets: Buckets, chosen: Choices) -> Facet:
    rows = ((*str(b.key).partition(FACET_SEPARATOR)[::2], b.doc_count) for b in buckets.buckets)
    return _terms("category", "Category", rows, chosen.values.get("category"))


def _brand(buckets: Buckets, chosen: Choices) -> Facet:
    rows = ((str(b.key), str(b.key), b.doc_count) for b in buckets.buckets)
    return _terms("brand", "Brand", rows, chosen.values.get("brand"))


def _in_stock(buckets: Buckets, chosen: Choices) -> Facet:
    labels = {"true": "In stock", "false": "Out of stock"}
    rows = (
        (b.key_as_string or "", labels.get(b.key_as_string or "", ""), b.doc_count)
        for b in buckets.buckets
    )
    return _terms("in_stock", "Availability", rows, chosen.values.get("in_stock"))


def _price(buckets: Buckets, chosen: Choices, currency: str) -> Facet:
    selected = chosen.values.get("price", frozenset())
    rows = (_price_bucket(b, selected, currency) for b in buckets.buckets if b.doc_count)
    return Facet(field="price", label="Price", kind="range", buckets=tuple(rows))


def _price_bucket(bucket: Bucket, selected: frozenset[str], currency: str) -> FacetBucket:
    low = None if bucket.low is None else int(bucket.low)
    high = None if bucket.high is None else int(bucket.high) - 1
    value = _range_value(low, high)
    return FacetBucket(
        value=value,
        label=_price_label(low, bucket.high, currency),
        count=bucket.doc_count,
        selected=value in selected,
    )


@lru_cache(maxsize=1024)
def _price_label(low: int | None, high: float | None, currency: str) -> str:
    if low is None:
        return f"Under {format_amount(int(high or 0), currency)} {currency}"
    if high is None:
        return f"{format_amount(low, currency)} {currency} and above"
    return f"{format_amount(low, currency)} – {format_amount(int(high), currency)} {currency}"


def _attribute_facets(
    answer: Mapping[str, Counted], shared: Counted, chosen: Choices
) -> Iterator[Facet]:
    """The chosen attributes first, then those that most hits have and that tell them apart."""
    by_code: dict[str, list[Bucket]] = defaultdict(list)
    for bucket in shared.attributes.buckets:
        by_code[str(bucket.key).partition(FACET_SEPARATOR)[0]].append(bucket)
    labels = dict(_labels(shared))
    picked = [name.removeprefix("attr:") for name in chosen.clauses if name.startswith("attr:")]
    offered = [
        code
        for code, coverage in _coverage(shared).items()
        if code not in picked and _is_worth_showing(by_code[code], coverage, shared.doc_count)
    ]
    for code in picked:
        own = answer.get(f"attr:{code}", Counted()).attributes.buckets
        yield _attribute(code, labels.get(code, code), own, chosen)
    for code in offered[: _SHOWN_ATTRIBUTES - len(picked)]:
        yield _attribute(code, labels.get(code, code), by_code[code], chosen)


def _labels(shared: Counted) -> Iterator[tuple[str, str]]:
    """Where products disagree on the label of a code, the most frequent label comes last."""
    for bucket in reversed(shared.attribute_labels.buckets):
        code, _, label = str(bucket.key).partition(FACET_SEPARATOR)
        yield code, label


def _coverage(shared: Counted) -> dict[str, int]:
    """How many of the hits have each attribute, most first."""
    covered: dict[str, int] = defaultdict(int)
    for bucket in shared.attribute_labels.buckets:
        covered[str(bucket.key).partition(FACET_SEPARATOR)[0]] += bucket.doc_count
    return dict(sorted(covered.items(), key=lambda item: -item[1]))


def _is_worth_showing(buckets: list[Bucket], coverage: int, hits: int) -> bool:
    """Has a choice, is known of enough hits, is no measurement (those want a range, not a list),
    and is not different for nearly every product."""
    if len(buckets) < 2 or coverage < max(2, hits * _LEAST_COVERAGE):
        return False
    measured = sum(1 for b in buckets if _MEASUREMENT.search(str(b.key)))
    if 2 * measured > len(buckets):
        return False
    return len(buckets) <= _MAX_BUCKETS or len(buckets) < coverage * _LIKE_AN_IDENTIFIER


def _attribute(code: str, label: str, buckets: Iterable[Bucket], chosen: Choices) -> Facet:
    name = f"attr:{code}"
    prefix = len(code) + len(FACET_SEPARATOR)
    selected = frozenset(value[prefix:] for value in chosen.values.get(name, ()))
    rows = ((str(b.key)[prefix:], str(b.key)[prefix:], b.doc_count) for b in buckets)
    return _terms(name, label, rows, selected)


def _terms(
    name: str,
    label: str,
    rows: Iterable[tuple[str, str, int]],
    selected: frozenset[str] | None,
) -> Facet:
    """A facet of at most `_MAX_BUCKETS` values; what is chosen stays, even with nothing left."""
    shown = _shown(rows, selected) if selected else islice(rows, _MAX_BUCKETS)
    chosen = selected or frozenset()
    buckets = tuple(
        FacetBucket(value=value, label=text, count=count, selected=value in chosen)
        for value, text, count in shown
    )
    return Facet(field=name, label=label, kind="terms", buckets=buckets)


def _shown(
    rows: Iterable[tuple[str, str, int]], selected: frozenset[str]
) -> list[tuple[str, str, int]]:
    shown = [row for i, row in enumerate(rows) if i < _MAX_BUCKETS or row[0] in selected]
    lost = selected - {value for value, _, _ in shown}
    return shown + [(value, value, 0) for value in sorted(lost)]
