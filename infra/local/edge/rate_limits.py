"""WAF's rate rules: requests per client address in five minutes, each rule counted by itself."""

import math
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from contracts.errors import RateLimitedError
from infra.local.topology import RateLimit

_WINDOW_MINUTES = 5


class RateRules:
    """The topology's rate limits. In memory: there is one edge on a machine."""

    def __init__(self, limits: Sequence[RateLimit]) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rules = [
            (limit.path, RateLimitItemPerMinute(limit.requests, _WINDOW_MINUTES))
            for limit in limits
        ]

    def count(self, path: str, address: str) -> None:
        """Count a request.

        Raises:
            RateLimitedError: when a rule has had enough of this address.
        """
        for pattern, limit in self._rules:
            if fnmatchcase(path, pattern) and not self._limiter.hit(limit, pattern, address):
                reset = self._limiter.get_window_stats(limit, pattern, address).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                raise RateLimitedError("Too many requests from your address.", retry_after=wait)
