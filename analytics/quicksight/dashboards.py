"""Dashboards: sheets of visuals, one period and one currency for all of a sheet.

An amount is only shown of the currency that is chosen: there is no sum over two.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analytics.quicksight.specs import Dashboard, DataSet, Sheet, Visual
from analytics.quicksight.target import Target
from analytics.quicksight.visuals import SIZES, visual

_WIDTH = 36
_DAYS_SHOWN = 90
_FIRST_DAY = f"addDateTime(-{_DAYS_SHOWN - 1}, 'DD', truncDate('DD', now()))"
_LAST_DAY = "truncDate('DD', now())"


def dashboard(target: Target, spec: Dashboard, data_sets: Mapping[str, DataSet]) -> dict[str, Any]:
    """The request that creates it."""
    return {
        "AwsAccountId": target.account,
        "DashboardId": target.id_of(spec.id),
        "Name": spec.name,
        "VersionDescription": spec.description,
        "Permissions": target.readers_of_dashboard(spec.readers),
        "Definition": _definition(target, spec, data_sets),
        "ValidationStrategy": {"Mode": "STRICT"},
    }


def _definition(
    target: Target, spec: Dashboard, data_sets: Mapping[str, DataSet]
) -> dict[str, Any]:
    return {
        "DataSetIdentifierDeclarations": [
            {"Identifier": name, "DataSetArn": target.arn_of("dataset", name)}
            for name in spec.data_sets
        ],
        "CalculatedFields": [
            {"DataSetIdentifier": each.data_set, "Name": each.name, "Expression": each.expression}
            for each in spec.calculated
        ],
        "ParameterDeclarations": _parameters(target),
        "FilterGroups": [group for sheet in spec.sheets for group in _filters(sheet, data_sets)],
        "Sheets": [_sheet(sheet, data_sets) for sheet in spec.sheets],
    }


def _parameters(target: Target) -> list[dict[str, Any]]:
    return [
        _day_parameter("FromDay", _FIRST_DAY),
        _day_parameter("ToDay", _LAST_DAY),
        {
            "StringParameterDeclaration": {
                "ParameterValueType": "SINGLE_VALUED",
                "Name": "Currency",
                "DefaultValues": {"StaticValues": [target.currency]},
            }
        },
    ]


def _day_parameter(name: str, expression: str) -> dict[str, Any]:
    return {
        "DateTimeParameterDeclaration": {
            "Name": name,
            "TimeGranularity": "DAY",
            "DefaultValues": {"RollingDate": {"Expression": expression}},
        }
    }


def _filters(sheet: Sheet, data_sets: Mapping[str, DataSet]) -> Iterator[dict[str, Any]]:
    for name in dict.fromkeys(each.data_set for each in sheet.visuals):
        if data_sets[name].day:
            yield _filter_group(sheet, name, "period", _period(sheet, name, data_sets[name].day))
        if "currency" in data_sets[name].columns:
            yield _filter_group(sheet, name, "currency", _currency(sheet, name))


def _filter_group(sheet: Sheet, name: str, what: str, condition: dict[str, Any]) -> dict[str, Any]:
    shown = [each.id for each in sheet.visuals if each.data_set == name]
    scope = {"SheetId": sheet.id, "Scope": "SELECTED_VISUALS", "VisualIds": shown}
    return {
        "FilterGroupId": f"{sheet.id}-{name}-{what}",
        "Filters": [condition],
        "ScopeConfiguration": {"SelectedSheets": {"SheetVisualScopingConfigurations": [scope]}},
        "CrossDataset": "SINGLE_DATASET",
        "Status": "ENABLED",
    }


def _period(sheet: Sheet, name: str, day: str) -> dict[str, Any]:
    return {
        "TimeRangeFilter": {
            "FilterId": f"{sheet.id}-{name}-days",
            "Column": {"DataSetIdentifier": name, "ColumnName": day},
            "IncludeMinimum": True,
            "IncludeMaximum": True,
            "RangeMinimumValue": {"Parameter": "FromDay"},
            "RangeMaximumValue": {"Parameter": "ToDay"},
            "NullOption": "NON_NULLS_ONLY",
            "TimeGranularity": "DAY",
        }
    }


def _currency(sheet: Sheet, name: str) -> dict[str, Any]:
    chosen = {
        "MatchOperator": "EQUALS",
        "ParameterName": "Currency",
        "NullOption": "NON_NULLS_ONLY",
    }
    return {
        "CategoryFilter": {
            "FilterId": f"{sheet.id}-{name}-money",
            "Column": {"DataSetIdentifier": name, "ColumnName": "currency"},
            "Configuration": {"CustomFilterConfiguration": chosen},
        }
    }


def _sheet(sheet: Sheet, data_sets: Mapping[str, DataSet]) -> dict[str, Any]:
    return {
        "SheetId": sheet.id,
        "Name": sheet.name,
        "ContentType": "INTERACTIVE",
        "Visuals": [visual(each, data_sets[each.data_set]) for each in sheet.visuals],
        "Layouts": [{"Configuration": {"GridLayout": {"Elements": list(_grid(sheet.visuals))}}}],
        "ParameterControls": list(_controls(sheet, data_sets)),
    }


def _controls(sheet: Sheet, data_sets: Mapping[str, DataSet]) -> Iterator[dict[str, Any]]:
    used = list(dict.fromkeys(each.data_set for each in sheet.visuals))
    if any(data_sets[name].day for name in used):
        for title, parameter in (("From", "FromDay"), ("To", "ToDay")):
            yield {
                "DateTimePicker": {
                    "ParameterControlId": f"{sheet.id}-{parameter}",
                    "Title": title,
                    "SourceParameterName": parameter,
                }
            }
    if with_money := [name for name in used if "currency" in data_sets[name].columns]:
        source = {"DataSetIdentifier": with_money[0], "ColumnName": "currency"}
        yield {
            "Dropdown": {
                "ParameterControlId": f"{sheet.id}-Currency",
                "Title": "Currency",
                "SourceParameterName": "Currency",
                "Type": "SINGLE_SELECT",
                "SelectableValues": {"LinkToDataSetColumn": source},
            }
        }


def _grid(visuals: Sequence[Visual]) -> Iterator[dict[str, Any]]:
    """From left to right, and a new row where the next would not fit."""
    column, row, height = 0, 0, 0
    for each in visuals:
        width, own_height = SIZES[each.kind]
        if column + width > _WIDTH:
            column, row, height = 0, row + height, 0
        yield {
            "ElementId": each.id,
            "ElementType": "VISUAL",
            "ColumnIndex": column,
            "ColumnSpan": width,
            "RowIndex": row,
            "RowSpan": own_height,
        }
        column, height = column + width, max(height, own_height)
