"""The Chalice project: what is packaged, what an import needs, what is described."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import edge_api.bff
from edge_api.bff.chalicelib import auth, events, pages
from edge_api.bff.chalicelib.settings import Settings
from edge_api.chassis.documents import describe
from edge_api.chassis.settings import SettingsError, read_settings

PROJECT = Path(edge_api.bff.__file__).parent
LOCK = PROJECT.parents[1] / "requirements" / "edge.txt"


def test_importing_the_application_needs_no_setting_and_no_aws_library() -> None:
    code = (
        "import sys; sys.path[:0] = ['.', 'vendor']; import app; "
        "print(sorted({'boto3', 'botocore.session', 'joserfc'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_shared_code_is_linked_where_chalice_packages_it() -> None:
    links = {"contracts": "../../../contracts", "edge_api/chassis": "../../../chassis"}
    for name, target in links.items():
        link = PROJECT / "vendor" / name
        assert link.is_symlink()
        assert str(link.readlink()) == target


def test_the_package_has_the_versions_of_the_lock() -> None:
    locked = {line.partition(" ")[0] for line in LOCK.read_text().splitlines() if "==" in line}
    wanted = [
        line for line in (PROJECT / "requirements.txt").read_text().splitlines() if "==" in line
    ]
    assert wanted
    assert set(wanted) <= locked


def test_no_stage_lets_chalice_guess_permissions() -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    assert config["autogen_policy"] is False
    for stage in config["stages"]:
        policy = json.loads((PROJECT / ".chalice" / f"policy-{stage}.json").read_text())
        actions = {action for each in policy["Statement"] for action in each["Action"]}
        assert not any("*" in action for action in actions)


def test_the_description_is_valid_openapi() -> None:
    document = describe((*auth.OPERATIONS, *pages.OPERATIONS, *events.OPERATIONS), "Mercato bff")
    OpenAPIV31SpecValidator(json.loads(msgspec.json.encode(document))).validate()


def test_everything_missing_from_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)COGNITO_ISSUER: missing.*SHOP_URL: missing"):
        read_settings(Settings, {"ENVIRONMENT": "local"})
