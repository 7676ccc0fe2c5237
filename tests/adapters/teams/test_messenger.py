"""Messages to Teams when it answers, when it refuses, and when nobody knows."""

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.teams.connector import Connector
from adapters.teams.rates import RATE
from adapters.teams.tokens import Tokens
from bot.cards import Card, Text
from bot.errors import DeliveryError
from bot.messenger import Outgoing, Target
from bot.troubles import advice
from scheduler.clock import ManualClock
from scheduler.lanes import Bucket
from storage import outbox, teamsplaces
from storage.database import Database
from tests.adapters.sending import HOUR
from tests.adapters.teams.sending import Sending, sending_to_teams
from tests.conversation import MONDAY, Clock
from tests.peers.teams.server import TENANT, TOKEN, Fault
from tests.scheduler.stand_in import START, number

pytestmark = pytest.mark.slow

CARD = Card("", (Text("x"),), "x")
NOT_SENT = [
    Fault(429, headers={"Retry-After": "7"}),
    Fault(429),
    Fault(412, "PreconditionFailed"),
    Fault(401),
]
UNKNOWN = [
    Fault(502), Fault(503), Fault(504), Fault(500), Fault(0),
    Fault(502, after=True), Fault(504, after=True), Fault(0, after=True),
]  # fmt: skip


def named(faults: Iterable[Fault]) -> list[object]:
    return [pytest.param(one, id=f"{one.status}{' kept' * one.after}") for one in faults]


def outgoing(target: Target) -> Outgoing:
    return Outgoing(number(1), target, CARD, "en", (), START)


async def test_rooms_and_people_are_sent_to(sending: Sending) -> None:
    await sending.put("a", "anna", "b", "anna")
    await sending.settle()
    assert (sending.order("a"), sending.order("anna"), sending.order("b")) == ([1], [2, 4], [3])
    delivery = await sending.get(1)
    assert delivery.external_ref == f"{sending.rooms['a'].id} {sending.rooms['a'].messages[0].id}"
    assert sending.teams.calls.count("create") == 1
    posted = sending.rooms["a"].messages[0].activity
    assert set(posted) == {"type", "summary", "attachments"}


@pytest.mark.parametrize("fault", named(NOT_SENT))
async def test_certainly_not_sent_is_sent_again(sending: Sending, fault: Fault) -> None:
    sending.teams.fail("POST", fault)
    await sending.put("a", "a")
    await sending.settle()
    assert sending.order("a") == [1, 2]
    assert await sending.states(1, 2) == ["sent"] * 2


@pytest.mark.parametrize("fault", named(UNKNOWN))
async def test_not_known_is_sent_once_and_a_person_decides(sending: Sending, fault: Fault) -> None:
    """The promise: in Teams at most once on an unknown outcome, and it is told."""
    sending.teams.fail(f"POST {sending.rooms['a'].id}", fault)
    await sending.put("a", "a", "b")
    await sending.settle()
    assert await sending.states(1, 2, 3) == ["unknown", "sent", "sent"]
    assert sending.order("a") == ([1, 2] if fault.after else [2])
    stuck = await sending.database.read(lambda unit: outbox.stuck(unit.connection, 1))
    assert [one.id for one in stuck] == [number(1)]
    now = sending.clock.now()
    await sending.write(lambda unit: outbox.retry(unit.connection, 1, number(1), now))
    await sending.settle(START + 2 * HOUR)
    assert await sending.states(1) == ["sent"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(403, "BotNotInConversationRoster"), "Invite me there"),
        (Fault(403, "ConversationBlockedByUser"), "blocked me"),
        (Fault(403, "BotDisabledByAdmin"), "switched me off"),
        (Fault(403, "Other"), "install me anew"),
        (Fault(404, "ConversationNotFound"), "Invite me there"),
        (Fault(400, "BadSyntax"), "the log says why"),
        (Fault(413), "the log says why"),
    ],
)
async def test_a_refusal_says_what_to_do(sending: Sending, fault: Fault, words: str) -> None:
    sending.teams.fail(f"POST {sending.rooms['a'].id}", fault)
    await sending.put("a", "b")
    await sending.settle()
    assert await sending.states(1, 2) == ["failed", "sent"]
    assert words in advice((await sending.get(1)).last_error)


@pytest.mark.parametrize("fault", named([*NOT_SENT, *UNKNOWN[:5]]))
async def test_a_chat_that_does_not_begin_is_certainly_not_sent(
    sending: Sending, fault: Fault
) -> None:
    sending.teams.fail("create", fault)
    await sending.put("anna")
    await sending.settle()
    assert sending.order("anna") == [1]


async def test_nobody_can_be_reached_who_has_not_the_app(sending: Sending) -> None:
    sending.rooms["a"].members.clear()
    del sending.teams.conversations[sending.anna.chat.id]
    await sending.put("anna")
    await sending.settle()
    assert await sending.states(1) == ["failed"]


@pytest.mark.parametrize("fault", named([*NOT_SENT, *UNKNOWN]))
async def test_a_fault_at_the_edit_shows_the_last_state_in_the_end(
    sending: Sending, fault: Fault
) -> None:
    await sending.put("a")
    await sending.pump.settle()
    sending.stage.state = 7
    sending.teams.fail("PUT", fault)
    await sending.want(1)
    await sending.settle()
    assert "'text': '7'" in str(sending.rooms["a"].messages[0].card)
    assert sending.order("a") == [1]


@pytest.mark.parametrize("fault", named([*NOT_SENT, *UNKNOWN]))
async def test_a_fault_at_taking_back_leaves_nothing_there(sending: Sending, fault: Fault) -> None:
    await sending.put("a")
    await sending.pump.settle()
    sending.stage.cards[number(1)] = lambda: None
    sending.teams.fail("DELETE", fault)
    await sending.want(1)
    await sending.settle()
    assert sending.rooms["a"].messages == []
    assert await sending.states(1) == ["cancelled"]


async def test_a_thread_is_posted_to(sending: Sending) -> None:
    room = sending.rooms["a"].id
    target = Target("teams", TENANT, room=f"{room};messageid=17")
    ref = await sending.messenger.post(outgoing(target))
    assert ref == f"{room};messageid=17 {sending.rooms['a'].messages[0].id}"
    await sending.messenger.edit(ref, outgoing(target))
    await sending.messenger.delete(ref, target)
    assert sending.rooms["a"].messages == []


async def test_the_newest_service_is_used(sending: Sending) -> None:
    room = sending.rooms["a"].id
    old = teamsplaces.Seen(TENANT, room, "group", "http://127.0.0.1:9/")
    await sending.write(lambda unit: teamsplaces.keep(unit.connection, old, START))
    target = Target("teams", TENANT, room=room)
    with pytest.raises(DeliveryError) as error:
        await sending.messenger.post(outgoing(target))
    assert error.value.outcome == "not_sent"
    new = teamsplaces.Seen(TENANT, room, "group", sending.teams.service)
    await sending.write(lambda unit: teamsplaces.keep(unit.connection, new, START))
    assert await sending.messenger.post(outgoing(target))


async def test_a_tenant_never_heard_of_is_not_sent_to(sending: Sending) -> None:
    with pytest.raises(DeliveryError) as error:
        await sending.messenger.post(outgoing(Target("teams", "another", user="u")))
    assert error.value.outcome == "permanent"


async def test_without_a_token_nothing_is_sent(sending: Sending) -> None:
    def fetch() -> str:
        raise PermissionError("expired secret")

    async with Connector(Tokens(fetch, Clock(MONDAY))) as calls:
        sending.adapter.calls = calls
        with pytest.raises(DeliveryError) as error:
            await sending.messenger.post(
                outgoing(Target("teams", TENANT, room=sending.rooms["a"].id))
            )
    assert error.value.outcome == "not_sent"
    assert "secret" not in error.value.text


async def test_a_token_that_expired_is_fetched_anew(sending: Sending) -> None:
    given = iter(["an old one", TOKEN])
    async with Connector(Tokens(lambda: next(given), Clock(MONDAY))) as calls:
        sending.adapter.calls = calls
        await sending.put("a")
        await sending.settle()
    assert sending.order("a") == [1]


async def test_nobody_can_look_a_message_up(sending: Sending) -> None:
    with pytest.raises(DeliveryError) as error:
        await sending.messenger.find(Target("teams", TENANT), number(1), START)
    assert error.value.outcome == "permanent"


def test_the_limits_of_teams_are_never_reached() -> None:
    """Posts and edits together, each as fast as Kring lets them, from a standing start."""
    limits = [(1, 7), (2, 8), (30, 60), (3600, 1800)]
    sent = sorted(
        second
        for limit in (RATE.post_conversation, RATE.edit_conversation)
        for second in _taken(Bucket(limit), 7300)
    )
    for seconds, most in limits:
        for at in range(len(sent) - most):
            assert sent[at + most] - sent[at] >= seconds
    tenant = [*_taken(Bucket(RATE.post_tenant), 10), *_taken(Bucket(RATE.edit_tenant), 10)]
    assert max(sum(at <= one < at + 1 for one in tenant) for at in tenant) <= 50


def _taken(bucket: Bucket, seconds: float) -> list[float]:
    clock, found = ManualClock(START), []
    while (at := (clock.now() - START).total_seconds()) < seconds:
        bucket.take(clock.now())
        found.append(at)
        clock.move_to(max(bucket.free_at(), clock.now()))
    return found


faults = st.sampled_from([None, *NOT_SENT, *UNKNOWN])
some = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@some
@given(
    posts=st.lists(faults, max_size=8),
    edits=st.lists(faults, max_size=6),
    opens=st.lists(st.sampled_from([None, *NOT_SENT, *UNKNOWN[:5]]), max_size=3),
    rooms=st.lists(st.sampled_from(["a", "b", "anna"]), min_size=1, max_size=8),
)
def test_any_faults_lose_nothing_and_double_nothing(
    sqlite_copy: Callable[[Path], str],
    posts: list[Fault | None],
    edits: list[Fault | None],
    opens: list[Fault | None],
    rooms: list[str],
) -> None:
    async def once(folder: str) -> None:
        database = Database.open(sqlite_copy(Path(folder) / "kring.db"))
        try:
            async with sending_to_teams(database) as sending:
                await play(sending, {"POST": posts, "PUT": edits, "create": opens}, rooms)
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(once(folder))


async def play(sending: Sending, script: dict[str, list[Fault | None]], rooms: list[str]) -> None:
    """Each message once, unless nobody knows: then at most once, and it is told."""
    for what, planned in script.items():
        sending.teams.fail(what, *planned)
    numbers = range(1, len(rooms) + 1)
    await sending.put(*rooms)
    await sending.settle()
    sending.stage.state = 9
    await sending.want(*numbers)
    await sending.settle(START + 2 * HOUR)
    states = dict(zip(numbers, await sending.states(*numbers), strict=True))
    stuck = await sending.database.read(lambda unit: outbox.stuck(unit.connection, 1))
    for n, room in enumerate(rooms, 1):
        assert states[n] in ("sent", "unknown")
        times = sending.order(room).count(n)
        assert times == 1 if states[n] == "sent" else times <= 1
        assert (states[n] == "unknown") == (number(n) in {one.id for one in stuck})
    for room in set(rooms):
        arrived = [n for n in sending.order(room) if states[n] == "sent"]
        assert arrived == sorted(arrived)
    shown = [one for each in sending.teams.conversations.values() for one in each.messages]
    assert all("'text': '9'" in str(one.card) for one in shown if one.edits)
