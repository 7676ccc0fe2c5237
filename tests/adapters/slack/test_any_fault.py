"""Whatever goes wrong at every call: each message once, in the order of its room."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.clock import ManualClock
from storage.database import Database
from tests.adapters.sending import HOUR
from tests.adapters.slack.sending import TEAM, Sending, clients_of
from tests.peers.slack import Slack
from tests.scheduler.stand_in import START, number

pytestmark = pytest.mark.slow

BEFORE = ["", "503", "drop", "ratelimited", "internal_error", "service_unavailable"]
AFTER = ["503 after commit", "drop after commit", "garbage after commit"]
rooms = st.lists(st.sampled_from(["a", "b", "p", "anna"]), min_size=1, max_size=10)
some = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def plans(*faults: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(faults), max_size=8)


async def play(
    database: Database, script: dict[str, list[str]], rooms: list[str], lag: int
) -> None:
    async with Slack(ManualClock(START).now) as slack:
        slack.team(TEAM).lag = timedelta(seconds=lag)
        slack.limits.strict = True
        async with clients_of(slack) as clients:
            sending = await Sending(database, slack, clients).open()
            for method, faults in script.items():
                slack.faults.plan(method, *faults)
            await sending.put(*rooms)
            await sending.settle()
            await change_all(sending, len(rooms))
            check(sending, rooms, in_order="conversations.history" not in script)


async def change_all(sending: Sending, number_of: int) -> None:
    sending.stage.state = 9
    await sending.want(*range(1, number_of + 1))
    await sending.settle(START + 2 * HOUR)
    assert await sending.states(*range(1, number_of + 1)) == ["sent"] * number_of


def check(sending: Sending, rooms: list[str], *, in_order: bool) -> None:
    assert sending.slack.ledger.doubled() == []
    for room in set(rooms):
        wanted = [n for n, name in enumerate(rooms, 1) if name == room]
        arrived = sending.order(room)
        assert (arrived if in_order else sorted(arrived)) == wanted
        assert all(shown.endswith("9") for shown in sending.place(room).all())
    assert sending.slack.problems == []
    assert {post.delivery for post in sending.slack.ledger.posts} == {
        number(n) for n, _ in enumerate(rooms, 1)
    }


def live(copy: Callable[[Path], str], script: dict[str, list[str]], rooms: list[str], lag: int):
    async def once(folder: str) -> None:
        database = Database.open(copy(Path(folder) / "kring.db"))
        try:
            await play(database, script, rooms, lag)
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(once(folder))


@some
@given(
    posts=plans(*BEFORE, *AFTER),
    opens=plans(*BEFORE),
    edits=plans(*BEFORE, *AFTER),
    rooms=rooms,
    lag=st.integers(0, 5),
)
def test_faults_at_every_send(sqlite_copy, posts, opens, edits, rooms, lag):
    script = {"chat.postMessage": posts, "conversations.open": opens, "chat.update": edits}
    live(sqlite_copy, script, rooms, lag)


@some
@given(posts=plans(*BEFORE, *AFTER), finds=plans(*BEFORE, *AFTER), rooms=rooms)
def test_faults_at_look_ups_too(sqlite_copy, posts, finds, rooms):
    script = {"chat.postMessage": posts, "conversations.history": finds}
    live(sqlite_copy, script, rooms, lag=2)


async def test_on_every_database(database: Database):
    script = {"chat.postMessage": ["503", *AFTER, "", "drop"], "chat.update": ["drop", *AFTER]}
    await play(database, script, ["a", "anna", "a", "b", "a", "p", "anna", "a"], lag=3)
