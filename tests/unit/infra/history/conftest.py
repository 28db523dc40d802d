"""A place to load history into, and short ways to do it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from contracts.clock import FrozenClock
from infra.ops.history.findings import Finding
from infra.ops.history.load import Importer, Options
from infra.ops.history.mapping import OWN, Mapping
from infra.ops.history.places import ROOT, Directory
from infra.ops.history.staging import Summary

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Ear:
    """Hears everything that an import says."""

    findings: list[Finding] = field(default_factory=list)
    positions: list[tuple[str, int, int]] = field(default_factory=list)

    def progress(self, file: str, position: int, lines: int) -> None:
        self.positions.append((file, position, lines))

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)


@dataclass
class Desk:
    """Loads text as if it were a file, and remembers what was said."""

    directory: Path
    ear: Ear = field(default_factory=Ear)

    @property
    def place(self) -> Directory:
        return Directory(self.directory / "lake")

    def load(
        self,
        *contents: str | bytes,
        name: str = "old",
        shop: str = "shop",
        mapping: Mapping = OWN,
        zone: tzinfo | None = UTC,
        dry_run: bool = False,
        key: bytes = b"k" * 32,
        **constants: str,
    ) -> Summary:
        """What an import of these files says of itself."""
        files = []
        for number, content in enumerate(contents):
            files.append(self.directory / f"{number}.csv")
            files[-1].write_bytes(content.encode() if isinstance(content, str) else content)
        self.ear = Ear()
        options = Options(
            name=name,
            shop=shop,
            mapping=mapping,
            constants=constants,
            zone=zone,
            customer_key=key,
            dry_run=dry_run,
        )
        return Importer(options, FrozenClock(NOW), self.ear).load(files, self.place)

    def rows(self, name: str = "old") -> list[dict[str, Any]]:
        """The lines that the lake has under this name."""
        path = self.directory / "lake" / ROOT / f"import_name={name}" / "lines.parquet"
        rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
        return rows

    @property
    def said(self) -> list[tuple[int, str, str]]:
        """Line, column and code of everything that was said."""
        return [(each.line, each.column, each.code) for each in self.ear.findings]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


Load = Callable[..., Summary]
