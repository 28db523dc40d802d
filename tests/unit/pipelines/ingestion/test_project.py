"""The Chalice project: what is packaged, what an import needs, what its role may do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import pipelines.ingestion
from edge_api.chassis.settings import SettingsError, read_settings
from infra.access import load_access
from infra.local.topology import load_topology
from pipelines.ingestion.chalicelib.settings import Settings

PROJECT = Path(pipelines.ingestion.__file__).parent
LOCK = PROJECT.parents[1] / "requirements" / "edge.txt"


def imported() -> dict[str, list[str]]:
    """What an import of the application loads and registers, in a process without settings."""
    code = (
        "import json, sys; sys.path[:0] = ['.', 'vendor']; import app; print(json.dumps({"
        "'loaded': sorted({'boto3', 'botocore.session', 'aws_xray_sdk'} & set(sys.modules)), "
        "'functions': sorted(app.app.handler_map)}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_importing_the_application_needs_no_setting_and_no_aws_library() -> None:
    assert imported()["loaded"] == []


def test_every_transform_of_the_topology_is_a_function_here() -> None:
    streams = load_topology().delivery_streams.values()
    wanted = sorted(each.handler for each in streams if each.transform == "ingestion")
    assert imported()["functions"] == wanted


def test_shared_code_is_linked_where_chalice_packages_it() -> None:
    links = {"contracts": "../../../contracts", "edge_api/chassis": "../../../../edge_api/chassis"}
    for name, target in links.items():
        link = PROJECT / "vendor" / name
        assert link.is_symlink()
        assert str(link.readlink()) == target
        assert link.is_dir()


def test_the_package_has_the_versions_of_the_lock() -> None:
    locked = {line.partition(" ")[0] for line in LOCK.read_text().splitlines() if "==" in line}
    lines = (PROJECT / "requirements.txt").read_text().splitlines()
    wanted = {line for line in lines if "==" in line}
    assert wanted
    assert wanted <= locked


def test_a_function_may_keep_what_it_rejects_and_nothing_else() -> None:
    access = load_access().functions["ingestion"]
    for stream in load_topology().delivery_streams.values():
        (only,) = access[stream.handler]
        assert only.actions == ("s3:PutObject",)
        assert only.objects == (f"{stream.bucket}/{stream.error_prefix}*",)


def test_everything_missing_from_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)LAKE_BUCKET: missing.*AWS_REGION: missing"):
        read_settings(Settings, {})
