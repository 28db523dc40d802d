"""The deploy command: what is run in which order, what is handed on, and what is refused."""

import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from infra.ops.deploy import commands, steps, terraform
from infra.ops.deploy.cluster import argo_cd_release, cluster_secret, through_port
from infra.ops.deploy.facts import MissingFactsError, facts_from
from infra.ops.deploy.packages import Release
from infra.ops.deploy.preflight import NotReadyError, require_account
from infra.ops.deploy.steps import GLOBAL, REGION, WIRING, RefusedError, Steps
from infra.ops.deploy.targets import Target, UnknownTargetError, targets_of
from tests.infra.clusters import GITOPS, bootstrap, facts
from tests.infra.deployments import every_target

(DEV,) = targets_of("dev")
PROD = targets_of("prod")
# Terraform as the command sees it: it writes down what it was asked, and answers from files.
_TERRAFORM = """#!{python}
import json, pathlib, sys
here = pathlib.Path({folder!r})
root = pathlib.Path(sys.argv[1].removeprefix("-chdir=")).name
verb, rest = sys.argv[2], sys.argv[3:]
if verb == "init":
    key = next(each for each in rest if "key=" in each).partition("key=")[2]
    (here / "state").write_text(key)
state = (here / "state").read_text()
files = [each.partition("=")[2] for each in rest if each.startswith("-var-file")]
told = [json.loads(pathlib.Path(each).read_text()) for each in files if each.endswith(".json")]
with (here / "log").open("a") as log:
    log.write(json.dumps([verb, root, state, files, told]) + "\\n")
answers = json.loads((here / "answers.json").read_text())
if verb == "output":
    told = answers.get(state, {{}}).items()
    print(json.dumps({{name: {{"value": value}} for name, value in told}}))
if verb == "show":
    print(json.dumps({{"resource_changes": answers.get("changes", [])}}))
sys.exit(answers.get("exit", {{}}).get(verb, 0))
"""


class FakeTerraform:
    """A ``terraform`` on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder / "terraform"
        program.write_text(_TERRAFORM.format(python=sys.executable, folder=str(folder)))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.answer()

    def answer(self, **answers: Any) -> None:
        """Outputs by the state's key; `changes` of every plan; `exit` codes by verb."""
        (self.folder / "answers.json").write_text(json.dumps(answers))

    def asked(self, verb: str) -> list[list[Any]]:
        """What it was asked with this verb: root, state, files of variables, what was passed on."""
        lines = (self.folder / "log").read_text().splitlines()
        return [call[1:] for line in lines if (call := json.loads(line))[0] == verb]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTerraform:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("infra.ops.deploy.targets.WORK", tmp_path / "work")
    monkeypatch.setattr(Steps, "publish_lake", lambda *_: None)
    monkeypatch.setattr(Steps, "_rest_api_ids", lambda *_: {"bff": "abc123"})
    return FakeTerraform(tmp_path)


def steps_of(*targets: Target) -> Steps:
    return Steps(targets=targets, tell=lambda _: None)


def change(*actions: str) -> dict[str, Any]:
    return {"address": "aws_thing.this", "change": {"actions": list(actions)}}


def test_the_targets_are_those_of_the_committed_variables() -> None:
    assert [(each.label, each.role, each.region) for each in every_target()] == [
        ("dev", "primary", "eu-central-1"),
        ("stage", "primary", "eu-central-1"),
        ("prod", "primary", "eu-central-1"),
        ("prod-standby", "standby", "eu-west-1"),
    ]
    with pytest.raises(UnknownTargetError, match="dev, prod, stage"):
        targets_of("nowhere")


def test_a_root_is_given_its_own_state_the_committed_variables_and_what_it_declares(
    fake: FakeTerraform,
) -> None:
    outputs = {"user_pool_arn": "arn", "web_acl_arn": "acl", "network": {}, "key_arns": {}}
    fake.answer(**{"dev/region.tfstate": outputs})

    steps_of(DEV).plan(WIRING, DEV)

    ((root, state, files, (told,)),) = fake.asked("plan")
    assert (root, state) == ("wiring", "dev/wiring.tfstate")
    assert Path(files[0]) == DEV.variables
    assert told == {
        "user_pool_arn": "arn",
        "web_acl_arn": "acl",
        "key_arns": {},
        "rest_api_ids": {"bff": "abc123"},
    }


def test_cognito_is_told_of_functions_only_when_they_are_wired(fake: FakeTerraform) -> None:
    steps_of(DEV).plan(REGION, DEV)
    fake.answer(**{"dev/wiring.tfstate": {"api_origin": {}}})
    steps_of(DEV).plan(REGION, DEV)

    before, after = (told[0]["functions_deployed"] for *_, told in fake.asked("plan"))
    assert (before, after) == (False, True)


def test_a_state_that_cannot_be_read_stops_everything(fake: FakeTerraform) -> None:
    fake.answer(exit={"output": 1})

    with pytest.raises(terraform.TerraformError, match="output"):
        steps_of(DEV).plan(REGION, DEV)
    assert fake.asked("plan") == []


def test_what_stands_before_all_is_told_of_the_regions_that_stand(fake: FakeTerraform) -> None:
    primary, standby = PROD
    region: dict[str, Any] = {"buckets": {}}
    wiring = {"api_origin": {"regional_domain_name": "d"}}
    fake.answer(**{"prod/region.tfstate": region, "prod/wiring.tfstate": wiring})

    steps_of(primary, standby).plan(GLOBAL, primary)

    ((_, state, files, (told,)),) = fake.asked("plan")
    assert state == "prod/global.tfstate"
    assert Path(files[0]).name == "prod.global.tfvars"
    assert told == {"primary": region | wiring | {"rest_api_ids": {"bff": "abc123"}}}


def test_nothing_is_applied_when_nothing_would_change(fake: FakeTerraform) -> None:
    fake.answer(changes=[change("no-op"), change("read")])

    steps_of(DEV).apply(REGION, DEV, may_destroy=False)

    assert fake.asked("apply") == []


@pytest.mark.parametrize(
    "actions", [("delete",), ("delete", "create"), ("create", "delete")], ids="-".join
)
def test_nothing_is_destroyed_unless_somebody_says_so(
    fake: FakeTerraform, actions: tuple[str, ...]
) -> None:
    fake.answer(changes=[change(*actions)])

    with pytest.raises(RefusedError, match=r"aws_thing\.this"):
        steps_of(DEV).apply(REGION, DEV, may_destroy=False)
    assert fake.asked("apply") == []

    steps_of(DEV).apply(REGION, DEV, may_destroy=True)
    assert len(fake.asked("apply")) == 1


def test_a_first_deployment_goes_through_its_steps_in_their_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[str] = []
    wired: set[str] = set()

    def apply(_: Steps, name: str, target: Target, *, may_destroy: bool) -> None:
        done.append(f"{name} {target.label}")
        if name == WIRING:
            wired.add(target.label)

    def deploy(_: Steps, target: Target, release: Release, **_options: Any) -> None:
        done.append(f"functions {target.label}")

    monkeypatch.setattr(Steps, "apply", apply)
    monkeypatch.setattr(Steps, "deploy_functions", deploy)
    monkeypatch.setattr(Steps, "functions_deployed", lambda _, target: target.label in wired)
    monkeypatch.setattr(commands, "_ready", lambda *_: steps_of(*PROD))
    monkeypatch.setattr(commands, "read_release", lambda _: None)
    command = ["all", "prod", "--release", str(tmp_path)]

    first = CliRunner().invoke(commands.app, command)
    order, done[:] = list(done), []
    second = CliRunner().invoke(commands.app, command)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert order == [
        "region prod",
        "region prod-standby",
        "functions prod",
        "wiring prod",
        "region prod",
        "functions prod-standby",
        "wiring prod-standby",
        "region prod-standby",
        "global prod",
    ]
    assert done.count("region prod") == 1, "Cognito knows its functions by now"


class Sts:
    """Says whose credentials these are."""

    def __init__(self, account: str) -> None:
        self._account = account

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": self._account}


def test_credentials_of_another_account_are_refused_with_a_way_out() -> None:
    require_account(Sts(DEV.account), DEV)
    with pytest.raises(NotReadyError, match="333333333333") as refusal:
        require_account(Sts("333333333333"), DEV)
    assert "profile" in refusal.value.hint


def test_a_missing_tool_is_named_with_where_it_comes_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    refused = CliRunner().invoke(commands.app, ["foundation", "dev"])

    assert refused.exit_code == 1
    assert "terraform is not installed" in refused.stderr
    assert "hint: install Terraform" in refused.stderr


def test_a_region_that_tells_nothing_of_functions_was_not_applied() -> None:
    with pytest.raises(MissingFactsError, match="no output 'functions'"):
        facts_from({})
    with pytest.raises(MissingFactsError, match="role_arns"):
        facts_from({"functions": {}})


@pytest.mark.parametrize("target", every_target(), ids=lambda each: each.label)
def test_a_cluster_is_told_facts_in_the_form_that_its_platform_asks_for(target: Target) -> None:
    secret = cluster_secret(target, facts(target.label))
    told = json.loads(secret["metadata"]["annotations"]["facts"])
    schema = json.loads((GITOPS / "platform" / "values.schema.json").read_text())

    jsonschema.validate(told, {**schema["$defs"]["facts"], "$defs": schema["$defs"]})
    (applications,) = (o for o in bootstrap(target.environment) if o["kind"] == "ApplicationSet")
    generator = applications["spec"]["generators"][0]["matrix"]["generators"][0]
    wanted = generator["clusters"]["selector"]["matchLabels"]
    assert wanted.items() <= secret["metadata"]["labels"].items()
    assert secret["metadata"]["labels"]["cluster"] == target.label


def test_argo_cd_is_installed_in_the_version_that_it_keeps_itself_at() -> None:
    repository, version = argo_cd_release()

    assert repository.startswith("https://")
    assert version.count(".") == 2


def test_a_private_cluster_is_reached_by_a_forwarded_port_under_its_own_name() -> None:
    endpoint = "https://ABC.gr7.eu-central-1.eks.amazonaws.com"
    config = {
        "clusters": [
            {"name": "prod", "cluster": {"server": endpoint, "certificate-authority-data": "…"}}
        ],
        "users": [{"name": "prod"}],
    }

    through = through_port(config, 8443)

    assert through["users"] == config["users"]
    assert through["clusters"][0]["cluster"] == {
        "server": "https://localhost:8443",
        "tls-server-name": "abc.gr7.eu-central-1.eks.amazonaws.com",
        "certificate-authority-data": "…",
    }


def test_a_plan_takes_no_lock_that_a_reader_could_not(
    fake: FakeTerraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(terraform.Root, "_run", lambda _, *said: asked.append(said))

    steps_of(DEV).plan(REGION, DEV)
    steps_of(DEV).root(REGION, DEV).apply()

    ((_, *planned), (_, *applied)) = asked
    assert "-lock=false" in planned
    assert "-lock=false" not in applied


def test_only_a_region_that_is_meant_is_chosen() -> None:
    both = steps_of(*PROD)

    assert both.chosen == PROD
    assert replace(both, role="standby").chosen == PROD[1:]
    assert replace(both, role="standby").primary == PROD[0]


def test_clients_are_made_once_for_all_threads() -> None:
    client: Callable[[str], Any] = steps.client_maker("eu-central-1")

    assert client("sts") is client("sts")
