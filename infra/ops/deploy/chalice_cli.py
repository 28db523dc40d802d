"""Chalice's own command line, with what it has no option for in the description of a REST API.

Chalice imports the description anew at each deployment and overwrites what it does not mention, so
this cannot be Terraform's. Run as ``python -m infra.ops.deploy.chalice_cli`` in a project's folder.
"""

from typing import Any

import msgspec
from chalice.cli import main
from chalice.deploy.swagger import SwaggerGenerator

from contracts.errors import (
    PROBLEM_JSON,
    DeadlineError,
    DomainError,
    ForbiddenError,
    MalformedError,
    NotFoundError,
    RateLimitedError,
    TooLargeError,
    UnavailableError,
    to_problem,
)

# What API Gateway answers itself, before any of our code: in our form, and in our words.
_RESPONSES: dict[str, DomainError] = {
    # Of a path without a route API Gateway says 403, and everybody would look for permissions.
    "MISSING_AUTHENTICATION_TOKEN": NotFoundError("Nothing is served at this address."),
    "RESOURCE_NOT_FOUND": NotFoundError("Nothing is served at this address."),
    "REQUEST_TOO_LARGE": TooLargeError("The request is larger than can be taken."),
    "THROTTLED": RateLimitedError("Try again in a moment."),
    "QUOTA_EXCEEDED": RateLimitedError("Try again later."),
    "WAF_FILTERED": ForbiddenError("This request is not let through."),
    "INTEGRATION_TIMEOUT": DeadlineError("It took too long; try again."),
    "INTEGRATION_FAILURE": UnavailableError("This is not available right now; try again."),
    "DEFAULT_4XX": MalformedError("The request is not one that can be answered."),
    "DEFAULT_5XX": DomainError("Trying again later may help."),
}


def gateway_responses() -> dict[str, object]:
    """``x-amazon-apigateway-gateway-responses``: problem documents (RFC 9457) with the trace id."""
    return {
        kind: {
            "statusCode": str(error.status),
            "responseParameters": {
                "gatewayresponse.header.Content-Type": f"'{PROBLEM_JSON}'",
                "gatewayresponse.header.Cache-Control": "'no-store'",
            },
            "responseTemplates": {"application/json": _template(error)},
        }
        for kind, error in _RESPONSES.items()
    }


def _template(error: DomainError) -> str:
    document = to_problem(error, instance="$context.path", trace_id="$context.xrayTraceId")
    return msgspec.json.encode(document).decode()


def extend_description() -> None:
    """Have Chalice describe every REST API with our additions."""
    template = SwaggerGenerator._BASE_TEMPLATE
    template["x-amazon-apigateway-gateway-responses"] = gateway_responses()
    # The only way in is the host name behind CloudFront.
    template["x-amazon-apigateway-endpoint-configuration"] = {"disableExecuteApiEndpoint": True}
    generate = SwaggerGenerator.generate_swagger

    def generate_named(self: SwaggerGenerator, app: Any, rest_api: Any = None) -> Any:
        # Chalice calls the APIs of all stages alike, and so do their metrics: two environments of
        # one account could not be told apart. The function's name is its stage's own.
        document = generate(self, app, rest_api)
        document["info"]["title"] = rest_api.lambda_function.function_name
        return document

    SwaggerGenerator.generate_swagger = generate_named  # type: ignore[method-assign]


if __name__ == "__main__":
    extend_description()
    raise SystemExit(main())
