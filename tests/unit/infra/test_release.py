"""A release is a file in Git, and has arrived when customers reach nothing else."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import yaml

from infra.local.topology import load_topology
from infra.ops.release import ReleaseError, public_paths, wait_for, write_release

TOPOLOGY = load_topology()
REVISION = "0123456789abcdef0123456789abcdef01234567"
DIGESTS = dict.fromkeys((*TOPOLOGY.services, "operations"), f"sha256:{'ab' * 32}")


@pytest.fixture
def released(tmp_path: Path) -> Path:
    path = tmp_path / "stage.yaml"
    path.write_text("# What runs in stage.\nrevision: main\ndigests: {}\n")
    return path


def shop(version: Callable[[str], str]) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, headers={"x-version": version(request.url.path)})

    return httpx.Client(base_url="http://shop", transport=httpx.MockTransport(answer))


def test_a_release_names_the_commit_and_every_digest_and_keeps_the_comment(released: Path) -> None:
    write_release(released, REVISION, DIGESTS, TOPOLOGY)

    assert released.read_text().startswith("# What runs in stage.\nrevision: ")
    assert yaml.safe_load(released.read_text()) == {"revision": REVISION, "digests": DIGESTS}


@pytest.mark.parametrize(
    ("revision", "digests", "reason"),
    [
        ("main", DIGESTS, "whole name"),
        (REVISION, {"catalog": "sha256:" + "0" * 64}, "exactly"),
        (REVISION, {**DIGESTS, "cart": "latest"}, "no digest"),
    ],
    ids=["a branch moves", "an image is missing", "a tag moves"],
)
def test_a_release_that_is_not_exact_is_refused_and_changes_nothing(
    released: Path, revision: str, digests: dict[str, str], reason: str
) -> None:
    before = released.read_text()

    with pytest.raises(ReleaseError, match=reason):
        write_release(released, revision, digests, TOPOLOGY)

    assert released.read_text() == before


def test_an_environment_that_is_not_there_is_told_with_those_that_are(released: Path) -> None:
    with pytest.raises(ReleaseError, match="no environment 'prd'; stage are"):
        write_release(released.with_name("prd.yaml"), REVISION, DIGESTS, TOPOLOGY)


def test_every_service_has_a_path_that_anybody_may_ask() -> None:
    assert public_paths(TOPOLOGY).keys() == TOPOLOGY.services.keys()


def test_a_build_has_arrived_when_no_other_answers() -> None:
    with shop(lambda _: REVISION) as client:
        assert wait_for(client, public_paths(TOPOLOGY), REVISION, 0, print) == []


def test_a_canary_beside_the_old_build_has_not_arrived_yet() -> None:
    asked = iter(range(1_000_000))

    with shop(lambda _: REVISION if next(asked) % 5 else "old") as client:
        assert wait_for(client, {"cart": "/core/v1/carts"}, REVISION, 0, print) == ["cart"]


def test_waiting_tells_who_is_waited_for_and_ends_when_they_arrive() -> None:
    asked, told = iter(range(1_000_000)), list[str]()

    def version(path: str) -> str:
        return REVISION if path != "/core/v1/orders" or next(asked) > 2 else "old"

    with shop(version) as client:
        left = wait_for(client, public_paths(TOPOLOGY), REVISION, 30, told.append, pause=0)

    assert left == []
    assert set(told) == {"waiting for order"}
