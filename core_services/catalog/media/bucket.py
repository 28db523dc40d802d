"""The media bucket; the edge serves what is in it below ``/media/``."""

import asyncio
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from contracts.errors import UnavailableError

_FOLDER = "products"
_FOREVER = "public, max-age=31536000, immutable"  # a file's name is a hash of what it shows


class MediaBucket:
    """Keeps pictures. Putting one that is there already changes nothing."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3 = s3
        self._name = name

    async def put(self, files: Mapping[str, bytes]) -> None:
        """Store all of a picture's files.

        Raises:
            UnavailableError: when they could not all be; trying again is safe.
        """
        try:
            await asyncio.gather(*(self._put(name, files[name]) for name in files))
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The picture could not be stored; try again.") from error

    async def _put(self, name: str, content: bytes) -> None:
        await asyncio.to_thread(
            self._s3.put_object,
            Bucket=self._name,
            Key=f"{_FOLDER}/{name}",
            Body=content,
            ContentType="image/webp",
            CacheControl=_FOREVER,
        )


def url_of(name: str) -> str:
    """Where browsers find a file, on the shop's own origin."""
    return f"/media/{_FOLDER}/{name}"
