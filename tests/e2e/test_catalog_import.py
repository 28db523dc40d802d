"""`mercato catalog import`, as a merchant types it, against the whole platform."""

import csv
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from infra.local.environment import Environment
from infra.local.provision import STAFF_CODE, STAFF_EMAIL
from infra.ops.catalog import app

HEADER = "Handle,Title,Body (HTML),Vendor,Type,Variant SKU,Variant Inventory Qty,Variant Price\n"
GOOD = HEADER + (
    "tide-clock,Tide Clock,<p>Tells the sea.</p>,Ostermoor,Clocks,TIDE-1,7,89.00\n"
    "fog-horn,Fog Horn,<p>Loud.</p>,Ostermoor,Clocks,FOG-1,-3,24.50\n"
)
HALF_GOOD = GOOD + "sun-dial,Sun Dial,,Ostermoor,Clocks,SUN-1,2,cheap\n"


def imported(platform: Environment, *arguments: str | Path) -> Result:
    staff = ["--email", STAFF_EMAIL, "--password", platform.credentials.staff_password]
    staff += ["--code", STAFF_CODE]
    command = ["import", *map(str, arguments), "--url", platform.edge_url, *staff]
    return CliRunner().invoke(app, command)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    path.write_text(GOOD)
    return path


def test_when_the_command_returns_the_products_are_stocked_and_found(
    stocked_platform: Environment, written: Path
) -> None:
    result = imported(stocked_platform, written)
    assert result.exit_code == 0, result.output
    with httpx.Client(base_url=stocked_platform.edge_url) as shop:
        (hit, *_) = shop.get("/core/v1/search", params={"q": "tide clock"}).json()["hits"]
        levels = shop.get("/core/v1/stock", params={"skus": "TIDE-1"}).json()["levels"]
    assert (hit["slug"], hit["price"]["amount"]) == ("tide-clock", 8900)
    assert levels == [{"sku": "TIDE-1", "available": 7}]


def test_importing_again_changes_nothing(stocked_platform: Environment, written: Path) -> None:
    imported(stocked_platform, written)
    result = imported(stocked_platform, written)
    counts = result.output.splitlines()[-1].split()
    assert (result.exit_code, counts[:4]) == (0, ["shop.csv", "0", "0", "2"])


def test_refused_rows_are_in_the_exit_code_and_in_the_report(
    stocked_platform: Environment, written: Path, tmp_path: Path
) -> None:
    written.write_text(HALF_GOOD)
    report = tmp_path / "issues.csv"
    result = imported(stocked_platform, written, "--report", report)
    assert result.exit_code == 1
    with report.open(newline="") as file:
        errors = [row for row in csv.DictReader(file) if row["severity"] == "error"]
    assert [(row["line"], row["column"], row["code"]) for row in errors] == [
        ("4", "Variant Price", "price-invalid")
    ]
    with httpx.Client(base_url=stocked_platform.edge_url) as shop:
        assert shop.get("/core/v1/products/fog-horn").status_code == 200
        assert shop.get("/core/v1/products/sun-dial").status_code == 404


def test_what_is_no_product_file_leaves_exit_code_2(
    stocked_platform: Environment, written: Path
) -> None:
    written.write_text("name,price\nx,1\n")
    result = imported(stocked_platform, written)
    assert result.exit_code == 2
    assert "not a Shopify product CSV" in result.output


def test_the_demo_shop_is_whole_and_seeding_it_again_changes_nothing(
    stocked_platform: Environment,
) -> None:
    from infra.local.demo.seed import seed

    again = seed(stocked_platform)
    assert (again.products_created, again.products_updated, again.tables_changed) == (0, 0, 0)
    assert again.pictures_uploaded == 0
    assert again.products_unchanged >= 300
    with httpx.Client(base_url=stocked_platform.edge_url) as shop:
        page = shop.get("/core/v1/products", params={"category": "socks", "limit": 1}).json()
        picture = shop.get(page["products"][0]["image_url"])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
