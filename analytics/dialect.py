"""Athena's SQL in DuckDB's words, meaning the same.

``sqlglot`` knows the grammars. What it does not know, or translates by name where the two engines
compute differently, is written out here; ``analytics/README.md`` lists these traps.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.tokenizer_core import Token, TokenType

from analytics.errors import QueryError, did_you_mean
from analytics.functions import FUNCTIONS, similar_function
from analytics.schema import LakeSchema

_POSITION = re.compile(r"Line:? (\d+), Col:? (\d+)")
_UNKNOWN_COLUMN = re.compile(r"Column '([^']+)' could not be resolved|Unknown column: (\S+)")
# What may stand before a parenthesis without being a function's name.
_KEYWORDS = """
all and any array as between bigint by case char decimal distinct else except exists filter
from group having in intersect interval is join like limit not null numeric offset on or order
over partition row select some table then time timestamp union using values varchar when where
with within
"""
_BEFORE_PARENTHESIS = frozenset(_KEYWORDS.split())
_QUOTIENTS = range(11)  # scales that decimal_quotient is made for


def decimal_quotient_macros() -> Iterator[str]:
    """DuckDB statements that make Trino's division of decimals.

    Trino divides decimals exactly and rounds half away from zero; DuckDB turns both into doubles.
    The arguments are the dividend and divisor as whole numbers, already brought to one scale.
    """
    for scale in _QUOTIENTS:
        unit = f"CAST('{'1' if not scale else f'0.{1:0{scale}d}'}' AS DECIMAL(38, {scale}))"
        yield (
            f"CREATE MACRO decimal_quotient_{scale}(a, b) AS "
            "CAST(sign(a) * sign(b) * ((abs(a) + abs(b) // 2) // abs(b)) "
            f"AS DECIMAL({38 - scale}, 0)) * {unit}"
        )


def parse(sql: str) -> exp.Expr:
    """The one query in the text, as Athena would read it.

    Raises:
        QueryError: when it is not one, when it would change something, or when it calls a function
            that Athena does not have.
    """
    try:
        trees = [tree for tree in sqlglot.parse(sql, read="athena") if tree is not None]
    except (SqlglotError, RecursionError) as error:
        raise _syntax_error(error) from error
    if len(trees) != 1:
        raise QueryError("ask one question at a time" if trees else "there is no question")
    if not isinstance(trees[0], exp.Query):
        raise QueryError(
            "only questions are answered here: SELECT …", hint="nothing in the lake can be changed"
        )
    _refuse_unknown_functions(sql)
    return trees[0]


def translate(tree: exp.Expr, schema: LakeSchema) -> str:
    """The query for DuckDB.

    Raises:
        QueryError: for a table or column that the lake does not have.
    """
    _refuse_unknown_tables(tree, schema)
    try:
        qualified = qualify(
            tree.copy(), schema=schema.for_sqlglot, dialect="athena", quote_identifiers=True
        )
        typed = annotate_types(qualified, schema=schema.for_sqlglot, dialect="athena")
    except OptimizeError as error:
        raise _column_error(error, tree, schema) from error
    except (SqlglotError, RecursionError) as error:
        raise QueryError(f"this cannot be understood: {error}") from error
    return _in_duckdb(typed).sql("duckdb")


def named_tables(tree: exp.Expr) -> set[str]:
    """Full names of the tables and views that a query names."""
    return {f"{each.db}.{each.name}".lower() for each in tree.find_all(exp.Table) if each.db}


def translate_view(ddl: str, schema: LakeSchema) -> str:
    """The query that a view of ours is made of, for DuckDB."""
    return translate(sqlglot.parse_one(ddl, read="athena").expression, schema)


def called_functions(sql: str) -> Iterator[Token]:
    """Every name that is called in the text."""
    tokens = sqlglot.tokenize(sql, read="athena")
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        if after.token_type is TokenType.L_PAREN and _is_called(before, token, tokens):
            yield token


def _is_called(before: Token | None, token: Token, tokens: Sequence[Token]) -> bool:
    if not re.fullmatch(r"\w+", token.text) or token.token_type is TokenType.NUMBER:
        return False
    if token.token_type is TokenType.STRING or token.text.lower() in _BEFORE_PARENTHESIS:
        return False
    # `AS t (sku)` and `WITH t (a, b) AS` name columns.
    return before is None or before.token_type not in (TokenType.ALIAS, TokenType.WITH)


def _refuse_unknown_functions(sql: str) -> None:
    for token in called_functions(sql):
        if token.text.lower() not in FUNCTIONS:
            similar = similar_function(token.text)
            raise QueryError(
                f"Athena has no function {token.text}",
                line=token.line,
                column=token.col - len(token.text) + 1,
                hint=f"did you mean {similar}?" if similar else "",
            )


def _refuse_unknown_tables(tree: exp.Expr, schema: LakeSchema) -> None:
    ours = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        name = f"{table.db}.{table.name}" if table.db else table.name
        if not isinstance(table.this, exp.Identifier) or table.catalog:
            raise QueryError(f"{table.sql('athena')} is no table of the lake")
        if name.lower() not in schema.tables and name not in ours:
            line, column = _place_of(table.this)
            hint = _in_which_database(name, schema.tables) or did_you_mean(name, schema.tables)
            raise QueryError(f"there is no table {name}", line=line, column=column, hint=hint)


def _in_which_database(name: str, known: Iterable[str]) -> str:
    found = sorted(
        each for each in known if each.endswith((f".{name.lower()}", f".{name.lower()}s"))
    )
    return f"did you mean {' or '.join(found)}?" if found else ""


def _place_of(identifier: exp.Expr) -> tuple[int, int]:
    end, length = identifier.meta.get("col", 0), len(identifier.name)
    return identifier.meta.get("line", 0), max(end - length + 1, 0)


def _syntax_error(error: Exception) -> QueryError:
    if isinstance(error, ParseError) and error.errors:
        first = error.errors[0]
        near = str(first.get("highlight") or "").strip()
        what = first["description"]
        if what.startswith("Required keyword"):  # sqlglot speaks of its own classes there
            what = "something is missing"
        return QueryError(
            f"{what}{f', near {near!r}' if near else ''}",
            line=first["line"] or 0,
            column=first["col"] or 0,
        )
    return QueryError(str(error))


def _column_error(error: OptimizeError, tree: exp.Expr, schema: LakeSchema) -> QueryError:
    if not (match := _UNKNOWN_COLUMN.search(str(error))):
        return QueryError(_POSITION.sub("", str(error)).strip(" ."))
    name = (match[1] or match[2]).rsplit(".", 1)[-1].strip('"')
    meant = [each.this for each in tree.find_all(exp.Column) if each.name.lower() == name.lower()]
    line, column = _place_of(meant[0]) if meant else (0, 0)
    hint = did_you_mean(name, _columns_in_reach(tree, schema) - {name})
    return QueryError(f"there is no column {name}", line=line, column=column, hint=hint)


def _columns_in_reach(tree: exp.Expr, schema: LakeSchema) -> set[str]:
    named = {each.alias_or_name for select in tree.find_all(exp.Select) for each in select.selects}
    for table in tree.find_all(exp.Table):
        named.update(schema.columns_of(f"{table.db}.{table.name}"))
    return named


def _in_duckdb(tree: exp.Expr) -> exp.Expr:
    """Innermost first, so that each rule still sees the types of what stands inside."""
    for node in reversed(list(tree.bfs())):
        if (rule := _RULES.get(type(node))) and (new := rule(node)) is not node:
            new.type = new.type or node.type
            tree = new if node is tree else tree
            node.replace(new)
    return tree


def _division(node: exp.Expr) -> exp.Expr:
    left, right = node.this, node.expression
    if left.is_type(*exp.DataType.INTEGER_TYPES) and right.is_type(*exp.DataType.INTEGER_TYPES):
        return exp.paren(exp.IntDiv(this=left, expression=right))
    scales = _scale(left), _scale(right)
    if None in scales:
        return node
    return _decimal_division(left, right, cast(tuple[int, int], scales))


def _decimal_division(left: exp.Expr, right: exp.Expr, scales: tuple[int, int]) -> exp.Expr:
    scale = max(scales)
    dividend = _whole(left, scales[0], scale - scales[0] + scales[1])
    quotient = _call(f"decimal_quotient_{scale}", dividend, _whole(right, scales[1], 0))
    quotient.type = exp.DataType.build(f"DECIMAL(38, {scale})")
    return quotient


def _whole(number: exp.Expr, scale: int, further: int) -> exp.Expr:
    """The decimal times ten to the power of its scale and of ``further``, as a whole number."""
    exact = exp.cast(number, f"DECIMAL(38, {scale})", dialect="duckdb")
    whole = exp.cast(
        exp.Mul(this=exact, expression=exp.Literal.number(10**scale)), "HUGEINT", dialect="duckdb"
    )
    if not further:
        return whole
    factor = exp.cast(exp.Literal.string(str(10**further)), "HUGEINT", dialect="duckdb")
    return exp.paren(exp.Mul(this=whole, expression=factor))


def _scale(node: exp.Expr) -> int | None:
    """How many places a decimal has; 0 for an integer, None for anything else."""
    if node.is_type(*exp.DataType.INTEGER_TYPES):
        return 0
    if node.type is None or not node.is_type(exp.DType.DECIMAL):
        return None
    if sizes := node.type.expressions:
        places = sizes[1].name if len(sizes) > 1 else "0"
        return int(places) if places.isdigit() else None
    return _scale_of_parts(node)


def _scale_of_parts(node: exp.Expr) -> int | None:
    """By the rules of Trino, where the type of an expression was told without its places."""
    parts = (
        [node.this, node.expression]
        if isinstance(node, exp.Binary)
        else [each for each in node.iter_expressions() if each.type is not None]
    )
    scales = [_scale(each) for each in parts]
    known = [each for each in scales if each is not None]
    if not known or None in scales:
        return None
    return sum(known) if isinstance(node, exp.Mul) else max(known)


def _average(node: exp.Expr) -> exp.Expr:
    """Trino's average of decimals is a decimal of the same scale; DuckDB's is a double."""
    scale = _scale(node.this)
    if not node.this.is_type(exp.DType.DECIMAL) or scale is None:
        return node
    total, count = exp.Sum(this=node.this.copy()), exp.Count(this=node.this.copy())
    return _decimal_division(total, count, (scale, 0))


def _full_units(node: exp.Expr) -> exp.Expr:
    """Trino counts whole units that passed; DuckDB's function of that name counts boundaries."""
    unit = exp.Literal.string(node.args["unit"].name.lower())
    return _call("date_sub", unit, node.expression, node.this)


def _later(node: exp.Expr) -> exp.Expr:
    """A day and some more is a day in Trino, and midnight of it in DuckDB."""
    return exp.cast(node.copy(), "DATE") if node.this.is_type(exp.DType.DATE) else node


def _zone_function(node: exp.Expr) -> exp.Expr:
    """``timezone`` in DuckDB goes both ways: a time of a zone to a moment, a moment to its time."""
    if not isinstance(node, exp.Anonymous) or node.name.lower() not in _ZONE_FUNCTIONS:
        return node
    moment, zone = node.expressions
    made = _call("timezone", zone, moment)
    made.type = exp.DataType.build(_ZONE_FUNCTIONS[node.name.lower()])
    return made


def _at_time_zone(node: exp.Expr) -> exp.Expr:
    """Trino reads a time without a zone as the session's, which is UTC on Athena."""
    moment = node.this
    if not moment.is_type(exp.DType.TIMESTAMPTZ):
        moment = _call("timezone", exp.Literal.string("UTC"), moment)
    return _call("timezone", node.args["zone"], moment)


def _rows_unnested(node: exp.Expr) -> exp.Expr:
    """Trino makes a column of each field of an array's rows; DuckDB makes one of the row."""
    alias, array = node.args.get("alias"), node.expressions[0]
    kind = array.type
    if kind is None or alias is None or not array.is_type(exp.DType.ARRAY) or not kind.expressions:
        return node
    if kind.expressions[0].this is not exp.DType.STRUCT or len(alias.columns) < 2:
        return node
    fields = _call(
        "unnest",
        array,
        exp.PropertyEQ(this=exp.to_identifier("max_depth"), expression=exp.Literal.number(2)),
    )
    return exp.Subquery(this=exp.select(fields), alias=alias)


def _literal_decimal(node: exp.Expr) -> exp.Expr:
    """``DECIMAL '0.01'`` has the places that are written; DuckDB would give it three."""
    to = node.args["to"]
    if to.this is not exp.DType.DECIMAL or to.expressions:
        return node
    text = node.this.name if isinstance(node.this, exp.Literal) else ""
    places = len(text.partition(".")[2])
    return exp.cast(node.this, f"DECIMAL(38, {places})", dialect="duckdb")


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function by its name in DuckDB, which sqlglot does not translate again."""
    return exp.Anonymous(this=name, expressions=list(arguments))


_ZONE_FUNCTIONS = {"at_timezone": exp.DType.TIMESTAMP, "with_timezone": exp.DType.TIMESTAMPTZ}
_RULES: Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Div: _division,
    exp.Avg: _average,
    exp.DateAdd: _later,
    exp.DateDiff: _full_units,
    exp.Anonymous: _zone_function,
    exp.AtTimeZone: _at_time_zone,
    exp.Cast: _literal_decimal,
    exp.Unnest: _rows_unnested,
}
