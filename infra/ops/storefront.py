"""``mercato publish-storefront``: a built storefront into its buckets, safely while people use it.

What a page refers to is there before the page: assets first, ``index.html`` last, in every bucket.
Pages that people have open refer to assets of the builds before, so these stay for a while. Only
what browsers ask for again under the same name is invalidated.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from contracts.clock import Clock, SystemClock
from infra.local.edge.behaviours import behaviours
from infra.local.edge.storefront import content_type
from infra.ops.refusal import give_up

app = typer.Typer()

INDEX = "index.html"
KEEP_DAYS = 30
BUILT = Path(__file__).resolve().parents[2] / "storefront" / "dist"
# CloudFront compresses by itself; maps are for whoever reads a stack trace, beside the build.
_NOT_PUBLISHED = (".br", ".gz", ".map")
_REFERENCE = re.compile(r"""(?:src|href)="/(assets/[^"?#]+)""")
_AT_ONCE = 16


class BrokenBuildError(Exception):
    """The build would not work in a browser; the message says why."""


@dataclass(frozen=True, slots=True)
class Published:
    """A file of the build, as its bucket has it."""

    key: str
    path: Path

    @property
    def cache_control(self) -> str:
        return behaviours().storefront.cache_control_of(f"/{self.key}")

    @property
    def is_immutable(self) -> bool:
        return "immutable" in self.cache_control


def files_of(build: Path) -> list[Published]:
    """What is published of a build, in the order in which it is: ``index.html`` last.

    Raises:
        BrokenBuildError: when there is no page, or one that refers to what is not there.
    """
    found = [
        Published(path.relative_to(build).as_posix(), path)
        for path in sorted(build.rglob("*"))
        if path.is_file() and path.suffix not in _NOT_PUBLISHED
    ]
    index = next((each for each in found if each.key == INDEX), None)
    if index is None:
        raise BrokenBuildError(f"There is no {INDEX} in {build}.")
    missing = set(_REFERENCE.findall(index.path.read_text("utf-8"))) - {each.key for each in found}
    if missing:
        raise BrokenBuildError(f"{INDEX} refers to {sorted(missing)[0]}, which is not there.")
    return sorted(found, key=lambda each: (each.key == INDEX, not each.is_immutable, each.key))


def upload(s3: Any, bucket: str, files: Sequence[Published]) -> None:
    """Put files into a bucket, in any order.

    All of them, each time: an object's age then says how long no release has had it.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda each: _put(s3, bucket, each), files))


def _put(s3: Any, bucket: str, file: Published) -> None:
    s3.put_object(
        Bucket=bucket,
        Key=file.key,
        Body=file.path.read_bytes(),
        ContentType=content_type(file.path),
        CacheControl=file.cache_control,
    )


def forget_old(s3: Any, bucket: str, files: Sequence[Published], before: datetime) -> int:
    """Delete what no release since ``before`` had; returns how many objects that were."""
    current = {each.key for each in files}
    old = [
        {"Key": each["Key"]}
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for each in page.get("Contents", ())
        if each["Key"] not in current and each["LastModified"] < before
    ]
    for batch in _in_thousands(old):
        s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
    return len(old)


def _in_thousands(keys: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    return (keys[start : start + 1000] for start in range(0, len(keys), 1000))


def invalidate(cloudfront: Any, distribution_id: str, files: Sequence[Published]) -> list[str]:
    """Have CloudFront ask again for what may have changed under the same name; returns the paths.

    Publishing the same build again asks for the same invalidation, of which CloudFront makes one.
    """
    changeable = [each for each in files if not each.is_immutable]
    paths = sorted({"/", *(f"/{each.key}" for each in changeable)})
    cloudfront.create_invalidation(
        DistributionId=distribution_id,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": _fingerprint(changeable),
        },
    )
    return paths


def _fingerprint(files: Sequence[Published]) -> str:
    digest = hashlib.sha256()
    for each in files:
        digest.update(each.key.encode() + b"\0" + each.path.read_bytes() + b"\0")
    return f"storefront-{digest.hexdigest()[:32]}"


def publish(
    buckets: Sequence[tuple[Any, str]],
    files: Sequence[Published],
    *,
    keep: timedelta,
    clock: Clock,
) -> int:
    """Bring a build into every bucket, and drop what has been out of use for ``keep``.

    Args:
        buckets: an S3 client of its region, and a bucket's name.

    Returns:
        How many objects were dropped.
    """
    immutable = [each for each in files if each.is_immutable]
    named = [each for each in files if not each.is_immutable and each.key != INDEX]
    page = [each for each in files if each.key == INDEX]
    for step in (immutable, named, page):  # a step is done everywhere before the next begins
        for s3, bucket in buckets:
            upload(s3, bucket, step)
    before = clock.now().astimezone(UTC) - keep
    return sum(forget_old(s3, bucket, files, before) for s3, bucket in buckets)


def publish_build(
    build: Path,
    buckets: Mapping[str, str],
    distribution_id: str = "",
    *,
    keep_days: int = KEEP_DAYS,
    tell: Callable[[str], None],
) -> None:
    """Publish a build on AWS, with the caller's own rights.

    Args:
        buckets: the bucket's name by region.
        distribution_id: whose answers are to be asked for again; empty: nobody's.

    Raises:
        BrokenBuildError: before anything is uploaded.
        botocore.exceptions.ClientError: when AWS refuses; the page is then as it was, or new.
    """
    files = files_of(build)
    clients = [(boto3.client("s3", region_name=region), name) for region, name in buckets.items()]
    dropped = publish(clients, files, keep=timedelta(days=keep_days), clock=SystemClock())
    tell(f"{len(files)} files in {len(buckets)} bucket(s); {dropped} old ones dropped")
    if distribution_id:
        paths = invalidate(boto3.client("cloudfront"), distribution_id, files)
        tell(f"invalidated: {' '.join(paths)}")


@app.command("publish-storefront")
def publish_storefront(
    bucket: Annotated[
        list[str], typer.Option(help="REGION=BUCKET; once for each region of the shop.")
    ],
    distribution: Annotated[
        str, typer.Option(help="The CloudFront distribution; without it nothing is invalidated.")
    ] = "",
    build: Annotated[Path, typer.Option(help="The folder with the built pages.")] = BUILT,
    keep_days: Annotated[
        int, typer.Option(min=1, help="How long files of earlier builds stay, in days.")
    ] = KEEP_DAYS,
) -> None:
    """Publish the built storefront: assets first, the page last, then invalidate.

    `mercato deploy storefront ENVIRONMENT` does so with what Terraform has told.
    """
    buckets = dict(_place(each) for each in bucket)
    with explained():
        publish_build(build, buckets, distribution, keep_days=keep_days, tell=typer.echo)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong into its cause and the way out."""
    try:
        yield
    except BrokenBuildError as error:
        give_up(str(error), "`make storefront` builds it")
    except (BotoCoreError, ClientError) as error:
        give_up(str(error), "may these credentials write to the bucket, and invalidate?")


def _place(option: str) -> tuple[str, str]:
    region, separator, name = option.partition("=")
    if not (region and separator and name):
        give_up(f"{option!r} is not REGION=BUCKET.", "--bucket eu-central-1=my-storefront")
    return region, name
