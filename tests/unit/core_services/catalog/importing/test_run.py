"""One import from its bytes to its summary."""

from collections.abc import AsyncIterator, Sequence
from typing import Literal

from core_services.catalog.importing.messages import Issue, Message, Progress, Summary
from core_services.catalog.importing.run import ImportRun, open_reader
from core_services.catalog.records import Outcome, ProductRecord

Result = Literal["created", "updated", "unchanged", "failed"]
HEADER = b"Handle,Title,Price,SKU,Inventory quantity\n"


class Shelf:
    """A catalog that remembers what it was given, and refuses the handles it is told to."""

    def __init__(self, *refused: str) -> None:
        self._refused = refused
        self.records: dict[str, ProductRecord] = {}

    async def write(self, records: Sequence[ProductRecord], batch: str) -> Sequence[Outcome]:
        return [self._take(record) for record in records]

    def _take(self, record: ProductRecord) -> Outcome:
        if record.handle in self._refused:
            return Outcome(
                handle=record.handle,
                result="failed",
                reason="Taken.",
                code="sku-taken",
                field="variants[0].sku",
            )
        before = self.records.get(record.handle)
        self.records[record.handle] = record
        result: Result = (
            "created" if before is None else "unchanged" if before == record else "updated"
        )
        return Outcome(handle=record.handle, result=result, product_id=f"prd_{record.handle}")


async def carry_out(content: bytes, shelf: Shelf) -> list[Message]:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 512):
            yield content[start : start + 512]

    reader = open_reader("shopify", "shop.csv", "EUR")
    run = ImportRun(reader, shelf.write, file="shop.csv", size=len(content))
    return [message async for message in run.messages(chunks())]


def summary_of(messages: list[Message]) -> Summary:
    assert isinstance(messages[-1], Summary)
    return messages[-1]


def products(count: int) -> bytes:
    return HEADER + b"".join(b"p%d,P %d,5.00,S%d,1\n" % (n, n, n) for n in range(count))


async def test_the_summary_adds_up() -> None:
    content = products(3) + b"bad,Bad,cheap,B,1\n"
    messages = await carry_out(content, Shelf("p1"))
    summary = summary_of(messages)
    assert (summary.created, summary.refused, summary.errors, summary.variants) == (2, 2, 2, 2)
    assert summary.failure == ""
    (taken,) = [m for m in messages if isinstance(m, Issue) and m.code == "sku-taken"]
    assert (taken.line, taken.column, taken.handle) == (3, "variants[0].sku", "p1")


async def test_a_second_import_changes_nothing() -> None:
    shelf = Shelf()
    await carry_out(products(40), shelf)
    summary = summary_of(await carry_out(products(40), shelf))
    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 40)
    assert summary.samples == ()


async def test_progress_goes_up_to_the_end() -> None:
    content = products(600)
    told = [m for m in await carry_out(content, Shelf()) if isinstance(m, Progress)]
    assert [progress.products for progress in told] == [250, 500, 600]
    assert (told[-1].bytes_read, told[-1].bytes_total) == (len(content), len(content))


async def test_samples_are_few_and_reach_to_the_last_product() -> None:
    summary = summary_of(await carry_out(products(2_000), Shelf()))
    numbers = [int(sample.sku.removeprefix("S")) for sample in summary.samples]
    assert 5 <= len(numbers) <= 14
    assert numbers == sorted(numbers)
    assert numbers[-1] >= 1_700


async def test_what_was_read_before_the_file_went_wrong_is_imported() -> None:
    shelf = Shelf()
    summary = summary_of(await carry_out(products(5) + b"x\0y\n" + b"p9,P,5,S,1\n", shelf))
    assert summary.failure_code == "file-unreadable"
    assert sorted(shelf.records) == ["p0", "p1", "p2", "p3"]
