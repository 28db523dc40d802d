"""A built storefront goes into its buckets, in a moto of this process."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from contracts.clock import FrozenClock
from infra.cli import app
from infra.ops.storefront import INDEX, BrokenBuildError, files_of, invalidate, publish

PRIMARY, STANDBY = "storefront-eu-central-1", "storefront-eu-west-1"
REGIONS = {PRIMARY: "eu-central-1", STANDBY: "eu-west-1"}
NOW = datetime.now(UTC)
KEEP = timedelta(days=30)


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        for bucket, region in REGIONS.items():
            client(bucket).create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region}
            )
        yield


@pytest.fixture
def build(tmp_path: Path) -> Path:
    written = {
        INDEX: '<script src="/assets/index-1a.js"></script><link href="/assets/index-1a.css">',
        "assets/index-1a.js": "run()",
        "assets/index-1a.js.br": "compressed",
        "assets/index-1a.js.map": "{}",
        "assets/index-1a.css": "body {}",
        "favicon.svg": "<svg/>",
        "robots.txt": "User-agent: *",
    }
    for name, text in written.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def client(bucket: str) -> Any:
    return boto3.client("s3", region_name=REGIONS[bucket])


def keys(bucket: str) -> set[str]:
    listed = client(bucket).list_objects_v2(Bucket=bucket).get("Contents", [])
    return {each["Key"] for each in listed}


def publish_to_both(build: Path, *, at: datetime = NOW) -> int:
    places = [(client(bucket), bucket) for bucket in REGIONS]
    return publish(places, files_of(build), keep=KEEP, clock=FrozenClock(at))


def test_a_build_is_in_both_regions_without_what_only_the_build_needs(build: Path) -> None:
    publish_to_both(build)

    published = {INDEX, "assets/index-1a.js", "assets/index-1a.css", "favicon.svg", "robots.txt"}
    assert keys(PRIMARY) == keys(STANDBY) == published


@pytest.mark.parametrize(
    ("key", "content_type", "cache_control"),
    [
        (INDEX, "text/html; charset=utf-8", "no-cache"),
        (
            "assets/index-1a.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("assets/index-1a.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("favicon.svg", "image/svg+xml", "public, max-age=3600"),
        ("robots.txt", "text/plain; charset=utf-8", "public, max-age=3600"),
    ],
)
def test_an_object_says_what_it_is_and_how_long_it_keeps(
    build: Path, key: str, content_type: str, cache_control: str
) -> None:
    publish_to_both(build)

    stored = client(STANDBY).head_object(Bucket=STANDBY, Key=key)
    assert stored["ContentType"] == content_type
    assert stored["CacheControl"] == cache_control


def test_a_page_is_nowhere_before_everything_it_refers_to_is_everywhere(build: Path) -> None:
    puts: list[tuple[str, str]] = []
    places = [(Watched(client(bucket), puts), bucket) for bucket in REGIONS]

    publish(places, files_of(build), keep=KEEP, clock=FrozenClock(NOW))

    assert {key for _, key in puts[-2:]} == {INDEX}
    assert {bucket for bucket, _ in puts[-2:]} == {PRIMARY, STANDBY}
    assert {key.partition("/")[0] for _, key in puts[:4]} == {"assets"}


class Watched:
    """An S3 client that remembers what was put, in order."""

    def __init__(self, s3: Any, puts: list[tuple[str, str]]) -> None:
        self._s3, self._puts = s3, puts

    def put_object(self, **arguments: Any) -> Any:
        self._puts.append((arguments["Bucket"], arguments["Key"]))
        return self._s3.put_object(**arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)


def test_pages_that_are_open_find_the_assets_of_their_build_for_a_while(build: Path) -> None:
    publish_to_both(build)
    next_build(build)

    assert publish_to_both(build, at=NOW + KEEP - timedelta(hours=1)) == 0
    assert {"assets/index-1a.js", "assets/index-2b.js"} <= keys(PRIMARY)
    assert publish_to_both(build, at=NOW + KEEP + timedelta(hours=1)) == 4  # js and css, twice
    assert "assets/index-1a.js" not in keys(PRIMARY) | keys(STANDBY)
    assert "assets/index-2b.js" in keys(PRIMARY) & keys(STANDBY)


def next_build(build: Path) -> None:
    for suffix in ("js", "css"):
        (build / f"assets/index-1a.{suffix}").rename(build / f"assets/index-2b.{suffix}")
    page = build / INDEX
    page.write_text(page.read_text().replace("1a", "2b"))


def test_only_what_changes_under_its_name_is_invalidated(build: Path) -> None:
    cloudfront, distribution = (
        boto3.client("cloudfront", region_name="us-east-1"),
        new_distribution(),
    )

    paths = invalidate(cloudfront, distribution, files_of(build))

    assert paths == ["/", "/favicon.svg", "/index.html", "/robots.txt"]
    (made,) = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"][
        "Items"
    ]
    detail = cloudfront.get_invalidation(DistributionId=distribution, Id=made["Id"])["Invalidation"]
    assert detail["InvalidationBatch"]["Paths"]["Items"] == paths


def test_the_same_build_is_the_same_invalidation_and_another_is_another(build: Path) -> None:
    references: list[str] = []
    cloudfront = Invalidations(references)

    invalidate(cloudfront, "E1", files_of(build))
    invalidate(cloudfront, "E1", files_of(build))
    next_build(build)
    invalidate(cloudfront, "E1", files_of(build))

    assert references[0] == references[1] != references[2]


class Invalidations:
    """As much of CloudFront as is asked."""

    def __init__(self, references: list[str]) -> None:
        self._references = references

    def create_invalidation(self, *, DistributionId: str, InvalidationBatch: Any) -> None:  # noqa: N803
        self._references.append(InvalidationBatch["CallerReference"])


def new_distribution() -> str:
    origin = {"Id": "storefront", "DomainName": f"{PRIMARY}.s3.amazonaws.com"}
    made = boto3.client("cloudfront", region_name="us-east-1").create_distribution(
        DistributionConfig={
            "CallerReference": "test",
            "Comment": "",
            "Enabled": True,
            "Origins": {
                "Quantity": 1,
                "Items": [origin | {"S3OriginConfig": {"OriginAccessIdentity": ""}}],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": "storefront",
                "ViewerProtocolPolicy": "redirect-to-https",
            },
        }
    )
    return str(made["Distribution"]["Id"])


def test_a_build_that_refers_to_what_is_missing_is_not_published(build: Path) -> None:
    (build / "assets/index-1a.css").unlink()

    with pytest.raises(BrokenBuildError, match=r"assets/index-1a\.css"):
        files_of(build)
    assert keys(PRIMARY) == set()


def test_the_command_publishes_and_says_what_it_did(build: Path) -> None:
    buckets = [f"--bucket={region}={bucket}" for bucket, region in REGIONS.items()]
    arguments = ["publish-storefront", *buckets, f"--build={build}", "--distribution"]

    result = CliRunner().invoke(app, [*arguments, new_distribution()])

    assert result.exit_code == 0, result.output
    assert "5 files in 2 bucket(s); 0 old ones dropped" in result.output
    assert INDEX in keys(PRIMARY) & keys(STANDBY)


def test_a_deployment_publishes_where_terraform_says(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buckets = {region: bucket for bucket, region in REGIONS.items()}
    told = {"storefront_buckets": buckets, "distribution_id": new_distribution()}
    monkeypatch.setattr("infra.ops.deploy.commands._ready", lambda _: AppliedEnvironment(told))

    result = CliRunner().invoke(app, ["deploy", "storefront", "prod", f"--build={build}"])

    assert result.exit_code == 0, result.output
    assert INDEX in keys(PRIMARY) & keys(STANDBY)
    assert "invalidated: / /favicon.svg /index.html /robots.txt" in result.output


class AppliedEnvironment:
    """The steps of an environment of which one root has told."""

    primary = None

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def root(self, name: str, target: object) -> "AppliedEnvironment":
        assert (name, target) == ("global", self.primary)
        return self

    def outputs(self) -> dict[str, Any]:
        return self._told


def test_the_command_says_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    arguments = ["publish-storefront", f"--bucket=eu-central-1={PRIMARY}", f"--build={tmp_path}"]

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 1
    assert "There is no index.html" in result.output
    assert "make storefront" in result.output


def test_a_bucket_that_is_not_there_ends_the_command_before_the_page(build: Path) -> None:
    buckets = [f"--bucket=eu-central-1={PRIMARY}", "--bucket=eu-west-1=no-such-bucket"]

    result = CliRunner().invoke(app, ["publish-storefront", *buckets, f"--build={build}"])

    assert result.exit_code == 1
    assert INDEX not in keys(PRIMARY)
