"""What a view or query of ours may not say, because the two engines would answer differently.

Both grammars accept much that they compute differently; see the list in ``README.md``.
"""

from collections.abc import Iterator
from itertools import pairwise

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from analytics.dialect import called_functions
from analytics.functions import FUNCTIONS, NOT_HERE

_INEXACT = (exp.DType.DOUBLE, exp.DType.FLOAT)
_DIALECTS = ("athena", "trino")
_NOT_IN_TRINO = (
    exp.ILike, exp.Qualify, exp.Pivot, exp.TableSample, exp.Struct, exp.Slice, exp.IntDiv, exp.Pow,
    exp.RegexpILike,
)  # fmt: skip
_TOKENS_NOT_IN_TRINO = (TokenType.DCOLON, TokenType.DSTAR, TokenType.DIV, TokenType.DARROW)
_BEGINNINGS = (TokenType.SELECT, TokenType.COMMA, TokenType.L_PAREN, TokenType.EQ)
_ENDS = (TokenType.FROM, TokenType.R_PAREN)
_WORDS = """
alter and as between by case cast constraint create cross cube current_catalog current_date
current_path current_role current_schema current_time current_timestamp current_user deallocate
delete describe distinct drop else end escape except execute exists extract false first for from
full group grouping having in inner insert intersect into is join json_array json_exists json_object
json_query json_table json_value last left like listagg localtime localtimestamp natural normalize
not null on or order outer prepare recursive right rollup select skip table then trim true uescape
union unnest using values when where with
"""
_RESERVED = frozenset(_WORDS.split())


def complaints(sql: str) -> list[str]:
    """Everything that is wrong with the text, in words; empty if it may stay."""
    try:
        trees = [sqlglot.parse_one(sql, read=dialect) for dialect in _DIALECTS]
    except SqlglotError as error:
        return [f"it does not parse: {error}"]
    return [*_about_tokens(sql), *_about_functions(sql), *_about(trees[0])]


def _about_tokens(sql: str) -> Iterator[str]:
    """sqlglot reads more than Athena does."""
    tokens = sqlglot.tokenize(sql, read="athena")
    if tokens[0].token_type is TokenType.FROM:
        yield "Athena does not know FROM before SELECT"
    for token, after in pairwise(tokens):
        if token.token_type in _TOKENS_NOT_IN_TRINO or token.text.upper() in ("QUALIFY", "ILIKE"):
            yield f"Athena does not know {token.text}"
        if token.token_type is TokenType.COMMA and after.token_type in _ENDS:
            yield "Athena does not know a comma at the end of a list"
        if after.token_type is TokenType.L_BRACKET and token.token_type in _BEGINNINGS:
            yield "Athena does not know […]: ARRAY[…]"


def _about_functions(sql: str) -> Iterator[str]:
    for name in sorted({token.text.lower() for token in called_functions(sql)}):
        if name not in FUNCTIONS:
            yield f"Athena has no function {name}"
        elif name in NOT_HERE:
            yield f"not {name}: {NOT_HERE[name]}"


def _about(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        yield from _about_extensions(node)
        yield from _about_node(node)


def _about_node(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Div):
        yield from _about_division(node)
    elif isinstance(node, exp.Avg):
        yield "not AVG: its type and rounding differ; divide a SUM by a COUNT, both cast"
    elif isinstance(node, exp.DataType):
        yield from _about_type(node)
    elif isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        yield "not *: a view keeps the columns that it was made with"
    elif isinstance(node, _NOT_IN_TRINO):
        yield f"Athena does not know {node.sql('athena')}"
    elif isinstance(node, exp.Select):
        yield from _about_aliases(node)
    elif isinstance(node, exp.Literal) and not node.is_string and not node.name.isdigit():
        yield f"not {node.name}: a decimal on Athena, a double here; CAST('…' AS decimal(p, s))"


def _about_extensions(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        yield "Athena does not know DISTINCT ON"
    elif isinstance(node, exp.Group) and node.args.get("all"):
        yield "Athena does not know GROUP BY ALL"
    elif isinstance(node, exp.Join) and (node.method or node.kind in ("SEMI", "ANTI")):
        yield f"Athena does not know {node.method or node.kind} JOIN"


def _about_aliases(select: exp.Select) -> Iterator[str]:
    """Trino groups by and filters on what comes in; DuckDB also on what goes out."""
    made = {each.alias.lower() for each in select.selects if isinstance(each, exp.Alias)}
    yield from (f"{name} is a reserved word" for name in sorted(made & _RESERVED))
    renamed = {
        each.alias
        for each in select.selects
        if isinstance(each, exp.Alias)
        and not (isinstance(each.this, exp.Column) and each.this.name == each.alias)
    }
    for clause in ("group", "having", "where"):
        for column in select.args[clause].find_all(exp.Column) if select.args.get(clause) else ():
            if not column.table and column.name in renamed:
                yield f"{column.name} in {clause.upper()} is a column of the answer"


def _about_division(node: exp.Div) -> Iterator[str]:
    divisor = node.expression
    guarded = divisor.this if isinstance(divisor, exp.Nullif) else divisor
    kinds = [_cast_type(node.this), _cast_type(guarded)]
    if None in kinds or len(set(kinds)) > 1:
        yield f"both sides of {node.sql('athena')} must be cast, to decimal(p, s) or to bigint"
    is_constant = guarded is divisor and isinstance(guarded, exp.Cast) and guarded.this.is_number
    counts_rows = kinds == [exp.DType.BIGINT] * 2
    if guarded is divisor and not is_constant and not counts_rows:
        yield f"{node.sql('athena')} may divide by zero: NULLIF(…, 0)"


def _cast_type(node: exp.Expr) -> exp.DType | None:
    while isinstance(node, exp.Paren | exp.Add):
        node = node.expression if isinstance(node, exp.Add) else node.this
    return node.to.this if isinstance(node, exp.Cast) else None


def _about_type(node: exp.DataType) -> Iterator[str]:
    if node.this in _INEXACT:
        yield "not double or real: amounts and rates are decimals"
    if node.this is exp.DType.DECIMAL and len(node.expressions) != 2:
        yield "a decimal needs its precision and scale"
