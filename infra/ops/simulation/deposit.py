"""Where a history is put: the lake's bucket, or a directory that looks like it.

There is one simulated history at a time. What an earlier one left under keys that this one does not
have is removed, and an object that is there as it should be is not sent again.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import md5
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

from infra.ops.simulation.rows import ROOTS, LakeObject, is_simulated

_UPLOADS_AT_ONCE: Final = 4
_WAITING: Final = 64
_DELETED_AT_ONCE: Final = 1_000


class Place(Protocol):
    """Holds objects by key. ``stored`` tells the MD5 of each one that a simulation made."""

    def stored(self) -> Mapping[str, str]: ...
    def put(self, key: str, content: bytes) -> None: ...
    def remove(self, keys: list[str]) -> None: ...


class Bucket:
    """A bucket of S3."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3 = s3
        self._name = name

    def stored(self) -> dict[str, str]:
        return {
            each["Key"]: each["ETag"].strip('"')
            for root in ROOTS
            for each in self._listed(root)
            if is_simulated(each["Key"])
        }

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._s3.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._name, Prefix=prefix):
            yield from page.get("Contents", ())

    def put(self, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=self._name, Key=key, Body=content)

    def remove(self, keys: list[str]) -> None:
        for start in range(0, len(keys), _DELETED_AT_ONCE):
            batch = [{"Key": key} for key in keys[start : start + _DELETED_AT_ONCE]]
            self._s3.delete_objects(Bucket=self._name, Delete={"Objects": batch, "Quiet": True})


class Directory:
    """A copy of the bucket on a disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def stored(self) -> dict[str, str]:
        files = (file for root in ROOTS for file in (self._root / root).rglob("*.parquet"))
        keys = {file.relative_to(self._root).as_posix(): file for file in files}
        return {key: _digest(file.read_bytes()) for key, file in keys.items() if is_simulated(key)}

    def put(self, key: str, content: bytes) -> None:
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def remove(self, keys: list[str]) -> None:
        for key in keys:
            (self._root / key).unlink(missing_ok=True)


class Deposit:
    """Puts one history in its place; used as a context, which ends when everything is there."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._before = dict(place.stored())
        self._kept: set[str] = set()
        self._pool = ThreadPoolExecutor(_UPLOADS_AT_ONCE)
        self._uploads: list[Future[None]] = []
        self.written = 0
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def add(self, made: LakeObject) -> None:
        """Put an object, unless it is there as it is."""
        self._kept.add(made.key)
        self.rows += made.rows
        if self._before.get(made.key) != _digest(made.content):
            self.written += 1
            self._uploads.append(self._pool.submit(self._place.put, made.key, made.content))
        if len(self._uploads) > _WAITING:
            self._uploads.pop(0).result()  # memory holds no more than these

    @property
    def stale(self) -> list[str]:
        """What an earlier history left and this one does not have."""
        return sorted(self._before.keys() - self._kept)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._pool:
            if kind is None:
                for upload in self._uploads:
                    upload.result()
                self._place.remove(self.stale)


def clear(place: Place) -> list[str]:
    """Remove every simulated object, and nothing else; their keys."""
    keys = sorted(place.stored())
    place.remove(keys)
    return keys


def _digest(content: bytes) -> str:
    """S3's ETag of an object put in one piece is its MD5: a name for its content, no more."""
    return md5(content, usedforsecurity=False).hexdigest()
