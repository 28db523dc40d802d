"""Answers that browsers and CDNs may keep: how long, and how they ask whether one is still good."""

import hashlib
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Caching:
    """For answers that are the same for everybody. In seconds: how long one is fresh, and how much
    longer it may be shown while a new one is fetched.
    """

    max_age: int
    stale_while_revalidate: int

    @property
    def header(self) -> str:
        return (
            f"public, max-age={self.max_age}, stale-while-revalidate={self.stale_while_revalidate}"
        )


def conditional(response: Response, caching: Caching, request: Request) -> Response:
    """The response with its validator, or a 304 where the caller has the same.

    The ETag is weak: what lies between may compress the body, which keeps its meaning and not its
    bytes.
    """
    if response.status_code != 200:
        return response
    etag = f'W/"{hashlib.blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": caching.header}
    if _has_it(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def _has_it(if_none_match: str, etag: str) -> bool:
    candidates = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return any(each in ("*", etag.removeprefix("W/")) for each in candidates)
