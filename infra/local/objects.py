"""What is in S3's objects, kept in files: a snapshot then holds their names, and not a whole lake.

moto keeps contents in memory, and a snapshot would write all of them every time that one changes. A
file is written once, before the request that brings it is answered, and is never changed: a new
content is a new file. A file that no object has any more is removed when a snapshot says so.
"""

import threading
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from moto.s3 import models
from moto.s3.models import FakeKey

_CONTENT = "content_file"
_NOT_IN_STATE = frozenset({"_value_buffer", "lock"})


class Content:
    """The part of a file that moto needs of where an object's bytes are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._position = 0

    def seek(self, position: int) -> None:
        self._position = position

    def read(self, size: int = -1) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self._position)
            found = file.read(size)
        self._position += len(found)
        return found

    def close(self) -> None:
        """Nothing is open between reads."""


class Contents:
    """The directory of all contents, and which of them a snapshot still names."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._named: set[str] = set()
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write(self, value: bytes) -> Content:
        path = self._directory / uuid.uuid4().hex
        path.write_bytes(value)
        return Content(path)

    def at(self, name: str) -> Content:
        return Content(self._directory / name)

    def name(self, content: Content) -> str:
        """The name by which a snapshot finds this content."""
        self._named.add(content.path.name)
        return content.path.name

    def orphans(self) -> list[Path]:
        """Files that were not named since this was last asked; nobody may write meanwhile."""
        named, self._named = self._named, set()
        return [path for path in self._directory.iterdir() if path.name not in named]


class _Unheard:
    """Equal to nothing that an object's state may hold."""


def keep_in_files(contents: Contents) -> None:
    """Make moto's S3 keep contents there, and its snapshots name them."""

    # Most of an object's state is the same for all: a snapshot leaves it out.
    ordinary = _ordinary_state()

    def set_value(key: Any, value: bytes | str) -> None:
        content = value.encode() if isinstance(value, str) else value
        key._value_buffer = contents.write(content)
        key.contentsize = len(content)

    def get_state(key: Any) -> dict[str, Any]:
        state = {
            name: value
            for name, value in vars(key).items()
            if name not in _NOT_IN_STATE and value != ordinary.get(name, _Unheard)
        }
        buffer = key._value_buffer
        return state | {_CONTENT: contents.name(buffer) if isinstance(buffer, Content) else None}

    def set_state(key: Any, state: dict[str, Any]) -> None:
        old, name = state.pop("value", None), state.pop(_CONTENT, None)
        vars(key).update(ordinary)
        vars(key).update(state, lock=threading.Lock())
        if name is not None:
            key._value_buffer = contents.at(name)
        else:  # a snapshot from before contents were files
            key.value = old or b""

    value: Any = FakeKey.value
    setattr(FakeKey, "value", value.setter(set_value))  # noqa: B010 - replaced
    setattr(FakeKey, "__getstate__", get_state)  # noqa: B010
    setattr(FakeKey, "__setstate__", set_state)  # noqa: B010


def _ordinary_state() -> dict[str, Any]:
    """What an object's state is when nobody asked for anything; read, and never changed."""
    models.get_canned_acl = cache(models.get_canned_acl)
    key = FakeKey("", b"", "", "")
    key.dispose()
    return {
        name: value
        for name, value in vars(key).items()
        if name not in _NOT_IN_STATE and not isinstance(value, dict) and name != "disposed"
    }
