"""The shape that all operations of staff share."""

from functools import partial
from typing import Any

from core_services.chassis.operations import Operation, Reply, staff

ROOT = "/core/v1/admin/catalog"

operation = partial(Operation, access=staff("catalog"), tags=("catalog staff",))


def versioned(body: Any, version: int, *, status: int = 200) -> Reply:
    """An answer whose version the next change must name."""
    return Reply(body=body, status=status, headers={"etag": f'"{version}"'})
