"""What the chassis does to a request before and after its handler."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from contracts.errors import PROBLEM_JSON
from tests.unit.core_services.chassis.conftest import Deps

KEY = {"idempotency-key": "k-1"}
THING = {"sku": "A", "quantity": 1}


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, after what every one of them must satisfy."""
    document: dict[str, Any] = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM_JSON
    assert document["code"] == code
    assert document["status"] == status
    assert document["type"] == f"urn:mercato:problem:{code}"
    assert document["instance"] == response.request.url.path
    return document


async def test_a_query_is_converted_to_its_types(api: httpx.AsyncClient) -> None:
    response = await api.get("/things/A?limit=5&brand=x&brand=y")

    assert response.json() == {"sku": "A", "quantity": 5, "tags": ["x", "y"]}


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("limit=many", "invalid-value", "/limit"),
        ("color=red", "unknown-field", "/color"),
        ("limit=1&limit=2", "repeated-field", "/limit"),
    ],
)
async def test_a_wrong_parameter_is_named(
    api: httpx.AsyncClient, query: str, code: str, pointer: str
) -> None:
    document = problem(await api.get(f"/things/A?{query}"), 422, "invalid")

    assert document["errors"][0]["pointer"] == pointer
    assert document["errors"][0]["code"] == code


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"sku": "A"}, "missing-field", "/quantity"),
        ({**THING, "price": 1}, "unknown-field", "/price"),
        ({**THING, "quantity": "1"}, "invalid-value", "/quantity"),
        ({**THING, "quantity": True}, "invalid-value", "/quantity"),
        ({**THING, "quantity": 1.5}, "invalid-value", "/quantity"),
        ({**THING, "tags": ["a", 1]}, "invalid-value", "/tags/1"),
    ],
)
async def test_a_wrong_field_is_named(
    api: httpx.AsyncClient, guest: dict[str, str], body: object, code: str, pointer: str
) -> None:
    response = await api.post("/things", json=body, headers={**guest, **KEY})
    document = problem(response, 422, "invalid")

    assert (document["errors"][0]["pointer"], document["errors"][0]["code"]) == (pointer, code)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 900, b'{"sku": "\\ud800"}'], ids=repr
)
async def test_what_is_not_json_is_malformed(
    api: httpx.AsyncClient, guest: dict[str, str], content: bytes
) -> None:
    headers = {**guest, **KEY, "content-type": "application/json"}

    response = await api.post("/things", content=content, headers=headers)

    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == PROBLEM_JSON


async def test_another_content_type_is_refused(
    api: httpx.AsyncClient, guest: dict[str, str]
) -> None:
    response = await api.post("/things", data=THING, headers={**guest, **KEY})

    problem(response, 415, "unsupported-media-type")


async def test_a_body_over_the_limit_is_refused_even_without_a_length(
    api: httpx.AsyncClient, guest: dict[str, str]
) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * 100

    headers = {**guest, **KEY, "content-type": "application/json"}

    problem(await api.post("/things", content=b" " * 1001, headers=headers), 413, "too-large")
    problem(await api.post("/things", content=chunks(), headers=headers), 413, "too-large")


async def test_unknown_addresses_and_methods_are_problems_too(api: httpx.AsyncClient) -> None:
    problem(await api.get("/nothing"), 404, "not-found")
    refused = await api.delete("/things")
    assert problem(refused, 405, "method-not-allowed")["trace_id"]
    assert {method.strip() for method in refused.headers["allow"].split(",")} == {
        "PATCH",
        "POST",
        "PUT",
    }


async def test_who_may_not_is_told_so(
    api: httpx.AsyncClient, guest: dict[str, str], service: dict[str, str]
) -> None:
    unauthenticated = await api.post("/things", json=THING, headers=KEY)
    problem(unauthenticated, 401, "unauthenticated")
    assert unauthenticated.headers["www-authenticate"] == "Bearer"
    problem(await api.put("/things", headers=guest), 403, "forbidden")
    problem(await api.get("/internal/things", headers=guest), 404, "not-found")
    assert (await api.get("/internal/things", headers=service)).json() == {"service": "order"}


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer a.b.c", "Bearer " + "x" * 9000])
async def test_a_bad_authorization_header_is_401_even_where_anyone_may_come(
    api: httpx.AsyncClient, header: str
) -> None:
    problem(await api.get("/things/A", headers={"authorization": header}), 401, "unauthenticated")


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "idempotency-key-missing"), ("", "malformed"), ("x" * 256, "malformed")],
)
async def test_a_missing_or_malformed_idempotency_key_is_400(
    api: httpx.AsyncClient, guest: dict[str, str], key: str | None, code: str
) -> None:
    headers = guest if key is None else {**guest, "idempotency-key": key}

    problem(await api.post("/things", json=THING, headers=headers), 400, code)


@pytest.mark.parametrize(
    ("header", "status"), [('"7"', 200), ('W/"7"', 200), ("7", 200), ("x", 400), (None, 428)]
)
async def test_the_version_comes_from_if_match(
    api: httpx.AsyncClient, header: str | None, status: int
) -> None:
    headers = {} if header is None else {"if-match": header}

    assert (await api.patch("/things", headers=headers)).status_code == status


async def test_asking_for_a_version_that_openapi_does_not_tell_of_is_our_mistake(
    api: httpx.AsyncClient,
) -> None:
    answer = await api.delete("/undeclared", headers={"if-match": '"7"'})

    problem(answer, 500, "internal")


async def test_the_twenty_first_call_in_a_minute_is_429(
    api: httpx.AsyncClient, guest: dict[str, str]
) -> None:
    for _ in range(20):
        await api.post("/things", json=THING, headers={**guest, **KEY})

    limited = await api.post("/things", json=THING, headers={**guest, **KEY})

    problem(limited, 429, "rate-limited")
    assert limited.headers["retry-after"] == "60"


async def test_a_new_session_resets_no_limit_by_address_or_subject(
    api: httpx.AsyncClient, guest: dict[str, str]
) -> None:
    async def guess(sku: str, headers: dict[str, str]) -> int:
        answer = await api.post("/guesses", json={**THING, "sku": sku}, headers=headers)
        return answer.status_code

    of_one = [await guess("A", headers) for headers in ({}, guest, {})]
    of_others = [await guess(sku, {}) for sku in "BCDE"]

    assert of_one == [200, 200, 429]
    assert of_others == [200, 200, 429, 429]


async def test_what_the_caller_has_is_not_sent_again(api: httpx.AsyncClient) -> None:
    first = await api.get("/things/A")
    etag = first.headers["etag"]
    again = await api.get("/things/A", headers={"if-none-match": f'"x", {etag}'})
    other = await api.get("/things/B", headers={"if-none-match": etag})

    assert etag.startswith('W/"')
    assert first.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert (other.status_code, other.json()["sku"]) == (200, "B")


async def test_an_error_is_not_kept(api: httpx.AsyncClient) -> None:
    refused = await api.get("/things/A?limit=many")

    assert "cache-control" not in refused.headers
    assert "etag" not in refused.headers


async def test_what_nobody_foresaw_is_a_500_that_tells_nothing(
    api: httpx.AsyncClient, deps: Deps
) -> None:
    async def explode() -> None:
        raise RuntimeError("SELECT secret FROM table")

    deps.hook = explode
    response = await api.get("/things/A")

    problem(response, 500, "internal")
    assert "SELECT" not in response.text


async def test_a_handler_that_overruns_the_callers_deadline_is_504(
    api: httpx.AsyncClient, deps: Deps
) -> None:
    deps.hook = lambda: asyncio.sleep(30)

    response = await api.get("/things/A", headers={"x-deadline-ms": "20"})

    problem(response, 504, "deadline-exceeded")


async def test_more_than_fit_are_refused_at_once_and_the_rest_is_served(
    api: httpx.AsyncClient, deps: Deps
) -> None:
    gate = asyncio.Event()
    deps.hook = gate.wait
    admitted = [asyncio.create_task(api.get("/things/A")) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)

    shed = await api.get("/things/A")
    gate.set()

    problem(shed, 503, "overloaded")
    assert shed.headers["retry-after"] == "1"
    assert [response.status_code for response in await asyncio.gather(*admitted)] == [200, 200]


async def test_a_problem_carries_the_callers_trace(api: httpx.AsyncClient) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}

    assert (await api.get("/things/A?x=1", headers=headers)).json()["trace_id"] == trace_id


async def test_the_canonical_line_names_the_operation_and_no_secret(
    api: httpx.AsyncClient, guest: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        await api.post("/things", json=THING, headers={**guest, **KEY})
    lines = [record.fields for record in caplog.records if record.name == "request"]  # type: ignore[attr-defined]

    assert len(lines) == 1
    assert lines[0]["operation"] == "add_thing"
    assert lines[0]["status"] == 201
    assert lines[0]["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Mercato/local"
    assert guest["authorization"].split()[1] not in json.dumps(lines)


async def test_the_character_nul_is_refused_wherever_it_stands(
    api: httpx.AsyncClient, guest: dict[str, str]
) -> None:
    in_path = await api.get("/things/a%00b")
    in_query = await api.get("/things/A?q=a%00b")
    in_body = await api.post("/things", json={**THING, "sku": "a\x00b"}, headers={**guest, **KEY})

    assert in_path.status_code == 404
    assert (in_query.status_code, in_body.status_code) == (422, 422)


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("", "127.0.0.1"),
    ],
    ids=["one proxy", "what the client wrote itself counts for nothing", "no proxy"],
)
async def test_a_handler_is_told_the_address_that_the_trusted_proxy_saw(
    api: httpx.AsyncClient, forwarded: str, address: str
) -> None:
    response = await api.get("/addresses", headers={"x-forwarded-for": forwarded})

    assert response.json() == {"address": address}
