"""Twelve people answer, by the core and by a browser: what the whole product keeps of it.

Somebody reads every table, all files, what was logged and what was said, before and after.
"""

import logging
import random
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from sqlalchemy import bindparam
from structlog.testing import capture_logs

from storage import sending, unsaid
from storage.database import Database
from storage.delivery import Delivery
from storage.tables import table
from tests.ballots import attackers
from tests.ballots.whole import CLOSED, LAST_CALL, Rows, Whole, whole
from tests.conversation import Somebody

pytestmark = pytest.mark.slow

TOOK_PART = {"rollentry", "sealedballot", "seen"}
"""The tables that an answer touches while the round is open; `seen` holds a hash and a time."""


ACCESS = "aiohttp.access"
"""The log of aiohttp's test server; the product's own keeps none (adapters.cli.serve)."""


BY_CHANCE = ("webmessage.id", "webmessage.rev", "delivery.external_ref", "evaluation.public")
"""Keys, and in what order messages to several people reach them: never the same twice."""

NOBODYS = re.compile(r"'deleted', True.*'delivery_id', None.*'only_for', ''.*'user_ref', ''")


def lines(count: int) -> list[str]:
    """Make what people write."""
    return attackers.tokens(random.Random(21), count)


def changed(before: Rows, after: Rows) -> set[str]:
    """Return the tables that are not as they were."""
    return {name for name in after if before[name] != after[name]}


async def answer(everything: Whole, one: Somebody, key: str, line: str, scale: str = "4") -> str:
    """Answer in a browser, as the form of the page does; return what is said."""
    status, said = await everything.hands_in(one, 1, key, q0=scale, q5=line)
    assert status == 200
    return said


async def by_core(one: Somebody, line: str, scale: str = "4") -> str:
    """Answer through the core alone."""
    await one.gets_press("evaluations.answer", 1)
    return await one.fills_in(q0=scale, q5=line)


@asynccontextmanager
async def another(request: pytest.FixtureRequest, kind: str, path: Path) -> AsyncIterator[Database]:
    """Give one more fresh database of the same kind."""
    if kind == "sqlite":
        opened = Database.open(request.getfixturevalue("sqlite_copy")(path / "twin.db"))
        yield opened
        await opened.close()
        return
    with request.getfixturevalue("postgresql").database() as url:
        opened = Database.open(url)
        yield opened
        await opened.close()


def heard(caplog: pytest.LogCaptureFixture, logs: Sequence[Mapping[str, object]]) -> str:
    """Return all that was logged, by Kring and by libraries."""
    others = [one.getMessage() for one in caplog.records if one.name != ACCESS]
    return "".join([repr(logs), *others])


def test_a_naive_log_tells(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        structlog.get_logger().debug("answered", line="walrus")
        logging.getLogger("a.library").debug("sent %s", "otter")
    told = heard(caplog, logs)
    assert ("walrus" in told, "otter" in told) == (True, True)


async def test_an_answer_leaves_a_box_and_a_name_on_the_roll_and_nothing_else(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    written = lines(12)
    with capture_logs() as logs:
        async with whole(database) as everything:
            for number, (one, line) in enumerate(zip(everything.members, written, strict=True)):
                before = await everything.rows()
                if number % 2:
                    said.append(await answer(everything, one, f"browser-{number}", line))
                else:
                    said.append(await by_core(one, line))
                after = await everything.rows()
                assert changed(before, after) == TOOK_PART
            said += await refusals(everything, written[0])
            found = repr(await everything.rows())
            plain = attackers.find_any(database.url.render_as_string(hide_password=False))
    logged = heard(caplog, logs)
    told = [*said, logged]
    assert plain & set(written) == set()
    assert not [line for line in written if line in found or any(line in one for one in told)]
    assert not [one.name for one in everything.members if one.account.user in logged]
    assert logs == []


async def refusals(everything: Whole, line: str) -> list[str]:
    """Be refused in every way, line and all; nothing is kept of it. Return what was said."""
    first, before = everything.members[0], await everything.rows()
    twice = await everything.hands_in(first, 1, "again", q0="5", q5=line)
    fault = await everything.hands_in(first, 1, "fault", q0="9", q5=line)
    long = await everything.hands_in(everything.vera, 1, "long", q5=line * 50)
    wrong = await everything.hands_in(everything.vera, 1, "wrong", q0="7", q5=line)
    nowhere = await everything.hands_in(everything.vera, 99, "nowhere", q5=line)
    assert "You have answered already" in twice[1]
    assert "You have answered already" in fault[1]
    assert "500 characters fit" in long[1]
    assert "one of the answers that are offered" in wrong[1]
    assert "no longer there" in nowhere[1]
    assert changed(before, await everything.rows()) == set()
    return [said for _status, said in (twice, fault, long, wrong, nowhere)]


async def lived(
    database: Database, answering: Sequence[int], written: Sequence[str]
) -> tuple[Rows, Rows]:
    """Have these members answer, the last call go out, the round close and the chores be done.

    Return what the database holds right after the closing, and two days later.
    """
    async with whole(database) as everything:
        for number, (which, line) in enumerate(zip(answering, written, strict=True)):
            said = await answer(everything, everything.members[which], f"key-{number}", line)
            assert "It is sealed" in said
        await everything.to(LAST_CALL)
        await everything.to(CLOSED)
        closed = await everything.rows(*BY_CHANCE)
        await everything.chat.advance(days=2)
        await everything.chores()
        later = await everything.rows(*BY_CHANCE)
        # By chance the newest change in the chat is one that was taken back: it stays, nobody's.
        later["webmessage"] = [one for one in later["webmessage"] if not NOBODYS.search(one)]
        return closed, later


async def two_lives(
    database: Database, request: pytest.FixtureRequest, path: Path
) -> tuple[set[str], set[str], Rows]:
    """Let two groups live the same days; in each others take part.

    Return which tables differ right after the closing, which two days later, and one of them.
    """
    written = lines(6)
    at_once, one = await lived(database, range(6), written)
    async with another(request, database.url.get_backend_name(), path) as twin:
        at_once_too, other = await lived(twin, range(11, 5, -1), written[::-1])
    return changed(at_once, at_once_too), changed(one, other), one


async def test_afterwards_the_database_is_the_same_whoever_took_part(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """No row tells which of the two groups it was."""
    at_once, later, rows = await two_lives(database, request, tmp_path)
    assert rows["evaluationoutcome"]
    assert any("evaluations.last" in one for one in rows["delivery"])
    # The pages of the local chat learn of what was taken back for a day more.
    assert at_once <= {"seen", "webmessage"}
    assert later == set()


# The rows are the same on both databases; one shows that they tell.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_naively_kept_messages_tell_who_took_part(
    database: Database,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message that is taken back is only marked as such, as is common."""
    marked = {"state": "cancelled", "again_at": None, "last_error": bindparam("said")}
    rows = table(Delivery)
    naive = rows.update().where(rows.c.id == bindparam("which")).values(marked)
    monkeypatch.setattr(sending, "_taken_back", naive)
    monkeypatch.setattr(unsaid, "blur", lambda *_what: None)
    at_once, later, _rows = await two_lives(database, request, tmp_path)
    assert "delivery" in at_once
    assert {"delivery", "webmessage"} <= later
