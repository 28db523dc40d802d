"""Files of the lake, in S3 or in a directory: what Spark's own writers can't do safely.

Spark writes a partition anew by deleting the old files and moving the new ones in, one by one. A
job that dies in between leaves half a day. Here a partition is one object, and to put an object is
atomic, in S3 as on a disk.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError


class Storage(Protocol):
    """Keys are relative to the lake's root: ``curated/orders/dt=2026-03-02/data.parquet``."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key that begins so, in order."""
        ...

    def directories(self, prefix: str) -> list[str]:
        """The names right below a prefix that ends in a slash, in order."""
        ...

    def replace(self, source: str, target: str) -> bool:
        """Put one object in another's place, at once or not at all; False where both are equal."""
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
        if old.exists() and filecmp.cmp(old, new, shallow=False):
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
    """A copy inside S3 becomes visible as a whole. ETags tell equal contents, because both objects
    were written by the same committer with the same part size."""

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
        if self._etag(source) == self._etag(target):
            return False
        self._client.copy({"Bucket": self._bucket, "Key": source}, self._bucket, target)
        return True

    def remove(self, prefix: str) -> None:
        for key in list(self.keys(prefix)):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _etag(self, key: str) -> str | None:
        try:
            return str(self._client.head_object(Bucket=self._bucket, Key=key)["ETag"])
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
