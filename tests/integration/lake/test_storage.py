"""The same storage in a directory and in S3."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.local.engines import REGION, Engines
from infra.local.lake.mirror import Mirror, Moved
from pipelines.glue.storage import DirectoryStorage, S3Storage, Storage

Put = Callable[[str, bytes], object]
Get = Callable[[str], bytes]


@pytest.fixture
def s3(engines: Engines) -> Iterator[Any]:
    client = boto3.client(
        "s3",
        endpoint_url=engines.aws_endpoint_url,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    yield client
    client.close()


@pytest.fixture
def bucket(s3: Any, request: pytest.FixtureRequest) -> str:
    name = f"lake-{abs(hash(request.node.nodeid))}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


@pytest.fixture(params=["directory", "S3"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, s3: Any, bucket: str
) -> tuple[Storage, Put, Get]:
    if request.param == "S3":
        return (
            S3Storage(s3, bucket),
            lambda key, content: s3.put_object(Bucket=bucket, Key=key, Body=content),
            lambda key: bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read()),
        )

    def put(key: str, content: bytes) -> None:
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(content)

    return DirectoryStorage(tmp_path), put, lambda key: (tmp_path / key).read_bytes()


def test_a_file_takes_the_place_of_another(place: tuple[Storage, Put, Get]) -> None:
    storage, put, get = place
    put("staging/x", b"new")
    put("curated/orders/dt=2026-03-02/data.parquet", b"old")
    assert storage.replace("staging/x", "curated/orders/dt=2026-03-02/data.parquet") is True
    assert get("curated/orders/dt=2026-03-02/data.parquet") == b"new"

    put("staging/x", b"new")
    assert storage.replace("staging/x", "curated/orders/dt=2026-03-02/data.parquet") is False
    assert storage.replace("staging/x", "curated/orders/dt=2026-03-03/data.parquet") is True


def test_a_file_with_the_same_pages_is_left_alone_whatever_its_footer(
    place: tuple[Storage, Put, Get],
) -> None:
    storage, put, get = place
    put("old", _parquet(b"pages", b"encodings: a, b"))
    put("new", _parquet(b"pages", b"encodings: b, a"))
    assert storage.replace("new", "old") is False
    put("new", _parquet(b"PAGES", b"encodings: b, a"))
    assert storage.replace("new", "old") is True
    assert get("old") == _parquet(b"PAGES", b"encodings: b, a")


def _parquet(pages: bytes, footer: bytes) -> bytes:
    return b"PAR1" + pages + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def test_keys_are_listed_and_removed_by_their_prefix(place: tuple[Storage, Put, Get]) -> None:
    storage, put, _ = place
    for key in ("curated/a/dt=1/data", "curated/a/dt=2/data", "curated/b/data"):
        put(key, b"x")
    assert list(storage.keys("curated/a/")) == ["curated/a/dt=1/data", "curated/a/dt=2/data"]
    assert storage.directories("curated/a/") == ["dt=1", "dt=2"]
    storage.remove("curated/a/dt=1/")
    assert storage.directories("curated/a/") == ["dt=2"]
    assert storage.directories("nowhere/") == []


def test_the_mirror_takes_what_is_new_and_gives_back_what_was_built(
    s3: Any, bucket: str, tmp_path: Path
) -> None:
    mirror = Mirror(s3, bucket, tmp_path)
    for key in ("raw/a.parquet", "raw/b.parquet", "errors/e.gz", "other/o"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    assert mirror.fetch() == Moved(copied=3)
    assert (tmp_path / "raw/a.parquet").read_bytes() == b"raw/a.parquet"
    assert not (tmp_path / "other").exists()

    s3.put_object(Bucket=bucket, Key="raw/a.parquet", Body=b"changed")
    s3.delete_object(Bucket=bucket, Key="raw/b.parquet")
    assert mirror.fetch() == Moved(copied=1, removed=1)
    assert (tmp_path / "raw/a.parquet").read_bytes() == b"changed"
    assert not (tmp_path / "raw/b.parquet").exists()
    assert mirror.fetch() == Moved()

    day = tmp_path / "curated/orders/dt=2026-03-02/data.parquet"
    day.parent.mkdir(parents=True)
    day.write_bytes(b"rows")
    assert mirror.send() == Moved(copied=1)
    assert mirror.send() == Moved()
    day.unlink()
    assert mirror.send() == Moved(removed=1)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix="curated/")
