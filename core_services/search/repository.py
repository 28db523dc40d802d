"""The indices behind their aliases, and the two documents of state that go with them.

``<prefix>`` is the alias that is searched. While a rebuild runs, ``<prefix>-next`` is the index it
fills; changes are written to both. ``<prefix>-state`` keeps the synonyms and the latest rebuild.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from contracts.errors import StaleVersionError
from core_services.search.engine import Engine, EngineAwayError, EngineRefusedError
from core_services.search.index import MAPPING_VERSION, index_body, to_index_document
from core_services.search.joint_bulks import JointBulks
from core_services.search.schemas import Rebuild, SearchDocument, SynonymSet

_BULK_SECONDS = 60.0
_REMEMBERED_PRODUCTS = 200_000
_NOT_FOUND = 404
_CONFLICT = 409

T = TypeVar("T", bound=msgspec.Struct)


class BulkError(Exception):
    """Some documents could not be written; the message names the first reasons."""


class Deletion(msgspec.Struct, frozen=True):
    id: str
    version: int


class StoredState(msgspec.Struct, frozen=True):
    """What concurrent writers must present to replace a state document."""

    seq_no: int
    primary_term: int


class _Outcome(msgspec.Struct, frozen=True):
    status: int
    error: dict[str, Any] = {}


class _BulkAnswer(msgspec.Struct, frozen=True):
    errors: bool
    items: tuple[dict[str, _Outcome], ...] = ()


class _Count(msgspec.Struct, frozen=True):
    count: int


class _Got(msgspec.Struct, frozen=True):
    found: bool = False
    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b"null"))
    seq_no: int = msgspec.field(name="_seq_no", default=0)
    primary_term: int = msgspec.field(name="_primary_term", default=0)


class ProductIndex:
    """Reads and writes of the product index; see the module's text for its three names."""

    def __init__(self, engine: Engine, prefix: str, *, shards: int = 1, replicas: int = 0) -> None:
        self._engine = engine
        self.live = prefix
        self.next = f"{prefix}-next"
        self._state = f"{prefix}-state"
        self._shards = shards
        self._replicas = replicas
        self._bulks = JointBulks(self._send_bulk)
        self._indices: tuple[str, ...] = ()
        self._written: dict[str, int] = {}

    async def search(self, body: dict[str, Any], *, preference: str = "") -> bytes:
        """A search in the live index.

        Raises:
            EngineAwayError: also while there is no index yet.
        """
        params = {"preference": preference} if preference else None
        try:
            content = msgspec.json.encode(body)
            return await self._engine.request(
                "POST", f"/{self.live}/_search", content, params=params
            )
        except EngineRefusedError as error:
            if error.status == _NOT_FOUND:
                raise EngineAwayError("there is no index yet") from error
            raise

    async def targets(self) -> tuple[str, ...]:
        """The names that changes must be written to now."""
        aliases = await self._aliases()
        targets = tuple(name for name in (self.live, self.next) if name in aliases)
        indices = tuple(aliases[name] for name in targets)
        if indices != self._indices:
            self._indices, self._written = indices, {}
        return targets

    def is_written(self, product_id: str, version: int) -> bool:
        """Whether this process is known to have written that state, or a newer one, everywhere.

        An import tells of most products twice, since their stock follows; by the time the second
        message is read, the first has often brought the state that it tells of.
        """
        return self._written.get(product_id, -1) >= version

    def remember_written(self, documents: Iterable[SearchDocument]) -> None:
        """These documents have been written to every target."""
        if len(self._written) > _REMEMBERED_PRODUCTS:
            self._written.clear()
        self._written |= {document.id: document.version for document in documents}

    async def index_behind(self, alias: str) -> str | None:
        """The index that an alias points to."""
        return (await self._aliases()).get(alias)

    async def _aliases(self) -> dict[str, str]:
        answer = await self._get_or_none(f"/{self.live}-v*/_alias")
        if answer is None:
            return {}
        indices: dict[str, dict[str, dict[str, Any]]] = msgspec.json.decode(answer)
        return {a: index for index, entry in indices.items() for a in entry.get("aliases", {})}

    async def mapping_version(self, index: str) -> str | None:
        """Which mapping an index was made with."""
        answer = await self._get_or_none(f"/{index}/_mapping")
        if answer is None:
            return None
        (body,) = msgspec.json.decode(answer).values()
        version: str | None = body["mappings"].get("_meta", {}).get("mapping_version")
        return version

    async def count(self) -> int:
        """How many products can be found now."""
        answer = await self._get_or_none(f"/{self.live}/_count")
        return msgspec.json.decode(answer, type=_Count).count if answer else 0

    async def create_next(self, name: str) -> None:
        """A new, empty index under the ``next`` alias, in place of any earlier one."""
        await self.drop_next()
        await self._engine.request(
            "PUT", f"/{name}", index_body(shards=self._shards, replicas=self._replicas)
        )
        actions = [{"add": {"index": name, "alias": self.next}}]
        await self._engine.request("POST", "/_aliases", {"actions": actions})

    async def drop_next(self) -> None:
        """Remove what an abandoned rebuild left."""
        index = await self.index_behind(self.next)
        if index is not None:
            await self._engine.request("DELETE", f"/{index}")

    async def swap(self, name: str) -> None:
        """Make the new index the live one, in one step, and drop those from before."""
        await self._engine.request("POST", f"/{name}/_refresh", seconds=_BULK_SECONDS)
        old = await self.index_behind(self.live)
        actions: list[dict[str, Any]] = [
            {"add": {"index": name, "alias": self.live}},
            {"remove": {"index": name, "alias": self.next}},
        ]
        if old is not None and old != name:
            actions.insert(0, {"remove": {"index": old, "alias": self.live}})
        await self._engine.request("POST", "/_aliases", {"actions": actions})
        await self._drop_all_but(name)

    async def _drop_all_but(self, name: str) -> None:
        answer = await self._get_or_none(f"/{self.live}-v*/_alias")
        for index in msgspec.json.decode(answer or b"{}"):
            if index != name:
                await self._engine.request("DELETE", f"/{index}")

    async def write(
        self,
        targets: Sequence[str],
        documents: Iterable[SearchDocument],
        deletions: Iterable[Deletion] = (),
    ) -> int:
        """Write changes to aliases; what is older than the index already has is left out.

        Returns:
            How many changes took effect, counting each target.

        Raises:
            BulkError: when the engine refused some for another reason.
        """
        lines: list[bytes] = []
        actions = 0
        for document in documents:
            content = msgspec.json.encode(to_index_document(document))
            for target in targets:
                lines += (_action("index", target, document.id, document.version), content)
                actions += 1
        for deletion in deletions:
            for target in targets:
                lines.append(_action("delete", target, deletion.id, deletion.version))
                actions += 1
        if not lines:
            return 0
        return _took_effect(await self._bulks.write(b"\n".join(lines) + b"\n", actions))

    async def _send_bulk(self, body: bytes) -> list[_Outcome]:
        answer = await self._engine.request("POST", "/_bulk", body, seconds=_BULK_SECONDS)
        items = msgspec.json.decode(answer, type=_BulkAnswer).items
        return [outcome for item in items for outcome in item.values()]

    async def synonyms(self) -> SynonymSet:
        """The synonyms in force; an empty set with version 0 at first."""
        got = await self._state_document("synonyms")
        if got is None:
            return SynonymSet()
        return msgspec.json.decode(got.source, type=SynonymSet)

    async def replace_synonyms(self, new: SynonymSet, *, over: int) -> None:
        """Put a set in force.

        Raises:
            StaleVersionError: when the set in force is no longer version ``over``.
        """
        got = await self._state_document("synonyms")
        current = msgspec.json.decode(got.source, type=SynonymSet) if got else SynonymSet()
        if current.version != over:
            raise StaleVersionError(f"The synonyms are at version {current.version} now.")
        if not await self._put_state("synonyms", new, got):
            raise StaleVersionError("Somebody else changed the synonyms just now.")

    async def rebuild(self) -> tuple[Rebuild | None, StoredState | None]:
        """The latest rebuild, and what to present to change it."""
        got = await self._state_document("rebuild")
        if got is None:
            return None, None
        state = StoredState(got.seq_no, got.primary_term)
        return msgspec.json.decode(got.source, type=Rebuild), state

    async def save_rebuild(self, rebuild: Rebuild, over: StoredState | None) -> bool:
        """Record progress; False when somebody else changed the record meanwhile."""
        got = _Got(seq_no=over.seq_no, primary_term=over.primary_term) if over else None
        return await self._put_state("rebuild", rebuild, got)

    async def _state_document(self, name: str) -> _Got | None:
        answer = await self._get_or_none(f"/{self._state}/_doc/{name}")
        got = msgspec.json.decode(answer, type=_Got) if answer else None
        return got if got and got.found else None

    async def _put_state(self, name: str, content: msgspec.Struct, over: _Got | None) -> bool:
        if over is None:
            method, path, params = "PUT", f"/{self._state}/_create/{name}", {}
        else:
            method, path = "PUT", f"/{self._state}/_doc/{name}"
            params = {"if_seq_no": over.seq_no, "if_primary_term": over.primary_term}
        try:
            await self._engine.request(
                method, path, msgspec.json.encode(content), params={**params, "refresh": "true"}
            )
        except EngineRefusedError as error:
            if error.status == _CONFLICT:
                return False
            raise
        return True

    async def _get_or_none(self, path: str) -> bytes | None:
        try:
            return await self._engine.request("GET", path)
        except EngineRefusedError as error:
            if error.status == _NOT_FOUND:
                return None
            raise


def new_index_name(prefix: str, suffix: str) -> str:
    """``catalog-products-v3f2a…-<suffix>``: the mapping's version is in the name."""
    return f"{prefix}-v{MAPPING_VERSION}-{suffix}"


def _action(kind: str, target: str, document_id: str, version: int) -> bytes:
    """``external_gte``: an older version never replaces a newer; the same one may again.

    ``require_alias`` keeps a write that comes late from creating the index it was meant for.
    """
    action = {
        "_index": target,
        "_id": document_id,
        "version": version,
        "version_type": "external_gte",
        "require_alias": True,
    }
    return msgspec.json.encode({kind: action})


def _took_effect(outcomes: Sequence[_Outcome]) -> int:
    failed = [o for o in outcomes if o.status >= 300 and o.status not in (_CONFLICT, _NOT_FOUND)]
    if failed:
        reasons = {str(outcome.error.get("reason", outcome.status))[:200] for outcome in failed}
        raise BulkError(f"{len(failed)} of {len(outcomes)}: {'; '.join(sorted(reasons)[:3])}")
    return sum(1 for outcome in outcomes if outcome.status < 300)
