"""Identifiers say what they are, sort by age, and carry their shard."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.ids import id_from_uuid, is_id, new_event_id, new_id, shard_of


def test_an_id_has_its_prefix_and_form() -> None:
    identifier = new_id("ord")

    assert identifier.startswith("ord_")
    assert is_id("ord", identifier)
    assert not is_id("pay", identifier)
    assert not is_id("ord", identifier[:-1])


def test_later_ids_sort_after_earlier_ones() -> None:
    identifiers = [new_id("ord") for _ in range(1000)]

    assert identifiers == sorted(identifiers)


def test_ids_do_not_repeat() -> None:
    assert len({new_event_id() for _ in range(10_000)}) == 10_000


@given(st.uuids())
def test_the_same_uuid_gives_the_same_id(value: object) -> None:
    assert id_from_uuid("prd", value) == id_from_uuid("prd", value)  # type: ignore[arg-type]


def test_shards_are_stable_and_evenly_used() -> None:
    identifiers = [new_id("ord") for _ in range(8_000)]
    counts = [0] * 8
    for identifier in identifiers:
        assert shard_of(identifier, 8) == shard_of(identifier, 8)
        counts[shard_of(identifier, 8)] += 1

    assert min(counts) > 800
