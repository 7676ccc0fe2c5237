"""Ids of deliveries follow the time at which they were queued, and are by chance beyond that."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID, uuid4

from storage.delivery import delivery_id

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def test_ids_follow_time() -> None:
    moments = [NOW + timedelta(milliseconds=n) for n in range(50)]
    ids = [delivery_id(uuid4(), moment) for moment in moments]
    assert ids == sorted(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, RFC_4122)}


def test_those_of_one_moment_differ_by_chance() -> None:
    first, last = delivery_id(UUID(int=0), NOW), delivery_id(UUID(int=2**128 - 1), NOW)
    assert (first.int ^ last.int).bit_count() == 74
