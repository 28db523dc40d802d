"""The provider's durable memory: one SQLite file that survives a kill at any instruction.

WAL with synchronous=FULL: what an answer told its caller is on the disk before the answer
leaves. The event loop's single thread makes every change, one transaction at a time, so
whatever a transaction reads stays true until it commits.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_intent
    ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS objects_by_source ON objects (kind, json_extract(body, '$.source'));
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    replays INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT,
    status INTEGER NOT NULL,
    code TEXT,
    replayed INTEGER NOT NULL,
    created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    state TEXT NOT NULL,
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    response_status INTEGER,
    error TEXT,
    fault TEXT,
    skew_s INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event_id);
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    due REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (due);
CREATE TABLE IF NOT EXISTS faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    hits INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_TABLES = ("objects", "idempotency", "requests", "deliveries", "jobs", "faults", "meta")


class Book:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA busy_timeout=5000")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    @contextmanager
    def savepoint(self, *, keep_on: Callable[[BaseException], bool]) -> Iterator[None]:
        """Undone by an exception, unless `keep_on` says that what was written stays."""
        self.execute("SAVEPOINT step")
        try:
            yield
        except BaseException as error:
            if not keep_on(error):
                self.execute("ROLLBACK TO step")
            self.execute("RELEASE step")
            raise
        self.execute("RELEASE step")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        return found

    def changes(self) -> int:
        """Grows with every row written."""
        return self._connection.total_changes

    def insert(self, document: Json) -> Json:
        self.execute(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?)",
            (document["id"], document["object"], document["created"], _encode(document)),
        )
        return document

    def save(self, document: Json) -> None:
        self.execute(
            "UPDATE objects SET body = ? WHERE id = ?", (_encode(document), document["id"])
        )

    def delete(self, id: str) -> None:
        self.execute("DELETE FROM objects WHERE id = ?", (id,))

    def find(self, kind: str, id: str) -> Json | None:
        row = self.row("SELECT body FROM objects WHERE id = ? AND kind = ?", (id, kind))
        return None if row is None else _decode(row["body"])

    def all(self, kind: str, field: str | None = None, value: str | None = None) -> list[Json]:
        """Every object of a kind, oldest first; `field` must be one of our own names."""
        condition = "" if field is None else f" AND json_extract(body, '$.{field}') = ?"
        values = (kind,) if field is None else (kind, value)
        query = f"SELECT body FROM objects WHERE kind = ?{condition} ORDER BY seq"
        return [_decode(row["body"]) for row in self.rows(query, values)]

    def meta(self, key: str) -> str | None:
        row = self.row("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        self.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    def clear(self) -> None:
        for table in _TABLES:
            self.execute(f"DELETE FROM {table}")


def _encode(document: Json) -> str:
    return msgspec.json.encode(document).decode()


def _decode(body: str) -> Json:
    document: Json = msgspec.json.decode(body)
    return document
