"""``infra/edge/behaviours.yaml`` as typed objects: headers, caching and compression at the edge."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
import yaml

from infra.local.edge.routing import matches

BEHAVIOURS_FILE = Path(__file__).resolve().parents[2] / "edge" / "behaviours.yaml"

Headers = list[tuple[bytes, bytes]]
Directives = Mapping[str, Sequence[str]]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class CacheRule(_Strict, frozen=True):
    """How long what fits ``path`` may be kept; ``*`` stands at the end only."""

    path: str
    value: str


class StorefrontBehaviour(_Strict, frozen=True):
    content_security_policy: Directives
    content_security_policy_over_tls: Directives
    headers: Mapping[str, str]
    cache_control: tuple[CacheRule, ...]

    def headers_for(self, path: str, *, tls: bool) -> Headers:
        """What goes with the file at this path of the bucket."""
        over_tls = self.content_security_policy_over_tls if tls else {}
        policy = written(self.content_security_policy | over_tls)  # type: ignore[operator]
        return [
            (b"cache-control", self.cache_control_of(path).encode()),
            (b"content-security-policy", policy.encode()),
            *_encoded(self.headers),
        ]

    def cache_control_of(self, path: str) -> str:
        return next(rule.value for rule in self.cache_control if matches(rule.path, path))


class MediaBehaviour(_Strict, frozen=True):
    content_security_policy: Directives
    headers: Mapping[str, str]
    default_cache_control: str
    widths: tuple[int, ...]

    @property
    def fixed_headers(self) -> Headers:
        """What goes with every object, whatever it says of itself."""
        policy = written(self.content_security_policy)
        return [(b"content-security-policy", policy.encode()), *_encoded(self.headers)]


class Compression(_Strict, frozen=True):
    minimum_bytes: int
    media_types: tuple[str, ...]

    def pays_for(self, content_type: str, size: int) -> bool:
        kind = content_type.partition(";")[0].strip().lower()
        fits = any(matches(each, kind) for each in self.media_types)
        return fits and size >= self.minimum_bytes


class Behaviours(_Strict, frozen=True):
    security_headers: Mapping[str, str]
    storefront: StorefrontBehaviour
    media: MediaBehaviour
    compression: Compression

    @property
    def default_headers(self) -> Headers:
        """What every answer says where its origin has not said otherwise."""
        return _encoded(self.security_headers)


@cache
def behaviours() -> Behaviours:
    """The behaviours of this clone."""
    content = yaml.safe_load(BEHAVIOURS_FILE.read_text(encoding="utf-8"))
    return msgspec.convert(content, Behaviours, strict=True)


def written(directives: Directives) -> str:
    """A Content-Security-Policy as the header has it."""
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
