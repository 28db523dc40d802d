"""What was typed becomes words, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.search.text import MAX_WORDS, parse


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Women's  SHOES", ("womens", "shoes")),
        ("the shoes for men", ("shoes", "men")),
        ("to be or", ("to", "be", "or")),
        ("t-shirt 1.75", ("t", "shirt", "1.75")),
        ('title:"x" OR (a* -b)', ("title", "x", "b")),
        ("ｆｕｌｌ ｗｉｄｔｈ", ("full", "width")),
        ("a\x00b\u200bc\x1b[31m", ("b", "c", "31m")),
        ("", ()),
        (" ?! ", ()),
    ],
)
def test_words(typed: str, wanted: tuple[str, ...]) -> None:
    assert parse(typed).wanted == wanted


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("belt without buckle", ("belt",), ("buckle",)),
        ("cup w/o lid for kids", ("cup", "kids"), ("lid",)),
        ("without a trace", ("without", "trace"), ()),
        ("listen without", ("listen", "without"), ()),
    ],
)
def test_what_comes_after_without_is_unwanted(
    typed: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    words = parse(typed)
    assert (words.wanted, words.unwanted) == (wanted, unwanted)


def test_only_so_many_words_are_looked_at() -> None:
    assert len(parse("word " * 500).wanted) == MAX_WORDS


@given(st.text(max_size=300))
def test_any_text_at_all_is_words_without_syntax(typed: str) -> None:
    words = parse(typed)
    assert not set('"*~:()[]{}\\/+^\x00') & set("".join((*words.wanted, *words.unwanted)))
    assert parse(words.text).wanted == words.wanted or words.unwanted
