"""Whatever goes wrong is answered as problem+json, and says nothing about our inside."""

from typing import Any

import pytest

from tests.unit.edge_api.bff.conftest import Bff

TRACE = {"x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793"}


def test_a_problem_carries_the_trace_of_its_request(bff: Bff) -> None:
    answer = bff.call("GET", "/api/auth/me", headers=TRACE)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["trace_id"] == "5759e988bd862e3fe1be46a994272793"
    assert answer.json["instance"] == "/api/auth/me"
    assert answer.json["status"] == answer.status == 401


def test_a_problem_names_the_path_that_was_asked_for_and_not_the_gateways(bff: Bff) -> None:
    answer = bff.call("GET", "/api/auth/me", base_path="/bff")

    assert answer.json["instance"] == "/api/auth/me"


def test_what_we_did_not_foresee_is_a_500_without_a_word_about_it(
    bff: Bff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: Any) -> None:
        raise RuntimeError("password=hunter2 at 10.0.0.7")

    monkeypatch.setattr(bff.identity, "sign_in", explode)
    answer = bff.call("POST", "/api/auth/sign-in", {"email": "a@b.test", "password": "x"})

    assert (answer.status, answer.json["code"]) == (500, "internal")
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "malformed"),
        (b"{", 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b"[" * 100_000, 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'{"email":"a@b.test"}', 422, "invalid"),
        (b'{"email":1,"password":"x"}', 422, "invalid"),
        (b'{"email":"no address","password":"x"}', 422, "invalid"),
        (b'{"email":"a@b.test","password":"x","is_admin":true}', 422, "invalid"),
    ],
)
def test_a_body_that_is_not_what_we_asked_for_is_refused(
    bff: Bff, raw: bytes, status: int, code: str
) -> None:
    answer = bff.call("POST", "/api/auth/sign-in", raw=raw)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert bff.identity.calls == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"email": "a@b.test", "password": "x", "extra": 1}, "/extra", "unknown-field"),
        ({"email": "a@b.test"}, "/password", "missing-field"),
        ({"email": "a@b.test", "password": 7}, "/password", "invalid-value"),
    ],
)
def test_a_refused_field_is_pointed_at(
    bff: Bff, body: dict[str, object], pointer: str, code: str
) -> None:
    (error,) = bff.call("POST", "/api/auth/sign-in", body).json["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_an_unknown_query_parameter_is_refused(bff: Bff) -> None:
    assert bff.call("GET", "/api/pages/home", query="curency=EUR").status == 422
