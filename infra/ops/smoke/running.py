"""Runs the checks one after the other: one that fails stops only those that need what it finds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import httpx

from infra.ops.shopper import RefusedError
from infra.ops.smoke import edge_checks, shop_checks
from infra.ops.smoke.visit import CheckFailedError, NoShopError, SkippedError, Visit

Check = tuple[str, Callable[[Visit], Awaitable[str]]]

CHECKS: Sequence[Check] = (
    ("front page", edge_checks.front_page),
    ("assets", edge_checks.assets),
    ("paths of the application", edge_checks.application_paths),
    ("what is missing", edge_checks.missing_files),
    ("errors of the APIs", edge_checks.api_errors),
    ("what is private", edge_checks.private_apis),
    ("catalogue", shop_checks.catalogue),
    ("front page's data", shop_checks.front_page_data),
    ("pictures", shop_checks.pictures),
    ("search", shop_checks.search),
    ("guest's cart", shop_checks.cart),
    ("quote", shop_checks.quote),
    ("sign-in", shop_checks.sign_in),
    ("order", shop_checks.order),
)


@dataclass(frozen=True, slots=True)
class Result:
    """How a check went; ``detail`` says what was found, what is wrong, or why it was skipped."""

    name: str
    outcome: Literal["ok", "failed", "skipped"]
    detail: str
    milliseconds: float


async def run(
    visit: Visit, seconds: float, checks: Sequence[Check] = CHECKS
) -> AsyncIterator[Result]:
    """The results as they come; what is left when the time is up has failed.

    Raises:
        NoShopError: when no Mercato answers there.
        httpx.TransportError: when the very first request reaches nobody.
    """
    deadline = monotonic() + seconds
    for index, (name, check) in enumerate(checks):
        begun = monotonic()
        try:
            async with asyncio.timeout(max(0.0, deadline - begun)):
                outcome, detail = await _outcome(check, visit, first=index == 0)
        except TimeoutError:
            outcome, detail = "failed", f"not done after {seconds:g} seconds in all"
        yield Result(name, outcome, detail, (monotonic() - begun) * 1000)


async def _outcome(
    check: Callable[[Visit], Awaitable[str]], visit: Visit, *, first: bool
) -> tuple[Literal["ok", "failed", "skipped"], str]:
    try:
        return "ok", await check(visit)
    except NoShopError:
        raise
    except SkippedError as why:
        return "skipped", str(why)
    except (CheckFailedError, RefusedError) as why:
        return "failed", str(why)
    except httpx.TransportError as error:
        if first:
            raise
        return "failed", f"no answer: {error!r}"
    except (LookupError, TypeError, ValueError) as error:  # an answer of another form than ours
        return "failed", f"an answer that is not understood: {error!r}"
