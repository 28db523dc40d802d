"""What Terraform makes of the lake is what the SQL files and the jobs say."""

import inspect
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
import sqlglot
import yaml
from sqlglot import exp

from analytics.export import export
from infra.local.topology import load_topology
from infra.ops.lake import catalog, dashboards, publishing
from pipelines.glue.jobs import JOBS
from tests.infra.terraform import TERRAFORM

LAKE = TERRAFORM / "modules" / "lake"
ORDER: dict[str, list[str]] = yaml.safe_load((LAKE / "jobs.yaml").read_text())
REPOSITORY = TERRAFORM.parents[1]


def test_the_catalogue_is_as_the_sql_files_are() -> None:
    assert catalog.CATALOG.read_text("utf-8") == catalog.text(), "run `make schemas`"


def test_the_dashboards_template_is_as_the_specifications_are() -> None:
    assert dashboards.TEMPLATE.read_text("utf-8") == dashboards.text(), "run `make schemas`"


def test_cloudformation_knows_every_word_of_the_dashboards() -> None:
    assert _complaints(dashboards.TEMPLATE) == ""


def test_a_word_that_cloudformation_does_not_know_is_found(tmp_path: Path) -> None:
    template = dashboards.template()
    daily = template["Resources"]["RefreshScheduleRevenueByDay"]
    frequency = daily["Properties"]["Schedule"]["ScheduleFrequency"]
    frequency["Timezone"] = frequency.pop("TimeZone")  # as QuickSight's API spells it
    del daily["DependsOn"]
    broken = tmp_path / "template.json"
    broken.write_text(json.dumps(template | {"Resources": {"Daily": daily}}))

    assert "Timezone" in _complaints(broken)


def _complaints(template: Path) -> str:
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    command = [linter, "--regions", "eu-central-1", "--template", str(template)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return f"{done.stdout}{done.stderr}"


def test_quicksights_own_parameters_are_not_cloudformations() -> None:
    assert dashboards.substituted("sum(${FromDay})") == "sum(${FromDay})"
    assert dashboards.substituted("${Prefix}-${FromDay}") == {"Fn::Sub": "${Prefix}-${!FromDay}"}


# Two environments in one account --------------------------------------------------------------

_QUALIFIED = re.compile(r"\b(raw|curated|analytics)\.")  # as modules/lake/catalog.tf has it
_SQL = {each["name"]: each["query"] for each in export()["named_queries"]} | {
    f"analytics.{each['name']}": each["ddl"].partition(" AS\n")[2] for each in export()["views"]
}


def test_terraform_finds_databases_in_sql_as_this_test_does() -> None:
    assert (
        '"/\\\\b(${join("|", local.catalog.databases)})\\\\./"' in (LAKE / "catalog.tf").read_text()
    )


@pytest.mark.parametrize("name", _SQL)
def test_a_prefix_changes_the_databases_of_tables_and_nothing_else(name: str) -> None:
    changed = sqlglot.parse_one(_QUALIFIED.sub(r"dev_\1.", _SQL[name]), read="athena")
    wanted = sqlglot.parse_one(_SQL[name], read="athena")
    for table in wanted.find_all(exp.Table):
        if table.db:
            table.set("db", exp.to_identifier(f"dev_{table.db}"))

    assert changed.sql("athena", comments=False) == wanted.sql("athena", comments=False)


# Jobs -----------------------------------------------------------------------------------------


def test_every_job_has_its_place() -> None:
    assert list(ORDER) == list(JOBS)
    assert {path.stem for path in publishing.jobs()} == set(JOBS)


@pytest.mark.parametrize("job", JOBS)
def test_a_job_waits_for_those_whose_tables_it_reads(job: str) -> None:
    makers = {table: name for name, tables in _made().items() for table in tables}
    read = {makers[table] for table in _read(JOBS[job])} - {job}

    assert read <= _before(job)


def test_the_reading_of_jobs_sees_what_they_read() -> None:
    assert {"domain_events", "order_lines"} <= set(_read(JOBS["build_daily_stock"]))
    assert _made()["build_payments"] == ["payments", "refunds"]


def _before(job: str) -> set[str]:
    return {name for after in ORDER[job] for name in (after, *_before(after))}


def _made() -> dict[str, list[str]]:
    """The tables that each job makes, as the README tells it."""
    readme = (publishing.JOBS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|", readme, re.MULTILINE)
    return {job: re.findall(r"`(\w+)`", tables) for job, tables in rows}


def _read(run: Any) -> Iterator[str]:
    """The curated tables that a job's functions name."""
    for function in _reached(run):
        yield from re.findall(r'\.curated\(\s*"(\w+)"', inspect.getsource(function))


def _reached(start: FunctionType) -> set[FunctionType]:
    found: set[FunctionType] = set()
    left = [start]
    while left:
        function = left.pop()
        if function not in found:
            found.add(function)
            named = (function.__globals__.get(name) for name in _names(function.__code__))
            left += [each for each in named if isinstance(each, FunctionType) and _is_a_jobs(each)]
    return found


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _is_a_jobs(function: FunctionType) -> bool:
    return function.__module__.startswith("pipelines.glue")


# Their code -----------------------------------------------------------------------------------


def test_jobs_run_with_the_versions_that_they_are_tested_with() -> None:
    locked = (REPOSITORY / "requirements" / "edge.txt").read_text()

    for line in (LAKE / "requirements.txt").read_text().split():
        assert f"\n{line} \\" in locked, f"{line} is not what requirements/edge.txt has"


def test_the_same_code_has_the_same_name() -> None:
    assert publishing.package() == publishing.package()


def test_everything_that_a_job_needs_is_published(tmp_path: Path) -> None:
    """Imported from the zip alone, far from the repository, as Glue does."""
    (tmp_path / "mercato.zip").write_bytes(publishing.package())
    program = (
        "import sys; sys.path.insert(0, 'mercato.zip')\n"
        "from pipelines.glue import jobs, schemas\n"
        "assert 'mercato.zip' in jobs.__file__, jobs.__file__\n"
        "print(len(schemas.curated_schema('orders')), len(schemas.raw_schema('clickstream')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    orders, clickstream = map(int, done.stdout.split())
    assert orders > 10
    assert clickstream > 10


def test_publishing_puts_the_package_last_beside_each_job() -> None:
    put: dict[str, bytes] = {}

    class Bucket:
        def put_object(self, **request: Any) -> None:
            assert request["Bucket"] == "artifacts"
            put[request["Key"]] = request["Body"]

    version = publishing.publish(Bucket(), "artifacts")

    assert set(put) == {f"lake/{version}/{job}.py" for job in JOBS} | {
        f"lake/{version}/mercato.zip"
    }
    assert list(put)[-1].endswith("mercato.zip")
    names = zipfile.ZipFile(io.BytesIO(put[f"lake/{version}/mercato.zip"])).namelist()
    assert "analytics/tables/curated/orders.sql" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("infra")]


# Delivery -------------------------------------------------------------------------------------


def test_delivery_streams_write_where_a_raw_table_looks() -> None:
    tables = {each["location"]: each for each in json.loads(catalog.text())["tables"]}

    for stream in load_topology().delivery_streams.values():
        table = tables["s3://${lake}/" + stream.prefix]
        assert table["storage"]["serde"].endswith("ParquetHiveSerDe")
        assert [key["name"] for key in table["partition_keys"]] == ["event_type", "dt"]


def test_what_firehose_keeps_is_found_by_the_table_of_errors() -> None:
    errors = next(each for each in json.loads(catalog.text())["tables"] if each["name"] == "errors")
    kept = set(errors["parameters"]["projection.kept_in.values"].split(","))

    for stream in load_topology().delivery_streams.values():
        below = stream.error_prefix.removeprefix("errors/").rstrip("/")
        assert {below, f"{below}/processing-failed", f"{below}/format-conversion-failed"} <= kept
