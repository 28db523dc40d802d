"""Every request, in the order in which they can be made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analytics.quicksight import data_sets, specs
from analytics.quicksight.dashboards import dashboard
from analytics.quicksight.target import Target


@dataclass(frozen=True, slots=True)
class Request:
    """A call of QuickSight's API: boto3's method, and what it is called with."""

    operation: str
    parameters: dict[str, Any]


def requests(target: Target) -> Iterator[Request]:
    """Source and groups first, then who sees what, data sets with their refreshes, dashboards."""
    access = specs.access()
    yield Request("create_data_source", data_sets.data_source(target))
    for group in data_sets.groups(target, access):
        yield Request("create_group", group)
    yield Request("create_data_set", data_sets.row_security(target, access))
    for view, spec in specs.data_sets().items():
        yield Request("create_data_set", data_sets.data_set(target, view, spec, _readers(view)))
        yield from _refreshes(target, view, spec)
    for each in specs.dashboards():
        yield Request("create_dashboard", dashboard(target, each, specs.data_sets()))


def _readers(view: str) -> list[str]:
    """The groups that read a dashboard which shows the view."""
    showing = (each.readers for each in specs.dashboards() if view in each.data_sets)
    return list(dict.fromkeys(group for readers in showing for group in readers))


def _refreshes(target: Target, view: str, spec: specs.DataSet) -> Iterator[Request]:
    again = bool(spec.again_days)
    if again:
        properties = data_sets.refresh_properties(target, view, spec)
        yield Request("put_data_set_refresh_properties", properties)
    schedule = data_sets.refresh_schedule(target, view, spec.refresh_at, again=again)
    yield Request("create_refresh_schedule", schedule)
