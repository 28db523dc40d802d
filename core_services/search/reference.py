"""What every query needs and nobody wants to wait for: synonyms and suggestible names.

Kept in memory and refreshed in the background; while the engine is away the last known ones serve.
"""

import asyncio
import logging
from contextlib import suppress

from core_services.search.engine import EngineAwayError, EngineRefusedError
from core_services.search.popular import PopularQueries
from core_services.search.repository import ProductIndex
from core_services.search.suggest import LEXICON_REQUEST, Lexicon, read_lexicon
from core_services.search.synonyms import Thesaurus, thesaurus

log = logging.getLogger(__name__)

_SYNONYMS_SECONDS = 5.0
_LEXICON_EVERY = 12  # times the synonyms: once a minute


class Reference:
    """The present thesaurus and lexicon."""

    def __init__(self, index: ProductIndex) -> None:
        self._index = index
        self._version: int | None = None
        self.thesaurus = Thesaurus()
        self.lexicon = Lexicon()

    async def refresh_thesaurus(self) -> None:
        """Take over the synonyms in force, if they changed."""
        current = await self._index.synonyms()
        if current.version != self._version:
            self._version = current.version
            self.thesaurus = thesaurus(current.rules)

    async def refresh_lexicon(self) -> None:
        """Take over the names of categories and brands."""
        self.lexicon = read_lexicon(await self._index.search(LEXICON_REQUEST))


async def keep_fresh(reference: Reference, popular: PopularQueries, stop: asyncio.Event) -> None:
    """Refresh until told to stop; a refresh that fails leaves what was known."""
    round_number = 0
    while not stop.is_set():
        lexicon_is_due = round_number % _LEXICON_EVERY == 0
        try:
            await reference.refresh_thesaurus()
            if lexicon_is_due or not reference.lexicon.categories:
                await reference.refresh_lexicon()
        except (EngineAwayError, EngineRefusedError) as error:
            log.info("synonyms and names are not refreshed", extra={"fields": {"why": str(error)}})
        await popular.synchronise()
        round_number += 1
        with suppress(TimeoutError):
            async with asyncio.timeout(_SYNONYMS_SECONDS):
                await stop.wait()
