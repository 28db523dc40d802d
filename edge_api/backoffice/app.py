"""What Lambda runs. Chalice imports this while packaging: nothing here may need AWS or settings."""

from typing import Any

from chalicelib.application import create_app
from chalicelib.bootstrap import open_deps

app = create_app(open_deps)


@app.lambda_function()
def require_second_factor(event: dict[str, Any], context: Any) -> Any:
    """Cognito's pre token generation trigger, version 2."""
    from chalicelib.second_factor import withhold_groups

    return withhold_groups(event, open_deps().accounts)
