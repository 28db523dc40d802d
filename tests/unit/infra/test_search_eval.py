"""The measure of ranking."""

import pytest

from infra.ops.search import ndcg


def test_the_ideal_order_is_one_and_nothing_found_is_zero() -> None:
    gains = {"a": 1.0, "b": 0.1, "c": 0.0}
    assert ndcg(["a", "b", "c"], gains) == pytest.approx(1.0)
    assert ndcg([], gains) == 0.0


def test_what_is_not_judged_takes_a_place_and_counts_nothing() -> None:
    assert ndcg(["x", "a"], {"a": 1.0}) == pytest.approx(0.6309, abs=1e-4)


def test_only_the_first_ten_count() -> None:
    assert ndcg([*"0123456789", "a"], {"a": 1.0}) == 0.0
