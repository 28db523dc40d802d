"""When a record is sound, and what a batch of them would change."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.catalog.domain import Known, KnownProduct, RecordError, check, plan
from core_services.catalog.records import OptionRecord, ProductRecord, VariantRecord

NOTHING = Known(by_handle={}, slug_owners={}, sku_owners={})
SIZE = OptionRecord(name="Size", values=("S", "M"))


def a_variant(sku: str = "MUG", **fields: Any) -> VariantRecord:
    return VariantRecord(**{"sku": sku, "prices": {"EUR": 1990}, **fields})


def a_record(handle: str = "mug", **fields: Any) -> ProductRecord:
    return ProductRecord(
        **{"handle": handle, "title": "Mug", "variants": (a_variant(handle.upper()),), **fields}
    )


def known(record: ProductRecord, *, content_hash: str | None = None) -> Known:
    product = KnownProduct("prd_1", record.handle, record.handle, content_hash or check(record))
    return Known(
        by_handle={record.handle: product},
        slug_owners={record.handle: "prd_1"},
        sku_owners={variant.sku: ("prd_1", "var_1") for variant in record.variants},
    )


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"variants": ()}, "variants-missing", "variants"),
        ({"variants": (a_variant("A"), a_variant("B"))}, "options-missing", "options"),
        ({"variants": (a_variant("A"), a_variant("A"))}, "options-missing", "options"),
        (
            {
                "options": (SIZE,),
                "variants": (a_variant("A", options={"Size": "S"}),) * 2,
            },
            "sku-repeated",
            "variants[1].sku",
        ),
        ({"options": (SIZE,)}, "options-incomplete", "variants[0].options"),
        (
            {"options": (SIZE,), "variants": (a_variant(options={"Size": "XXL"}),)},
            "option-unknown",
            "variants[0].options",
        ),
        (
            {
                "options": (SIZE,),
                "variants": tuple(a_variant(sku, options={"Size": "S"}) for sku in "AB"),
            },
            "options-repeated",
            "variants[1].options",
        ),
        ({"options": (SIZE, SIZE)}, "option-repeated", "options"),
        ({"variants": (a_variant(prices={"XXQ": 1}),)}, "unknown-currency", "variants[0].prices"),
        (
            {"variants": (a_variant(compare_at={"USD": 1}),)},
            "compare-at-alone",
            "variants[0].compare_at",
        ),
        ({"category": tuple("abcdefghijk")}, "category-too-deep", "category"),
        ({"unpublish_at": datetime(2026, 3, 2)}, "time-zone-missing", "unpublish_at"),  # noqa: DTZ001
        ({"published_at": datetime(1, 1, 1, tzinfo=UTC)}, "time-out-of-range", "published_at"),
        (
            {
                "published_at": datetime(2026, 3, 2, tzinfo=UTC),
                "unpublish_at": datetime(2026, 3, 2, tzinfo=UTC),
            },
            "schedule-invalid",
            "unpublish_at",
        ),
        ({"title": ""}, "field-invalid", "title"),
        ({"title": "a\x00b"}, "text-invalid", ""),
        ({"title": "\ud800"}, "field-invalid", ""),
        ({"handle": "Not a slug"}, "field-invalid", "handle"),
    ],
)
def test_an_unsound_record_says_what_and_where(
    fields: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RecordError) as raised:
        check(a_record(**fields))

    assert (raised.value.code, raised.value.field) == (code, field)
    assert raised.value.reason.endswith(".")


def test_a_new_record_is_created_under_its_handle() -> None:
    (product,) = plan([a_record()], NOTHING).products

    assert (product.created, product.slug, product.old_slug) == (True, "mug", None)


def test_a_record_that_says_what_is_stored_changes_nothing() -> None:
    planned = plan([a_record()], known(a_record()))

    assert planned.products == ()
    assert (planned.outcomes[0].result, planned.outcomes[0].product_id) == ("unchanged", "prd_1")


def test_staff_write_even_what_the_last_import_said_and_keep_its_hash() -> None:
    (product,) = plan([a_record()], known(a_record(), content_hash="h"), by_staff=True).products

    assert (product.created, product.content_hash) == (False, "h")


def test_a_changed_record_keeps_the_ids_of_what_stays() -> None:
    record = a_record(
        options=(SIZE,),
        variants=(
            a_variant("MUG", options={"Size": "S"}),
            a_variant("NEW", options={"Size": "M"}),
        ),
    )

    (product,) = plan([record], known(a_record())).products

    assert product.id == "prd_1"
    assert product.variant_ids["MUG"] == "var_1"
    assert product.variant_ids["NEW"].startswith("var_")


def test_a_new_slug_leaves_the_old_one_behind() -> None:
    (product,) = plan([a_record(slug="cup")], known(a_record())).products

    assert (product.slug, product.old_slug) == ("cup", "mug")


def test_the_first_of_two_claims_wins() -> None:
    same_handle, same_sku = a_record(), a_record("cup", variants=(a_variant("MUG"),))
    same_slug = a_record("jar", slug="mug")

    outcomes = plan([a_record(), same_handle, same_sku, same_slug], NOTHING).outcomes

    assert [o.code for o in outcomes] == ["", "handle-repeated", "sku-taken", "slug-taken"]


@given(st.permutations(["EUR", "USD", "JPY", "KWD"]))
def test_the_order_of_keys_is_not_a_change(currencies: list[str]) -> None:
    prices = dict.fromkeys(currencies, 100)

    assert check(a_record(variants=(a_variant(prices=prices),))) == check(
        a_record(variants=(a_variant(prices=dict(sorted(prices.items()))),))
    )
