"""Charts are drawn from numbers alone, and say in words what they show."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.ops.report import charts
from infra.ops.report.charts import Bar

_AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=4)
D = Decimal


@given(_AMOUNTS)
def test_an_axis_ends_above_the_highest_value_and_not_far_above(value: Decimal) -> None:
    end = charts.nice_ceiling(value)
    assert end >= value
    assert value == 0 or end <= 2 * value


@pytest.mark.parametrize(
    ("value", "end"),
    [("0", "1"), ("0.042", "0.05"), ("7", "8"), ("2025.4", "2500"), ("10000", "10000")],
)
def test_axes_end_at_round_numbers(value: str, end: str) -> None:
    assert charts.nice_ceiling(D(value)) == D(end)


def test_an_axis_of_counts_is_not_cut_into_halves() -> None:
    assert charts.nice_ceiling(D(1), least=D(4)) == 4


@given(st.lists(_AMOUNTS, min_size=1, max_size=14))
def test_bars_stay_inside_their_chart(values: list[Decimal]) -> None:
    series = [Bar("Mon", value, value / 2) for value in values]
    drawn = charts.bars("x", "Title", "About", series, str)
    heights = [float(height) for height in re.findall(r'rect [^>]*height="([\d.]+)"', drawn)]
    places = [float(y) for y in re.findall(r'rect [^>]*y="([\d.]+)"', drawn)]
    assert len(heights) == 2 * len(values)
    assert max(y + height for y, height in zip(places, heights, strict=True)) <= 184.2
    assert min(places) >= 19.9


def test_text_of_a_chart_is_escaped() -> None:
    drawn = charts.bars("x", "<b>", "a & b", [Bar("<i>", D(1), mark="<u>")], str)
    assert '<title id="x-t">&lt;b&gt;</title>' in drawn
    assert "a &amp; b" in drawn
    assert "<i>" not in drawn
    assert "<u>" not in drawn


def test_one_week_alone_has_no_direction() -> None:
    assert charts.spark("x", "t", [D(3)]) == ""
    assert 'class="dot"' in charts.spark("x", "t", [D(3), D(3)])


def test_shades_grow_with_the_share_and_small_ones_differ() -> None:
    shades = [charts.heat(D(share) / 100) for share in range(101)]
    assert shades == sorted(shades)
    assert (shades[0], shades[100]) == (0, 9)
    assert len(set(shades[:20])) > 3
    assert charts.heat(None) == 0


def test_what_fell_points_to_the_left() -> None:
    assert 'class="fall" x="25.0" width="25.0"' in charts.swing(D(-5), D(10))
    assert 'class="rise" x="50.0" width="50.0"' in charts.swing(D(10), D(10))
    assert 'width="0.0"' in charts.swing(D(0), D(0))
