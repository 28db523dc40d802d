"""Files of the lake, in S3 or in a directory: what Spark's own writers can't do safely.

Spark writes a partition anew by deleting the old files and moving the new ones in, one by one. A
job that dies in between leaves half a day. Here a partition is one object, and to put an object is
atomic, in S3 as on a disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

_CHUNK = 8 * 1024 * 1024


class Storage(Protocol):
    """Keys are relative to the lake's root: ``curated/orders/dt=2026-03-02/data.parquet``."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key that begins so, in order."""
        ...

    def directories(self, prefix: str) -> list[str]:
        """The names right below a prefix that ends in a slash, in order."""
        ...

    def replace(self, source: str, target: str) -> bool:
        """Put one object in another's place, at once or not at all; False where both are alike."""
        ...

    def remove(self, prefix: str) -> None:
        """Delete every object whose key begins so."""
        ...


def open_storage(root: str) -> Storage:
    """The storage of ``s3://bucket``, or of a directory."""
    address = urlsplit(root)
    if address.scheme == "s3":
        return S3Storage(boto3.client("s3"), address.netloc)
    return DirectoryStorage(Path(root))


class Stored(Protocol):
    """An object that is there to be read."""

    @property
    def size(self) -> int: ...

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` to before ``end``."""
        ...


def same_pages(one: Stored, other: Stored) -> bool:
    """Whether two Parquet files hold the same bytes but for their footers.

    A footer lists each column's encodings in the order of a Java hash set, which differs from
    process to process. Statistics are in it too, but follow from the pages. What is no Parquet is
    compared whole.
    """
    if one.size != other.size:
        return False
    end = one.size - _footer_length(one)
    if end != other.size - _footer_length(other):
        return False
    starts = range(0, end, _CHUNK)
    return all(
        one.read(start, min(start + _CHUNK, end)) == other.read(start, min(start + _CHUNK, end))
        for start in starts
    )


def _footer_length(stored: Stored) -> int:
    tail = stored.read(max(0, stored.size - 8), stored.size)
    if not tail.endswith(b"PAR1") or len(tail) < 8:
        return 0
    return int.from_bytes(tail[:4], "little") + 8


@dataclass(frozen=True, slots=True)
class _FileObject:
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def read(self, start: int, end: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(end - start)


@dataclass(frozen=True, slots=True)
class _S3Object:
    client: Any
    bucket: str
    key: str
    size: int

    def read(self, start: int, end: int) -> bytes:
        range_ = f"bytes={start}-{end - 1}"
        got = self.client.get_object(Bucket=self.bucket, Key=self.key, Range=range_)
        return bytes(got["Body"].read())


class DirectoryStorage:
    def __init__(self, root: Path) -> None:
        self._root = root

    def keys(self, prefix: str) -> Iterator[str]:
        top = self._root / prefix
        for path in sorted(top.rglob("*") if top.is_dir() else ()):
            if path.is_file():
                yield path.relative_to(self._root).as_posix()

    def directories(self, prefix: str) -> list[str]:
        top = self._root / prefix
        return sorted(path.name for path in top.iterdir() if path.is_dir()) if top.is_dir() else []

    def replace(self, source: str, target: str) -> bool:
        old, new = self._root / target, self._root / source
        if old.exists() and same_pages(_FileObject(old), _FileObject(new)):
            return False
        old.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new, old)  # noqa: PTH105 (the one call that is atomic and says so)
        return True

    def remove(self, prefix: str) -> None:
        path = self._root / prefix
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


class S3Storage:
    """A copy inside S3 becomes visible as a whole."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keys(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
            for entry in page.get("Contents", ()):
                yield entry["Key"]

    def directories(self, prefix: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2")
        found = []
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix, Delimiter="/"):
            found += [each["Prefix"] for each in page.get("CommonPrefixes", ())]
        return sorted(name.removeprefix(prefix).rstrip("/") for name in found)

    def replace(self, source: str, target: str) -> bool:
        old, new = self._object(target), self._object(source)
        if new is not None and old is not None and same_pages(old, new):
            return False
        self._client.copy({"Bucket": self._bucket, "Key": source}, self._bucket, target)
        return True

    def remove(self, prefix: str) -> None:
        for key in list(self.keys(prefix)):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _object(self, key: str) -> _S3Object | None:
        try:
            size = self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        return _S3Object(self._client, self._bucket, key, int(size))
