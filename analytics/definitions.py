"""What a definition may be, and how a lake on one machine is asked under other ones.

The values in force stand in ``views/definitions.sql``.
"""

from collections.abc import Mapping

import sqlglot
from sqlglot import exp

from analytics.errors import QueryError, did_you_mean

Value = str | int | bool

CHOICES: Mapping[str, tuple[str, ...]] = {
    "orders_dated_by": ("placed", "paid"),
    "revenue_tax": ("net", "gross"),
    "refunds_dated_by": ("refund", "order"),
    "order_value_of": ("gmv", "revenue"),
    "days_between": ("calendar", "elapsed"),
}


def in_force(ddl: str) -> dict[str, Value]:
    """Each definition's value, by name, as the file of the view says."""
    tree = sqlglot.parse_one(ddl, read="athena")
    return {each.alias: _value(each.this) for each in tree.expression.selects}


def redefined(ddl: str, values: Mapping[str, Value | str]) -> str:
    """The view with other values.

    Raises:
        QueryError: for a definition that there is not, or a value that it cannot have.
    """
    tree = sqlglot.parse_one(ddl, read="athena")
    known = {each.alias: each for each in tree.expression.selects}
    for name, value in values.items():
        if name not in known:
            raise QueryError(f"there is no definition {name}", hint=did_you_mean(name, known))
        known[name].set("this", exp.convert(_checked(name, value, _value(known[name].this))))
    return tree.sql("athena")


def _value(node: exp.Expr) -> Value:
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    return node.name if node.args.get("is_string") else int(node.name)


def _checked(name: str, value: Value | str, usual: Value) -> Value:
    if isinstance(usual, bool):
        return _flag(name, value)
    if isinstance(usual, int):
        return _count(name, value)
    choices = CHOICES.get(name)
    if choices and value not in choices:
        raise QueryError(f"{name} cannot be {value!r}", hint=f"one of: {', '.join(choices)}")
    return str(value)


def _flag(name: str, value: Value) -> bool:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise QueryError(f"{name} cannot be {value!r}", hint="true or false")
    return text == "true"


def _count(name: str, value: Value) -> int:
    if isinstance(value, bool) or not str(value).isdigit():
        raise QueryError(f"{name} cannot be {value!r}", hint="a whole number")
    return int(value)
