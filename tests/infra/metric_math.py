"""CloudWatch's metric math, as much of it as our alarms use, computed on made-up series."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Value = float | None
"""None is a period without data: whatever is computed from one is none as well, but for FILL."""

Values = Mapping[str, Value]
Expression = Callable[[Values], Value]

_OPERATORS: dict[type, Callable[[float, float], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda left, right: left / right if right else None,
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
    ast.Lt: operator.lt,
}


def evaluate(expression: str, values: Values) -> Value:
    """The expression's value in one period."""
    return _compiled(expression)(values)


@cache
def _compiled(expression: str) -> Expression:
    python = re.sub(r"\bAND\b", "and", expression)
    return _expression(ast.parse(python, mode="eval").body)


def _expression(node: Any) -> Expression:
    match node:
        case ast.Constant(value=int() | float() as constant):
            return lambda _: constant
        case ast.Name(id=name):
            return operator.itemgetter(name)
        case ast.Call(func=ast.Name(id="FILL"), args=[series, filling]):
            return _filled(_expression(series), _expression(filling))
        case ast.Call(func=ast.Name(id="IF"), args=[condition, then, other]):
            return _chosen(_expression(condition), _expression(then), _expression(other))
        case ast.BoolOp(op=ast.And(), values=[left, right]):
            return _combined(min, _expression(left), _expression(right))
        case ast.Compare(left=left, ops=[comparison], comparators=[right]):
            return _combined(_OPERATORS[type(comparison)], _expression(left), _expression(right))
        case ast.BinOp(left=left, op=arithmetic, right=right):
            return _combined(_OPERATORS[type(arithmetic)], _expression(left), _expression(right))
    raise NotImplementedError(ast.dump(node))


def _filled(series: Expression, filling: Expression) -> Expression:
    def value(values: Values) -> Value:
        known = series(values)
        return filling(values) if known is None else known

    return value


def _chosen(condition: Expression, then: Expression, other: Expression) -> Expression:
    def value(values: Values) -> Value:
        known = condition(values)
        return None if known is None else (then if known else other)(values)

    return value


def _combined(operation: Callable[..., Any], left: Expression, right: Expression) -> Expression:
    def value(values: Values) -> Value:
        first, second = left(values), right(values)
        return None if first is None or second is None else operation(first, second)

    return value
