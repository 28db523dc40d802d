"""`mercato lake publish`: the code of the lake's jobs, where Glue looks for it.

    lake/<version>/mercato.zip        pipelines, contracts and analytics: --extra-py-files
    lake/<version>/<job>.py           what Glue starts

The version follows from the content, so the same code has the same name on every machine, what a
job runs never changes below it, and going back is applying the former version.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.environment import REPOSITORY
from infra.ops.refusal import give_up

JOBS = REPOSITORY / "pipelines" / "glue"
PREFIX = "lake"
_PARTS = ("analytics", "contracts", "pipelines/__init__.py", "pipelines/glue")
_KINDS = frozenset({".py", ".sql", ".json", ".yaml"})
_OLDEST = (1980, 1, 1, 0, 0, 0)  # what a zip can say; the time of a checkout is no content


class Objects(Protocol):
    """Of S3, what is needed here."""

    def put_object(self, **request: Any) -> Any: ...


def package() -> bytes:
    """The zip: the same bytes from the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in _files():
            entry = zipfile.ZipInfo(path.relative_to(REPOSITORY).as_posix(), _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return packed.getvalue()


def version_of(packed: bytes) -> str:
    """What the content is called: twelve hexadecimal digits."""
    return hashlib.sha256(packed).hexdigest()[:12]


def jobs() -> list[Path]:
    """The files that Glue starts."""
    return sorted(
        path for path in JOBS.glob("*.py") if '__name__ == "__main__"' in path.read_text()
    )


def publish_to(bucket: str, region: str) -> str:
    """Publish to AWS with the caller's own rights; ends the command where that fails."""
    s3 = boto3.client("s3", region_name=region)
    try:
        return publish(s3, bucket)
    except (BotoCoreError, ClientError) as error:
        give_up(f"{bucket}: {error}", "who publishes may put objects below lake/")


def publish(s3: Objects, bucket: str) -> str:
    """Put everything into the bucket and return the version. Repeating it changes nothing."""
    packed = package()
    version = version_of(packed)
    for path in jobs():
        key = f"{PREFIX}/{version}/{path.name}"
        s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
    s3.put_object(Bucket=bucket, Key=f"{PREFIX}/{version}/mercato.zip", Body=packed)
    return version


def _files() -> Iterator[Path]:
    found = (REPOSITORY / part for part in _PARTS)
    files = (path for part in found for path in ([part] if part.is_file() else part.rglob("*")))
    yield from sorted(path for path in files if path.suffix in _KINDS and path.is_file())
