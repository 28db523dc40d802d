"""Pictures: which columns they show, and how."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from analytics.quicksight.specs import DataSet, Visual

_AGGREGATE = re.compile(r"(\w+)\((\w+)\)")
_SIMPLE = {
    "sum": "SUM",
    "count": "COUNT",
    "distinct_count": "DISTINCT_COUNT",
    "min": "MIN",
    "max": "MAX",
    "median": "MEDIAN",
}
_PERCENTILE = re.compile(r"p(\d\d)")
_NUMBERS = ("bigint", "integer", "decimal")
_DAYS = ("date", "timestamp")

# Of a grid of 36 columns: how wide and how high.
SIZES: Mapping[str, tuple[int, int]] = {
    "kpi": (9, 6),
    "line": (36, 12),
    "bar": (18, 12),
    "table": (18, 14),
    "pivot": (36, 14),
}


def visual(spec: Visual, data_set: DataSet) -> dict[str, Any]:
    """The visual for a sheet."""
    name, wells = _KINDS[spec.kind](spec, data_set)
    chart: dict[str, Any] = {"FieldWells": wells}
    if spec.kind == "bar":
        chart["BarsArrangement"] = "STACKED" if spec.colour else "CLUSTERED"
    return {
        name: {
            "VisualId": spec.id,
            "Title": {"Visibility": "VISIBLE", "FormatText": {"PlainText": spec.title}},
            "ChartConfiguration": chart,
        }
    }


def referenced_columns(spec: Visual) -> set[str]:
    """The columns that a visual names; a calculated figure counts as one."""
    values = {match[2] if (match := _AGGREGATE.fullmatch(each)) else each for each in spec.values}
    named = {spec.category, spec.colour, spec.over, *spec.rows, *spec.columns}
    return (values | named) - {""}


def _kpi(spec: Visual, data_set: DataSet) -> tuple[str, dict[str, Any]]:
    wells = {"Values": _values(spec, data_set)}
    if spec.over:
        wells["TrendGroups"] = [_dimension(spec, spec.over, data_set)]
    return "KPIVisual", wells


def _line(spec: Visual, data_set: DataSet) -> tuple[str, dict[str, Any]]:
    return "LineChartVisual", {"LineChartAggregatedFieldWells": _chart(spec, data_set)}


def _bar(spec: Visual, data_set: DataSet) -> tuple[str, dict[str, Any]]:
    return "BarChartVisual", {"BarChartAggregatedFieldWells": _chart(spec, data_set)}


def _table(spec: Visual, data_set: DataSet) -> tuple[str, dict[str, Any]]:
    rows = [_dimension(spec, name, data_set) for name in spec.rows]
    wells = {"GroupBy": rows, "Values": _values(spec, data_set)}
    return "TableVisual", {"TableAggregatedFieldWells": wells}


def _pivot(spec: Visual, data_set: DataSet) -> tuple[str, dict[str, Any]]:
    wells = {
        "Rows": [_dimension(spec, name, data_set) for name in spec.rows],
        "Columns": [_dimension(spec, name, data_set) for name in spec.columns],
        "Values": _values(spec, data_set),
    }
    return "PivotTableVisual", {"PivotTableAggregatedFieldWells": wells}


def _chart(spec: Visual, data_set: DataSet) -> dict[str, Any]:
    wells = {
        "Category": [_dimension(spec, spec.category, data_set)],
        "Values": _values(spec, data_set),
    }
    if spec.colour:
        wells["Colors"] = [_dimension(spec, spec.colour, data_set)]
    return wells


def _dimension(spec: Visual, name: str, data_set: DataSet) -> dict[str, Any]:
    field = _field(spec, name, name)
    kind = data_set.columns[name]
    if kind in _DAYS:
        return {"DateDimensionField": field | {"DateGranularity": "DAY"}}
    if kind.startswith(_NUMBERS):
        return {"NumericalDimensionField": field}
    return {"CategoricalDimensionField": field}


def _values(spec: Visual, data_set: DataSet) -> list[dict[str, Any]]:
    return [_value(spec, each, data_set) for each in spec.values]


def _value(spec: Visual, text: str, data_set: DataSet) -> dict[str, Any]:
    match = _AGGREGATE.fullmatch(text)
    if match is None:  # a calculated figure is aggregated by its own expression
        return {"NumericalMeasureField": _field(spec, text, text) | _format(spec)}
    function, name = match.groups()
    field = _field(spec, f"{function}-{name}", name)
    if data_set.columns[name].startswith(_NUMBERS):
        aggregation = {"AggregationFunction": _numerical(function)}
        return {"NumericalMeasureField": field | aggregation | _format(spec)}
    kind = "DateMeasureField" if data_set.columns[name] in _DAYS else "CategoricalMeasureField"
    return {kind: field | {"AggregationFunction": _SIMPLE[function]}}


def _numerical(function: str) -> dict[str, Any]:
    if match := _PERCENTILE.fullmatch(function):
        return {"PercentileAggregation": {"PercentileValue": float(match[1])}}
    return {"SimpleNumericalAggregation": _SIMPLE[function]}


def _format(spec: Visual) -> dict[str, Any]:
    if spec.format != "rate":
        return {}
    percentage = {"DecimalPlacesConfiguration": {"DecimalPlaces": 1}}
    numeric = {"PercentageDisplayFormatConfiguration": percentage}
    return {"FormatConfiguration": {"FormatConfiguration": numeric}}


def _field(spec: Visual, suffix: str, column: str) -> dict[str, Any]:
    return {
        "FieldId": f"{spec.id}.{suffix.replace(' ', '-')}",
        "Column": {"DataSetIdentifier": spec.data_set, "ColumnName": column},
    }


_KINDS: Mapping[str, Callable[[Visual, DataSet], tuple[str, dict[str, Any]]]] = {
    "kpi": _kpi,
    "line": _line,
    "bar": _bar,
    "table": _table,
    "pivot": _pivot,
}
