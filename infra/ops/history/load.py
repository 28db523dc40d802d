"""One import: files in, one atomic replacement in the lake out, and everything there is to say."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol

from contracts.clock import Clock
from infra.ops.history import values
from infra.ops.history.converting import Converter, Reading, parsers
from infra.ops.history.findings import BadValueError, Finding, UnreadableError
from infra.ops.history.mapping import Mapping
from infra.ops.history.places import NAME, Place
from infra.ops.history.reading import Columns, OrderFile, find_columns
from infra.ops.history.staging import Loading, Stage, Summary

MOST_REFUSED: Final = 100_000
_NEEDED: Final = ("order_id", "placed_at", "quantity")
_COLUMN_MISSING: Final = (
    "column-missing",
    "The mapping names a column that is not here.",
    "Look whether the file is of the kind that the mapping is for.",
)
_COLUMN_UNKNOWN: Final = (
    "column-unknown",
    "This column is none of ours; it is left out.",
    "docs/history-import.md has the names; a mapping may give others.",
)
# Only what no column of the file says is taken from here.
_DEFAULTS: Final = {"status": "paid", "channel": "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the files are to be understood, and under which name they are kept.

    ``shop`` is whose customers they are: those of other imports of the same shop are the same.
    ``constants`` come before those of the mapping. ``customer_key`` makes pseudonyms.
    """

    name: str
    shop: str
    mapping: Mapping
    constants: dict[str, str]
    zone: tzinfo | None
    customer_key: bytes
    dry_run: bool = False


class Watcher(Protocol):
    """Hears of the import while it runs."""

    def progress(self, file: str, position: int, lines: int) -> None: ...
    def finding(self, finding: Finding) -> None: ...


class Importer:
    """Loads the files of one import."""

    def __init__(self, options: Options, clock: Clock, watcher: Watcher) -> None:
        self._options = options
        self._now = clock.now()
        self._watcher = watcher
        self._reading = _reading(options, clock)
        self._skipped = 0
        self._has_whole_orders = False

    def load(self, files: Sequence[Path], place: Place) -> Summary:
        """Load what is sound; the import replaces the earlier one of its name, unless it is empty.

        Raises:
            UnreadableError: when a file cannot be used at all; nothing has changed then.
        """
        names = tuple(path.name for path in files)
        with TemporaryDirectory(prefix="mercato-history-") as directory:
            stage = Stage(Path(directory))
            read = sum(self._stage(number, path, stage) for number, path in enumerate(files))
            for finding in stage.compare(names, whole_orders=self._has_whole_orders):
                self._watcher.finding(finding)
            result = Path(directory) / "lines.parquet"
            loading = Loading(
                name=self._options.name,
                shop=self._options.shop,
                files=names,
                loaded_at=self._now,
                skipped_orders=self._skipped,
                lines_read=read,
            )
            summary = stage.write(result, loading)
            if summary.lines and not self._options.dry_run:
                place.put(self._options.name, result)
        return summary

    def _stage(self, number: int, path: Path, stage: Stage) -> int:
        """Stage a file's lines; returns how many it has."""
        with closing(OrderFile(path)) as file:
            columns = self._columns(file)
            self._has_whole_orders |= columns.has_whole_orders
            converter = Converter(path.name, number, columns, self._reading)
            lines = 0
            for block in file.blocks(columns.order_id):
                converted = converter.convert(block)
                lines += len(block.rows) + len(block.broken)
                self._skipped += converted.skipped_orders
                stage.add(converted.table)
                stage.refuse(converted.refused)
                for finding in converted.findings:
                    self._watcher.finding(finding)
                self._give_up_if_hopeless(stage)
                self._watcher.progress(path.name, block.position, lines)
            return lines

    def _columns(self, file: OrderFile) -> Columns:
        columns = find_columns(file.header, self._options.mapping)
        self._require(file, columns)
        if self._options.mapping.ignore_other_columns:
            for name in columns.missing:
                self._warn(file, name, *_COLUMN_MISSING)
        else:
            for name in columns.unknown:
                self._warn(file, name, *_COLUMN_UNKNOWN)
        return columns

    def _require(self, file: OrderFile, columns: Columns) -> None:
        absent = [name for name in _NEEDED if name not in columns]
        if "total" not in columns and "order_total" not in columns:
            absent.append("total")
        if "sku" not in columns and "product_id" not in columns:
            absent.append("sku")
        mapping = self._options.mapping
        if absent:
            wanted = ", ".join(repr(mapping.name_of(name)) for name in absent)
            raise UnreadableError(
                f"{file.path.name} has no column {wanted}",
                f"its header says: {', '.join(file.header)[:500]}",
            )
        if "currency" not in columns and "currency" not in self._reading.constants:
            raise UnreadableError(
                f"{file.path.name} does not say in which currency it is",
                "say --currency, such as --currency EUR, or name a column",
            )

    def _warn(self, file: OrderFile, column: str, code: str, reason: str, advice: str) -> None:
        self._watcher.finding(
            Finding(
                file=file.path.name,
                line=1,
                severity="warning",
                code=code,
                reason=reason,
                advice=advice,
                column=column,
            )
        )

    def _give_up_if_hopeless(self, stage: Stage) -> None:
        if stage.refused_orders > MOST_REFUSED:
            raise UnreadableError(
                f"over {MOST_REFUSED:,} orders are refused; nothing is loaded",
                "the first complaints say why: is it the right mapping, --decimal, --time-zone?",
            )


def _reading(options: Options, clock: Clock) -> Reading:
    mapping = options.mapping
    named = {str(name): text for name, text in mapping.constants.items()}
    chosen = {**named, **options.constants}
    known: dict[str, Callable[[str], Any]] = parsers(
        mapping, zone=options.zone, now=clock.now(), customer_key=options.customer_key
    )
    try:
        constants = _DEFAULTS | {name: known[name](text) for name, text in chosen.items()}
    except BadValueError as error:
        raise UnreadableError(str(error), error.advice) from error
    return Reading(
        mapping=mapping,
        parsers=known,
        amount=values.amount(mapping.decimal),
        constants=constants,
    )


def import_name(text: str) -> str:
    """The name of an import, as it is written in the lake.

    Raises:
        UnreadableError: when it cannot be one.
    """
    if not NAME.fullmatch(text):
        raise UnreadableError(
            f"{text!r} is no name for an import",
            "take lower-case letters, digits, - and _, up to 63 of them: --import-name old-shop",
        )
    return text
