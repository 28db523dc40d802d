"""A merchant's file over HTTP into a real database."""

from pathlib import Path
from typing import Any

import httpx
import msgspec

IMPORTS = "/core/v1/admin/catalog/imports"
HEADER = "Handle,Title,Price,SKU,Inventory quantity,Compare-at price"
GOOD = f"{HEADER}\nmug,Mug,19.90,MUG,3,24.90\ncup,Cup,9.90,CUP,-2,\n"


async def send(
    api: httpx.AsyncClient, headers: dict[str, str], content: str | bytes, **query: str
) -> list[dict[str, Any]]:
    answer = await api.post(
        IMPORTS,
        params={"format": "shopify", "currency": "EUR", "file": "shop.csv", **query},
        content=content,
        headers=headers,
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [msgspec.json.decode(line) for line in answer.content.splitlines()]


def counts(lines: list[dict[str, Any]]) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "refused", "errors", "warnings")
    assert lines[-1]["kind"] == "summary"
    return {name: lines[-1][name] for name in names if lines[-1][name]}


async def test_a_file_becomes_products_with_prices(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    assert counts(await send(api, staff, GOOD)) == {"created": 2, "warnings": 1}
    product = (await api.get("/core/v1/products/mug")).json()
    assert product["variants"][0]["price"] == {"amount": 1990, "currency": "EUR"}
    assert product["variants"][0]["compare_at"] == {"amount": 2490, "currency": "EUR"}


async def test_importing_again_changes_nothing_and_a_change_changes_one(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    await send(api, staff, GOOD)
    again = await send(api, staff, GOOD)
    assert counts(again) == {"unchanged": 2, "warnings": 1}
    changed = await send(api, staff, GOOD.replace("19.90", "18.90"))
    assert counts(changed) == {"updated": 1, "unchanged": 1, "warnings": 1}


async def test_a_bad_row_is_told_by_line_and_column_and_the_others_are_taken(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    lines = await send(api, staff, GOOD + "pot,Pot,1.999,POT,1,\n")
    assert counts(lines) == {"created": 2, "refused": 1, "errors": 1, "warnings": 1}
    (error,) = [line for line in lines if line.get("severity") == "error"]
    assert (error["file"], error["line"], error["column"], error["code"], error["handle"]) == (
        "shop.csv",
        4,
        "Price",
        "price-precision",
        "pot",
    )


async def test_a_sku_of_another_product_in_the_shop_is_told_by_its_line(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    await send(api, staff, GOOD)
    lines = await send(api, staff, f"{HEADER}\njar,Jar,5,JAR,1,\ntin,Tin,5,MUG,1,\n")
    (error,) = [line for line in lines if line.get("severity") == "error"]
    assert (error["line"], error["code"], error["column"]) == (3, "sku-taken", "variants[0].sku")
    assert counts(lines) == {"created": 1, "refused": 1, "errors": 1}


async def test_a_dry_run_says_the_same_and_changes_nothing(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    assert counts(await send(api, staff, GOOD, dry_run="true")) == {"created": 2, "warnings": 1}
    assert (await api.get("/core/v1/products/mug")).status_code == 404


async def test_what_is_no_product_file_is_told_in_the_summary(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    *_, summary = await send(api, staff, "a,b\n1,2\n")
    assert summary["failure_code"] == "file-unreadable"
    assert "no column Handle" in summary["failure"]


async def test_our_own_format_is_taken_too(api: httpx.AsyncClient, staff: dict[str, str]) -> None:
    line = b'{"handle":"mug","title":"Mug","variants":[{"sku":"MUG","prices":{"JPY":1990}}]}\n'
    assert counts(await send(api, staff, line, format="jsonl")) == {"created": 1}


async def test_only_staff_of_the_catalog_may_import(
    api: httpx.AsyncClient, guest: dict[str, str]
) -> None:
    answer = await api.post(IMPORTS, params={"format": "jsonl"}, content=b"", headers=guest)
    assert answer.status_code == 403
    answer = await api.post(IMPORTS, params={"format": "jsonl"}, content=b"")
    assert answer.status_code == 401


async def test_a_currency_that_is_none_is_refused_before_anything_is_read(
    api: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    answer = await api.post(
        IMPORTS, params={"format": "shopify", "currency": "XXX"}, content=GOOD, headers=staff
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-currency")


async def test_a_real_export_is_imported_whole(
    api: httpx.AsyncClient, staff: dict[str, str], shared_data: Path
) -> None:
    content = (shared_data / "shopify_csv" / "gatsby_100.csv").read_bytes()
    lines = await send(api, staff, content)
    assert counts(lines) == {"created": 100, "warnings": 101}
    assert lines[-1]["variants"] == 300
    page = (await api.get("/core/v1/products", params={"limit": 1})).json()
    assert page["total"] == 100
