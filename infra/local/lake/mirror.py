"""The lake's bucket as files, because Spark without Hadoop's S3 client reads files only.

What is new in the bucket comes in before a build, and what the build made goes back after it, so
that the bucket holds what it would hold on AWS. An object is known by its ETag.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import msgspec

_AT_ONCE = 8
_DELETED_AT_ONCE = 1_000
_TAGS = ".mirror.json"
INCOMING = ("raw/", "errors/")
OUTGOING = ("curated/",)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many objects were copied, and how many were removed because the source has them not."""

    copied: int = 0
    removed: int = 0


class Mirror:
    """A bucket and a directory with the same keys."""

    def __init__(self, s3: Any, bucket: str, directory: Path) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._directory = directory
        self._tags_file = directory / _TAGS

    def fetch(self) -> Moved:
        """Make the directory's raw zone that of the bucket."""
        here, there = self._files(INCOMING), self._objects(INCOMING)
        known = self._read_tags()
        wanted = [key for key, tag in there.items() if key not in here or known.get(key) != tag]
        stale = here.keys() - there.keys()
        _each(self._download, wanted)
        for key in stale:
            here[key].unlink()
        self._tags_file.write_bytes(msgspec.json.encode(there))
        return Moved(len(wanted), len(stale))

    def send(self) -> Moved:
        """Make the bucket's curated zone that of the directory."""
        here, there = self._files(OUTGOING), self._objects(OUTGOING)
        wanted = [key for key, path in here.items() if there.get(key) != _tag_of(path)]
        stale = sorted(there.keys() - here.keys())
        _each(self._upload, wanted)
        for start in range(0, len(stale), _DELETED_AT_ONCE):
            objects = [{"Key": key} for key in stale[start : start + _DELETED_AT_ONCE]]
            self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": objects})
        return Moved(len(wanted), len(stale))

    def _objects(self, prefixes: Iterable[str]) -> dict[str, str]:
        pages = self._s3.get_paginator("list_objects_v2")
        return {
            entry["Key"]: entry["ETag"].strip('"')
            for prefix in prefixes
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix)
            for entry in page.get("Contents", ())
        }

    def _files(self, prefixes: Iterable[str]) -> dict[str, Path]:
        return {
            path.relative_to(self._directory).as_posix(): path
            for prefix in prefixes
            for path in (self._directory / prefix).rglob("*")
            if path.is_file()
        }

    def _read_tags(self) -> Mapping[str, str]:
        try:
            return msgspec.json.decode(self._tags_file.read_bytes(), type=dict[str, str])
        except (FileNotFoundError, msgspec.DecodeError):
            return {}

    def _download(self, key: str) -> None:
        """Under another name until it is whole: a copy that was cut short is never read."""
        path = self._directory / key
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_bytes(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        partial.rename(path)

    def _upload(self, key: str) -> None:
        content = (self._directory / key).read_bytes()
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=content)


def _tag_of(path: Path) -> str:
    """S3's ETag of an object put in one piece is its MD5: a name for its content, no more."""
    return md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _each(action: Callable[[str], None], keys: list[str]) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(action, keys):
            pass
