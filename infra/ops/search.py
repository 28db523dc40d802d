"""`mercato search eval`: how well search ranks, against relevance judgments made by people.

It runs what production runs: documents become index documents by the service's own code, and each
query goes through the service's own handler, into scratch indices that are removed afterwards.
"""

import asyncio
import gzip
import html
import json
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
import typer
from osmem_server import OsmemServer
from rich.console import Console
from rich.table import Table

from contracts.clock import SystemClock
from contracts.ids import new_id
from core_services.chassis.cache import connect
from core_services.search import handlers
from core_services.search.clients import Catalog
from core_services.search.engine import Engine
from core_services.search.handlers import Searcher
from core_services.search.popular import PopularQueries
from core_services.search.reference import Reference
from core_services.search.repository import ProductIndex, new_index_name
from core_services.search.schemas import SearchDocument, SearchQuery

app = typer.Typer(no_args_is_help=True, help="Measure search.")
_console = Console(highlight=False)

_DEPTH = 10
_BATCH = 250
_PLAIN_FIELDS = ("title", "brand", "category_names", "attribute_text", "description")
_TAG = re.compile(r"<[^>]+>")

Judgments = Mapping[str, Mapping[str, float]]
Find = Callable[[str], Awaitable[Sequence[str]]]


@app.callback()
def search() -> None:
    """Measure search."""


@app.command("eval")
def evaluate(
    data: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The ESCI subset's directory.")
    ],
    url: Annotated[
        str | None, typer.Option(help="An OpenSearch to use; by default one of its own.")
    ] = None,
    worst: Annotated[int, typer.Option(help="Show this many of the worst queries.")] = 0,
) -> None:
    """Print nDCG@10 of production's ranking and of plain BM25 on the same engine."""
    with _engine_address(url) as address:
        plain, ours = asyncio.run(_both(address, data))
    _print(plain, ours)
    for query, score in sorted(ours.by_query.items(), key=lambda item: item[1])[:worst]:
        _console.print(f"  {score:.3f}  {query}")


@dataclass(frozen=True, slots=True)
class Scores:
    """nDCG@10 by query, and the queries that found nothing."""

    by_query: Mapping[str, float]
    empty: Sequence[str]

    @property
    def mean(self) -> float:
        return _mean(list(self.by_query.values()))

    @property
    def halves(self) -> tuple[float, float]:
        """Every other query in alphabetical order: the first was for tuning, the second not."""
        in_order = [self.by_query[query] for query in sorted(self.by_query)]
        return _mean(in_order[::2]), _mean(in_order[1::2])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def ndcg(found: Sequence[str], gains: Mapping[str, float], depth: int = _DEPTH) -> float:
    """Normalised discounted cumulative gain: what is not judged counts nothing, and the ideal is
    made of all that is judged."""
    gained = sum(gains.get(each, 0.0) / math.log2(i + 2) for i, each in enumerate(found[:depth]))
    best = sorted(gains.values(), reverse=True)[:depth]
    ideal = sum(gain / math.log2(i + 2) for i, gain in enumerate(best))
    return gained / ideal if ideal else 0.0


@contextmanager
def _engine_address(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with OsmemServer.start(japanese=False) as server:
        yield server.url


async def _both(address: str, data: Path) -> tuple[Scores, Scores]:
    judgments = read_judgments(data)
    documents = list(read_documents(data))
    async with _scratch(address, documents) as (engine, searcher):

        async def plain(query: str) -> Sequence[str]:
            return await _plain(engine, searcher.index.next, query)

        async def production(query: str) -> Sequence[str]:
            page = await handlers.search(searcher, SearchQuery(q=query, limit=_DEPTH), "")
            return [hit.id for hit in page.hits]

        return await _score(judgments, plain), await _score(judgments, production)


async def _score(judgments: Judgments, find: Find) -> Scores:
    by_query: dict[str, float] = {}
    empty: list[str] = []
    for query, gains in judgments.items():
        found = await find(query)
        by_query[query] = ndcg(found, gains)
        if not found:
            empty.append(query)
    return Scores(by_query, empty)


@asynccontextmanager
async def _scratch(
    address: str, documents: Sequence[SearchDocument]
) -> AsyncIterator[tuple[Engine, Searcher]]:
    """Two indices of the same documents: production's live one and, as ``next``, a plain one."""
    redis = connect("redis://127.0.0.1:1")  # popular queries play no part here
    async with Engine(address, region="", timeout=30.0) as engine:
        index = ProductIndex(engine, f"eval-{new_id('x').removeprefix('x_')}")
        name = new_index_name(index.live, "ours")
        try:
            await index.create_next(name)
            await _fill(index, documents)
            await index.swap(name)
            await _create_plain(engine, index)
            await _fill(index, documents)
            popular = PopularQueries(redis, SystemClock())
            yield engine, Searcher(index, cast(Catalog, None), Reference(index), popular)
        finally:
            await engine.request("DELETE", f"/{index.live}-*")


async def _fill(index: ProductIndex, documents: Sequence[SearchDocument]) -> None:
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        await index.write([index.next], batch)


async def _create_plain(engine: Engine, index: ProductIndex) -> None:
    """The engine's defaults: standard analysis, no weights."""
    properties = {name: {"type": "text"} for name in _PLAIN_FIELDS}
    body = {"mappings": {"dynamic": False, "properties": properties}}
    name = new_index_name(index.live, "plain")
    await engine.request("PUT", f"/{name}", body)
    add = {"add": {"index": name, "alias": index.next}}
    await engine.request("POST", "/_aliases", {"actions": [add]})


async def _plain(engine: Engine, index: str, query: str) -> Sequence[str]:
    body = {
        "size": _DEPTH,
        "_source": False,
        "query": {"multi_match": {"query": query, "fields": list(_PLAIN_FIELDS)}},
    }
    answer = await engine.request("POST", f"/{index}/_search", body)
    return [hit["_id"] for hit in msgspec.json.decode(answer)["hits"]["hits"]]


def read_judgments(data: Path) -> Judgments:
    """Gains by query and product: the rating out of 100."""
    with gzip.open(data / "esci_us_judgments.json.gz", "rt", encoding="utf-8") as file:
        document = json.load(file)
    return {
        entry["query"]: {r["docId"]: float(r["rating"]) / 100 for r in entry["ratings"]}
        for entry in document["judgmentRatings"]
    }


def read_documents(data: Path) -> Iterator[SearchDocument]:
    """The products, as the catalog would describe them."""
    path = data / "ubi_ecommerce_products.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _document(json.loads(line))


def _document(product: Mapping[str, Any]) -> SearchDocument:
    description = "\n".join(filter(None, (product["description"], product["bullet_points"])))
    names = tuple(product["category"] or ())
    return SearchDocument(
        id=product["asin"],
        version=1,
        slug=product["asin"].lower(),
        title=product["title"],
        description=html.unescape(_TAG.sub(" ", description)),
        brand=product["brand"] or None,
        category_names=names,
        category_slugs=tuple(re.sub(r"\W+", "-", name.lower()) for name in names),
        attributes={"color": (product["color"],)} if product["color"] else {},
        attribute_labels={"color": "Colour"},
        in_stock=True,
    )


def _print(plain: Scores, ours: Scores) -> None:
    table = Table(title=f"nDCG@{_DEPTH}, {len(ours.by_query)} queries")
    for heading in ("", "all", "tuning half", "checking half", "empty"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, scores in (("plain BM25", plain), ("Mercato", ours)):
        figures = (scores.mean, *scores.halves)
        table.add_row(name, *(f"{figure:.3f}" for figure in figures), str(len(scores.empty)))
    deltas = (ours.mean - plain.mean, *map(float.__sub__, ours.halves, plain.halves))
    table.add_row("difference", *(f"{delta:+.3f}" for delta in deltas), "")
    _console.print(table)
