"""Writes the dashboards as a CloudFormation template: ``python -m infra.ops.lake.dashboards``.

CloudFormation, because a dashboard's definition is some thousand lines that Terraform knows as
blocks of its own, while CloudFormation takes them as QuickSight's API does. What differs between
environments are parameters, so that one file, which a review can read, serves them all.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.quicksight import specs
from analytics.quicksight.requests import Request, requests
from analytics.quicksight.target import Target

TEMPLATE = (
    Path(__file__).resolve().parents[2] / "terraform" / "modules" / "quicksight" / "template.json"
)

_PARAMETERS = {
    "Prefix": "What ids of data sets and dashboards begin with, such as mercato-prod",
    "DatabasePrefix": "What names of the lake's databases begin with, or nothing",
    "Workgroup": "Athena's workgroup",
    "Namespace": "QuickSight's namespace, with the groups in it",
    "Currency": "The currency that dashboards show until another is chosen",
    "RoleArn": "The role that QuickSight reads the lake with",
}
_TARGET = Target(
    account="${AWS::AccountId}",
    region="${AWS::Region}",
    workgroup="${Workgroup}",
    currency="${Currency}",
    namespace="${Namespace}",
    prefix="${Prefix}",
)
_OURS = re.compile(rf"\$\{{(?!(?:AWS::AccountId|AWS::Region|{'|'.join(_PARAMETERS)})\}})")
_TYPES = {
    "create_data_source": ("DataSource", "DataSourceId"),
    "create_data_set": ("DataSet", "DataSetId"),
    "create_refresh_schedule": ("RefreshSchedule", "DataSetId"),
    "create_dashboard": ("Dashboard", "DashboardId"),
}


def text() -> str:
    """The file as it should be."""
    return json.dumps(template(), indent=1, ensure_ascii=False) + "\n"


def template() -> dict[str, Any]:
    """The template; groups, which CloudFormation cannot make, are told in its metadata."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Mercato's dashboards. Written by make schemas.",
        "Metadata": {
            "Groups": {name: group.description for name, group in specs.access().groups.items()}
        },
        "Parameters": {
            name: {"Type": "String", "Description": description}
            for name, description in _PARAMETERS.items()
        },
        "Resources": _resources(list(requests(_TARGET))),
    }


def _resources(made: list[Request]) -> dict[str, Any]:
    refreshes = {
        each.parameters["DataSetId"]: each.parameters["DataSetRefreshProperties"]
        for each in made
        if each.operation == "put_data_set_refresh_properties"
    }
    resources: dict[str, Any] = {}
    for each in made:
        if each.operation not in _TYPES:
            continue
        kind, key = _TYPES[each.operation]
        properties = dict(each.parameters)
        if kind == "DataSet" and properties[key] in refreshes:
            properties["DataSetRefreshProperties"] = refreshes[properties[key]]
        resources[_logical_id(kind, properties[key])] = {
            "Type": f"AWS::QuickSight::{kind}",
            **_after(kind, properties),
            "Properties": substituted(_as_cloudformation(kind, properties)),
        }
    return resources


def _after(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    """What has to be there before: names alone tell CloudFormation of no order."""
    needed = sorted(set(_needed(kind, properties)))
    return {"DependsOn": needed} if needed else {}


def _needed(kind: str, properties: dict[str, Any]) -> Iterator[str]:
    if kind == "RefreshSchedule":
        yield _logical_id("DataSet", properties["DataSetId"])
        return
    for found in re.finditer(
        r":(dataset|datasource)/(\$\{Prefix\}-[\w-]+)", json.dumps(properties)
    ):
        yield _logical_id({"dataset": "DataSet", "datasource": "DataSource"}[found[1]], found[2])


def _as_cloudformation(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Where CloudFormation spells it otherwise than the API, or environments differ."""
    if kind == "DataSource":
        athena = {"WorkGroup": _TARGET.workgroup, "RoleArn": "${RoleArn}"}
        return properties | {"DataSourceParameters": {"AthenaParameters": athena}}
    if kind == "RefreshSchedule":
        schedule = dict(properties["Schedule"])
        frequency = dict(schedule["ScheduleFrequency"])
        frequency["TimeZone"] = frequency.pop("Timezone")
        return properties | {"Schedule": schedule | {"ScheduleFrequency": frequency}}
    if kind == "DataSet":
        return properties | {"PhysicalTableMap": _in_databases(properties["PhysicalTableMap"])}
    return properties


def _in_databases(tables: dict[str, Any]) -> dict[str, Any]:
    changed = {}
    for name, table in tables.items():
        relational = table.get("RelationalTable")
        if relational is not None:
            schema = "${DatabasePrefix}" + relational["Schema"]
            table = {"RelationalTable": relational | {"Schema": schema}}
        changed[name] = table
    return changed


def substituted(value: Any) -> Any:
    """With ``Fn::Sub`` around each text that has a parameter of ours; QuickSight's own stay."""
    if isinstance(value, dict):
        return {name: substituted(each) for name, each in value.items()}
    if isinstance(value, list):
        return [substituted(each) for each in value]
    if isinstance(value, str) and "${" in (escaped := _OURS.sub("${!", value)).replace("${!", ""):
        return {"Fn::Sub": escaped}
    return value


def _logical_id(kind: str, identifier: str) -> str:
    words = identifier.removeprefix("${Prefix}-").replace("-", "_").split("_")
    return kind + "".join(word.capitalize() for word in words)


if __name__ == "__main__":
    TEMPLATE.write_text(text(), "utf-8")
