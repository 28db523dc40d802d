"""CloudFront's function and the local edge lead every address to the same object."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from infra.local.edge.behaviours import behaviours
from infra.local.edge.viewer_request import rewrite

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FUNCTION = ROOT / "infra" / "edge" / "viewer-request.js"
CASES: list[tuple[str, str]] = list(
    yaml.safe_load((HERE / "viewer_request_cases.yaml").read_text()).items()
)
# Read as CloudFront reads it: a script whose `handler` is called, and neither module nor `require`.
RUNNER = """
const source = require('fs').readFileSync(process.argv[1], 'utf8');
const handler = require('vm').runInNewContext(source + '; handler');
const requests = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(requests.map((request) => handler({ version: '1.0', request }))));
"""


def request_for(address: str) -> dict[str, object]:
    parts = urlsplit(address)
    query = {name: {"value": value} for name, value in parse_qsl(parts.query, True)}
    return {"method": "GET", "uri": parts.path, "querystring": query, "headers": {}, "cookies": {}}


@pytest.fixture(scope="module")
def rewritten() -> list[dict[str, object]]:
    """What the function makes of every case."""
    done = subprocess.run(
        ["node", "-e", RUNNER, str(FUNCTION)],
        input=json.dumps([request_for(address) for address, _ in CASES]),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    requests: list[dict[str, object]] = json.loads(done.stdout)
    return requests


@pytest.mark.parametrize(("address", "wanted"), CASES)
def test_the_local_edge_asks_for_the_right_object(address: str, wanted: str) -> None:
    parts = urlsplit(address)
    assert rewrite(parts.path, dict(parse_qsl(parts.query, True))) == wanted


def test_the_function_asks_for_the_right_objects(rewritten: list[dict[str, object]]) -> None:
    found = [(case[0], request["uri"]) for case, request in zip(CASES, rewritten, strict=True)]
    assert found == CASES


def test_a_picture_is_cached_once_whatever_else_its_address_says(
    rewritten: list[dict[str, object]],
) -> None:
    pictures = [
        request
        for (address, _), request in zip(CASES, rewritten, strict=True)
        if address.startswith("/media/")
    ]
    assert all(request["querystring"] == {} for request in pictures)


@pytest.mark.parametrize(
    "source", [FUNCTION, ROOT / "storefront" / "src" / "components" / "picture.tsx"]
)
def test_the_function_and_the_storefront_know_the_widths_that_there_are(source: Path) -> None:
    (listed,) = re.findall(r"(?mi)^const widths = \[(.*?)\];", source.read_text())
    assert tuple(int(each) for each in listed.split(",")) == behaviours().media.widths


def test_the_function_is_as_small_as_cloudfront_wants_it() -> None:
    assert FUNCTION.stat().st_size <= 10 * 1024
