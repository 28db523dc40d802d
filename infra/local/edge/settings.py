"""What the edge works from: the routes and limits of the topology, and where its upstreams are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from infra.local.environment import Environment, bucket_name, load_environment
from infra.local.topology import RateLimit, Route

MEBIBYTE = 1024 * 1024
UpstreamKind = Literal["service", "function", "bucket"]
_REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Upstream:
    """Who answers for a route; a bucket's address includes the bucket."""

    kind: UpstreamKind
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A path pattern of the topology, and who answers for it."""

    pattern: str
    upstream: Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeSettings:
    """``body_limits`` are by path; everything else is held to ``body_limit``."""

    port: int
    forwardings: tuple[Forwarding, ...]
    aws_url: str = ""
    rate_limits: tuple[RateLimit, ...] = ()
    storefront: Path = _REPOSITORY / "storefront" / "dist"
    report: Path = _REPOSITORY / ".mercato" / "lake" / "report.html"
    body_limit: int = 10 * MEBIBYTE
    body_limits: Mapping[str, int] = field(
        default_factory=lambda: {"/core/v1/admin/catalog/imports*": 200 * MEBIBYTE}
    )
    upstream_seconds: float = 30.0
    body_silence_seconds: float = 20.0

    @property
    def upstreams(self) -> tuple[Upstream, ...]:
        """Every service and function behind the edge, once."""
        named = {each.upstream.name: each.upstream for each in self.forwardings}
        return tuple(each for each in named.values() if each.kind != "bucket")


def read_settings() -> EdgeSettings:
    """The settings of this clone's edge."""
    rate_limited = os.environ.get("EDGE_RATE_LIMITS", "on") != "off"
    return settings_of(load_environment(), rate_limited=rate_limited)


def settings_of(environment: Environment, *, rate_limited: bool = True) -> EdgeSettings:
    """The settings that an environment's topology and ports amount to."""
    topology = environment.topology
    return EdgeSettings(
        port=environment.ports.edge,
        aws_url=environment.engines.aws_endpoint_url,
        forwardings=tuple(
            Forwarding(route.path, _upstream(route, environment)) for route in topology.routes
        ),
        rate_limits=topology.rate_limits if rate_limited else (),
        report=environment.home / "lake" / "report.html",
    )


def _upstream(route: Route, environment: Environment) -> Upstream:
    kind, name = kind_and_name(route)
    if kind == "bucket":
        storage = environment.engines.aws_endpoint_url
        return Upstream(kind, name, f"{storage}/{bucket_name(name)}")
    return Upstream(kind, name, environment.url_of(name))


def kind_and_name(route: Route) -> tuple[UpstreamKind, str]:
    """What a route leads to; the topology has exactly one."""
    if route.bucket is not None:
        return "bucket", route.bucket
    if route.function is not None:
        return "function", route.function
    return "service", str(route.service)
