"""Shopify's CSV as shops really send it."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from core_services.catalog.domain import check
from core_services.catalog.importing.findings import (
    Finding,
    ReadProduct,
    RefusedProduct,
    RowIssue,
)
from core_services.catalog.importing.lines import UnreadableFileError
from core_services.catalog.importing.shopify import ShopifyReader
from core_services.catalog.records import ProductRecord

HEADER = [
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Status"),
    *("Option1 Name", "Option1 Value", "Variant SKU", "Variant Barcode", "Variant Grams"),
    *("Variant Inventory Qty", "Variant Price", "Variant Compare At Price"),
    *("Image Src", "Image Position"),
]


def row(**values: str) -> str:
    """A row by column name, with underscores for spaces: ``Variant_Price="9.99"``."""
    cells = {name.replace("_", " "): value for name, value in values.items()}
    assert cells.keys() <= set(HEADER)
    quoted = ('"' + cells.get(name, "").replace('"', '""') + '"' for name in HEADER)
    return ",".join(quoted)


def mug(**values: str) -> str:
    plain = {
        "Handle": "mug",
        "Title": "Mug",
        "Variant_SKU": "MUG",
        "Variant_Price": "19.99",
        "Variant_Inventory_Qty": "3",
    }
    return row(**{**plain, **values})


def read(*rows: str, currency: str = "EUR", piece: int = 97) -> list[Finding]:
    return read_bytes("\r\n".join([",".join(HEADER), *rows]).encode(), currency, piece)


def read_bytes(content: bytes, currency: str = "EUR", piece: int = 97) -> list[Finding]:
    reader = ShopifyReader("shop.csv", currency)
    pieces = (content[start : start + piece] for start in range(0, len(content), piece))
    return [*(finding for chunk in pieces for finding in reader.feed(chunk)), *reader.close()]


def records(findings: Iterable[Finding]) -> list[ProductRecord]:
    return [finding.record for finding in findings if isinstance(finding, ReadProduct)]


def issues(findings: Iterable[Finding]) -> list[tuple[str, str, int, str]]:
    return [
        (finding.severity, finding.code, finding.line, finding.column)
        for finding in findings
        if isinstance(finding, RowIssue)
    ]


def test_one_row_is_a_product_with_one_variant() -> None:
    found = read(mug(Vendor="Ada", Type="Cups", Tags="red, blue, red", Variant_Grams="310.0"))
    (record,) = records(found)
    assert issues(found) == []
    assert (record.handle, record.title, record.brand) == ("mug", "Mug", "Ada")
    assert (record.category, record.tags) == (("Cups",), ("red", "blue"))
    (variant,) = record.variants
    assert (variant.sku, variant.prices, variant.on_hand) == ("MUG", {"EUR": 1999}, 3)
    assert (variant.weight_grams, variant.options, record.options) == (310, {}, ())
    check(record)


def test_rows_of_one_handle_are_the_variants_of_one_product() -> None:
    found = read(
        mug(Option1_Name="Size", Option1_Value="S", Variant_SKU="MUG-S"),
        row(Handle="mug", Option1_Value="L", Variant_SKU="MUG-L", Variant_Price="24.50"),
    )
    (record,) = records(found)
    assert [(v.sku, v.options, v.prices["EUR"]) for v in record.variants] == [
        ("MUG-S", {"Size": "S"}, 1999),
        ("MUG-L", {"Size": "L"}, 2450),
    ]
    assert record.options[0].values == ("S", "L")


def test_an_image_only_row_brings_an_image_and_no_variant() -> None:
    found = read(
        mug(Image_Src="https://shop.example/2.jpg", Image_Position="2"),
        row(Handle="mug", Image_Src="https://shop.example/1.jpg", Image_Position="1"),
    )
    (record,) = records(found)
    assert len(record.variants) == 1
    assert [image.url[-5:] for image in record.images] == ["1.jpg", "2.jpg"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Variant SKU", "sku"),
        ("Variant sku", "sku"),
        ("SKU", "sku"),
        ("Variant Barcode", "barcode"),
        ("Barcode", "barcode"),
        ("Variant inventory quantity", "quantity"),
        ("Inventory quantity", "quantity"),
    ],
)
def test_a_column_is_known_by_each_of_its_names(header: str, field: str) -> None:
    found = read_bytes(f"Handle,Title,Variant price,{header}\nmug,Mug,5,7\n".encode())
    (record,) = records(found)
    (variant,) = record.variants
    values = {
        "sku": variant.sku,
        "barcode": "".join(variant.barcodes),
        "quantity": str(variant.on_hand),
    }
    assert values[field] == "7"


def test_a_metafield_becomes_an_attribute() -> None:
    header = "Handle,Title,Price,Fabric (product.metafields.custom.fabric-type)"
    (record,) = records(read_bytes(f"{header}\nmug,Mug,5,Linen\n".encode()))
    (attribute,) = record.attributes
    assert (attribute.code, attribute.label, attribute.value) == (
        "custom_fabric_type",
        "Fabric",
        "Linen",
    )


def test_a_column_that_is_not_shopifys_is_reported_once() -> None:
    found = read_bytes(b"Handle,Title,Price,Inventory quantity,Mood\nmug,Mug,5,1,good\n")
    assert [issue for issue in issues(found) if issue[1] == "column-unknown"] == [
        ("warning", "column-unknown", 1, "Mood")
    ]


def test_what_is_no_shopify_file_is_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_bytes(b"sku,name\n1,2\n")
    assert "no column Handle and no column Variant Price" in refused.value.detail
    with pytest.raises(UnreadableFileError):
        read_bytes(b"")


def test_a_missing_sku_is_derived_and_the_same_every_time() -> None:
    rows = (
        mug(Option1_Name="Size", Option1_Value="Extra Large", Variant_SKU=""),
        row(Handle="mug", Option1_Value="S", Variant_Price="5"),
    )
    first, second = records(read(*rows)), records(read(*rows))
    assert [variant.sku for variant in first[0].variants] == ["mug-extra-large", "mug-s"]
    assert first == second


def test_a_leading_apostrophe_guards_a_sku_and_is_no_part_of_it() -> None:
    (record,) = records(read(mug(Variant_SKU="'00123", Variant_Barcode="'4006381333931")))
    assert record.variants[0].sku == "00123"
    assert record.variants[0].barcodes == ("4006381333931",)


def test_a_sku_that_came_before_gets_a_number_and_a_warning() -> None:
    found = read(mug(), mug(Handle="cup", Title="Cup"))
    assert [record.variants[0].sku for record in records(found)] == ["MUG", "MUG-2"]
    assert issues(found) == [("warning", "sku-repeated", 3, "Variant SKU")]


def test_a_handle_used_again_for_another_product_is_another_product() -> None:
    other = mug(Title="Another Mug", Variant_SKU="OTHER")
    found = read(mug(), mug(Handle="cup", Variant_SKU="CUP"), other)
    assert [record.handle for record in records(found)] == ["mug", "cup", "mug-2"]
    assert issues(found) == [("warning", "handle-reused", 4, "Handle")]


def test_the_same_product_twice_is_one_product() -> None:
    found = read(mug(), mug(Handle="cup", Variant_SKU="CUP"), mug())
    assert [record.handle for record in records(found)] == ["mug", "cup"]
    assert issues(found) == [("warning", "product-repeated", 4, "")]


def test_a_repeated_title_on_variant_rows_does_not_begin_a_new_product() -> None:
    found = read(
        mug(Option1_Name="Size", Option1_Value="S"),
        mug(Option1_Name="Size", Option1_Value="L", Variant_SKU="MUG-L"),
    )
    (record,) = records(found)
    assert len(record.variants) == 2


def test_negative_stock_is_none_at_all() -> None:
    found = read(mug(Variant_Inventory_Qty="-4"))
    assert records(found)[0].variants[0].on_hand == 0
    assert issues(found) == [("warning", "quantity-negative", 2, "Variant Inventory Qty")]


@pytest.mark.parametrize("compare_at", ["19.99", "12"])
def test_a_compare_at_price_that_is_not_above_the_price_is_left_out(compare_at: str) -> None:
    found = read(mug(Variant_Compare_At_Price=compare_at))
    assert records(found)[0].variants[0].compare_at == {}
    assert issues(found) == [("warning", "compare-at-not-above", 2, "Variant Compare At Price")]


@pytest.mark.parametrize(
    ("price", "currency", "code"),
    [
        ("19.999", "EUR", "price-precision"),
        ("1999.5", "JPY", "price-precision"),
        ("19,99", "EUR", "price-invalid"),
        ("€19", "EUR", "price-invalid"),
        ("-1", "EUR", "price-range"),
        ("", "EUR", "price-missing"),
        ("NaN", "EUR", "price-invalid"),
    ],
)
def test_a_price_that_is_none_refuses_its_product_and_no_other(
    price: str, currency: str, code: str
) -> None:
    cup = mug(Handle="cup", Title="Cup", Variant_SKU="CUP", Variant_Price="7")
    found = read(mug(Variant_Price=price), cup, currency=currency)
    assert issues(found) == [("error", code, 2, "Variant Price")]
    assert [f.handle for f in found if isinstance(f, RefusedProduct)] == ["mug"]
    assert [record.handle for record in records(found)] == ["cup"]


def test_a_bad_row_refuses_the_whole_product_because_a_record_is_complete() -> None:
    found = read(
        mug(Option1_Name="Size", Option1_Value="S"),
        row(Handle="mug", Option1_Value="L", Variant_SKU="MUG-L", Variant_Price="cheap"),
    )
    assert records(found) == []
    assert issues(found) == [("error", "price-invalid", 3, "Variant Price")]


def test_zero_and_three_decimals_follow_the_currency() -> None:
    assert records(read(mug(Variant_Price="1999"), currency="JPY"))[0].variants[0].prices == {
        "JPY": 1999
    }
    assert records(read(mug(Variant_Price="1.999"), currency="KWD"))[0].variants[0].prices == {
        "KWD": 1999
    }


def test_html_is_made_harmless_and_plain_text_gets_its_paragraphs() -> None:
    header = "Handle,Title,Body,Price"
    html = read_bytes(f'{header}\nmug,Mug,"<p onclick=x()>Hi<script>1</script></p>",5\n'.encode())
    plain = read_bytes(f'{header}\nmug,Mug,"One & two\n\nthree\nfour",5\n'.encode())
    assert records(html)[0].description_html == "<p>Hi</p>"
    assert records(plain)[0].description_html == "<p>One &amp; two</p><p>three<br>four</p>"


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    content = (
        b'\xef\xbb\xbfHandle,Title,Body,Price\r\nmug,Mug,"a\r\nb\r\nc",5\r\ncup,Cup,"",bad\r\n'
    )
    (price,) = [issue for issue in issues(read_bytes(content)) if issue[0] == "error"]
    assert price == ("error", "price-invalid", 5, "Price")


def test_a_byte_that_is_not_utf8_is_an_error_of_its_row() -> None:
    content = b"Handle,Title,Price\nmug,Caf\xe9,5\ncup,Cup,5\n"
    found = read_bytes(content)
    assert ("error", "encoding", 2, "") in issues(found)
    assert [record.handle for record in records(found)] == ["cup"]


def test_a_gift_card_is_not_sent_and_not_taxed() -> None:
    header = "Handle,Title,Price,Gift card,Requires shipping"
    (record,) = records(read_bytes(f"{header}\ncard,Card,50,TRUE,TRUE\n".encode()))
    (variant,) = record.variants
    assert (variant.requires_shipping, variant.tax_class) == (False, "exempt")


@pytest.mark.parametrize(
    ("status", "published", "expected"),
    [
        ("active", "true", "active"),
        ("active", "FALSE", "draft"),
        ("Draft", "true", "draft"),
        ("archived", "true", "archived"),
        ("", "", "active"),
    ],
)
def test_only_what_is_active_and_published_goes_on_sale(
    status: str, published: str, expected: str
) -> None:
    assert records(read(mug(Status=status, Published=published)))[0].status == expected


@pytest.mark.parametrize(
    ("weight", "unit", "grams"), [("2", "kg", 2000), ("1", "lb", 454), ("12", "oz", 340)]
)
def test_weights_are_kept_in_grams(weight: str, unit: str, grams: int) -> None:
    header = "Handle,Title,Price,Variant weight,Variant weight unit"
    (record,) = records(read_bytes(f"{header}\nmug,Mug,5,{weight},{unit}\n".encode()))
    assert record.variants[0].weight_grams == grams


def test_rows_of_a_product_that_stand_apart_are_reported() -> None:
    found = read(
        mug(Option1_Name="Size", Option1_Value="S"),
        mug(Handle="cup", Title="Cup", Variant_SKU="CUP"),
        row(Handle="mug", Option1_Value="L", Variant_Price="5"),
    )
    assert issues(found)[-1][:3] == ("error", "rows-apart", 4)


def test_an_unclosed_quote_spoils_one_product() -> None:
    content = b'Handle,Title,Price,SKU\nmug,Mug,5,A\nmug,"Mug,6,B\ncup,Cup,7,C\n'
    found = read_bytes(content)
    assert [record.handle for record in records(found)] == ["cup"]
    assert [code for _, code, _, _ in issues(found) if "quote" in code] == ["quote-unclosed"]


def test_a_category_path_goes_before_the_type() -> None:
    header = "Handle,Title,Price,Type,Product Category"
    (record,) = records(
        read_bytes(f"{header}\nmug,Mug,5,Cups,Home & Garden > Kitchen > Mugs\n".encode())
    )
    assert record.category == ("Home & Garden", "Kitchen", "Mugs")


def chunks(path: Path, member: str | None = None) -> Iterator[bytes]:
    if member is None:
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        while chunk := file.read(65_536):
            yield chunk


@pytest.mark.parametrize(
    ("file", "member", "products", "variants"),
    [
        ("packt_home_20.csv", None, 20, 21),
        ("gatsby_100.csv", None, 100, 300),
        ("gatsby_30k-SKUs.zip", "30k-SKUs.csv", 10_000, 30_000),
    ],
)
def test_exports_that_nobody_wrote_for_us_are_read_whole(
    shared_data: Path, file: str, member: str | None, products: int, variants: int
) -> None:
    reader = ShopifyReader(file, "USD")
    found: list[Finding] = []
    for chunk in chunks(shared_data / "shopify_csv" / file, member):
        found += reader.feed(chunk)
    found += reader.close()
    taken = records(found)
    assert (len(taken), sum(len(record.variants) for record in taken)) == (products, variants)
    assert {severity for severity, _, _, _ in issues(found)} == {"warning"}
    skus = Counter(variant.sku for record in taken for variant in record.variants)
    handles = Counter(record.handle for record in taken)
    assert skus.most_common(1)[0][1] == handles.most_common(1)[0][1] == 1
    for record in taken[:: max(1, products // 500)]:
        check(record)
