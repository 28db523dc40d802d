"""Whether Kubernetes would take an object: its own schemas, and ours for what is not its own."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml
from kubernetes_validate import utils

from tests.infra.helm_engine import KUBERNETES

_CUSTOM = Path(__file__).with_name("custom_resources.yaml")
utils.schema_contents = cache(utils.schema_contents)  # else two megabytes are read for each object
_ENVELOPE = {"apiVersion", "kind", "metadata", "spec"}


def faults(manifest: Mapping[str, Any]) -> list[str]:
    """What is wrong with an object; empty where the API server would accept it."""
    name = f"{manifest['apiVersion']}/{manifest['kind']}"
    where = f"{manifest['kind']}/{manifest['metadata']['name']}"
    checks = [_as_custom(name, manifest)] if name in _custom() else [_as_core(manifest)]
    if manifest["kind"] == "Rollout":
        checks.append(_as_core(_like_deployment(manifest)))
    return [f"{where}: {fault}" for fault in checks if fault]


def _as_core(manifest: Mapping[str, Any]) -> str:
    version = ".".join(KUBERNETES.split(".")[:2])
    try:
        kubernetes_validate.validate(dict(manifest), version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return str(error.message)
    return ""


def _as_custom(name: str, manifest: Mapping[str, Any]) -> str:
    if set(manifest) != _ENVELOPE:
        return f"has {sorted(manifest)}"
    error = jsonschema.exceptions.best_match(_validator(name).iter_errors(manifest["spec"]))
    return f"{error.json_path}: {error.message}" if error else ""


@cache
def _validator(name: str) -> jsonschema.Draft7Validator:
    schema = _custom()[name] | {"definitions": _custom()["definitions"]}
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def _like_deployment(rollout: Mapping[str, Any]) -> dict[str, Any]:
    """A Rollout's selector and pods are a Deployment's."""
    spec = {key: rollout["spec"][key] for key in ("selector", "template")}
    return {**rollout, "apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}


@cache
def _custom() -> dict[str, Any]:
    return dict(yaml.safe_load(_CUSTOM.read_text("utf-8")))
