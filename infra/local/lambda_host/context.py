"""What Lambda passes along with an event."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.local.engines import REGION
from infra.local.environment import ACCOUNT

Event = dict[str, Any]
Handler = Callable[[Any, "LambdaContext"], Any]

GATEWAY_SECONDS = 29.0  # API Gateway waits no longer


@dataclass(frozen=True)
class LambdaContext:
    """Tells a function who it is and how much time it has left."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    ends_at: float = field(default_factory=lambda: time.monotonic() + GATEWAY_SECONDS)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.ends_at - time.monotonic()) * 1000))
