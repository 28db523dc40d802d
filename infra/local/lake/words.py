"""What the process that runs the jobs tells the one that started it, one JSON document a line."""

import msgspec


class Began(msgspec.Struct, frozen=True, kw_only=True, tag="began"):
    job: str


class Published(msgspec.Struct, frozen=True, kw_only=True, tag="published"):
    """``written``, ``unchanged`` and ``removed`` count days; a table without days is one."""

    job: str
    table: str
    rows: int
    written: int
    unchanged: int
    removed: int


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    job: str
    seconds: float


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    reason: str
    hint: str


Word = Began | Published | Done | Failed
