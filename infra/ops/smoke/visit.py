"""What checks share: a visitor, what they found so far, and how they say what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from infra.local.edge.behaviours import behaviours
from infra.ops.shopper import Json, Shopper

_POLICY = "content-security-policy"


class CheckFailedError(Exception):
    """Something is not as it must be; the message says what."""


class SkippedError(Exception):
    """There is nothing to check; the message says why."""


class NoShopError(CheckFailedError):
    """What answers there is no Mercato: nothing else is worth asking."""


@dataclass
class Visit:
    """One visit; each check leaves here what later ones need."""

    shopper: Shopper
    url: str
    allow_empty: bool = False
    with_order: bool = False
    page: str = ""
    product: Json = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    variant: Json = field(default_factory=dict)

    @property
    def is_tls(self) -> bool:
        return urlsplit(self.url).scheme == "https"

    async def get(self, path: str, status: int = 200) -> httpx.Response:
        """The answer to reading a path.

        Raises:
            CheckFailedError: when it has another status.
        """
        response = await self.shopper.http.get(path)
        expect(response.status_code == status, f"{path} → {response.status_code}, not {status}")
        return response

    def stocked(self) -> Json:
        """A variant to buy.

        Raises:
            SkippedError: when there is none.
        """
        if not self.variant:
            raise SkippedError("there is nothing to buy")
        return self.variant


def expect(condition: bool, otherwise: str) -> None:
    """Go on, or fail with ``otherwise``."""
    if not condition:
        raise CheckFailedError(otherwise)


def expect_headers(response: httpx.Response, expected: Mapping[str, str]) -> None:
    """Fail for the first header that is missing or says something else."""
    for name, value in expected.items():
        given = response.headers.get(name)
        expect(given is not None, f"{response.url.path} has no {name}")
        same = _comparable(name, str(given)) == _comparable(name, value)
        expect(same, f"{response.url.path} has {name}: {given}, not {value}")


def _comparable(name: str, value: str) -> object:
    """A policy's directives have no order, and CloudFront writes them in another."""
    return frozenset(value.split("; ")) if name == _POLICY else value


def storefront_headers(path: str, *, tls: bool) -> dict[str, str]:
    """What goes with a file of the storefront, by infra/edge/behaviours.yaml."""
    edge = behaviours()
    own = {
        name.decode(): value.decode() for name, value in edge.storefront.headers_for(path, tls=tls)
    }
    return {**edge.security_headers, **own}


def api_headers() -> dict[str, str]:
    """What goes with an answer of an API; its policy is its own affair, and is not compared."""
    return {name: value for name, value in behaviours().security_headers.items() if name != _POLICY}
