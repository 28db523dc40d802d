"""The OpenAPI document says what is served."""

from openapi_spec_validator import validate

from core_services.chassis.openapi import describe
from tests.unit.core_services.chassis.conftest import OPERATIONS


def test_the_document_is_valid_openapi_3_1() -> None:
    validate(describe("things", OPERATIONS))


def test_internal_operations_are_not_described() -> None:
    assert "/internal/things" not in describe("things", OPERATIONS)["paths"]


def test_parameters_security_and_the_idempotency_key_are_described() -> None:
    paths = describe("things", OPERATIONS)["paths"]
    read, add = paths["/things/{sku}"]["get"], paths["/things"]["post"]

    assert {p["name"]: p["in"] for p in read["parameters"]} == {
        "sku": "path",
        "q": "query",
        "limit": "query",
        "brand": "query",
        "If-None-Match": "header",
    }
    assert "security" not in read
    assert add["security"] == [{"bearer": []}]
    assert {p["name"] for p in add["parameters"]} == {"Idempotency-Key"}
    assert {"201", "400", "401", "403", "413", "415", "422", "429", "503"} <= set(add["responses"])
