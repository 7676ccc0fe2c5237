"""Leases as PostgreSQL keeps them: by its clock, past whoever is frozen, with a lock a worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, bindparam, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage import leases, outbox, owner, sending
from storage.database import READERS, AlreadyOwned, Database, Unit
from storage.engines import address
from storage.leasebook import LeaseBook
from storage.leases import SHARES, share_of, sql_share_of
from storage.networks import Network
from storage.postgres import THREADS
from tests.databases import Server
from tests.scheduler.stand_in import START, row

pytestmark = pytest.mark.slow
ALL = frozenset(range(SHARES))
LONG, NONE = timedelta(hours=1), timedelta(0)


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as found:
        yield found


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(address(url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def book(url: str, name: str, span: timedelta = LONG) -> Iterator[LeaseBook]:
    found = LeaseBook(address(url), name, span)
    yield found
    found.close()


def test_shares_are_the_same_here_and_there(url: str) -> None:
    asked = select(sql_share_of(bindparam("platform"), bindparam("tenant")))
    with connected(url) as connection:
        words = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)

        @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
        @given(words, words)
        def same(platform: str, tenant: str) -> None:
            found = connection.scalar(asked, {"platform": platform, "tenant": tenant})
            assert found == share_of(platform, tenant)
            assert found in ALL

        same()


def test_who_is_left_alone_need_not_wait(url: str) -> None:
    """A server that was killed and started again goes on at once."""
    with book(url, "first") as first, book(url, "second") as second:
        assert first.beat().shares == ALL
        assert second.beat().shares == frozenset()
        first.close()  # as when its process is killed
        assert wait_for_all(second) == ALL


def wait_for_all(one: LeaseBook) -> frozenset[int]:
    """Beat until PostgreSQL has noticed that a session ended."""
    for _ in range(1000):
        if (shares := one.beat().shares) == ALL:
            return shares
    return shares


def test_a_lone_worker_that_lost_its_lock_has_it_again_at_its_next_beat(url: str) -> None:
    with book(url, "first") as first, book(url, "second") as second:
        assert first.beat().shares == ALL
        end_presence(first, url)
        assert first.beat().shares == ALL
        found = second.beat()
        assert (found.shares, found.voided) == (frozenset(), False)


def test_who_comes_in_before_that_is_told_that_another_may_be_there(url: str) -> None:
    with book(url, "first") as first, book(url, "second") as second:
        assert first.beat().shares == ALL
        end_presence(first, url)
        found = second.beat()
        assert (found.shares, found.voided) == (ALL, True)
        assert first.beat().shares == frozenset()
        assert not second.beat().voided


def test_who_has_worked_for_a_while_voids_nobodys_leases(url: str) -> None:
    """PostgreSQL was started again: all sessions are gone, and all workers are there."""
    with book(url, "first") as first, book(url, "second") as second:
        assert first.beat().shares == ALL
        first.give_up(range(SHARES // 2))
        second.beat()
        assert len(first.beat().shares) == SHARES // 2
        end_presence(first, url)
        second._presence.close()
        found = second.beat()
        assert (len(found.shares), found.voided) == (SHARES // 2, False)


def end_presence(one: LeaseBook, url: str) -> None:
    """End the session with its lock, and wait until PostgreSQL has."""
    pid = one._presence.open().scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(url, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 60000)", [pid]).fetchone() == (True,)


def test_who_is_not_alone_waits_until_a_lease_has_run_out(url: str) -> None:
    with book(url, "frozen", NONE) as frozen, book(url, "other") as other:
        assert frozen.beat().shares == ALL
        assert other.beat().shares == ALL  # that of no length has run out by now
        assert frozen.beat().shares == frozenset()


def test_what_a_frozen_worker_has_its_hands_on_is_not_waited_for(url: str) -> None:
    with book(url, "frozen", NONE) as frozen, book(url, "other") as other:
        frozen.beat()
        with connected(url) as hand:
            hand.execute(text("UPDATE lease SET owner = 'frozen' WHERE share = 5"))
            assert other.beat().shares == ALL - {5}
            hand.rollback()
        assert other.beat().shares == ALL


def test_a_session_that_was_ended_is_begun_anew(url: str) -> None:
    with book(url, "one") as one:
        one.beat()
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(Exception, match=r"terminat|closed"):
            one.beat()
        assert one.beat().shares == ALL


def test_only_whose_lease_lasts_may_claim(url: str) -> None:
    database = Database.open(url)
    try:
        database.write_now(lambda unit: unit.session.add(Network(name="Test")))
        database.write_now(lambda unit: outbox.put(unit.connection, [row(1), row(2), row(3)]))
        share = share_of("web", "local")

        def claims(name: str, delivery: UUID) -> bool:
            claim = sending.claim
            return database.write_now(
                lambda unit: bool(claim(unit.connection, [delivery], name, START, leased=True))
            )

        with book(url, "keeper") as keeper, book(url, "over", NONE) as over:
            keeper.beat()
            assert not claims("somebody", row(1)["id"])
            assert claims("keeper", row(1)["id"])
            keeper.give_up([share])
            assert not claims("keeper", row(2)["id"])
            over.beat()
            assert not claims("over", row(2)["id"])  # by PostgreSQL's clock it is over
    finally:
        database.close_now()


def test_several_servers_share_a_database_and_none_may_own_it_meanwhile(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, "WAIT", 0.05)
    first, second, third = (Database.open(url) for _ in range(3))
    first.own()
    with pytest.raises(AlreadyOwned, match="to itself"):
        second.share()
    first.share()
    second.share()
    with pytest.raises(AlreadyOwned, match="Another Kring server"):
        third.own()
    for one in (first, second, third):
        one.close_now()


def test_postgresql_undoes_what_a_frozen_process_had_begun(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its locks are lifted, what it comes to write is refused, and then all is well again."""
    monkeypatch.setattr("storage.engines.IDLE_SECONDS", 0.1)
    frozen, other = Database.open(url), Database.open(url)

    def freezes(unit: Unit) -> None:
        unit.session.add(Network(name="Frozen"))
        unit.session.flush()
        # Waits for the lock of this network, until PostgreSQL takes it from the other.
        other.write_now(lambda unit: unit.session.add(Network(name="Other")), network=7)
        unit.session.add(Network(name="Thawed"))

    try:
        for _ in range(THREADS + READERS + 1):  # no connection is lost to the pool
            with pytest.raises(DBAPIError):
                frozen.write_now(freezes, network=7)
        frozen.write_now(lambda unit: unit.session.add(Network(name="Last")), network=7)
        names = other.read_now(lambda unit: unit.session.exec(select(Network.name)).all())
        assert set(names) == {"Other", "Last"}
    finally:
        frozen.close_now()
        other.close_now()


def test_leases_are_forgotten_with_the_database_they_were_of(url: str) -> None:
    with book(url, "one") as one, connected(url) as connection:
        one.beat()
        leases.forget(connection)
        assert connection.scalar(text("SELECT count(*) FROM lease")) == 0
        connection.commit()
        assert one.beat().shares == ALL
