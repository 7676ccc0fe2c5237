"""Messages to Slack when it answers, when it refuses, and when nobody knows."""

from datetime import timedelta

import pytest

from adapters.slack.clients import Clients, Given
from adapters.slack.messenger import SlackMessenger
from bot.cards import Bar, Bars, Card, Text
from bot.errors import DeliveryError
from bot.messenger import Outgoing, Target
from bot.troubles import advice
from storage import outbox
from tests.adapters.sending import HOUR
from tests.adapters.slack.sending import TEAM, Sending
from tests.scheduler.stand_in import SECOND, START, number

BEFORE = ["503", "500", "drop", "ratelimited", "internal_error", "service_unavailable"]
AFTER = ["503 after commit", "drop after commit", "garbage after commit"]
SLOW = ["hang", "hang after commit"]


async def test_a_message_says_whose_it_is_and_no_more(sending: Sending):
    await sending.put("a", "anna")
    await sending.settle()
    assert sending.order("a") == [1]
    assert sending.order("anna") == [2]
    posts = [given for name, given in sending.slack.calls if name == "chat.postMessage"]
    post = next(given for given in posts if given["channel"] == sending.channel("a"))
    assert post["metadata"]["event_payload"] == {"id": number(1).hex}
    assert (post["unfurl_links"], post["unfurl_media"]) == (False, False)
    assert post["text"]
    delivery = await sending.get(1)
    kept = next(one for one in sending.slack.ledger.posts if one.delivery == number(1))
    assert delivery.external_ref == f"{post['channel']}:{kept.ts}"
    assert sending.slack.problems == []


@pytest.mark.slow
@pytest.mark.parametrize("room", ["a", "p", "anna"])
@pytest.mark.parametrize("fault", BEFORE + AFTER)
async def test_a_fault_at_the_post_loses_and_doubles_nothing(
    sending: Sending, fault: str, room: str
):
    sending.slack.faults.plan("chat.postMessage", fault)
    sending.team.lag = 3 * SECOND
    await sending.put(room, room, "b", room)
    await sending.settle()
    assert sending.order(room) == [1, 2, 4]
    assert sending.order("b") == [3]
    assert sending.slack.ledger.doubled() == []
    assert await sending.states(1, 2, 3, 4) == ["sent"] * 4
    assert sending.slack.faults.are_spent()


@pytest.mark.slow
@pytest.mark.parametrize("fault", SLOW)
async def test_what_hangs_is_unknown_and_holds_up_its_own_room_only(sending: Sending, fault: str):
    sending.hurry(0.5)
    sending.slack.faults.plan("chat.postMessage", fault, channel=sending.channel("a"))
    await sending.put("a", "a", "b")
    await sending.pump.settle()
    assert await sending.states(1, 2, 3) == ["unknown", "pending", "sent"]
    await sending.settle()
    assert (sending.order("a"), sending.order("b")) == ([1, 2], [3])


async def test_nobody_there_is_certainly_not_sent(sending: Sending):
    async with Clients(Given({TEAM: "xoxb"}), "http://127.0.0.1:9/api/") as clients:
        away = SlackMessenger(clients, sending.database)
        card = Card("", (Text("x"),), "x")
        target = Target("slack", TEAM, room="C1")
        with pytest.raises(DeliveryError) as error:
            await away.post(Outgoing(number(1), target, card, "en", (), START))
    assert error.value.outcome == "not_sent"


@pytest.mark.slow
@pytest.mark.parametrize("fault", BEFORE + AFTER)
async def test_a_fault_at_the_edit_shows_the_last_state_in_the_end(sending: Sending, fault: str):
    await sending.put("a")
    await sending.pump.settle()
    sending.stage.state = 7
    sending.slack.faults.plan("chat.update", fault)
    await sending.want(1)
    await sending.settle()
    assert sending.place("a").last().endswith("7")
    assert sending.order("a") == [1]


@pytest.mark.slow
@pytest.mark.parametrize("fault", BEFORE + AFTER)
async def test_a_fault_at_taking_back_leaves_nothing_there(sending: Sending, fault: str):
    await sending.put("a")
    await sending.pump.settle()
    sending.stage.cards[number(1)] = lambda: None
    sending.slack.faults.plan("chat.delete", fault)
    await sending.want(1)
    await sending.settle()
    assert sending.place("a").all() == []
    assert await sending.states(1) == ["cancelled"]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["503", "drop", "ratelimited", "garbage after commit"])
@pytest.mark.parametrize("kept", ["drop", "drop after commit"])
async def test_a_look_up_that_fails_is_made_again(sending: Sending, fault: str, kept: str):
    sending.slack.faults.plan("chat.postMessage", kept)
    sending.slack.faults.plan("conversations.history", fault, fault)
    await sending.put("p")
    await sending.settle()
    assert sending.order("p") == [1]
    assert sending.slack.times("conversations.history") == 3


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["503", "drop", "ratelimited", "internal_error"])
async def test_a_private_chat_that_does_not_open_is_certainly_not_sent(
    sending: Sending, fault: str
):
    sending.slack.faults.plan("conversations.open", fault)
    await sending.put("anna", "anna")
    await sending.settle()
    assert sending.order("anna") == [1, 2]
    assert sending.slack.times("conversations.open") == 2
    assert sending.slack.times("conversations.history") == 0


async def test_a_message_is_found_behind_many_others(sending: Sending):
    sending.slack.faults.plan("chat.postMessage", "drop after commit")
    await sending.put("a")
    await sending.pump.settle()
    sending.place("a").chatter(sending.anna.id, 450)
    await sending.settle()
    assert sending.order("a") == [1]
    assert sending.slack.times("conversations.history") == 3


@pytest.mark.parametrize("room", ["a", "anna"])
async def test_where_marks_are_not_shown_a_person_decides(sending: Sending, room: str):
    sending.slack.shows_marks = False
    sending.slack.faults.plan("chat.postMessage", "drop after commit")
    await sending.put(room)
    await sending.settle()
    assert await sending.states(1) == ["unknown"]
    assert sending.order(room) == [1]  # and not twice
    assert [told for told, _error in sending.stage.reported] == [number(1)]


async def test_where_marks_are_not_shown_what_never_came_is_sent_again(sending: Sending):
    sending.slack.shows_marks = False
    sending.place("a").chatter(sending.anna.id, 3)
    sending.slack.faults.plan("chat.postMessage", "drop")
    await sending.put("a")
    await sending.settle()
    assert await sending.states(1) == ["sent"]
    assert sending.order("a") == [1]


async def test_a_message_is_found_in_its_thread(sending: Sending):
    root = sending.team.say(sending.rooms["a"], sending.anna.id, "A question")
    target = Target("slack", TEAM, room=f"{sending.channel('a')}:{root.ts}")
    message = Outgoing(number(1), target, Card("", (Text("x"),), "x"), "en", (), START)
    ref = await sending.messenger.post(message)
    assert await sending.messenger.find(target, number(1), START) == ref
    assert await sending.messenger.find(target, number(2), START) is None
    outside = Target("slack", TEAM, room=sending.channel("a"))
    assert await sending.messenger.find(outside, number(1), START) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room", "error", "words"),
    [
        ("a", "not_in_channel", "Invite me"),
        ("a", "channel_not_found", "Invite me"),
        ("a", "is_archived", "archived"),
        ("a", "restricted_action", "manages the room"),
        ("a", "account_inactive", "install me"),
        ("a", "invalid_auth", "install me"),
        ("a", "missing_scope", "permission"),
        ("a", "msg_too_long", "the log says why"),
        ("anna", "channel_not_found", "this person"),
        ("anna", "user_disabled", "this person"),
    ],
)
async def test_what_slack_will_never_take_says_what_to_do(
    sending: Sending, room: str, error: str, words: str
):
    sending.slack.faults.plan("chat.postMessage", error)
    await sending.put(room, room)
    await sending.settle()
    assert await sending.states(1, 2) == ["failed", "sent"]
    assert words in advice((await sending.get(1)).last_error)
    assert sending.stage.reported == [(number(1), "failed")]


async def test_a_failed_message_goes_out_when_a_person_says_so(sending: Sending):
    room = sending.rooms["a"]
    room.members.discard(sending.bot)
    await sending.put("a")
    await sending.settle(START + SECOND)
    assert await sending.states(1) == ["failed"]
    room.members.add(sending.bot)
    now = sending.clock.now()
    await sending.write(lambda unit: outbox.retry(unit.connection, 1, number(1), now))
    await sending.settle()
    assert sending.order("a") == [1]


async def test_what_can_never_be_looked_up_is_left_to_a_person(sending: Sending):
    sending.slack.faults.plan("chat.postMessage", "drop")
    sending.slack.faults.plan("conversations.history", "missing_scope")
    await sending.put("a", "a")
    await sending.settle()
    assert await sending.states(1, 2) == ["unknown", "sent"]
    assert "permission" in advice((await sending.get(1)).last_error)
    assert sending.stage.reported == [(number(1), "unknown")]


async def test_without_charts_of_slacks_own_the_counts_come_as_text(sending: Sending):
    bars = Bars((Bar("Soup", 3, 0.75), Bar("Bread", 1, 0.25)))
    for n in range(1, 5):
        sending.stage.cards[number(n)] = lambda: Card("Lunch?", (bars,), "Lunch?")
    await sending.put("a")
    await sending.settle(START + SECOND)
    assert sending.slack.times("chat.postMessage") == 1
    sending.team.charts = False
    await sending.put("a", first=2)
    await sending.settle(START + 10 * SECOND)
    await sending.put("b", first=3)
    await sending.settle(START + 20 * SECOND)
    await sending.want(2)
    await sending.settle()
    assert sending.slack.times("chat.postMessage") == 1 + 2 + 1
    assert sending.slack.times("chat.update") == 1
    assert "Soup" in sending.place("b").last()
    assert len(sending.place("a").all()) == 2


async def test_a_workspace_without_kring_is_a_failure_that_says_so(sending: Sending):
    with pytest.raises(DeliveryError) as error:
        await sending.messenger.find(Target("slack", "T0OTHER", room="C1"), number(1), START)
    assert error.value.outcome == "permanent"
    assert "install me" in advice(error.value.text)


async def test_rest_is_given_to_the_room_or_to_the_method(sending: Sending):
    a, b = sending.channel("a"), sending.channel("b")
    sending.slack.faults.plan("chat.postMessage", "ratelimited", channel=a)
    await sending.put("a", "b")
    await sending.pump.settle()
    assert (sending.order("a"), sending.order("b")) == ([], [2])
    await sending.settle(START + 8 * SECOND)
    assert sending.order("a") == [1]
    sending.slack.faults.plan("chat.update", "ratelimited", channel=a)
    await sending.want(1, 2)
    await sending.pump.settle()
    until = sending.clock.now() + timedelta(seconds=7)
    assert sending.lanes.free_at(("slack", TEAM, b), "edit") == until
    assert sending.lanes.free_at(("slack", TEAM, b), "post") <= sending.clock.now()


async def test_a_clock_an_hour_ahead_of_slacks_doubles_nothing(sending: Sending) -> None:
    sending.slack.clock = sending.team.clock = lambda: sending.clock.now() - HOUR
    sending.slack.faults.plan("chat.postMessage", "drop after commit")
    await sending.put("a", "a")
    await sending.settle()
    assert sending.order("a") == [1, 2]
