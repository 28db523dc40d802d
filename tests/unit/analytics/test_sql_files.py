"""The SQL files stay within what both engines read and compute alike, and say what they are."""

import base64
import json

import pytest

from analytics import catalog, definitions, lint, reference
from analytics.engine import Lake
from analytics.export import export

FILES = {view.full_name: view.ddl for view in catalog.views()} | {
    query.name: query.sql for query in catalog.queries().values()
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_nothing_that_the_engines_would_answer_differently(name: str) -> None:
    assert lint.complaints(FILES[name]) == []


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("SELECT strftime(a, '%Y') AS b FROM t", "Athena has no function strftime"),
        ("SELECT list_value(1) AS a", "Athena has no function list_value"),
        ("SELECT approx_distinct(a) AS b FROM t", "COUNT(DISTINCT …)"),
        ("SELECT a / 2 AS b FROM t", "must be cast"),
        ("SELECT CAST(a AS decimal(38, 4)) / CAST(b AS decimal(38, 0)) AS c FROM t", "by zero"),
        ("SELECT CAST(a AS decimal(38, 4)) / NULLIF(CAST(b AS double), 0) AS c FROM t", "be cast"),
        ("SELECT AVG(a) AS b FROM t", "not AVG"),
        ("SELECT CAST(a AS double) AS b FROM t", "not double"),
        ("SELECT CAST(a AS decimal) AS b FROM t", "precision and scale"),
        ("SELECT 0.5 AS a", "not 0.5"),
        ("SELECT * FROM t", "not *"),
        ("SELECT a::date AS b FROM t", "does not know ::"),
        ("SELECT a FROM t QUALIFY b = 1", "does not parse"),
        ("SELECT a FROM t WHERE a ILIKE 'b'", "ILIKE"),
        ("SELECT DISTINCT ON (a) b FROM t", "DISTINCT ON"),
        ("SELECT a, COUNT(*) AS b FROM t GROUP BY ALL", "GROUP BY ALL"),
        ("SELECT year(a) AS b, COUNT(*) AS c FROM t GROUP BY b", "a column of the answer"),
        ("SELECT a + 1 AS b FROM t WHERE b = 1", "a column of the answer"),
        ("SELECT [1, 2] AS a", "ARRAY"),
        ("SELECT a ->> 'b' AS c FROM t", "->>"),
        ("FROM t SELECT a", "FROM before SELECT"),
        ("SELECT a, FROM t", "comma"),
        ("SELECT a FROM t ASOF JOIN u ON t.a >= u.a", "ASOF JOIN"),
        ("SELECT a AS last FROM t", "reserved"),
        ("SELECT FROM FROM", "does not parse"),
    ],
)
def test_the_lint_finds_what_athena_would_refuse_or_answer_differently(
    sql: str, complaint: str
) -> None:
    assert complaint in "; ".join(lint.complaints(sql))


@pytest.mark.parametrize("name", catalog.queries())
def test_a_query_is_asked_with_as_many_values_as_its_head_names(name: str) -> None:
    query = catalog.queries()[name]
    body = "\n".join(line for line in query.sql.splitlines() if not line.startswith("--"))

    assert body.count("?") == len(query.parameters)
    assert query.parameters in ((), tuple(catalog.PARAMETERS))
    assert query.question.endswith("?")


def test_every_view_says_what_one_row_is() -> None:
    assert [view.name for view in catalog.views() if not view.comment] == []


def test_a_view_is_made_after_those_that_it_needs() -> None:
    made: set[str] = set()
    for view in catalog.views():
        assert view.needs <= made
        made.add(view.name)


def test_a_deployment_reads_everything_as_json() -> None:
    exported = json.loads(json.dumps(export()))

    assert exported["databases"] == ["raw", "curated", "analytics"]
    assert {each["name"] for each in exported["named_queries"]} == set(catalog.queries())
    assert [each["name"] for each in exported["views"]] == [each.name for each in catalog.views()]
    by_day = next(each for each in exported["named_queries"] if each["name"] == "revenue_by_day")
    assert by_day["parameters"] == ["from_day", "to_day", "currency", "origin"]
    assert by_day["description"] == "How much did we sell, day by day? (shop management)"


def test_a_table_can_be_made_from_its_ddl_or_from_its_columns() -> None:
    orders = next(each for each in export()["tables"] if each["name"] == "orders")

    assert orders["ddl"].startswith("CREATE EXTERNAL TABLE curated.orders (\n")
    assert orders["ddl"].count("${lake}") == 2
    assert orders["location"] == "s3://${lake}/curated/orders/"
    assert orders["columns"][0] == {"name": "order_id", "type": "string"}
    assert orders["columns"][-1] == {"name": "coupon_codes", "type": "array<string>"}
    total = next(each for each in orders["columns"] if each["name"] == "total")
    assert total["type"] == "decimal(19,4)"
    assert orders["partition_keys"] == [{"name": "dt", "type": "string"}]
    assert orders["parameters"]["projection.enabled"] == "true"
    template = orders["parameters"]["storage.location.template"]
    assert template == "s3://${lake}/curated/orders/dt=${dt}/"


def test_a_table_says_how_its_files_are_read_and_what_its_columns_mean() -> None:
    by_name = {f"{each['database']}.{each['name']}": each for each in export()["tables"]}

    orders, errors = by_name["curated.orders"], by_name["raw.errors"]
    assert orders["storage"]["serde"].endswith("ParquetHiveSerDe")
    assert errors["storage"]["serde"] == "org.openx.data.jsonserde.JsonSerDe"
    assert errors["storage"]["serde_parameters"]["ignore.malformed.json"] == "true"
    assert "case.insensitive" not in errors["parameters"]
    step = next(
        each for each in by_name["curated.funnel_steps"]["columns"] if each["name"] == "step"
    )
    assert step == {"name": "step", "type": "int", "comment": "1 to 6"}


def test_a_view_can_be_made_in_the_catalog_by_the_text_that_athena_keeps() -> None:
    for view in export()["views"]:
        text = view["view_original_text"].removeprefix("/* Presto View: ").removesuffix(" */")
        kept = json.loads(base64.b64decode(text))
        made = f"CREATE OR REPLACE VIEW analytics.{view['name']} AS\n{kept['originalSql']}"
        assert view["ddl"].endswith(made)
        assert [each["name"] for each in kept["columns"]] == [
            each["name"] for each in view["columns"]
        ]
    by_day = next(each for each in export()["views"] if each["name"] == "revenue_by_day")
    assert by_day["columns"][:2] == [
        {"name": "day", "type": "date"},
        {"name": "currency", "type": "string"},
    ]


def test_no_view_has_a_type_that_athena_cannot_keep_in_one(lake: Lake) -> None:
    for view in catalog.views():
        kinds = set(lake.columns_of(view.full_name).values())
        assert "timestamp with time zone" not in kinds, view.name
        assert not kinds & {"double", "real"}, view.name


def test_the_readme_is_as_the_files_are() -> None:
    """`python -m analytics.reference` writes it."""
    text = reference.README.read_text("utf-8")

    assert reference.fresh(text) == text
    for name in catalog.queries():
        assert f"queries/{name}.sql" in text


def test_every_definition_says_why() -> None:
    told = {name: why for name, _, why in reference.definitions()}

    ddl = next(view.ddl for view in catalog.views() if view.name == "definitions")
    assert list(told) == list(definitions.in_force(ddl))
    assert [name for name, why in told.items() if len(why) < 40] == []
