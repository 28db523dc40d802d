"""The breaker as a state machine: whatever happens, a half-open breaker admits one caller."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core_services.chassis.breaker import CircuitBreaker, CircuitOpenError

THRESHOLD = 3
PAUSE = 2.0


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_fifty_callers_after_the_pause_make_one_probe() -> None:
    time = Time()
    breaker = CircuitBreaker("x", threshold=1, pause_seconds=PAUSE, monotonic=time)
    breaker.before_call()
    breaker.failed()
    time.now += PAUSE
    admitted = 0
    for _ in range(50):
        try:
            breaker.before_call()
            admitted += 1
        except CircuitOpenError:
            continue

    assert admitted == 1


def test_a_failed_probe_opens_it_again_at_once() -> None:
    time = Time()
    breaker = CircuitBreaker("x", threshold=5, pause_seconds=PAUSE, monotonic=time)
    for _ in range(5):
        breaker.before_call()
        breaker.failed()
    time.now += PAUSE
    breaker.before_call()
    breaker.failed()

    with pytest.raises(CircuitOpenError):
        breaker.before_call()


def test_an_abandoned_probe_lets_another_try() -> None:
    time = Time()
    breaker = CircuitBreaker("x", threshold=1, pause_seconds=PAUSE, monotonic=time)
    breaker.before_call()
    breaker.failed()
    time.now += PAUSE
    breaker.before_call()
    breaker.abandoned()

    breaker.before_call()


class BreakerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.time = Time()
        self.breaker = CircuitBreaker(
            "x", threshold=THRESHOLD, pause_seconds=PAUSE, monotonic=self.time
        )
        self.in_flight = 0
        self.probes = 0

    @rule()
    def call(self) -> None:
        state = self.breaker.state
        try:
            self.breaker.before_call()
        except CircuitOpenError:
            assert state != "closed"
            return
        assert state != "open"
        self.in_flight += 1
        self.probes += state == "half-open"

    @precondition(lambda self: self.in_flight)
    @rule(outcome=st.sampled_from(["succeeded", "failed", "abandoned"]))
    def finish(self, outcome: str) -> None:
        getattr(self.breaker, outcome)()
        self.in_flight -= 1
        self.probes = 0

    @rule(seconds=st.floats(0, 3))
    def wait(self, seconds: float) -> None:
        self.time.now += seconds

    @invariant()
    def one_probe_at_most(self) -> None:
        assert self.probes <= 1


TestBreakerMachine = BreakerMachine.TestCase
