"""The promises of a unit of work: whole or not at all, kept before it is answered."""

import asyncio
import sqlite3
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.texts import language, speaking
from storage.database import Database
from storage.unit import Unit
from tests.storage import probe

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NETWORK = 7


@pytest.fixture(autouse=True)
async def _probe(database: Database) -> None:
    await database.write(probe.make)


class Busy:
    """Keeps the SQLite writer at work until told, so that what follows falls in one batch."""

    def __init__(self) -> None:
        self._started, self._done = threading.Event(), threading.Event()

    def work(self, _unit: Unit) -> None:
        self._started.set()
        self._done.wait()

    async def begin(self, database: Database) -> asyncio.Task[None]:
        task = asyncio.create_task(database.write(self.work))
        await asyncio.to_thread(self._started.wait)
        return task

    def end(self) -> None:
        self._done.set()


async def together(database: Database, *works: Callable[[Unit], object]) -> list[object]:
    """Ask for all this work at the same time, in one batch where there are batches."""
    busy = Busy()
    first = await busy.begin(database)
    tasks = [asyncio.create_task(database.write(work)) for work in works]
    await asyncio.sleep(0)  # each has asked
    busy.end()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def commits() -> Iterator[list[str]]:
    """What was committed so far, one word a transaction."""
    seen: list[str] = []

    def listen(_connection: object) -> None:
        seen.append("commit")

    event.listen(Engine, "commit", listen)
    yield seen
    event.remove(Engine, "commit", listen)


@pytest.fixture
def held(database_url: str) -> Callable[[], AbstractContextManager[None]]:
    """Somebody else holds what a writer of our network waits for."""

    @contextmanager
    def sqlite() -> Iterator[None]:
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()

    @contextmanager
    def postgresql() -> Iterator[None]:
        with psycopg.connect(database_url) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [NETWORK])
            yield

    return sqlite if database_url.startswith("sqlite") else postgresql


async def test_what_is_written_is_read(database: Database) -> None:
    assert await database.write(probe.add("Hello"), network=NETWORK) == "Hello"
    assert await database.read(probe.notes) == ["Hello"]


async def test_the_command_line_writes_and_reads_without_a_loop(database_url: str) -> None:
    database = Database.open(database_url)
    database.write_now(probe.add("Hello"), network=NETWORK)
    assert database.read_now(probe.notes) == ["Hello"]
    database.close_now()


@only_sqlite
async def test_five_hundred_at_once_share_a_few_commits(
    database: Database, commits: list[str]
) -> None:
    await together(database, *(probe.add(f"note {number:03}") for number in range(500)))
    assert len(commits) == 3  # the busy one, 256, and the other 244
    assert len(await database.read(probe.notes)) == 500


async def test_one_that_fails_fails_alone(database: Database) -> None:
    def fail(unit: Unit) -> None:
        probe.add("half")(unit)
        raise ValueError("No such room.")

    answers = await together(database, probe.add("before"), fail, probe.add("after"))
    assert [str(answer) for answer in answers] == ["before", "No such room.", "after"]
    assert await database.read(probe.notes) == ["after", "before"]


async def test_a_refused_statement_leaves_the_others_whole(database: Database) -> None:
    await database.write(probe.add("one"))
    answers = await together(database, probe.add("two"), probe.add("one"), probe.add("three"))
    assert [answers[0], answers[2]] == ["two", "three"]
    assert isinstance(answers[1], IntegrityError)
    assert await database.read(probe.notes) == ["one", "three", "two"]


async def test_a_failing_commit_is_replayed_one_by_one(database: Database) -> None:
    calls: list[str] = []

    def counted(unit: Unit) -> str:
        calls.append("again" if calls else "once")
        return probe.add("good")(unit)

    answers = await together(
        database, counted, probe.add("orphan", counter_id=404), probe.add("also good")
    )
    assert [answers[0], answers[2]] == ["good", "also good"]
    assert isinstance(answers[1], IntegrityError)
    assert await database.read(probe.notes) == ["also good", "good"]
    replayed = database.url.get_backend_name() == "sqlite"
    assert calls == (["once", "again"] if replayed else ["once"])


async def test_what_is_done_by_the_end_is_done_once_and_for_none_that_failed(
    database: Database,
) -> None:
    seen: list[set[str]] = []

    def noted(connection: Connection, these: Iterable[str]) -> None:
        seen.append(set(these))
        for one in seen[-1]:
            probe.add(one)(Unit(connection))

    def ask(*these: str) -> Callable[[Unit], None]:
        return lambda unit: unit.by_the_end(noted, these)

    def fail(unit: Unit) -> None:
        unit.by_the_end(noted, ["never"])
        raise ValueError("No such room.")

    *_, failed = await together(database, ask("a", "b"), ask("c"), fail)
    assert isinstance(failed, ValueError)
    assert await database.read(probe.notes) == ["a", "b", "c"]
    gathered = database.url.get_backend_name() == "sqlite"
    assert ({"a", "b", "c"} if gathered else {"a", "b"}) in seen
    good, twice = await together(database, ask("d"), ask("a"))  # the end fails: each once more
    assert good is None
    assert isinstance(twice, IntegrityError)
    assert await database.read(probe.notes) == ["a", "b", "c", "d"]


@only_sqlite
async def test_when_sqlite_undoes_everything_the_others_are_replayed(database: Database) -> None:
    def undo_all(unit: Unit) -> None:
        unit.connection.execute(text("INSERT OR ROLLBACK INTO probe_counter VALUES (1, 0)"))

    answers = await together(database, probe.add("one"), undo_all, probe.add("two"))
    assert [answers[0], answers[2]] == ["one", "two"]
    assert isinstance(answers[1], IntegrityError)
    assert await database.read(probe.notes) == ["one", "two"]


@pytest.fixture
async def told() -> AsyncIterator[list[str]]:
    """The order of commits and answers; before a commit the loop may answer whom it can."""
    order: list[str] = []
    loop = asyncio.get_running_loop()

    async def answer_whom_you_can() -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    def listen(_connection: object) -> None:
        asyncio.run_coroutine_threadsafe(answer_whom_you_can(), loop).result()
        order.append("commit")

    event.listen(Engine, "commit", listen)
    yield order
    event.remove(Engine, "commit", listen)


async def test_nobody_is_answered_before_the_commit(database: Database, told: list[str]) -> None:
    await database.write(probe.add("good"))
    told.append("answer")
    assert told == ["commit", "answer"]


@only_sqlite
async def test_nor_is_the_one_that_fails(database: Database, told: list[str]) -> None:
    def refuse(unit: Unit) -> None:
        raise ValueError("No.")

    with pytest.raises(ValueError, match="No"):
        await database.write(refuse)
    told.append("answer")
    assert told == ["commit", "answer"]


async def test_a_caller_that_goes_away_takes_nobody_with_it(database: Database) -> None:
    busy = Busy()
    first = await busy.begin(database)
    names = ["one", "two", "three"]
    tasks = [asyncio.create_task(database.write(probe.add(name))) for name in names]
    await asyncio.sleep(0)  # each has asked
    tasks[1].cancel()
    busy.end()
    await first
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [answers[0], answers[2]] == ["one", "three"]
    assert isinstance(answers[1], asyncio.CancelledError)
    assert await database.write(probe.add("four")) == "four"


async def test_nothing_waits_for_a_writer_that_waits(
    database: Database, held: Callable[[], AbstractContextManager[None]]
) -> None:
    with held():
        writing = asyncio.create_task(database.write(probe.add("late"), network=NETWORK))
        assert await database.read(probe.notes) == []
        assert not writing.done()
    assert await writing == "late"


async def test_no_work_runs_on_the_loop(database: Database) -> None:
    def where(unit: Unit) -> int:
        return threading.get_ident()

    threads = {await database.write(where), await database.read(where)}
    assert threading.get_ident() not in threads


async def test_a_reader_sees_one_snapshot_and_writes_nothing(database: Database) -> None:
    def peek_twice(unit: Unit) -> tuple[list[str], list[str]]:
        before = probe.notes(unit)
        writer.write_now(probe.add("meanwhile"))
        return before, probe.notes(unit)

    writer = database
    assert await database.read(peek_twice) == ([], [])
    with pytest.raises(DBAPIError):
        await database.read(probe.add("no"))
    assert await database.read(probe.notes) == ["meanwhile"]


async def test_a_read_never_waits_for_another_that_takes_long(database: Database) -> None:
    both = threading.Barrier(2, timeout=60)

    def reads(_unit: Unit) -> bool:
        return both.wait() >= 0

    assert await asyncio.gather(database.read(reads), database.read(reads)) == [True, True]


async def test_an_answer_never_waits_for_another_read_that_takes_long(database: Database) -> None:
    heard = threading.Event()

    async def quick() -> None:
        await database.read(probe.notes)
        heard.set()

    answers = await asyncio.gather(quick(), database.read(lambda _unit: heard.wait(60)))
    assert answers == [None, True]


async def test_work_speaks_its_callers_language(database: Database) -> None:
    with speaking("nl"):
        assert await database.write(lambda _: language()) == "nl"
        assert await database.read(lambda _: language()) == "nl"
    assert await database.write(lambda _: language()) == "en"


async def test_a_unit_cannot_end_the_transaction_of_others(database: Database) -> None:
    def commit(unit: Unit) -> None:
        unit.connection.commit()

    answers = await together(database, probe.add("one"), commit, probe.add("two"))
    assert [answers[0], answers[2]] == ["one", "two"]
    assert "neither commits nor rolls back" in str(answers[1])
    assert await database.read(probe.notes) == ["one", "two"]


async def test_an_empty_iterator_is_an_error_like_any_other(database: Database) -> None:
    answers = await together(database, lambda _: next(iter([])), probe.add("good"))
    assert "StopIteration" in str(answers[0])
    assert answers[1] == "good"


async def test_errors_do_not_tell_what_was_written(database: Database) -> None:
    await database.write(probe.add("a secret"))
    with pytest.raises(IntegrityError) as caught:
        await database.write(probe.add("a secret"))
    told = "".join(traceback.format_exception(caught.value))
    assert "INSERT" in told
    assert "a secret" not in told.replace('probe.add("a secret")', "")


async def test_bad_data_is_not_told_either(database: Database) -> None:
    def read_number(unit: Unit) -> object:
        return unit.connection.scalar(text("SELECT json(:told)"), {"told": "a secret"})

    def cast_number(unit: Unit) -> object:
        return unit.connection.scalar(text("SELECT CAST(:told AS integer)"), {"told": "a secret"})

    sqlite = database.url.get_backend_name() == "sqlite"
    with pytest.raises(DBAPIError) as caught:
        await database.write(read_number if sqlite else cast_number)
    assert "a secret" not in str(caught.value)


async def test_what_was_asked_before_closing_is_done(database_url: str) -> None:
    database = Database.open(database_url)
    asked = [asyncio.create_task(database.write(probe.add(name))) for name in ("one", "two")]
    await asyncio.sleep(0)  # each has asked
    await database.close()
    assert await asyncio.gather(*asked) == ["one", "two"]
    with pytest.raises(RuntimeError):
        await database.write(probe.add("three"))


async def test_a_read_under_way_at_the_end_leaves_no_connection_open(database: Database) -> None:
    begun, written = threading.Event(), threading.Event()
    pool, close = database._readers._engine.pool, database._writer.close

    def reads(_unit: Unit) -> None:
        begun.set()
        written.wait(0.2)  # over at once where the writer closes first, as it should not

    def closes() -> None:
        close()
        written.set()

    database._writer.close = closes  # type: ignore[method-assign]
    reading = asyncio.create_task(database.read(reads))
    await asyncio.to_thread(begun.wait)
    await database.close()
    await reading
    assert pool.checkedin() == 0  # type: ignore[attr-defined] # both kinds count theirs
