"""Public data sets into our records: development tools, no part of the shop.

What a data set lacks and a shop needs (stock; in ESCI also most prices) is made up from a hash of
the product's id, so that converting twice gives the same file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from core_services.catalog.records import ProductRecord
from infra.ops.converters.esci import read_esci
from infra.ops.converters.icecat import read_icecat

CONVERTERS: Final[Mapping[str, Callable[[Sequence[Path]], Iterator[ProductRecord]]]] = {
    "esci": read_esci,
    "icecat": read_icecat,
}
