"""What is packaged and described for AWS: every application, every stage."""

import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest

from contracts.errors import PROBLEM_JSON
from edge_api.backoffice.chalicelib.settings import Settings as Backoffice
from edge_api.bff.chalicelib.settings import Settings as Bff
from edge_api.chassis.settings import read_settings
from edge_api.notifications.chalicelib.settings import Settings as Notifications
from infra.access import API_HANDLER, handlers_of
from infra.ops.deploy.environment import function_environment
from infra.ops.deploy.packages import Package, PackagingError, Release
from infra.ops.deploy.projects import Project, fill_stage, function_names
from infra.ops.deploy.slimming import slim
from infra.ops.deploy.targets import Target
from pipelines.ingestion.chalicelib.settings import Settings as Ingestion
from tests.infra.deployments import (
    IN_VPC,
    TOPOLOGY,
    every_target,
    facts_of,
    projects_for,
    release_for,
)

FUNCTIONS = tuple(TOPOLOGY.functions)
TARGETS = every_target()
SETTINGS: dict[str, type[msgspec.Struct]] = {
    "bff": Bff,
    "backoffice": Backoffice,
    "notifications": Notifications,
    "ingestion": Ingestion,
}
_AARCH64 = 183  # an ELF file's e_machine
_PACKAGE_ALL = """
import sys
from chalice.cli import cli
from infra.ops.deploy.chalice_cli import extend_description
extend_description()
for stage in sys.argv[1:]:
    cli(["package", "--stage", stage, f"packaged/{stage}"], obj={}, standalone_mode=False)
"""


@pytest.fixture(scope="module")
def projects() -> Iterator[dict[str, Project]]:
    with TemporaryDirectory() as scratch:
        found = projects_for("arm64", Path(scratch))
        yield {each.function: each for each in found}


@pytest.fixture(scope="module")
def release(projects: dict[str, Project]) -> Release:
    return release_for("arm64", list(projects.values()))


@pytest.fixture(scope="module")
def templates(projects: dict[str, Project], release: Release) -> dict[tuple[str, str], Any]:
    """What `chalice package` makes, by application and stage."""
    return {
        (function, label): template
        for function, project in projects.items()
        for label, template in _packaged(project, release).items()
    }


def _packaged(project: Project, release: Release) -> dict[str, Any]:
    stages: dict[str, Any] = {}
    for target in TARGETS:
        fill_stage(project, target, facts_of(target), TOPOLOGY)
        stages |= project.config["stages"]
    project.config_file.write_text(json.dumps(project.config | {"stages": stages}))
    release.place(project)
    done = subprocess.run(
        [sys.executable, "-c", _PACKAGE_ALL, *stages],
        cwd=project.directory,
        env=os.environ | {"AWS_DEFAULT_REGION": "eu-central-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    packaged = project.directory / "packaged"
    return {label: json.loads((packaged / label / "sam.json").read_text()) for label in stages}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_package_keeps_within_its_budget(
    projects: dict[str, Project], release: Release, function: str
) -> None:
    assert release.size_of(projects[function]) > 0  # it raises for one that weighs too much


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_package_is_for_lambdas_processors_and_has_nothing_that_is_never_used(
    projects: dict[str, Project], release: Release, function: str
) -> None:
    for path in release.archives_of(projects[function]):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                assert not any(word in name for word in ("__pycache__", "/tests/", "/botocore/"))
                if name.endswith(".so"):
                    header = archive.read(name)[:64]
                    assert struct.unpack_from("<H", header, 18) == (_AARCH64,), name
                    assert struct.unpack_from("<H", header, 60) == (0,), f"{name} has symbols"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_project_names_every_handler_that_the_topology_starts(
    projects: dict[str, Project], function: str
) -> None:
    config = projects[function].config

    assert set(config["lambda_functions"]) == handlers_of(TOPOLOGY, function)
    assert (config["autogen_policy"], config["manage_iam_role"]) == (False, False)
    assert not list((projects[function].directory / ".chalice").glob("policy*"))


def test_functions_have_the_names_that_terraform_expects(projects: dict[str, Project]) -> None:
    standby = next(each for each in TARGETS if each.role == "standby")

    assert function_names(projects["bff"], standby) == {API_HANDLER: "mercato-bff-prod-standby"}
    assert function_names(projects["ingestion"], standby) == {
        "transform_clickstream": "mercato-ingestion-prod-standby-transform_clickstream",
        "transform_domain_events": "mercato-ingestion-prod-standby-transform_domain_events",
    }
    for project in projects.values():
        for target in TARGETS:
            assert all(len(name) <= 64 for name in function_names(project, target).values())


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.label)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_told_all_that_its_settings_ask_for_and_nothing_else(
    function: str, target: Target
) -> None:
    told = function_environment(function, target, facts_of(target), TOPOLOGY)
    settings = SETTINGS[function]

    read_settings(settings, told | {"AWS_REGION": target.region})  # it raises for what is missing
    asked = {field.name.upper() for field in msgspec.structs.fields(settings)}
    neighbours = {f"{name.upper()}_URL" for name in TOPOLOGY.called_from(function)}
    assert set(told) <= asked | neighbours | _EVERYBODYS, set(told) - asked
    assert told["ENVIRONMENT"] == target.environment
    assert not any(name.endswith("_SECRET") for name in told), "a secret is told by its ARN"


# Read by libraries, or by one application only: every one is told the same of users.
_EVERYBODYS = {
    "ENVIRONMENT",
    "LOG_LEVEL",
    "SHOP_URL",
    "PASSWORD_MINIMUM_LENGTH",
    *(f"COGNITO_{name}" for name in ("ISSUER", "JWKS_URL", "CLIENT_ID", "USER_POOL_ID")),
}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.label)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_stage_is_described_with_its_own_roles_places_and_limits(
    templates: dict[tuple[str, str], Any], function: str, target: Target
) -> None:
    template, facts = templates[function, target.label], facts_of(target)
    functions = _resources(template, "AWS::Serverless::Function")

    assert {_handler(each): each["Role"] for each in functions} == {
        handler: facts.role_arns[f"{function}.{handler}"]
        for handler in handlers_of(TOPOLOGY, function)
    }
    for each in functions:
        key = f"{function}.{_handler(each)}"
        assert ("VpcConfig" in each) is (key in IN_VPC), key
        assert each.get("ReservedConcurrentExecutions") == facts.reserved_concurrency.get(key)
        assert each["Architectures"] == ["arm64"]
        assert each["Tracing"] == "Active"
    assert not _resources(template, "AWS::IAM::Role"), "roles are Terraform's"


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f != "ingestion"])
def test_api_gateway_answers_in_our_form_and_only_behind_its_domain(
    templates: dict[tuple[str, str], Any], function: str
) -> None:
    (api,) = _resources(templates[function, "prod"], "AWS::Serverless::Api")
    document = api["DefinitionBody"]

    assert document["info"]["title"] == f"mercato-{function}-prod"
    assert document["x-amazon-apigateway-endpoint-configuration"] == {
        "disableExecuteApiEndpoint": True
    }
    responses = document["x-amazon-apigateway-gateway-responses"]
    for kind, response in responses.items():
        problem = json.loads(response["responseTemplates"]["application/json"])
        assert str(problem["status"]) == response["statusCode"], kind
        headers = response["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == f"'{PROBLEM_JSON}'"
    assert responses["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == "404"


def test_cfn_lint_finds_no_error_in_what_chalice_describes(
    templates: dict[tuple[str, str], Any], tmp_path: Path
) -> None:
    paths = []
    for (function, label), template in templates.items():
        paths.append(tmp_path / f"{function}-{label}.json")
        paths[-1].write_text(json.dumps(template))
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", "W"]

    done = subprocess.run(
        [*command, "--regions", "eu-central-1", "--format", "parseable", "--", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_release_of_other_sources_is_refused(
    projects: dict[str, Project], release: Release, tmp_path: Path
) -> None:
    shutil.copytree(projects["bff"].directory, tmp_path / "bff")
    changed = Project("bff", tmp_path / "bff")
    (changed.directory / "app.py").write_text("# other\n")

    with pytest.raises(PackagingError, match="of other sources"):
        release.place(changed)


def test_an_archive_that_is_not_what_the_manifest_says_is_refused(
    projects: dict[str, Project], release: Release
) -> None:
    package = release.manifest.packages["bff"]
    forged: dict[str, Package] = {"bff": msgspec.structs.replace(package, code="0" * 64)}
    other = Release(release.directory, msgspec.structs.replace(release.manifest, packages=forged))

    with pytest.raises(PackagingError, match=r"not what release\.json says"):
        other.place(projects["bff"])


def test_the_same_contents_make_the_same_archive(tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    for path, names in ((first, ("a.py", "b.py")), (second, ("b.py", "x/tests/c.py", "a.py"))):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, name)
        slim(path)

    assert first.read_bytes() == second.read_bytes()


def _resources(template: Any, kind: str) -> list[Any]:
    found = template["Resources"].values()
    return [each["Properties"] for each in found if each["Type"] == kind]


def _handler(described: Any) -> str:
    name = str(described["Handler"]).removeprefix("app.")
    return API_HANDLER if name == "app" else name
