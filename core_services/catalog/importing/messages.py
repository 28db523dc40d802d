"""What the import answers while it runs: one JSON object a line, told apart by ``kind``."""

from typing import Literal

import msgspec

from core_services.catalog.importing.findings import RowIssue

Format = Literal["shopify", "jsonl"]


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress", tag_field="kind"):
    """``bytes_read`` of ``bytes_total`` are done."""

    bytes_read: int
    bytes_total: int
    products: int


class Issue(RowIssue, frozen=True, kw_only=True, tag="issue", tag_field="kind"):
    """A complaint about one row."""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A product that this import changed: when it can be found and bought, the import is done."""

    product_id: str
    sku: str
    has_stock: bool


class Summary(msgspec.Struct, frozen=True, kw_only=True, tag="summary", tag_field="kind"):
    """The last line. Without it the import broke off; repeating it is safe.

    ``failure`` says why the file could not be read to its end, if so; what came before is imported.
    """

    batch: str
    file: str
    dry_run: bool
    created: int
    updated: int
    unchanged: int
    refused: int
    variants: int
    errors: int
    warnings: int
    seconds: float
    failure: str = ""
    failure_code: str = ""
    samples: tuple[Sample, ...] = ()

    @property
    def accepted(self) -> int:
        return self.created + self.updated + self.unchanged


Message = Progress | Issue | Summary


def as_issue(issue: RowIssue) -> Issue:
    return Issue(**msgspec.structs.asdict(issue))
