"""What Kring says to Slack is understood by our own stand-in and by somebody else's alike."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from adapters.slack.clients import Clients, Given
from adapters.slack.installed import look_up
from adapters.slack.messenger import SlackMessenger
from bot.cards import Actions, Bar, Bars, Button, Card, Facts, Text
from bot.errors import DeliveryError
from bot.messenger import Outgoing, Target
from bot.troubles import advice
from storage.database import Database
from tests.peers.emulate import CLIENT, REDIRECT, TOKEN, emulate
from tests.peers.slack import Slack

pytestmark = pytest.mark.slow

CARD = Card(
    "Lunch?",
    (
        Text("What shall we eat?"),
        Bars((Bar("Soup", 3, 0.75), Bar("Bread", 1, 0.25))),
        Facts((("When", "12:30"),)),
        Actions((Button("Soup", "polls.vote", (1, 2, 0)),)),
    ),
    "Lunch?",
)


@dataclass
class Peer:
    """A Slack to speak with: a workspace with a channel and a person."""

    clients: Clients
    tenant: str
    token: str
    channel: str
    user: str


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with emulate(tmp_path_factory.mktemp("emulate")) as url:
        yield url


@pytest.fixture(params=["ours", "emulate"])
async def peer(request: pytest.FixtureRequest) -> AsyncIterator[Peer]:
    if request.param == "emulate":
        url = f"{request.getfixturevalue('address')}/api/"
        async with Clients(Given({"T000000001": TOKEN}), url) as clients:
            listed = await clients.anonymous(TOKEN).conversations_list()
            channel = next(one["id"] for one in listed["channels"] if one["name"] == "circle")
            members = (await clients.anonymous(TOKEN).users_list())["members"]
            user = next(one["id"] for one in members if one["name"] == "anna")
            yield Peer(clients, "T000000001", TOKEN, channel, user)
        return
    async with Slack(lambda: datetime.now(UTC)) as slack:
        team = slack.team()
        channel = team.add_channel("circle", {team.bot.id}).id
        token = f"xoxb-{team.id}"
        async with Clients(Given({team.id: token}), slack.api_url) as clients:
            yield Peer(clients, team.id, token, channel, team.add_user("Anna").id)
        assert slack.problems == []


@pytest.fixture
async def messenger(peer: Peer, sqlite_copy: Any, tmp_path: Any) -> AsyncIterator[SlackMessenger]:
    database = Database.open(sqlite_copy(tmp_path / "kring.db"))
    yield SlackMessenger(peer.clients, database)
    await database.close()


def outgoing(target: Target) -> Outgoing:
    return Outgoing(uuid4(), target, CARD, "en", (), datetime.now(UTC))


async def test_whose_token_it_is_and_who_is_who(peer: Peer):
    assert (await look_up(peer.clients, peer.token)).tenant == peer.tenant
    client = await peer.clients.of(peer.tenant)
    found = await client.users_info(user=peer.user, include_locale=True)
    assert found["user"]["real_name"] == "Anna"
    with pytest.raises(ValueError, match="SLACK_BOT_TOKEN"):
        await look_up(peer.clients, "")


@pytest.mark.parametrize("privately", [False, True])
async def test_a_message_is_posted_found_changed_and_taken_back(
    peer: Peer, messenger: SlackMessenger, privately: bool
):
    room, user = ("", peer.user) if privately else (peer.channel, "")
    target = Target("slack", peer.tenant, room, user)
    message, since = outgoing(target), datetime.now(UTC) - timedelta(seconds=1)
    ref = await messenger.post(message)
    await messenger.post(outgoing(target))
    assert await messenger.find(target, message.delivery, since) == ref
    assert await messenger.find(target, uuid4(), since) is None
    await messenger.edit(ref, message)
    assert await messenger.find(target, message.delivery, since) == ref
    await messenger.delete(ref, target)
    assert await messenger.find(target, message.delivery, since) is None
    with pytest.raises(DeliveryError) as error:
        await messenger.delete(ref, target)
    assert error.value.outcome == "permanent"


async def test_a_message_in_a_thread_is_found_there(peer: Peer, messenger: SlackMessenger):
    room = Target("slack", peer.tenant, peer.channel)
    root = await messenger.post(outgoing(room))
    thread = Target("slack", peer.tenant, root)
    message, since = outgoing(thread), datetime.now(UTC) - timedelta(seconds=1)
    ref = await messenger.post(message)
    assert await messenger.find(thread, message.delivery, since) == ref


async def test_a_channel_that_is_not_there_is_a_failure_that_says_what_to_do(
    peer: Peer, messenger: SlackMessenger
):
    with pytest.raises(DeliveryError) as error:
        await messenger.post(outgoing(Target("slack", peer.tenant, "C0NOWHERE")))
    assert error.value.outcome == "permanent"
    assert "Invite me" in advice(error.value.text)


async def test_a_file_is_handed_over(peer: Peer):
    client = await peer.clients.of(peer.tenant)
    answer = await client.files_upload_v2(
        channel=peer.channel, filename="meeting.ics", content="BEGIN:VCALENDAR", title="Meeting"
    )
    assert answer["files"][0]["id"]


async def test_an_installation_on_emulate(address: str):
    """Its own page hands out the code that Slack's page would."""
    async with Clients(Given({}), f"{address}/api/") as clients:
        form = {"user_id": "U000000001", "redirect_uri": REDIRECT, "scope": "chat:write",
                "state": "s", "client_id": CLIENT["client_id"]}  # fmt: skip
        callback = f"{address}/oauth/v2/authorize/callback"
        session = clients.session()
        async with session.post(callback, data=form, allow_redirects=False) as answer:
            assert answer.status == 302
            location = answer.headers["Location"]
        code = location.partition("code=")[2].partition("&")[0]
        data = {**CLIENT, "code": code, "redirect_uri": REDIRECT}
        granted = await clients.anonymous().api_call("oauth.v2.access", data=data)
        assert granted["access_token"].startswith("xoxb-")
        assert (await look_up(clients, granted["access_token"])).tenant == "T000000001"
