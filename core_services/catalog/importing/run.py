"""One import from its bytes to its summary: read, write in sets, say how far it is."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from contracts.ids import new_id
from core_services.catalog.importing.findings import (
    Finding,
    ReadProduct,
    RefusedProduct,
    RowIssue,
)
from core_services.catalog.importing.jsonl import JsonLinesReader
from core_services.catalog.importing.lines import UnreadableFileError
from core_services.catalog.importing.messages import (
    Format,
    Issue,
    Message,
    Progress,
    Sample,
    Summary,
    as_issue,
)
from core_services.catalog.importing.shopify import ShopifyReader
from core_services.catalog.records import Outcome, ProductRecord

PRODUCTS_PER_WRITE: Final = 250
_SAMPLES: Final = 6

Write = Callable[[Sequence[ProductRecord], str], Awaitable[Sequence[Outcome]]]
"""Writes records under an import's name; one outcome for each."""


class Reader(Protocol):
    def feed(self, chunk: bytes) -> Iterator[Finding]: ...

    def close(self) -> Iterator[Finding]: ...


def open_reader(file_format: Format, file: str, currency: str) -> Reader:
    return ShopifyReader(file, currency) if file_format == "shopify" else JsonLinesReader(file)


class ImportRun:
    """Carries one file through. ``messages`` is to be read to its end, once."""

    def __init__(
        self, reader: Reader, write: Write, *, file: str, size: int, dry_run: bool = False
    ) -> None:
        self._reader = reader
        self._write = write
        self._file = file
        self._size = size
        self._dry_run = dry_run
        self._batch = new_id("imp")
        self._started = time.perf_counter()
        self._pending: list[ReadProduct] = []
        self._counts = {"created": 0, "updated": 0, "unchanged": 0, "failed": 0}
        self._refused = self._variants = self._errors = self._warnings = self._bytes = 0
        self._samples: list[Sample] = []
        self._sample_every = 1
        self._changed = 0

    async def messages(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[Message]:
        failure = UnreadableFileError("")
        try:
            async for chunk in chunks:
                self._bytes += len(chunk)
                async for message in self._take(self._reader.feed(chunk)):
                    yield message
            async for message in self._take(self._reader.close()):
                yield message
        except UnreadableFileError as error:
            failure = error
        async for message in self._write_pending():
            yield message
        summary = self.summary_so_far()
        yield replace(
            summary, failure=failure.detail, failure_code=failure.code if failure.detail else ""
        )

    async def _take(self, findings: Iterator[Finding]) -> AsyncIterator[Message]:
        for finding in findings:
            if isinstance(finding, ReadProduct):
                self._pending.append(finding)
                if len(self._pending) >= PRODUCTS_PER_WRITE:
                    async for message in self._write_pending():
                        yield message
            elif isinstance(finding, RefusedProduct):
                self._refused += 1
            else:
                yield self._note(finding)

    async def _write_pending(self) -> AsyncIterator[Message]:
        products, self._pending = self._pending, []
        if products:
            outcomes = await self._write([product.record for product in products], self._batch)
            for product, outcome in zip(products, outcomes, strict=True):
                self._counts[outcome.result] += 1
                if outcome.result == "failed":
                    yield self._note(self._refusal(product, outcome))
                else:
                    self._variants += len(product.record.variants)
                    self._sample(product.record, outcome)
        yield Progress(
            bytes_read=self._bytes,
            bytes_total=self._size,
            products=sum(self._counts.values()) + self._refused,
        )

    def _note(self, issue: RowIssue) -> Issue:
        if issue.severity == "error":
            self._errors += 1
        else:
            self._warnings += 1
        return as_issue(issue)

    def _refusal(self, product: ReadProduct, outcome: Outcome) -> RowIssue:
        return RowIssue(
            file=self._file,
            line=product.line_of(outcome.field),
            severity="error",
            code=outcome.code,
            reason=outcome.reason,
            column=outcome.field,
            handle=outcome.handle,
        )

    def _sample(self, record: ProductRecord, outcome: Outcome) -> None:
        """Keep a few changed products, spread evenly over the whole file, and always the last."""
        if outcome.result == "unchanged" or outcome.product_id is None:
            return
        if record.status != "active" or record.unpublish_at or not record.variants[0].prices:
            return
        sample = Sample(
            product_id=outcome.product_id,
            sku=record.variants[0].sku,
            has_stock=record.variants[0].on_hand is not None,
        )
        if self._changed % self._sample_every:
            self._samples[-1:] = [sample]
        else:
            self._samples.append(sample)
        self._changed += 1
        if len(self._samples) > 2 * _SAMPLES:
            self._samples = self._samples[::2]
            self._sample_every *= 2

    def summary_so_far(self) -> Summary:
        """What the last line would say if nothing came any more."""
        return Summary(
            batch=self._batch,
            file=self._file,
            dry_run=self._dry_run,
            created=self._counts["created"],
            updated=self._counts["updated"],
            unchanged=self._counts["unchanged"],
            refused=self._counts["failed"] + self._refused,
            variants=self._variants,
            errors=self._errors,
            warnings=self._warnings,
            seconds=round(time.perf_counter() - self._started, 3),
            samples=() if self._dry_run else tuple(self._samples),
        )


def encode_line(message: Message) -> bytes:
    return msgspec.json.encode(message) + b"\n"
