"""Suggestions, put together."""

from core_services.search.schemas import Suggestion
from core_services.search.suggest import Lexicon, compose, read_lexicon, read_products
from core_services.search.text import parse

LEXICON = Lexicon(
    categories=(("kitchen", "Kitchen", "kitchen"), ("tea & kettles", "Tea & Kettles", "tea")),
    brands=(("kettle works", "Kettle Works"), ("boil", "Boil")),
)
PRODUCT = Suggestion(text="Kettle", kind="product", slug="k")


def test_queries_come_first_then_categories_then_products() -> None:
    found = compose(parse("kett"), LEXICON, ["kettle red"], [PRODUCT], 8)
    assert [(s.kind, s.text) for s in found] == [
        ("query", "kettle red"),
        ("query", "Kettle Works"),
        ("category", "Tea & Kettles"),
        ("product", "Kettle"),
    ]


def test_no_more_than_asked_for() -> None:
    assert len(compose(parse("kett"), LEXICON, ["kettle red"], [PRODUCT] * 9, 2)) == 2


def test_the_lexicon_is_read_from_the_aggregations() -> None:
    answer = b"""{"aggregations": {"category": {"buckets": [{"key": "tea:Tea", "doc_count": 3}]},
        "brand": {"buckets": [{"key": "Boil", "doc_count": 2}]}}}"""
    assert read_lexicon(answer) == Lexicon((("tea", "Tea", "tea"),), (("boil", "Boil"),))


def test_products_of_one_title_are_suggested_once() -> None:
    hits = b'{"hits": {"hits": [%s]}}' % b",".join(
        b'{"_source": {"title": "Kettle", "slug": "k%d"}}' % n for n in range(3)
    )
    assert read_products(hits) == [Suggestion(text="Kettle", kind="product", slug="k0")]
