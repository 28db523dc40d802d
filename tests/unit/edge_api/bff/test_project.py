"""The Chalice project: what is described, and what is permitted."""

import json
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
