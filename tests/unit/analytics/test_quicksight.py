"""Every request is one that QuickSight's API takes, and names only what there is."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from analytics.engine import Lake
from analytics.quicksight import specs
from analytics.quicksight.data_sets import row_security_sql
from analytics.quicksight.requests import Request, requests
from analytics.quicksight.target import Target
from analytics.quicksight.visuals import SIZES, referenced_columns

TARGET = Target(account="123456789012", region="eu-central-1")
REQUESTS = list(requests(TARGET))
VISUALS = [
    (dashboard, sheet, visual)
    for dashboard in specs.dashboards()
    for sheet in dashboard.sheets
    for visual in sheet.visuals
]


@pytest.fixture(scope="module")
def model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("quicksight")


def name_of(request: Request) -> str:
    parameters = request.parameters
    names = ("GroupName", "DashboardId", "DataSetId", "DataSourceId")
    return f"{request.operation}-{next(parameters[key] for key in names if key in parameters)}"


def violations(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """What botocore leaves to the server: choices, patterns and lengths of strings."""
    if shape.type_name == "structure":
        for name, each in value.items():
            yield from violations(shape.members[name], each, f"{path}.{name}")
    elif shape.type_name == "list":
        for number, each in enumerate(value):
            yield from violations(shape.member, each, f"{path}[{number}]")
    elif shape.type_name == "map":
        for key, each in value.items():
            yield from violations(shape.value, each, f"{path}.{key}")
    elif shape.type_name == "string":
        yield from (f"{path}: {why}" for why in string_violations(shape, value))


def string_violations(shape: Any, value: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield f"{value!r} is none of {shape.enum}"
    if (pattern := shape.metadata.get("pattern")) and not re.search(pattern, value):
        yield f"{value!r} does not match {pattern}"
    if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", 10**9):
        yield f"{value!r} has {len(value)} characters"


@pytest.mark.parametrize("request_", REQUESTS, ids=name_of)
def test_a_request_is_one_that_the_api_takes(model: ServiceModel, request_: Request) -> None:
    operations = {xform_name(name): name for name in model.operation_names}
    shape = model.operation_model(operations[request_.operation]).input_shape

    report = ParamValidator().validate(request_.parameters, shape)

    assert report.generate_report() == ""
    assert list(violations(shape, request_.parameters)) == []


def test_the_check_would_find_what_the_api_refuses(model: ServiceModel) -> None:
    shape = model.operation_model("CreateRefreshSchedule").input_shape
    schedule = {"ScheduleId": "x", "RefreshType": "SOME", "ScheduleFrequency": {"Interval": "NOW"}}
    wrong = {"DataSetId": "x", "AwsAccountId": "one", "Schedule": schedule}

    assert len(list(violations(shape, wrong))) == 4


def test_what_is_referred_to_is_made_before() -> None:
    made: set[str] = set()
    for request in REQUESTS:
        text = json.dumps(request.parameters)
        for kind, name in re.findall(r"(dataset|datasource|group)/(?:default/)?([\w-]+)", text):
            assert f"{kind}/{name}" in made, (request.operation, name)
        made |= {
            f"{kind}/{request.parameters[key]}"
            for kind, key in (
                ("dataset", "DataSetId"),
                ("datasource", "DataSourceId"),
                ("group", "GroupName"),
            )
            if key in request.parameters
        }


@pytest.mark.parametrize("view", specs.data_sets())
def test_a_data_set_has_the_columns_of_its_view(lake: Lake, view: str) -> None:
    spec = specs.data_sets()[view]

    assert spec.columns == lake.columns_of(f"analytics.{view}")
    assert list(spec.columns) == list(lake.columns_of(f"analytics.{view}"))
    assert spec.day in {"", *spec.columns}


@pytest.mark.parametrize("view", specs.data_sets())
def test_a_data_set_with_channel_and_country_is_secured_by_row(view: str) -> None:
    spec = specs.data_sets()[view]

    assert spec.secured == ({"channel", "country"} <= spec.columns.keys())


def test_a_data_set_is_refreshed_every_day() -> None:
    made = {r.parameters["DataSetId"] for r in REQUESTS if r.operation == "create_data_set"}
    fresh = {
        r.parameters["DataSetId"] for r in REQUESTS if r.operation == "create_refresh_schedule"
    }

    assert made - fresh == {"mercato-row-security"}


@pytest.mark.parametrize(
    ("dashboard", "sheet", "visual"), VISUALS, ids=lambda each: getattr(each, "id", "")
)
def test_a_visual_shows_columns_that_there_are(
    dashboard: specs.Dashboard, sheet: specs.Sheet, visual: specs.Visual
) -> None:
    figures = {each.name for each in dashboard.calculated if each.data_set == visual.data_set}

    columns = specs.data_sets()[visual.data_set].columns
    assert referenced_columns(visual) - columns.keys() - figures == set()


def test_a_calculated_figure_is_made_of_columns_that_there_are() -> None:
    for dashboard in specs.dashboards():
        for figure in dashboard.calculated:
            named = set(re.findall(r"\{(\w+)\}", figure.expression))
            assert named
            assert named <= specs.data_sets()[figure.data_set].columns.keys()


def test_amounts_are_only_shown_of_the_chosen_currency() -> None:
    """Every visual over a data set with a currency is behind a filter on it."""
    for request in REQUESTS:
        if request.operation != "create_dashboard":
            continue
        filtered = {
            (scope["SheetId"], visual)
            for group in request.parameters["Definition"]["FilterGroups"]
            if "CategoryFilter" in group["Filters"][0]
            for scope in group["ScopeConfiguration"]["SelectedSheets"][
                "SheetVisualScopingConfigurations"
            ]
            for visual in scope["VisualIds"]
        }
        shown = {
            (sheet.id, visual.id)
            for dashboard, sheet, visual in VISUALS
            if request.parameters["DashboardId"] == f"mercato-{dashboard.id}"
            and "currency" in specs.data_sets()[visual.data_set].columns
        }
        assert shown
        assert filtered == shown


def test_every_dashboard_says_what_its_data_is_made_of() -> None:
    for dashboard in specs.dashboards():
        assert "data_origins" in dashboard.data_sets


def test_visuals_do_not_overlap_and_stay_on_the_grid() -> None:
    for request in REQUESTS:
        if request.operation != "create_dashboard":
            continue
        for sheet in request.parameters["Definition"]["Sheets"]:
            taken: set[tuple[int, int]] = set()
            for element in sheet["Layouts"][0]["Configuration"]["GridLayout"]["Elements"]:
                cells = {
                    (column, row)
                    for column in range(
                        element["ColumnIndex"], element["ColumnIndex"] + element["ColumnSpan"]
                    )
                    for row in range(element["RowIndex"], element["RowIndex"] + element["RowSpan"])
                }
                assert not cells & taken
                assert max(column for column, _ in cells) < 36
                taken |= cells
    assert {visual.kind for _, _, visual in VISUALS} == set(SIZES)


def test_ids_are_used_once() -> None:
    for dashboard in specs.dashboards():
        for sheet in dashboard.sheets:
            ids = [visual.id for visual in sheet.visuals]
            assert len(ids) == len(set(ids))
    made = [name_of(request) for request in REQUESTS]
    assert len(made) == len(set(made))


def test_readers_of_a_dashboard_are_groups_and_read_its_data_sets() -> None:
    groups = specs.access().groups
    by_set = {
        request.parameters["DataSetId"]: {
            each["Principal"].rpartition("/")[2] for each in request.parameters["Permissions"]
        }
        for request in REQUESTS
        if "Permissions" in request.parameters and "DataSetId" in request.parameters
    }
    for dashboard in specs.dashboards():
        assert set(dashboard.readers) <= groups.keys()
        for name in dashboard.data_sets:
            assert {TARGET.id_of(each) for each in dashboard.readers} <= by_set[TARGET.id_of(name)]
    assert "mercato-stores" not in by_set["mercato-payment-attempts"]


def test_rules_say_which_rows_a_group_sees(lake: Lake) -> None:
    """The SQL of the rules is Athena's, and gives each group its channels and countries."""
    rows = lake.ask(row_security_sql(TARGET, specs.access())).rows

    assert rows == [
        ("mercato-shop-management", None, None),
        ("mercato-operations", None, None),
        ("mercato-online-dach", "web", "DE"),
        ("mercato-online-dach", "web", "AT"),
        ("mercato-online-dach", "web", "CH"),
        ("mercato-stores", "pos", None),
    ]


def test_two_environments_share_no_name() -> None:
    other = Target(account="210987654321", region="us-east-1", prefix="mercato-stage")
    text = json.dumps([request.parameters for request in requests(other)])

    assert "123456789012" not in text
    assert "eu-central-1" not in text
    assert re.search(r'"mercato-(?!stage)', text) is None


def test_the_requests_are_printed_for_a_deployment() -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-m", "analytics.quicksight", "--account", "123456789012"]
    printed = subprocess.run(
        [*command, "--region", "eu-central-1"], cwd=root, capture_output=True, check=True, text=True
    )

    assert json.loads(printed.stdout) == [
        {"operation": each.operation, "parameters": each.parameters} for each in REQUESTS
    ]
