"""Staff upload pictures; what lands in the bucket is ours to serve."""

import io
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from PIL import Image

from core_services.catalog.media.endpoint import MAX_FILE_BYTES
from core_services.catalog.media.pictures import WIDTHS
from core_services.catalog.settings import Settings
from infra.local.edge.behaviours import behaviours
from infra.local.edge.viewer_request import rewrite
from infra.local.engines import Engines
from infra.local.environment import bucket_name
from infra.local.provision import Aws, create_bucket
from tests.recorded_access import sign_as

MEDIA = "/core/v1/admin/catalog/media"
BUCKET = bucket_name("media")


@pytest.fixture(scope="module")
def s3(engines: Engines) -> Any:
    aws = Aws(engines.aws_endpoint_url)
    create_bucket(aws, BUCKET)
    return aws.s3


@pytest.fixture
def settings(
    settings: Settings, engines: Engines, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    sign_as("catalog", monkeypatch)
    return msgspec.structs.replace(
        settings, media_bucket=BUCKET, aws_endpoint_url=engines.aws_endpoint_url
    )


def photo(width: int = 700, height: int = 350, colour: str = "teal") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "JPEG")
    return target.getvalue()


def stored(s3: Any) -> set[str]:
    return {each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())}


async def test_an_uploaded_picture_can_be_shown_in_every_width(
    api: httpx.AsyncClient, staff: dict[str, str], s3: Any
) -> None:
    answer = await api.post(MEDIA, content=photo(), headers=staff)
    picture = answer.json()

    assert answer.status_code == 201
    assert (picture["width"], picture["height"]) == (700, 350)
    for asked, wide in ((None, 700), ("320", 320), ("400", 480), ("1280", 700), ("5000", 700)):
        key = rewrite(picture["url"], {"w": asked} if asked else {}).removeprefix("/")
        found = s3.get_object(Bucket=BUCKET, Key=key)
        assert Image.open(io.BytesIO(found["Body"].read())).width == wide
        assert found["ContentType"] == "image/webp"
        assert found["CacheControl"] == "public, max-age=31536000, immutable"


async def test_uploading_again_changes_nothing(
    api: httpx.AsyncClient, staff: dict[str, str], s3: Any
) -> None:
    first = await api.post(MEDIA, content=photo(colour="navy"), headers=staff)
    before = stored(s3)
    again = await api.post(MEDIA, content=photo(colour="navy"), headers=staff)

    assert again.json() == first.json()
    assert stored(s3) == before


async def test_who_uploaded_is_on_the_trail(api: httpx.AsyncClient, staff: dict[str, str]) -> None:
    picture = (await api.post(MEDIA, content=photo(), headers=staff)).json()
    trail = await api.get(f"/core/v1/admin/catalog/audit?entity_id={picture['url']}", headers=staff)
    assert [(each["action"], each["actor"]) for each in trail.json()["entries"]] == [
        ("upload", "staff-1")
    ]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "picture-invalid"),
        (b"", 422, "picture-invalid"),
        (b"\xff" * (MAX_FILE_BYTES + 1), 413, "too-large"),
    ],
    ids=["a drawing", "nothing", "too much"],
)
async def test_what_is_refused_leaves_nothing_in_the_bucket(
    api: httpx.AsyncClient,
    staff: dict[str, str],
    s3: Any,
    content: bytes,
    status: int,
    code: str,
) -> None:
    before = stored(s3)
    answer = await api.post(MEDIA, content=content, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stored(s3) == before


async def test_only_staff_of_the_catalogue_upload(
    api: httpx.AsyncClient, customer: Callable[..., dict[str, str]], s3: Any
) -> None:
    before = stored(s3)
    answers = [
        (await api.post(MEDIA, content=photo(colour="red"), headers=headers)).status_code
        for headers in ({}, customer(), customer("orders"))
    ]
    assert answers == [401, 403, 403]
    assert stored(s3) == before


async def test_the_edge_asks_for_the_widths_that_are_drawn() -> None:
    assert behaviours().media.widths == WIDTHS
