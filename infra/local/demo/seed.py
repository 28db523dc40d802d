"""Fill a running platform with the demo shop: products, pictures and tables. Repeatable.

Everything goes the way a merchant's own data would, through the public and staff APIs; only the
pictures go straight to their bucket.
"""

import asyncio
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import boto3
import msgspec
from botocore.config import Config

from core_services.catalog.importing.messages import Issue
from core_services.catalog.importing.messages import Summary as ImportSummary
from core_services.catalog.records import ProductRecord
from infra.local.demo.catalogue import Picture, pictures, product_records
from infra.local.demo.departments import shelves
from infra.local.demo.reference_data import reference_data
from infra.local.engines import REGION
from infra.local.environment import AWS_KEYS, Environment, bucket_name
from infra.local.processes import PlatformError
from infra.local.provision import STAFF_CODE, STAFF_EMAIL
from infra.ops.catalog_client import ProductFile, RefusedError, StaffClient

_UPLOADS_AT_ONCE = 6
_SECONDS_UNTIL_ON_SALE = 60.0


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What seeding did. After the first time all is ``unchanged``."""

    products_created: int
    products_updated: int
    products_unchanged: int
    pictures_uploaded: int
    tables_changed: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Where the demo shop is loaded to, and as whom: staff of the group ``catalog``."""

    url: str
    s3: Any
    media_bucket: str
    email: str
    password: str = field(repr=False)
    code: str = field(repr=False)


def seed(environment: Environment) -> Summary:
    """Load the demo shop into the local platform, and say what was done.

    Raises:
        PlatformError: when the shop refuses it.
    """
    return seed_shop(
        Shop(
            url=environment.edge_url,
            s3=s3_of(environment),
            media_bucket=bucket_name("media"),
            email=STAFF_EMAIL,
            password=environment.credentials.staff_password,
            code=STAFF_CODE,
        )
    )


def seed_shop(shop: Shop) -> Summary:
    """Load the demo shop, and say what was done.

    Raises:
        PlatformError: when the shop refuses it.
    """
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as background:
        uploading = background.submit(upload_pictures, shop.s3, shop.media_bucket)
        try:
            imported, tables_changed = asyncio.run(_load(shop))
        except RefusedError as error:
            raise PlatformError(str(error), "`mercato logs catalog` may say why") from error
        summary = Summary(
            products_created=imported.created,
            products_updated=imported.updated,
            products_unchanged=imported.unchanged,
            pictures_uploaded=uploading.result(),
            tables_changed=tables_changed,
            seconds=round(time.perf_counter() - started, 1),
        )
    print(_sentence(summary))
    return summary


def upload_pictures(s3: Any, bucket: str) -> int:
    """Bring the bucket up to date; how many pictures were not there as they are now."""
    present = dict(_stored(s3, bucket))
    new = [picture for picture in pictures() if present.get(picture.key) != _etag(picture)]

    def put(picture: Picture) -> None:
        s3.put_object(
            Bucket=bucket,
            Key=picture.key,
            Body=picture.svg.encode(),
            ContentType="image/svg+xml",
            CacheControl="public, max-age=86400",
        )

    with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
        list(pool.map(put, new))
    return len(new)


async def _load(shop: Shop) -> tuple[ImportSummary, int]:
    async with StaffClient.signed_in(
        shop.url, email=shop.email, password=shop.password, code=shop.code
    ) as staff:
        records = list(product_records())
        await _put_up_shelves(staff, records)
        imported = await _import_products(staff, records)
        tables = await staff.put_reference(reference_data(await staff.category_ids()))
        missing = await staff.wait_until_on_sale(imported.samples, seconds=_SECONDS_UNTIL_ON_SALE)
    if missing:
        print("Search and stock are still catching up; `mercato status` shows how all is.")
    return imported, tables["created"] + tables["updated"]


async def _put_up_shelves(staff: StaffClient, records: Sequence[ProductRecord]) -> None:
    """Categories that are not there yet; one that is there is the merchant's, and stays."""
    known = await staff.categories()
    for shelf in shelves(records):
        parent_id = known[None, shelf.path[0]] if len(shelf.path) > 1 else None
        if (parent_id, shelf.path[-1]) not in known:
            known[parent_id, shelf.path[-1]] = await staff.create_category(
                name=shelf.path[-1],
                parent_id=parent_id,
                position=shelf.position,
                image_url=shelf.image_url,
                description=shelf.description,
            )


async def _import_products(staff: StaffClient, records: Sequence[ProductRecord]) -> ImportSummary:
    lines = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
    file = ProductFile.of_bytes("demo.jsonl", "jsonl", lines)
    async for message in staff.send(file):
        if isinstance(message, Issue):
            print(f"{message.file}:{message.line}: {message.reason}", file=sys.stderr)
        elif isinstance(message, ImportSummary):
            if message.failure:
                raise RefusedError(message.failure)
            return message
    raise RefusedError("The import of the demo catalogue broke off.")


def s3_of(environment: Environment) -> Any:
    """A client of the platform's own S3."""
    return boto3.client(
        "s3",
        endpoint_url=environment.engines.aws_endpoint_url,
        region_name=REGION,
        aws_access_key_id=AWS_KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=AWS_KEYS["AWS_SECRET_ACCESS_KEY"],
        config=Config(
            max_pool_connections=_UPLOADS_AT_ONCE,
            request_checksum_calculation="when_required",
        ),
    )


def _stored(s3: Any, bucket: str) -> Iterator[tuple[str, str]]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="products/"):
        for found in page.get("Contents", ()):
            yield found["Key"], found["ETag"].strip('"')


def _etag(picture: Picture) -> str:
    """S3's ETag of an object put in one piece is its MD5: a name for its content, no more."""
    return hashlib.md5(picture.svg.encode(), usedforsecurity=False).hexdigest()


def _sentence(summary: Summary) -> str:
    changed = summary.products_created + summary.products_updated
    if not changed and not summary.pictures_uploaded and not summary.tables_changed:
        return f"The demo shop is as it should be ({summary.seconds} s)."
    return (
        f"The demo shop: {changed} products, {summary.pictures_uploaded} pictures and "
        f"{summary.tables_changed} tables loaded in {summary.seconds} s."
    )
