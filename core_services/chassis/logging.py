"""JSON logs on stdout: one canonical line per request or message, others only for surprises."""

import logging
import sys
from typing import Any

import msgspec

from core_services.chassis import tracing

_encoder = msgspec.json.Encoder()


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; ``extra={"fields": {...}}`` is merged in."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": round(record.created, 3),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        trace = tracing.current()
        if trace is not None:
            line["trace_id"] = trace.trace_id
        line.update(getattr(record, "fields", None) or {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _encoder.encode(line).decode()


def configure(service: str, level: str) -> None:
    """Send every logger of this process to stdout as JSON."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("botocore", "urllib3", "httpx", "httpcore", "stamina", "aiodynamo", "stripe"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
