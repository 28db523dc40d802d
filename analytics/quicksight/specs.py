"""What the files of ``analytics/dashboards`` say."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

HERE = Path(__file__).resolve().parents[1] / "dashboards"
DASHBOARDS = ("shop_overview", "operations")

Kind = Literal["kpi", "line", "bar", "table", "pivot"]


class DataSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A view in SPICE.

    Attributes:
        refresh_at: time of the day in UTC.
        day: the column that dashboards filter by, if it has one.
        again_days: a refresh reads only so many last days again; 0 for all of it.
        secured: whether rows are kept from groups, by channel and country.
        columns: Athena's types by name.
    """

    name: str
    refresh_at: str
    columns: dict[str, str]
    day: str = ""
    again_days: int = 0
    secured: bool = False


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that a group sees; without a channel or country, those of all."""

    channel: str | None = None
    country: str | None = None


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    description: str
    sees: tuple[Rule, ...]


class Access(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    groups: dict[str, Group]


class Calculated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure of a data set that is no column, in QuickSight's own expressions."""

    data_set: str
    name: str
    expression: str


class Visual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of one data set.

    Attributes:
        values: ``sum(orders)``, ``p90(days)``, or the name of a calculated figure.
        over: the day that a KPI compares itself over.
    """

    id: str
    kind: Kind
    title: str
    data_set: str
    values: tuple[str, ...]
    category: str = ""
    colour: str = ""
    over: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    format: Literal["number", "rate"] = "number"


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    visuals: tuple[Visual, ...]


class Dashboard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``readers`` are groups of ``access.yaml``."""

    id: str
    name: str
    description: str
    readers: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    calculated: tuple[Calculated, ...] = ()

    @property
    def data_sets(self) -> list[str]:
        """Each data set that a visual shows, once."""
        used = (visual.data_set for sheet in self.sheets for visual in sheet.visuals)
        return list(dict.fromkeys(used))


@cache
def data_sets() -> Mapping[str, DataSet]:
    """By the name of their view."""
    return msgspec.convert(_read("data_sets"), dict[str, DataSet])


@cache
def access() -> Access:
    return msgspec.convert(_read("access"), Access)


@cache
def dashboards() -> tuple[Dashboard, ...]:
    return tuple(msgspec.convert(_read(name), Dashboard) for name in DASHBOARDS)


def _read(name: str) -> object:
    document: object = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return document
