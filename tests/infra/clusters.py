"""The four clusters as Argo CD would see them: facts such as Terraform has, and what follows.

Everything is derived the way that the cluster does it: the ApplicationSet makes the Application of
the platform, whose chart makes those of add-ons and services, and these name charts and values.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from infra.local.topology import load_topology
from tests.infra.helm_engine import RefusedError, merged, read, render

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
GITOPS = INFRA / "gitops"
SERVICE_CHART = INFRA / "helm" / "service"
CLUSTERS = ("dev", "stage", "prod", "prod-standby")
REPOSITORY = "https://git.example.com/mercato.git"
TOPOLOGY = load_topology()
SERVICES = tuple(TOPOLOGY.services)
_DIGEST = "sha256:" + "5e" * 32
_ASSIGNMENT = re.compile(r'^(\w+) +=\s+"([^"]*)"', re.MULTILINE)


def variables(cluster: str) -> dict[str, str]:
    """The plain texts among an environment's Terraform variables."""
    file = cluster.replace("-", ".") + ".tfvars"
    text = (INFRA / "terraform" / "environments" / file).read_text("utf-8")
    return dict(_ASSIGNMENT.findall(text))


@cache
def facts(cluster: str) -> dict[str, Any]:
    """What `mercato deploy cluster` would write to the cluster's secret."""
    known = variables(cluster)
    account, region, environment = known["account_id"], known["region"], known["environment"]
    second = {"dev": 10, "stage": 20, "prod": 30, "prod-standby": 40}[cluster]
    host = f"{region}.rds.amazonaws.com"
    writer, reader = f"mercato.cluster-abc.{host}", f"mercato.cluster-ro-abc.{host}"
    return {
        "environment": environment,
        "role": known.get("role", "primary"),
        "account_id": account,
        "region": region,
        "domain": known["domain"],
        "cluster_name": f"mercato-{environment}",
        "vpc_id": "vpc-0123456789abcdef0",
        "image_registry": f"{account}.dkr.ecr.{region}.amazonaws.com",
        "networks": {
            "public_load_balancer": [f"10.{second}.0.0/22", f"10.{second}.4.0/22"],
            "internal_load_balancer": [f"10.{second}.192.0/22"],
            "data": [f"10.{second}.192.0/22", f"10.{second}.196.0/22"],
            "nodes": [f"10.{second}.32.0/19", f"10.{second}.64.0/19"],
        },
        "service_role_arns": {each: _role(account, environment, each, region) for each in SERVICES},
        "addon_role_arns": {each: _role(account, environment, each, region) for each in addons()},
        "target_group_arns": {
            "public": {each: _target_group(account, region, each, "p") for each in SERVICES},
            "internal": {each: _target_group(account, region, each, "i") for each in SERVICES},
        },
        "database_hosts": [writer, reader] if cluster == "prod-standby" else [writer],
        "redis_host": f"master.mercato.abc.{region}.cache.amazonaws.com",
        "opensearch_url": f"https://vpc-mercato-abc.{region}.es.amazonaws.com",
        "cognito": {
            "issuer": f"https://cognito-idp.{region}.amazonaws.com/{region}_Abc123",
            "client_id": "client",
        },
        "log_group": f"/mercato/{environment}/services",
    }


def addons() -> list[str]:
    """The add-ons that have a role, as the schema of the facts lists them."""
    schema = json.loads((GITOPS / "platform" / "values.schema.json").read_text("utf-8"))
    roles = schema["$defs"]["facts"]["properties"]["addon_role_arns"]
    return list(roles["properties"])


def released() -> dict[str, str]:
    """Digests of a release, one per image."""
    return dict.fromkeys((*SERVICES, "operations"), _DIGEST)


@cache
def bootstrap(environment: str) -> list[dict[str, Any]]:
    """The projects and the ApplicationSet."""
    values = {"repoURL": REPOSITORY, "revision": "main", "environment": environment}
    return render(GITOPS / "bootstrap", values, name="bootstrap", namespace="argocd")


@cache
def platform(cluster: str) -> list[dict[str, Any]]:
    """The Applications of a cluster, after a release."""
    return render(
        GITOPS / "platform", platform_values(cluster), name="platform", namespace="argocd"
    )


def platform_values(cluster: str) -> dict[str, Any]:
    return {
        "cluster": cluster,
        "repoURL": REPOSITORY,
        "revision": "0123abc",
        "facts": facts(cluster),
        "digests": released(),
    }


def application(cluster: str, name: str) -> dict[str, Any]:
    return next(each for each in platform(cluster) if each["metadata"]["name"] == name)


def service_values(cluster: str, service: str) -> dict[str, Any]:
    """The values that Argo CD gives to the service's chart."""
    helm = application(cluster, service)["spec"]["source"]["helm"]
    files = (read(ROOT / path.lstrip("/")) for path in helm["valueFiles"])
    return merged(*files, helm["valuesObject"])


@cache
def service(cluster: str, name: str) -> list[dict[str, Any]]:
    """The objects of a service in a cluster."""
    values = service_values(cluster, name)
    return render(SERVICE_CHART, values, name=name, namespace="mercato")


@cache
def config(cluster: str) -> list[dict[str, Any]]:
    """The namespace and what all services stand on."""
    helm = application(cluster, "config")["spec"]["source"]["helm"]
    files = (read(GITOPS / "config" / path) for path in helm["valueFiles"])
    values = merged(*files, helm["valuesObject"])
    return render(GITOPS / "config", values, name="config", namespace="mercato")


def named(objects: list[dict[str, Any]], kind: str, name: str) -> dict[str, Any]:
    """The one object of this kind and name."""
    (found,) = (o for o in objects if o["kind"] == kind and o["metadata"]["name"] == name)
    return found


def of_kind(objects: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [each for each in objects if each["kind"] in kinds]


def pods(objects: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Every pod's spec, by what makes the pod."""
    made = [(o["metadata"]["name"], o["spec"]) for o in of_kind(objects, "Pod")]
    templates = of_kind(objects, "Rollout", "Deployment", "Job")
    return made + [(o["metadata"]["name"], o["spec"]["template"]["spec"]) for o in templates]


def go_template(text: str, parameters: Mapping[str, Any], scratch: Path) -> str:
    """A Go template with sprig's functions, as an ApplicationSet has it; a missing key is an error.

    Raises:
        RefusedError: when a parameter is missing.
    """
    chart = scratch / "expression"
    (chart / "templates").mkdir(parents=True, exist_ok=True)
    (chart / "Chart.yaml").write_text("{apiVersion: v2, name: expression, version: 1.0.0}")
    for path in set(re.findall(r"\{\{ *(\.[\w.]+)", text)):
        _must_be_there(path, parameters)
    body = "{{ with .Values }}" + text + "{{ end }}"
    template = yaml.safe_dump({"apiVersion": "v1", "kind": "Expression"}) + "text: |\n"
    template += "".join(f"  {line}\n" for line in body.splitlines())
    (chart / "templates" / "expression.yaml").write_text(template)
    (rendered,) = render(chart, dict(parameters), name="expression", namespace="argocd")
    return str(rendered["text"])


def _must_be_there(path: str, parameters: Mapping[str, Any]) -> None:
    """Argo CD is told `missingkey=error`; Helm would go on with nothing."""
    value: Any = parameters
    for key in path.strip(".").split("."):
        if not isinstance(value, Mapping) or key not in value:
            raise RefusedError(f"{path} is missing")
        value = value[key]


def _role(account: str, environment: str, thing: str, region: str) -> str:
    return f"arn:aws:iam::{account}:role/mercato-{environment}-{thing}-{region}"


def _target_group(account: str, region: str, service: str, side: str) -> str:
    return (
        f"arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{service}-{side}/0123456789"
    )
