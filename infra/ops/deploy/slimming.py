"""Makes a package smaller, and the same whenever it is made of the same.

Lambda reads a layer from a network file system at every cold start; what nobody imports is only
weight. Symbols of compiled modules are a tenth of it, and a debugger's business.
"""

import re
import struct
import zipfile
from pathlib import Path

# Never imported on Lambda: bytecode of the machine that built, tests, stubs, others' conveniences.
_UNUSED = re.compile(
    r"""
    (^|/)__pycache__/ | \.pyc$ | \.pyi$ | (^|/)py\.typed$
  | (^|/)tests?/ | \.data/
  | \.dist-info/(RECORD|INSTALLER|WHEEL|REQUESTED|licenses/|LICENSE|AUTHORS|sboms/)
  | site-packages/(cffi|pycparser)(-[^/]*)?/  # these compile C; _cffi_backend alone is loaded
  | aws_lambda_powertools/event_handler/      # a router with its OpenAPI pages: Chalice routes
  | aws_lambda_powertools/utilities/(auth_alpha|circuit_breaker|data_masking|feature_flags)/
  | aws_lambda_powertools/utilities/(idempotency|kafka|parameters|parser|streaming|validation)/
  | site-packages/urllib3/contrib/emscripten/
    """,
    re.VERBOSE,
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can say
_ELF64_LITTLE = b"\x7fELF\x02\x01"


def slim(package: Path) -> None:
    """Rewrite a zip in place: without what is never used, in order, at one time."""
    with zipfile.ZipFile(package) as archive:
        kept = sorted(name for name in archive.namelist() if not _UNUSED.search(name))
        contents = [(name, archive.read(name)) for name in kept]
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in contents:
            archive.writestr(_entry(name), _without_symbols(content), compresslevel=9)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16  # readable for the user that Lambda runs as
    return entry


def _without_symbols(content: bytes) -> bytes:
    """A compiled module without what no segment loads: its symbols and its table of sections."""
    if not content.startswith(_ELF64_LITTLE):
        return content
    (table,) = struct.unpack_from("<Q", content, 0x20)
    size, count = struct.unpack_from("<HH", content, 0x36)
    segments = (struct.unpack_from("<IIQQQQ", content, table + i * size) for i in range(count))
    end = max(offset + length for _, _, offset, _, _, length in segments)
    header = bytearray(content[:end])
    struct.pack_into("<Q", header, 0x28, 0)  # e_shoff: there is no table of sections now
    struct.pack_into("<HH", header, 0x3C, 0, 0)  # e_shnum, e_shstrndx
    return bytes(header)
