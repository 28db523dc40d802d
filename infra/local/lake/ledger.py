"""Which raw files the last build has seen, and so what is new to the next one.

A watermark would have to guess how late a file may be. A list of files need not: whatever is not
on it is new, however old the day that it belongs to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

_FILE = ".built.json"
_DAY = re.compile(r"/dt=(\d{4}-\d{2}-\d{2})/")
_IMPORT = re.compile(r"/import_name=([^/]+)/")

Files = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class News:
    """What is to be built: days of receipt and imports, or everything.

    ``files`` are the new ones; ``seen`` is what the lake holds now.
    """

    files: tuple[str, ...]
    seen: Files
    everything: bool = False

    @property
    def days(self) -> tuple[str, ...]:
        """The days of receipt that got files."""
        return tuple(sorted({found[1] for key in self.files if (found := _DAY.search(key))}))

    @property
    def imports(self) -> tuple[str, ...]:
        """The imports of history that got files."""
        return tuple(sorted({found[1] for key in self.files if (found := _IMPORT.search(key))}))


def news_of(directory: Path) -> News:
    """What the raw zone holds that no build has seen.

    Files that vanished or changed took rows with them that nobody can name any more: then
    everything is built anew, as it is the first time.
    """
    seen, now = _read(directory), _raw_files(directory)
    new = tuple(sorted(key for key in now if key not in seen))
    lost = any(now.get(key) != print_ for key, print_ in seen.items())
    if lost or not seen:
        return News(tuple(sorted(now)), now, everything=True)
    return News(new, now)


def remember(directory: Path, seen: Files) -> None:
    """Write down what a build has seen, after it is done."""
    partial = directory / f"{_FILE}.partial"
    partial.write_bytes(msgspec.json.encode(seen))
    partial.rename(directory / _FILE)


def _read(directory: Path) -> Files:
    try:
        content = (directory / _FILE).read_bytes()
        return msgspec.json.decode(content, type=dict[str, tuple[int, int]])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def _raw_files(directory: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every raw file; hidden ones are not whole yet."""
    found = {}
    for path in (directory / "raw").rglob("*.parquet"):
        if not path.name.startswith("."):
            stat = path.stat()
            found[path.relative_to(directory).as_posix()] = (stat.st_size, stat.st_mtime_ns)
    return found
