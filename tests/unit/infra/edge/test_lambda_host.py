"""HTTP to API Gateway's event, and back."""

import base64

from infra.local.lambda_host import RouteTable, to_event, to_response

ROUTES = RouteTable(
    {
        "/api/pages/{name}": {"GET": 1},
        "/api/pages/home": {"GET": 1},
        "/api/things/{id}/parts/{part}": {"PUT": 1},
    }
)
SCOPE = {
    "method": "PUT",
    "path": "/api/things/1/parts/2",
    "query_string": b"a=1&a=2&b=%20x&c=",
    "headers": [
        (b"cookie", b"a=1"),
        (b"x-forwarded-for", b"203.0.113.9"),
        (b"x-request-id", b"req-1"),
        (b"x-many", b"one"),
        (b"x-many", b"two"),
    ],
    "client": ("127.0.0.1", 1),
}


def test_a_literal_path_wins_over_a_parameter() -> None:
    assert ROUTES.match("GET", "/api/pages/home") == ("/api/pages/home", {})
    assert ROUTES.match("GET", "/api/pages/about") == ("/api/pages/{name}", {"name": "about"})


def test_what_is_not_a_resource_never_reaches_the_function() -> None:
    assert ROUTES.match("GET", "/api/pages") is None
    assert ROUTES.match("GET", "/api/pages/") is None
    assert ROUTES.match("DELETE", "/api/pages/home") is None


def test_an_event_holds_single_and_multiple_values() -> None:
    event = to_event(SCOPE, b'{"x":"\xc3\xa9"}', "/api/things/{id}", {"id": "1"})

    assert event["multiValueHeaders"]["x-many"] == ["one", "two"]
    assert event["headers"]["x-many"] == "two"
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [" x"], "c": [""]}
    assert event["queryStringParameters"]["a"] == "2"
    assert (event["body"], event["isBase64Encoded"]) == ('{"x":"é"}', False)
    assert event["requestContext"]["resourcePath"] == "/api/things/{id}"
    assert event["requestContext"]["identity"]["sourceIp"] == "203.0.113.9"
    assert event["requestContext"]["requestId"] == "req-1"


def test_absent_things_are_null_as_api_gateway_has_them() -> None:
    event = to_event({**SCOPE, "query_string": b""}, b"", "/x", {})
    for name in ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters"):
        assert event[name] is None
    assert event["body"] is None


def test_a_body_that_is_no_text_travels_in_base64() -> None:
    event = to_event(SCOPE, b"\xff\x00", "/x", {})
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\x00"


def test_an_answer_may_have_many_cookies_and_a_binary_body() -> None:
    status, headers, body = to_response(
        {
            "statusCode": 201,
            "headers": {"Content-Type": "image/png"},
            "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": base64.b64encode(b"\x89PNG").decode(),
            "isBase64Encoded": True,
        }
    )
    assert status == 201
    assert (b"set-cookie", b"a=1") in headers
    assert (b"set-cookie", b"b=2") in headers
    assert body == b"\x89PNG"
