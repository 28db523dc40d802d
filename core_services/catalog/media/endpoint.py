"""``POST /core/v1/admin/catalog/media``: a picture's file in, the address to show it at out."""

import asyncio
from typing import Final

import msgspec

from contracts.errors import TooLargeError, UnavailableError
from core_services.catalog.bootstrap import Deps
from core_services.catalog.media.bucket import url_of
from core_services.catalog.media.pictures import FORMATS, PictureError, draw_again
from core_services.catalog.repository.audit import NewEntry, record_changes
from core_services.chassis.database import transaction
from core_services.chassis.endpoint import read_body
from core_services.chassis.operations import Call, Operation, staff

MAX_FILE_BYTES: Final = 10_000_000
# Drawing takes a core for a second and the memory of its pixels: one at a time in a process.
_drawing = asyncio.Semaphore(1)


class UploadedPicture(msgspec.Struct, frozen=True, kw_only=True):
    """``url`` shows the whole; with ``?w=320`` what is at least so many pixels wide."""

    url: str
    width: int
    height: int


async def upload_picture(call: Call[Deps, None, None]) -> UploadedPicture:
    bucket = call.deps.media
    if bucket is None:
        raise UnavailableError("This shop keeps no pictures: its settings name no bucket for them.")
    content = await read_body(call.request, MAX_FILE_BYTES)
    async with _drawing:
        picture = await asyncio.to_thread(draw_again, content)
    await bucket.put(picture.files)
    url = url_of(picture.name)
    entry = NewEntry(action="upload", entity="picture", entity_id=url)
    async with transaction(call.deps.engine) as conn:
        await record_changes(conn, [entry], actor=call.principal.id, at=call.clock.now())
    return UploadedPicture(url=url, width=picture.width, height=picture.height)


OPERATIONS = (
    Operation(
        method="POST",
        path="/core/v1/admin/catalog/media",
        handler=upload_picture,
        summary="Upload a picture",
        description=f"The body is the file: {', '.join(FORMATS)}, of {MAX_FILE_BYTES} bytes at "
        "most. It is drawn again as WebP in several widths; metadata is not kept. Uploading the "
        "same picture again gives the same address.",
        access=staff("catalog"),
        returns=UploadedPicture,
        status=201,
        raw=True,
        limit="60/minute",
        errors=(TooLargeError, PictureError, UnavailableError),
        tags=("media",),
    ),
)
