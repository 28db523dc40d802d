"""Data sets, their refreshes, and who sees which of their rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from analytics import catalog
from analytics.quicksight.specs import Access, DataSet
from analytics.quicksight.target import Target

SOURCE, ROW_SECURITY = "lake", "row_security"
_TYPES = {
    "varchar": "STRING",
    "bigint": "INTEGER",
    "integer": "INTEGER",
    "date": "DATETIME",
    "timestamp": "DATETIME",
    "boolean": "BOOLEAN",
}
_SECURITY_COLUMNS = ("groupname", "channel", "country")


def data_source(target: Target) -> dict[str, Any]:
    """Athena, by its workgroup."""
    return {
        "AwsAccountId": target.account,
        "DataSourceId": target.id_of(SOURCE),
        "Name": "Mercato's lake",
        "Type": "ATHENA",
        "DataSourceParameters": {"AthenaParameters": {"WorkGroup": target.workgroup}},
    }


def groups(target: Target, access: Access) -> Iterator[dict[str, Any]]:
    for name, group in access.groups.items():
        yield {
            "AwsAccountId": target.account,
            "Namespace": target.namespace,
            "GroupName": target.id_of(name),
            "Description": group.description,
        }


def row_security(target: Target, access: Access) -> dict[str, Any]:
    """The rules as a data set of their own, whose SQL holds them: no table that could be edited."""
    columns = [{"Name": name, "Type": "STRING"} for name in _SECURITY_COLUMNS]
    table = {
        "DataSourceArn": target.arn_of("datasource", SOURCE),
        "Name": ROW_SECURITY,
        "SqlQuery": row_security_sql(target, access),
        "Columns": columns,
    }
    # Athena's names are all small, and QuickSight looks for this one.
    rename = {"ColumnName": "groupname", "NewColumnName": "GroupName"}
    return {
        "AwsAccountId": target.account,
        "DataSetId": target.id_of(ROW_SECURITY),
        "Name": "Who sees which rows",
        "PhysicalTableMap": {"rules": {"CustomSql": table}},
        "LogicalTableMap": {
            "rules": {
                "Alias": ROW_SECURITY,
                "DataTransforms": [{"RenameColumnOperation": rename}],
                "Source": {"PhysicalTableId": "rules"},
            }
        },
        "ImportMode": "SPICE",
        "UseAs": "RLS_RULES",
    }


def row_security_sql(target: Target, access: Access) -> str:
    """One row per rule; null means all."""
    rules = ", ".join(
        f"({_text(target.id_of(name))}, {_text(rule.channel)}, {_text(rule.country)})"
        for name, group in access.groups.items()
        for rule in group.sees
    )
    names = ", ".join(_SECURITY_COLUMNS)
    return f"SELECT {names} FROM (VALUES {rules}) AS rules ({names})"


def data_set(target: Target, view: str, spec: DataSet, readers: Sequence[str]) -> dict[str, Any]:
    """One view, whole, in SPICE, for the groups whose dashboards show it."""
    table = {
        "DataSourceArn": target.arn_of("datasource", SOURCE),
        "Catalog": "AwsDataCatalog",
        "Schema": catalog.ANALYTICS,
        "Name": view,
        "InputColumns": [input_column(name, kind) for name, kind in spec.columns.items()],
    }
    request = {
        "AwsAccountId": target.account,
        "DataSetId": target.id_of(view),
        "Name": spec.name,
        "PhysicalTableMap": {"view": {"RelationalTable": table}},
        "LogicalTableMap": {
            "view": {"Alias": view, "Source": {"PhysicalTableId": "view"}} | _geography(spec)
        },
        "ImportMode": "SPICE",
        "Permissions": target.readers_of_data_set(readers),
    }
    if spec.secured:
        request["RowLevelPermissionDataSet"] = {
            "Namespace": target.namespace,
            "Arn": target.arn_of("dataset", ROW_SECURITY),
            "PermissionPolicy": "GRANT_ACCESS",
            "FormatVersion": "VERSION_1",
            "Status": "ENABLED",
        }
    return request


def input_column(name: str, athena_type: str) -> dict[str, str]:
    """Amounts are fixed: QuickSight's other decimal is a float."""
    if athena_type.startswith("decimal"):
        return {"Name": name, "Type": "DECIMAL", "SubType": "FIXED"}
    return {"Name": name, "Type": _TYPES[athena_type]}


def refresh_schedule(target: Target, view: str, refresh_at: str, *, again: bool) -> dict[str, Any]:
    """Every day, after the jobs of the night."""
    return {
        "AwsAccountId": target.account,
        "DataSetId": target.id_of(view),
        "Schedule": {
            "ScheduleId": "daily",
            "ScheduleFrequency": {
                "Interval": "DAILY",
                "Timezone": "UTC",
                "TimeOfTheDay": refresh_at,
            },
            "RefreshType": "INCREMENTAL_REFRESH" if again else "FULL_REFRESH",
        },
    }


def refresh_properties(target: Target, view: str, spec: DataSet) -> dict[str, Any]:
    """Which last days an incremental refresh reads again, since late events change them."""
    window = {"ColumnName": spec.day, "Size": spec.again_days, "SizeUnit": "DAY"}
    return {
        "AwsAccountId": target.account,
        "DataSetId": target.id_of(view),
        "DataSetRefreshProperties": {
            "RefreshConfiguration": {"IncrementalRefresh": {"LookbackWindow": window}}
        },
    }


def _geography(spec: DataSet) -> dict[str, Any]:
    if "country" not in spec.columns:
        return {}
    tag = {"ColumnName": "country", "Tags": [{"ColumnGeographicRole": "COUNTRY"}]}
    return {"DataTransforms": [{"TagColumnOperation": tag}]}


def _text(value: str | None) -> str:
    return "CAST(NULL AS varchar)" if value is None else "'" + value.replace("'", "''") + "'"
