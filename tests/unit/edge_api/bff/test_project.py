"""The Chalice project: what is described, and what it must be told."""

import json

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from edge_api.bff.chalicelib import auth, events, pages
from edge_api.bff.chalicelib.settings import Settings
from edge_api.chassis.documents import describe
from edge_api.chassis.settings import SettingsError, read_settings


def test_the_description_is_valid_openapi() -> None:
    document = describe((*auth.OPERATIONS, *pages.OPERATIONS, *events.OPERATIONS), "Mercato bff")
    OpenAPIV31SpecValidator(json.loads(msgspec.json.encode(document))).validate()


def test_everything_missing_from_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)COGNITO_ISSUER: missing.*SHOP_URL: missing"):
        read_settings(Settings, {"ENVIRONMENT": "local"})
