"""The door: what Slack signed just now gets in, and nothing that comes in breaks anything."""

import json
import random
from collections import Counter
from copy import deepcopy
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from structlog.testing import capture_logs

from adapters.payload import Json, Malformed
from adapters.slack import ids, inbound
from adapters.slack.app import LARGEST
from adapters.slack.body import read_body
from adapters.slack.incoming import AtHome, Gone, HandedIn, Line, Moved, Other, Pushed, Shortcut
from storage.database import Unit
from tests.adapters.slack import payloads
from tests.adapters.slack.house import House
from tests.adapters.slack.payloads import CHANNEL, COMMAND, EVENTS, TEAM, USER

FORM = "application/x-www-form-urlencoded"


async def send(house: House, payload: Json, **headers: str) -> int:
    """Send a payload as Slack does; return the status."""
    if "command" in payload and "type" not in payload:
        fields = {key: str(value) for key, value in payload.items()}
        return (
            await house.slack.door.post(urlencode(fields, errors="replace"), headers=headers)
        ).status
    if payload.get("type") == "event_callback":
        said = json.dumps(payload)
        return (await house.slack.door.post(said, "application/json", headers)).status
    said = urlencode({"payload": json.dumps(payload)})
    return (await house.slack.door.post(said, headers=headers)).status


async def test_what_slack_did_not_sign_just_now_stays_outside(house: House) -> None:
    now = int(house.clock.now.timestamp())
    good = house.slack.door.signed(urlencode(COMMAND))
    signature = good["X-Slack-Signature"]
    for headers in (
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "nonsense é".encode().decode("latin-1")},
        {"X-Slack-Signature": ""},
        {
            "X-Slack-Request-Timestamp": str(now - 301),
            "X-Slack-Signature": signature,
        },
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": ""},
    ):
        assert await send(house, COMMAND, **headers) == 401
    house.clock.now = house.clock.now.replace(year=2027)
    stale = {**good, "X-Slack-Request-Timestamp": str(now)}
    assert await send(house, COMMAND, **stale) == 401


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("{", "application/json"),
        ("[]", "application/json"),
        ('"x"', "application/json"),
        ("[" * 100_000, "application/json"),
        ("{}", "application/json"),
        ('{"type": 5}', "application/json"),
        ("payload={", FORM),
        ("payload=[]", FORM),
        ("&".join(f"a{n}=b" for n in range(500)), FORM),
        ("nothing", FORM),
        ("", FORM),
        ("x", "text/plain"),
    ],
)
async def test_what_makes_no_sense_is_400(house: House, said: str, kind: str) -> None:
    assert (await house.slack.door.post(said, kind)).status == 400


async def test_bytes_that_are_no_text_and_too_many_of_them(house: House) -> None:
    with pytest.raises(Malformed):
        read_body(b"\xff\xfe", FORM)
    many = BytesIO(b"x" * (LARGEST + 1))
    async with ClientSession() as session, session.post(house.slack.door.url, data=many) as answer:
        assert answer.status == 413


@given(st.dictionaries(st.text(), st.text() | st.integers(), max_size=5))
def test_a_payload_is_read_as_it_was_written_in_the_form(said: Json) -> None:
    for written in (json.dumps(said), json.dumps(said, ensure_ascii=False)):
        assert read_body(urlencode({"payload": written}).encode(), FORM) == said
        assert read_body(urlencode({"payload": written, "x": "y"}).encode(), FORM) == said


async def test_slack_sees_that_the_address_is_ours(house: House) -> None:
    said = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"})
    answer = await house.slack.door.post(said, "application/json")
    assert answer.payload == {"text": "3eZbrw1a"}
    assert (await house.slack.door.post("ssl_check=1&token=x")).status == 200


def test_every_payload_is_read() -> None:
    read = [inbound.read(one) for one in payloads.everything()]
    assert [type(one) for one in read] == [
        Line, Pushed, Pushed, Pushed, HandedIn, Shortcut, Shortcut,
        Line, Line, Moved, Moved, AtHome, Other, Other,
    ]  # fmt: skip
    pressed, picked, at_home = read[1], read[2], read[3]
    assert isinstance(pressed, Pushed)
    assert pressed.what == ids.Pushed("polls.vote", (1, 1, 1))
    assert pressed.key == payloads.ACTOR["trigger_id"]
    assert (pressed.spot.team, pressed.spot.user, pressed.spot.room) == (TEAM, USER, CHANNEL)
    assert isinstance(picked, Pushed)
    assert picked.what == ids.Pushed("members.remove", (1,), "2")
    assert isinstance(at_home, Pushed)
    assert (at_home.spot.place, at_home.spot.room) == ("home", "")


def test_a_form_is_read_by_the_names_of_its_inputs() -> None:
    form = inbound.read(payloads.HANDED_IN)
    assert isinstance(form, HandedIn)
    assert form.key == "V2:1.b"
    assert form.values == {
        "question": ("Lunch?",), "options": (), "many": ("yes",), "closes": ("2026-03-12",),
        "closes_time": ("09:30",), "kind": ("a",),
    }  # fmt: skip
    assert form.blocks == {"question": "in:question", "options": "in:options"}


def test_a_long_text_in_several_fields_is_one_again() -> None:
    form = deepcopy(payloads.HANDED_IN)
    values = form["view"]["state"]["values"]
    for number, said in enumerate(("one\n", "two\n", "three")):
        part = f"~{number}" if number else ""
        values[f"in:long{part}"] = {"v": {"type": "plain_text_input", "value": said}}
    found = inbound.read(form)
    assert isinstance(found, HandedIn)
    assert found.values["long"] == ("onetwothree",) or found.values["long"] == ("one\ntwo\nthree",)


def test_what_bots_say_and_what_is_changed_is_not_for_us() -> None:
    for more in ({"bot_id": "B1"}, {"subtype": "message_changed"}, {"edited": {"ts": "1"}}):
        said = payloads.event(type="message", channel_type="im", user=USER, channel="D1", **more)
        assert isinstance(inbound.read(said), Other)
    room = payloads.event(type="message", channel_type="channel", user=USER, channel=CHANNEL)
    assert isinstance(inbound.read(room), Other)


def test_a_whole_enterprise_and_a_workspace_are_told_apart() -> None:
    whole = deepcopy(payloads.PRESSED)
    whole |= {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}
    found = inbound.read(whole)
    assert isinstance(found, Pushed)
    assert (found.spot.enterprise, found.spot.team, found.spot.across) == ("E1", TEAM, True)
    said = deepcopy(EVENTS[0])
    said["authorizations"][0] |= {"enterprise_id": "E1", "is_enterprise_install": True}
    heard = inbound.read(said)
    assert isinstance(heard, Line)
    assert (heard.spot.enterprise, heard.spot.across) == ("E1", True)
    gone = inbound.read(payloads.event(type="app_uninstalled"))
    assert isinstance(gone, Gone)


def lacking(found: Json, *names: str) -> Json:
    """A payload without some of its fields ('user.team_id' is one inside another)."""
    less = deepcopy(found)
    for name in names:
        *outer, last = name.split(".")
        at = less
        for one in outer:
            at = at[one]
        del at[last]
    return less


SLIGHT = ("enterprise", "is_enterprise_install", "token", "api_app_id")


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (payloads.PRESSED, (*SLIGHT, "user.team_id", "user.username", "message", "state")),
        (payloads.PRESSED, (*SLIGHT, "channel", "response_url", "container.message_ts")),
        (payloads.PRESSED, (*SLIGHT, "team")),
        (payloads.AT_HOME, (*SLIGHT, "user.team_id", "view.hash", "container")),
        (payloads.HANDED_IN, (*SLIGHT, "view.app_installed_team_id", "view.hash", "response_urls")),
        (payloads.SHORTCUT, (*SLIGHT, "action_ts", "user.name")),
        (payloads.ON_MESSAGE, (*SLIGHT, "message.ts", "channel.name")),
        (payloads.COMMAND, ("enterprise_id", "is_enterprise_install", "response_url", "token")),
        (EVENTS[0], ("authorizations", "event_time", "api_app_id", "event.event_ts")),
        (EVENTS[1], ("authorizations", "event.channel_type")),
        (EVENTS[2], ("team_id", "authorizations", "event.channel_type")),
        (EVENTS[4], ("authorizations", "event.tab", "event.view", "event.channel")),
    ],
)
def test_what_may_lack_may_lack_and_what_is_new_may_be_there(
    found: Json, names: tuple[str, ...]
) -> None:
    whole, less = inbound.read(found), inbound.read(lacking(found, *names) | {"new": {"a": [1]}})
    assert type(less) is type(whole)
    assert not isinstance(whole, Other)
    assert less.spot.across is None  # type: ignore[union-attr] # all but Other have one
    for name in ("user", "team", "place", "channel"):
        seen = getattr(less.spot, name)  # type: ignore[union-attr]
        if name != "channel" or whole.spot.place != "home":  # type: ignore[union-attr]
            assert seen == getattr(whole.spot, name)  # type: ignore[union-attr]


def test_a_whole_enterprise_needs_no_workspace_beside_it() -> None:
    pressed = lacking(payloads.PRESSED, "team", "user.team_id")
    with pytest.raises(Malformed):
        inbound.read(pressed)
    found = inbound.read(pressed | {"enterprise": {"id": "E1"}, "is_enterprise_install": True})
    assert isinstance(found, Pushed)
    assert (found.spot.enterprise, found.spot.team) == ("E1", "")


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("<@U0BOT> members", "members"),
        ("Hey <@U0BOT|kring>, poll Lunch?", ", poll Lunch?"),
        ("help <@U0BOT>", "help"),
        ("members", "members"),
        ("<@U0BOT>", ""),
        ("swap with <@U2> &amp; co", "swap with Anna & co"),
    ],
)
def test_what_follows_the_mention_is_the_command(said: str, command: str) -> None:
    assert inbound.command(said, "U0BOT", {"U2": "Anna"}) == command


VALUES: list[Any] = [
    None, True, 0, -1, 2**70, 1.5, "", "x", "\x00", "\ud800", "\ue0001\ue001", "x" * 5000, [], {},
    [[]], [None], {"id": None}, {"id": "x"}, [{"type": "x"}], "[1,1,1]", "b1:polls.vote", "home",
    "modal", TEAM, USER, CHANNEL, "D1", "view_submission", "block_actions", "event_callback",
]  # fmt: skip


def nodes(thing: Any) -> list[tuple[Any, Any]]:
    """Return every place in a payload, as what holds it and its key there."""
    if isinstance(thing, dict):
        keys: list[Any] = list(thing)
    elif isinstance(thing, list):
        keys = list(range(len(thing)))
    else:
        return []
    inside = [place for key in keys for place in nodes(thing[key])]
    return [(thing, key) for key in keys] + inside


def mutated(chance: random.Random, payload: Json) -> Json:
    """Put something else into one or a few places of a payload, or take them out."""
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        places = nodes(payload)
        if not places:
            break
        holder, key = chance.choice(places)
        if chance.random() < 0.25:
            del holder[key]
        elif isinstance(holder[key], str) and chance.random() < 0.4:
            cut = chance.randrange(len(holder[key]) + 1)
            holder[key] = holder[key][:cut] + chance.choice(["", "x", "é", "]", '"', "\u202e"])
        else:
            holder[key] = deepcopy(chance.choice(VALUES))
    return payload


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_ten_thousand_mutated_payloads_break_nothing(house: House) -> None:
    channel = house.team.add_channel("circle", {house.team.bot.id})
    vera = house.somebody("Vera")
    channel.creator = vera.id
    chance, statuses = random.Random(5), Counter[int]()
    with capture_logs() as logged:
        for number in range(10_000):
            chosen = json.dumps(chance.choice(payloads.everything()))
            real = chosen.replace(USER, vera.id).replace(CHANNEL, channel.id)
            payload = mutated(chance, json.loads(real.replace("13345224609", str(number))))
            statuses[await send(house, payload)] += 1
            if number % 500 == 0:
                await house.settle()
        await house.settle()
    assert not [one for one in logged if one["log_level"] == "error"]
    assert set(statuses) <= {200, 400}, statuses
    assert statuses[200] > 1000, statuses
    assert statuses[400] > 1000, statuses


async def test_only_a_storage_that_is_gone_is_503(house: House) -> None:
    joined = EVENTS[2]

    def break_it(unit: Unit) -> None:
        unit.connection.execute(text("ALTER TABLE account RENAME TO account_away"))

    await house.core.database.write(break_it)
    assert await send(house, joined) == 503
    assert await send(house, COMMAND) == 503
