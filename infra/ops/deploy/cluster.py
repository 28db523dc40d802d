"""Tells a cluster's Argo CD where it runs: the GitOps bridge.

Git knows no ARNs. Terraform's ``cluster_facts`` become an annotation of the secret by which Argo CD
knows its own cluster, and its ApplicationSet makes everything else from them and from Git.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from infra.ops.deploy.targets import REPOSITORY, Target

GITOPS = REPOSITORY / "infra" / "gitops"
_NAMESPACE = "argocd"
_ARGO_CD_CHART = "argo-cd"


class ClusterError(Exception):
    """The cluster could not be told; the message is that of kubectl, helm or the AWS CLI."""


def cluster_secret(target: Target, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The secret, as a manifest: nothing in it is secret."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": "in-cluster",
            "namespace": _NAMESPACE,
            "labels": {
                "argocd.argoproj.io/secret-type": "cluster",
                "cluster": target.label,
                "mercato-facts": "true",
            },
            "annotations": {"facts": json.dumps(facts, sort_keys=True)},
        },
        "stringData": {
            "name": "in-cluster",
            "server": "https://kubernetes.default.svc",
            "config": json.dumps({"tlsClientConfig": {"insecure": False}}),
        },
    }


def argo_cd_release() -> tuple[str, str]:
    """The repository and version of Argo CD's chart: those that it keeps itself at afterwards."""
    values = yaml.safe_load((GITOPS / "platform" / "values.yaml").read_text(encoding="utf-8"))
    chosen = values["addons"][_ARGO_CD_CHART]
    return str(chosen["repoURL"]), str(chosen["version"])


def through_port(config: Mapping[str, Any], port: int) -> dict[str, Any]:
    """A kubeconfig for a forwarded port: the server is here, under the cluster's own name."""
    clusters = [
        {
            **each,
            "cluster": {
                **each["cluster"],
                "server": f"https://localhost:{port}",
                "tls-server-name": urlsplit(each["cluster"]["server"]).hostname,
            },
        }
        for each in config["clusters"]
    ]
    return {**config, "clusters": clusters}


def tell_cluster(
    target: Target,
    facts: Mapping[str, Any],
    repository: str,
    revision: str,
    *,
    port: int | None = None,
) -> None:
    """Install Argo CD where it is not, hand it the facts, and have it follow the repository.

    Args:
        port: of this machine, where the cluster's API was forwarded to; it is asked itself without.

    Raises:
        ClusterError: when the cluster cannot be reached, or refuses.
    """
    config = _kubeconfig(target, str(facts["cluster_name"]), port)
    chart, version = argo_cd_release()
    values = GITOPS / "bootstrap" / "argo-cd.values.yaml"
    install = ["helm", "--kubeconfig", str(config), "upgrade", "--install", "--wait",
               "--namespace", _NAMESPACE, "--create-namespace"]  # fmt: skip
    _run([*install, _ARGO_CD_CHART, _ARGO_CD_CHART, "--repo", chart, "--version", version,
          "--values", str(values)])  # fmt: skip
    manifest = yaml.safe_dump(cluster_secret(target, facts))
    _run(["kubectl", "--kubeconfig", str(config), "apply", "--server-side", "-f", "-"], manifest)
    said = {"repoURL": repository, "revision": revision, "environment": target.environment}
    sets = [part for name, value in said.items() for part in ("--set-string", f"{name}={value}")]
    _run([*install, "bootstrap", str(GITOPS / "bootstrap"), *sets])


def write_manifest(target: Target, facts: Mapping[str, Any]) -> Path:
    """The secret as a file, for who wants to see it first."""
    path = target.directory / "cluster-secret.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(cluster_secret(target, facts)), encoding="utf-8")
    return path


def _kubeconfig(target: Target, cluster: str, port: int | None) -> Path:
    path = target.directory / "kubeconfig"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # the AWS CLI would keep what a forwarded port has changed
    _run(["aws", "eks", "update-kubeconfig", "--name", cluster, "--region", target.region,
          "--kubeconfig", str(path)])  # fmt: skip
    if port is not None:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump(through_port(config, port)), encoding="utf-8")
    return path


def _run(command: list[str], text: str | None = None) -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ClusterError(f"{' '.join(command[:3])} failed:\n{done.stderr or done.stdout}")
