"""What is missing is told once, in the words of the shop, and nothing is told when all is well."""

from pathlib import Path

import pytest

from edge_api.backoffice.chalicelib.modes import MEANINGS, modes_of
from edge_api.backoffice.chalicelib.schemas import Part, Queue
from infra.local.topology import load_topology

ROOT = Path(__file__).resolve().parents[4]


def queue(name: str, dead_letters: int | None) -> Queue:
    return Queue(
        name=name,
        consumer="order",
        depth=1,
        in_flight=0,
        oldest_seconds=None,
        dead_letters=dead_letters,
    )


def test_when_all_is_well_there_is_nothing_to_tell() -> None:
    parts = [Part(name="cart", kind="service", status="ready")]
    assert modes_of(parts, [queue("order-payment-events", 0), queue("x", None)]) == ()


def test_what_two_parts_miss_is_one_mode_of_both() -> None:
    parts = [
        Part(name="catalog", kind="service", status="ready", degraded=("cache",)),
        Part(name="catalog-worker", kind="worker", status="ready", degraded=("cache",)),
    ]
    (mode,) = modes_of(parts, [])
    assert (mode.code, mode.parts) == ("cache", ("catalog", "catalog-worker"))
    assert mode.notice == MEANINGS["cache"].notice
    assert mode.runbook == "docs/runbooks/degraded-modes.md#cache"


def test_dead_letters_and_parts_that_are_away_are_modes_too() -> None:
    parts = [
        Part(name="payment", kind="service", status="not-ready", failing=("database",)),
        Part(name="order-worker", kind="worker", status="unreachable"),
    ]
    modes = {mode.code: mode for mode in modes_of(parts, [queue("order-payment-events", 2)])}
    assert set(modes) == {"away:payment", "away:order-worker", "dead-letters"}
    assert modes["dead-letters"].parts == ("order-payment-events",)
    assert modes["dead-letters"].runbook == "docs/runbooks/dead-letters.md"


def test_a_code_that_is_newer_than_this_page_is_shown_as_it_is() -> None:
    (mode,) = modes_of([Part(name="cart", kind="service", status="ready", degraded=("new",))], [])
    assert (mode.title, mode.runbook) == ("new", None)


@pytest.mark.parametrize("name", [*load_topology().services, *load_topology().functions])
def test_every_part_of_the_topology_has_words_for_its_absence(name: str) -> None:
    assert f"away:{name}" in MEANINGS


@pytest.mark.parametrize("code", MEANINGS)
def test_every_mode_leads_to_a_runbook_that_is_there(code: str) -> None:
    part = Part(name="cart", kind="service", status="ready", degraded=(code,))
    (mode,) = modes_of([part], [])
    document, _, section = str(mode.runbook).partition("#")
    text = (ROOT / document).read_text()
    assert not section or f"\n## {section}\n" in text
