"""What Firehose is given, and what it does not get rid of."""

import base64
from dataclasses import dataclass
from typing import Any, Literal

ErrorType = Literal["processing-failed", "format-conversion-failed"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record; ``stream_metadata`` says where in a Kinesis stream it was."""

    id: str
    data: bytes
    arrived_at_ms: int
    stream_metadata: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that did not become a row, and at which step."""

    record: Record
    type: ErrorType
    code: str
    message: str
    attempts: int = 1

    def document(self, ended_at_ms: int, function_arn: str) -> dict[str, Any]:
        """The line that Firehose writes about it, always with the record as it came."""
        return {
            "rawData": base64.b64encode(self.record.data).decode(),
            "errorCode": self.code,
            "errorMessage": self.message,
            "attemptsMade": self.attempts,
            "arrivalTimestamp": self.record.arrived_at_ms,
            "attemptEndingTimestamp": ended_at_ms,
            "lambdaARN": function_arn,
        }
