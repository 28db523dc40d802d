"""Which object of a bucket an address means: ``infra/edge/viewer-request.js`` on this machine."""

import re
from pathlib import PurePosixPath

from infra.local.edge.behaviours import behaviours

MEDIA = "/media/"
_NOT_PAGES = ("/api/", "/core/", "/internal/", "/health/")
_WIDTH = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def rewrite(path: str, query: dict[str, str]) -> str:
    """The path below the bucket, with its leading slash.

    A path of the application has no extension; what has one is a file, there or not.
    """
    if path.startswith(MEDIA):
        return _picture(path[len(MEDIA) - 1 :], query.get("w", ""))
    is_page = not path.startswith(_NOT_PAGES) and "." not in path.rpartition("/")[2]
    return "/index.html" if is_page else path


def _picture(path: str, wanted: str) -> str:
    if not path.endswith(".webp") or not _WIDTH.fullmatch(wanted):
        return path
    wider = (each for each in behaviours().media.widths if each >= int(wanted))
    width = next(wider, None)
    return path if width is None else str(PurePosixPath(path).with_suffix(f".w{width}.webp"))
