"""``POST /core/v1/admin/catalog/imports``: a product file in, a line of JSON for all that happens.

The file is received whole, on disk, before the first product is written: an answer that streams
while its request does would stall as soon as a client sends before it reads, which most do.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import StreamingResponse

from contracts.clock import Clock
from contracts.errors import DomainError, TooLargeError
from contracts.money import UnknownCurrencyError, exponent
from core_services.catalog.bootstrap import Deps
from core_services.catalog.domain import plan
from core_services.catalog.handlers import upsert_products
from core_services.catalog.importing.messages import Format, Message, Summary
from core_services.catalog.importing.run import ImportRun, Write, encode_line, open_reader
from core_services.catalog.records import Outcome, ProductRecord
from core_services.catalog.repository.writes import load_known
from core_services.chassis.database import transaction
from core_services.chassis.operations import Call, Operation, staff

log = logging.getLogger(__name__)

MAX_FILE_BYTES: Final = 2_000_000_000
_IN_MEMORY_BYTES: Final = 1_000_000
_CHUNK_BYTES: Final = 65_536


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """``currency`` is what a Shopify file's prices are in; our own format names its currencies."""

    format: Format
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")] | None = None
    file: Annotated[str, msgspec.Meta(max_length=255)] = "upload"
    dry_run: bool = False


async def import_products(call: Call[Deps, None, ImportQuery]) -> StreamingResponse:
    query, deps = call.query, call.deps
    currency = query.currency or deps.default_currency
    exponent(currency)
    upload, size = await _receive(call.request)
    write = (
        _check_only(deps, call.clock)
        if query.dry_run
        else _writing(deps, call.clock, call.principal.id)
    )
    run = ImportRun(
        open_reader(query.format, query.file, currency),
        write,
        file=query.file,
        size=size,
        dry_run=query.dry_run,
    )
    return StreamingResponse(_answer(run, upload, query), media_type="application/x-ndjson")


async def _receive(request: Request) -> tuple[IO[bytes], int]:
    """The body, on disk once it is more than a little."""
    upload: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - _answer closes it
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_FILE_BYTES:
                raise TooLargeError(f"A file may have {MAX_FILE_BYTES} bytes; split it.")
            upload.write(chunk)
    except BaseException:
        upload.close()
        raise
    upload.seek(0)
    return upload, size


async def _answer(run: ImportRun, upload: IO[bytes], query: ImportQuery) -> AsyncIterator[bytes]:
    try:
        async for message in run.messages(_chunks(upload)):
            yield encode_line(message)
    except DomainError as error:
        yield encode_line(_broken_off(run, error.code, error.detail or error.title))
    except Exception:  # the status is sent: the last line has to say that something went wrong
        log.exception("the import of %r broke off", query.file)
        reason = "The import broke off through a fault of ours; repeating it is safe."
        yield encode_line(_broken_off(run, "internal", reason))
    finally:
        upload.close()


def _broken_off(run: ImportRun, code: str, reason: str) -> Message:
    return msgspec.structs.replace(run.summary_so_far(), failure=reason, failure_code=code)


async def _chunks(upload: IO[bytes]) -> AsyncIterator[bytes]:
    # Reading what was just written comes from the page cache: no thread is needed.
    while chunk := upload.read(_CHUNK_BYTES):
        yield chunk


def _writing(deps: Deps, clock: Clock, actor: str) -> Write:
    async def write(records: Sequence[ProductRecord], batch: str) -> Sequence[Outcome]:
        return await upsert_products(deps.engine, records, actor=actor, clock=clock, batch=batch)

    return write


def _check_only(deps: Deps, clock: Clock) -> Write:
    """Says what would become of each record, and writes nothing."""

    async def check(records: Sequence[ProductRecord], batch: str) -> Sequence[Outcome]:
        async with transaction(deps.reader) as conn:
            return plan(records, await load_known(conn, records)).outcomes

    return check


OPERATIONS = (
    Operation(
        method="POST",
        path="/core/v1/admin/catalog/imports",
        handler=import_products,
        summary="Import a product file",
        description="The body is the file. The answer has a line for each complaint, lines that "
        "tell the progress, and a summary as the last one. Repeating an import changes nothing.",
        access=staff("catalog"),
        query=ImportQuery,
        returns=Summary,
        raw=True,
        media_type="application/x-ndjson",
        errors=(TooLargeError, UnknownCurrencyError),
        tags=("imports",),
    ),
)
