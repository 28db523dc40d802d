"""Where imports are kept: one object each in the lake's bucket, or in a copy of it on a disk.

To put an object in another's place is atomic, in S3 as on a disk: whoever reads sees the old import
or the new one, and no mixture.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa

from infra.ops.history.staging import Summary, summary_in

ROOT: Final = "raw/history_order_lines"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_FILE: Final = "lines.parquet"
_FOOTER_BYTES: Final = 1_048_576


class Place(Protocol):
    """Holds one Parquet file for each import."""

    def put(self, name: str, path: Path) -> None:
        """Put a file in the place of this import, if there is one."""
        ...

    def imports(self) -> Iterator[tuple[str, Summary | None]]:
        """Every import by name, with what its file says of itself."""
        ...

    def remove(self, name: str) -> bool:
        """Remove an import; whether there was one."""
        ...


class Directory:
    """A copy of the bucket on a disk."""

    def __init__(self, root: Path) -> None:
        self._root = root / ROOT

    def put(self, name: str, path: Path) -> None:
        target = self._file(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{_FILE}.part")  # on the same disk, and not read by anybody
        shutil.copyfile(path, beside)
        beside.replace(target)

    def imports(self) -> Iterator[tuple[str, Summary | None]]:
        for path in sorted(self._root.glob(f"import_name=*/{_FILE}")):
            yield path.parent.name.partition("=")[2], summary_in(path)

    def remove(self, name: str) -> bool:
        existed = self._file(name).exists()
        shutil.rmtree(self._file(name).parent, ignore_errors=True)
        return existed

    def _file(self, name: str) -> Path:
        return self._root / f"import_name={name}" / _FILE


class Bucket:
    """The lake's bucket."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def put(self, name: str, path: Path) -> None:
        self._s3.upload_file(str(path), self._bucket, _key(name))

    def imports(self) -> Iterator[tuple[str, Summary | None]]:
        for key in self._keys(f"{ROOT}/"):
            if key.endswith(f"/{_FILE}"):
                name = key.split("/")[-2].partition("=")[2]
                yield name, summary_in(pa.py_buffer(self._end_of(key)))

    def remove(self, name: str) -> bool:
        keys = list(self._keys(_key(name).removesuffix(_FILE)))
        for key in keys:
            self._s3.delete_object(Bucket=self._bucket, Key=key)
        return bool(keys)

    def _keys(self, prefix: str) -> Iterator[str]:
        pages = self._s3.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
            yield from (each["Key"] for each in page.get("Contents", ()))

    def _end_of(self, key: str) -> bytes:
        answer = self._s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=-{_FOOTER_BYTES}")
        content: bytes = answer["Body"].read()
        return content


def _key(name: str) -> str:
    return f"{ROOT}/import_name={name}/{_FILE}"
