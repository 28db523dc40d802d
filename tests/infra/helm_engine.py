"""Helm's own engine without a cluster: the one place that knows the library that carries it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import helm_python
import yaml

KUBERNETES = "1.36.0"
_INFORMATION = 1  # that a chart has no icon
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built


class RefusedError(Exception):
    """Helm will not render these values; the message is its own."""


def lint(chart: Path, values: Mapping[str, Any], *, namespace: str) -> list[str]:
    """What `helm lint --strict` warns of with these values; empty where it is content."""
    report = helm_python.lint(
        chart, dict(values), strict=True, namespace=namespace, kube_version=KUBERNETES
    )
    messages = report.get("messages") or []
    return [str(message) for message in messages if message["severity"] > _INFORMATION]


def render(
    chart: Path, values: Mapping[str, Any], *, name: str, namespace: str
) -> list[dict[str, Any]]:
    """The objects that `helm template` would print, hooks and tests included.

    Raises:
        RefusedError: when the values do not fit the schema or a template fails.
    """
    try:
        with helm_python.Chart.load(chart) as loaded:
            loaded.validate_schema(dict(values))
            manifests = loaded.render(dict(values), name=name, namespace=namespace)
    except helm_python.HelmError as error:
        raise RefusedError(str(error)) from error
    return [
        each
        for path, text in sorted(manifests.items())
        if not path.endswith("NOTES.txt")
        for each in yaml.load_all(text, _Loader)
        if each
    ]


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Values files in Helm's order: a later one wins, objects are merged, lists are replaced."""
    result: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
                result[key] = merged(result[key], value)
            else:
                result[key] = value
    return result


def read(path: Path) -> dict[str, Any]:
    """A values file, empty where there is none."""
    if not path.exists():
        return {}
    return dict(yaml.safe_load(path.read_text("utf-8")) or {})
