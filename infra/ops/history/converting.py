"""From a block's cells to columns for the lake: a column at a time, each distinct text once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from contracts.lake import HistoryOrderLine
from contracts.lake_schema import columns_of
from core_services.catalog.importing.csv_rows import Row
from infra.ops.history import values
from infra.ops.history.findings import BadValueError, Finding, Severity
from infra.ops.history.mapping import LINE_AMOUNTS, ORDER_FIELDS, WHOLE_ORDER_AMOUNTS, Mapping
from infra.ops.history.reading import Block, Columns
from infra.ops.history.spreading import Lines, spread
from infra.ops.history.values import Certain, Parse

AMOUNT: Final = pa.decimal128(19, 4)
_TYPES: Final = {
    "string": pa.string(),
    "bigint": pa.int64(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "decimal(19,4)": AMOUNT,
}
SCHEMA: Final = pa.schema(
    [(column.name, _TYPES[str(column.type)]) for column in columns_of(HistoryOrderLine)]
)
PLACE: Final = (("file", pa.int64()), ("line", pa.int64()), ("run", pa.int64()))
STAGED: Final = pa.schema([*SCHEMA, *(pa.field(*each) for each in PLACE)])
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How cells are understood: a parser for each field that is not an amount, and one for those.

    ``constants`` holds values of fields that no column has.
    """

    mapping: Mapping
    parsers: dict[str, Parse]
    amount: Parse
    constants: dict[str, Any]


@dataclass(slots=True)
class Converted:
    """A block's sound lines, what there is to say, and the orders that are left out."""

    table: pa.Table
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    skipped_orders: int = 0


class Converter:
    """Converts the blocks of one file."""

    def __init__(self, name: str, number: int, columns: Columns, reading: Reading) -> None:
        self._name = name
        self._number = number
        self._columns = columns
        self._reading = reading
        self._runs = 0

    def convert(self, block: Block) -> Converted:
        """The block's lines as a table of ``STAGED``."""
        work = _Work(self._name, self._columns, self._reading, block)
        table = work.table(self._number, self._runs)
        self._runs += work.run_count
        return Converted(table, work.findings, work.refused, work.skipped_orders)


class _Work:
    """One block on its way."""

    def __init__(self, name: str, columns: Columns, reading: Reading, block: Block) -> None:
        self._name = name
        self._columns = columns
        self._mapping = reading.mapping
        self._reading = reading
        self.findings: list[Finding] = []
        self.refused: set[str] = set()
        self.skipped_orders = 0
        for broken in block.broken:
            self._say(broken.line, broken.code, broken.reason, "Mend the line.", "")
        self._rows = [row for row in block.rows if self._is_whole(row)]
        self._cells = list(zip(*(row.cells for row in self._rows), strict=True))
        self._orders = [cell.strip() for cell in self._raw(columns.order_id)]
        self._starts = [
            order != before or not order
            for order, before in zip(self._orders, [None, *self._orders], strict=False)
        ]
        self._good = [True] * len(self._rows)

    @property
    def run_count(self) -> int:
        return sum(self._starts)

    def table(self, number: int, runs: int) -> pa.Table:
        """All sound lines. Runs are orders whose rows follow one another, counted from ``runs``."""
        columns = {name: self._column(name) for name in SCHEMA.names}
        self._require_product(columns)
        if self._columns.has_whole_orders:
            columns |= self._spread(columns)
        places = {
            "file": pa.repeat(number, len(self._rows)),
            "line": pa.array([row.line for row in self._rows], pa.int64()),
            "run": pa.array(accumulate(self._starts, initial=runs), pa.int64())[1:],
        }
        table = pa.table({**columns, **places}, schema=STAGED)
        skipped = pc.equal(columns["status"], "skipped").fill_null(False)
        self.skipped_orders = (
            pc.sum(pc.and_(skipped, pa.array(self._starts, pa.bool_()))).as_py() or 0
        )
        return table.filter(pc.and_(pa.array(self._good, pa.bool_()), pc.invert(skipped)))

    # Cells ---------------------------------------------------------------------------------

    def _is_whole(self, row: Row) -> bool:
        if row.bad_line is not None:
            reason = f"Byte {row.bad_line.bad_byte} of the line is not UTF-8."
            self._say(row.bad_line.number, "encoding", reason, "Save the file as UTF-8.", "")
        elif len(row.cells) != self._columns.count:
            reason = f"There are {len(row.cells)} values for {self._columns.count} columns."
            self._say(row.line, "cells-differ", reason, "Quote values that hold a separator.", "")
        else:
            return True
        if len(row.cells) > self._columns.order_id:
            self.refused.add(values.printable(row.cells[self._columns.order_id].strip()))
        return False

    def _raw(self, place: int) -> Sequence[str]:
        return self._cells[place] if self._cells else ()

    def _texts(self, name: str) -> Sequence[str] | None:
        """A field's cells; an order's own, where left empty on later lines, are as on its first."""
        if name not in self._columns:
            return None
        cells = self._raw(self._columns.fields[name][0][0])
        goes_on = name in ORDER_FIELDS or (
            name == "coupon_code" and "order_coupon_discount" in self._columns
        )
        if not goes_on or name == "order_id" or all(map(str.strip, cells)):
            return cells
        filled: list[str] = []
        for cell, starts in zip(cells, self._starts, strict=True):
            filled.append(cell if starts or cell.strip() else filled[-1])
        return filled

    # Columns -------------------------------------------------------------------------------

    def _column(self, name: str) -> pa.Array:
        if name in LINE_AMOUNTS:
            return self._line_amount(name)
        texts = self._texts(name)
        if texts is None:
            return self._absent(name)
        column = self._parsed(name, texts, self._reading.parsers[name])
        return self._completed(name, column) if name in ("sku", "product_id", "title") else column

    def _absent(self, name: str) -> pa.Array:
        if name in ("sku", "product_id", "title"):
            return self._completed(name, pa.repeat("", len(self._rows)))
        if name == "line_id":
            return pa.array([str(row.line) for row in self._rows], pa.string())
        value = self._reading.constants.get(name, "")
        return pa.repeat(pa.scalar(value, SCHEMA.field(name).type), len(self._rows))

    def _completed(self, name: str, column: pa.Array) -> pa.Array:
        """What names a product: one of SKU and product id stands for the other, and for a title."""
        other = self._texts("product_id" if name == "sku" else "sku")
        if name == "title" and other is None:
            other = self._texts("product_id")
        if other is None:
            return column
        stripped = pa.array([cell.strip() for cell in other], pa.string())
        return pc.if_else(pc.equal(column, ""), stripped, column)

    def _line_amount(self, name: str) -> pa.Array:
        is_needed = name == "total" and "order_total" not in self._columns
        if name in self._columns:
            found = self._amounts(name, is_needed=is_needed)
            return found if name == "unit_price" or is_needed else found.fill_null(_ZERO)
        empty = None if name == "unit_price" else _ZERO
        return pa.repeat(pa.scalar(empty, AMOUNT), len(self._rows))

    def _amounts(self, name: str, *, is_needed: bool = False) -> pa.Array:
        """A field's amounts, null where the cell is empty; the sum of columns if so mapped."""
        add, subtract = self._columns.fields[name]
        if len(add) == 1 and not subtract:
            return self._amounts_at(name, add[0], is_needed=is_needed)
        total = pa.repeat(pa.scalar(_ZERO, AMOUNT), len(self._rows))
        for place in add:
            total = pc.add(total, self._amounts_at(name, place).fill_null(_ZERO)).cast(AMOUNT)
        for place in subtract:
            total = pc.subtract(total, self._amounts_at(name, place).fill_null(_ZERO)).cast(AMOUNT)
        below = pc.less(total, pa.scalar(_ZERO, AMOUNT))
        if pc.any(below).as_py():
            self._refuse_sums(name, below.to_pylist())
        return total

    def _amounts_at(self, name: str, place: int, *, is_needed: bool = False) -> pa.Array:
        amount = self._reading.amount

        def parse(cell: str) -> Decimal | None:
            return amount(cell) if is_needed or cell.strip() else None

        return self._parsed(name, self._raw(place), parse, AMOUNT)

    def _parsed(
        self, name: str, texts: Sequence[str], parse: Parse, kind: pa.DataType | None = None
    ) -> pa.Array:
        encoded = pa.array(texts, pa.string()).dictionary_encode()
        outcomes = [_outcome(parse, text) for text in encoded.dictionary.to_pylist()]
        odd = {
            place: outcome
            for place, outcome in enumerate(outcomes)
            if isinstance(outcome, BadValueError)
            or (isinstance(outcome, Certain) and outcome.is_twice)
        }
        if odd:
            self._tell(name, encoded.indices.to_pylist(), odd)
        found = pa.array([_plain(each) for each in outcomes], kind or SCHEMA.field(name).type)
        return found.take(encoded.indices)

    def _tell(self, name: str, indices: list[int], odd: dict[int, Any]) -> None:
        is_of_order = name in ORDER_FIELDS and name != "order_id"
        before = -1
        for place, index in enumerate(indices):
            outcome = odd.get(index)
            if outcome is not None:
                # What was filled down from an order's first line is told once.
                is_news = not is_of_order or self._starts[place] or index != before
                self._judge(name, place, outcome, is_news=is_news)
            before = index

    def _judge(self, name: str, place: int, outcome: Any, *, is_news: bool) -> None:
        if isinstance(outcome, BadValueError):
            self._refuse(place, name, outcome, is_news=is_news)
        elif is_news:
            self._say(
                self._rows[place].line,
                "time-ambiguous",
                "The clocks showed this time twice, an hour apart; the first one is taken.",
                "Write the offset behind it, if the other one is meant.",
                name,
                severity="warning",
                order_id=self._orders[place],
            )

    def _require_product(self, columns: dict[str, pa.Array]) -> None:
        nameless = pc.and_(pc.equal(columns["sku"], ""), pc.equal(columns["product_id"], ""))
        if pc.any(nameless).as_py():
            error = BadValueError(
                "product-missing", "Neither SKU nor product id says what was sold.", "Fill one in."
            )
            for place, is_nameless in enumerate(nameless.to_pylist()):
                if is_nameless:
                    self._refuse(place, "sku", error)

    # Whole orders --------------------------------------------------------------------------

    def _spread(self, columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
        given = {
            name: self._amounts(name).to_pylist()
            for name in WHOLE_ORDER_AMOUNTS
            if name in self._columns
        }
        quantities, prices, totals = (
            columns[name].to_pylist() for name in ("quantity", "unit_price", "total")
        )
        found: dict[str, list[Decimal]] = {}
        for first, end in self._orders_here():
            lines = Lines(
                quantities=[each or 0 for each in quantities[first:end]],
                unit_prices=prices[first:end],
                totals=totals[first:end],
            )
            try:
                order = {
                    name: self._said(name, column[first:end]) for name, column in given.items()
                }
                parts = spread(order, lines)
            except BadValueError as error:
                self._refuse(first, "", error)
                parts = {}
            for name in _spread_fields(given):
                found.setdefault(name, []).extend(parts.get(name) or [_ZERO] * (end - first))
        return {name: pa.array(column, AMOUNT) for name, column in found.items()}

    def _orders_here(self) -> Iterator[tuple[int, int]]:
        starts = [place for place, starts in enumerate(self._starts) if starts]
        return zip(starts, [*starts[1:], len(self._starts)], strict=True)

    def _said(self, name: str, column: list[Decimal | None]) -> Decimal | None:
        said = {amount for amount in column if amount is not None}
        if len(said) > 1:
            raise BadValueError(
                "order-differs",
                f"The lines of the order name different amounts as {self._mapping.name_of(name)}.",
                "It is for the whole order: write it on the first line, or the same on all.",
            )
        return said.pop() if said else None

    # Findings ------------------------------------------------------------------------------

    def _refuse_sums(self, name: str, below: list[bool | None]) -> None:
        error = BadValueError(
            "amount-negative", "The sum of these columns is below zero.", "Look at them again."
        )
        for place, is_below in enumerate(below):
            if is_below:
                self._refuse(place, name, error)

    def _refuse(self, place: int, name: str, error: BadValueError, *, is_news: bool = True) -> None:
        self._good[place] = False
        order = self._orders[place]
        if order:
            self.refused.add(values.printable(order))
        if is_news:
            line = self._rows[place].line
            self._say(line, error.code, str(error), error.advice, name, order_id=order)

    def _say(
        self,
        line: int,
        code: str,
        reason: str,
        advice: str,
        name: str,
        *,
        severity: Severity = "error",
        order_id: str = "",
    ) -> None:
        self.findings.append(
            Finding(
                file=self._name,
                line=line,
                severity=severity,
                code=code,
                reason=reason,
                advice=advice,
                column=self._mapping.name_of(name) if name else "",
                order_id=order_id,
            )
        )


def _spread_fields(given: dict[str, Any]) -> list[str]:
    by_amount = {
        "order_total": "total",
        "order_subtotal": "discount",
        "order_discount": "discount",
        "order_tax": "tax",
        "order_shipping": "shipping",
        "order_refunded": "refunded",
        "order_coupon_discount": "coupon_discount",
    }
    return list(dict.fromkeys(by_amount[name] for name in given))


def _outcome(parse: Parse, text: str) -> Any:
    try:
        return parse(text)
    except BadValueError as error:
        return error


def _plain(outcome: Any) -> Any:
    if isinstance(outcome, BadValueError):
        return None
    return outcome.moment if isinstance(outcome, Certain) else outcome


def parsers(mapping: Mapping, *, zone: Any, now: Any, customer_key: bytes) -> dict[str, Parse]:
    """How each field's cells are understood, for all that are not amounts."""
    return {
        "order_id": values.required,
        "line_id": values.required,
        "placed_at": values.moment(zone, now),
        "customer_id": values.pseudonym(customer_key)
        if mapping.customer_is_personal
        else values.customer,
        "channel": values.text,
        "country": values.country,
        "currency": values.currency,
        "status": values.status(mapping.statuses.words()),
        "quantity": values.quantity,
        **dict.fromkeys(("sku", "product_id", "title", "category", "coupon_code"), values.text),
    }
