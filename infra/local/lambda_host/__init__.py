"""Runs a Chalice application on this machine the way API Gateway and Lambda run it.

    PORT=8106 python -m infra.local.lambda_host bff

Each HTTP request becomes the event that API Gateway's REST API sends (proxy integration, payload
1.0), is handed to the application with a context that counts down, and the answer becomes HTTP
again. Functions without a REST API are started by Lambda's own Invoke API. The application is
imported from its own folder with its ``vendor/``, as in the Lambda, so what is not packaged is not
found here either.
"""

from infra.local.lambda_host.context import LambdaContext
from infra.local.lambda_host.host import LambdaHost
from infra.local.lambda_host.invocations import Function
from infra.local.lambda_host.project import functions_of, load_application
from infra.local.lambda_host.rest import RouteTable, to_event, to_response

__all__ = [
    "Function",
    "LambdaContext",
    "LambdaHost",
    "RouteTable",
    "functions_of",
    "load_application",
    "to_event",
    "to_response",
]
