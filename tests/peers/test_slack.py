"""The loopback Slack is as strict as the real one, and an app on Bolt gets along with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.peers.slack import Persona, Place, Slack

SECOND = timedelta(seconds=1)
TEAM = "T0CIRCLE"


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)  # Bolt compares the time of a request with the real one

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(Clock()) as opened:
        opened.team(TEAM)
        yield opened


def client(slack: Slack, token: str = f"xoxb-{TEAM}") -> AsyncWebClient:
    return AsyncWebClient(token, slack.api_url, retry_handlers=[])


def app_on_bolt(slack: Slack) -> AsyncApp:
    """A small app: a command opens a form, which posts a card whose button counts."""
    app = AsyncApp(client=client(slack), signing_secret=slack.signing_secret)
    field = {"type": "plain_text_input", "action_id": "text"}
    name = {"type": "plain_text", "text": "Question"}
    view = {
        "type": "modal", "callback_id": "ask", "title": {"type": "plain_text", "text": "Ask"},
        "submit": {"type": "plain_text", "text": "Ask"},
        "blocks": [{"type": "input", "block_id": "q", "label": name, "element": field}],
    }  # fmt: skip

    @app.command("/kring")
    async def asked(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"], view={**view, "private_metadata": body["channel_id"]}
        )

    @app.view("ask")
    async def handed_in(ack: Any, view: dict[str, Any], client: AsyncWebClient) -> None:
        question = view["state"]["values"]["q"]["text"]["value"]
        if len(question) < 5:
            await ack(response_action="errors", errors={"q": "A little longer, please."})
            return
        await ack()
        button = {
            "type": "button",
            "action_id": "yes",
            "text": {"type": "plain_text", "text": "Yes"},
        }
        await client.chat_postMessage(
            channel=view["private_metadata"],
            text=question,
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": question}},
                {"type": "actions", "elements": [button]},
            ],
        )

    @app.action("yes")
    async def pressed(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        await respond(f"Thank you, {body['user']['username']}.", replace_original=False)

    @app.event("member_joined_channel")
    async def joined(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text=f"Hello <@{event['user']}>")

    return app


@asynccontextmanager
async def over_http(slack: Slack) -> AsyncIterator[None]:
    bolt = app_on_bolt(slack)

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def over_socket_mode(slack: Slack) -> AsyncIterator[None]:
    client_ = client(slack)
    handler = AsyncSocketModeHandler(app_on_bolt(slack), slack.app_token, web_client=client_)
    await handler.connect_async()
    await slack.socket.connected.wait()
    try:
        yield
    finally:
        await handler.close_async()


async def until(slack: Slack, happened: Callable[[], bool]) -> None:
    """Bolt acknowledges before it acts: give it some time, counted in calls."""
    for _ in range(200):
        if happened():
            return
        await client(slack).auth_test()
    raise AssertionError(f"it did not happen; Slack found {slack.problems}")


@pytest.mark.slow
@pytest.mark.parametrize("way", [over_http, over_socket_mode])
async def test_a_conversation_with_an_app_on_bolt(slack: Slack, way: Any):
    team = slack.teams[TEAM]
    alice, bob = Persona(slack, team, "Alice"), Persona(slack, team, "Bob")
    channel = team.add_channel("circle", {alice.id, bob.id, team.bot.id})
    room = Place(team, channel)
    async with way(slack):
        assert (await alice.enters(channel).types("/kring ask")).ok
        await until(slack, lambda: bool(alice.screen.modals))
        assert await alice.fills(Question="Why") == {"Question": "A little longer, please."}
        assert await alice.fills() == {"Question": "Please complete this required field."}
        assert await alice.fills(Question="Why not?") == {}
        assert alice.screen.modals == []
        await until(slack, lambda: len(slack.ledger.posts) == 1)
        assert room.shows() == "Why not?\n[Yes]"
        assert (await bob.enters(channel).presses("Yes")).ok
        await until(slack, lambda: "Thank you" in bob.sees())
        assert "Thank you, bob." in bob.sees()
        assert "Thank you" not in room.shows() + alice.sees()
        assert [answer.ok for answer in await bob.joins(channel)] == [True]
        await until(slack, lambda: len(slack.ledger.posts) == 2)
        assert room.last() == f"Hello <@{bob.id}>"
    assert slack.problems == []


async def test_a_wrong_signature_is_refused_and_an_event_that_nobody_takes_comes_again(
    slack: Slack,
):
    async with over_http(slack):
        forged = await slack.door.post("command=%2Fkring", headers={"X-Slack-Signature": "v0=0"})
        assert forged.status == 401
    slack.door.url = slack.url + "/nobody"
    answers = await slack.door.event(TEAM, {"type": "app_mention"})
    assert [answer.status for answer in answers] == [404] * 4


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        await call
    return str(error.value.response.get("error", error.value.response.status_code))


async def test_a_trigger_serves_once_within_three_seconds(slack: Slack):
    anna = Persona(slack, slack.teams[TEAM], "Anna")
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Hi"},
        "blocks": [{"type": "divider"}],
    }
    late, twice = slack.trigger(TEAM, anna.id), slack.trigger(TEAM, anna.id)
    open_ = client(slack).views_open
    opened = await open_(trigger_id=twice, view=view)
    assert await refused(open_(trigger_id=twice, view=view)) == "exchanged_trigger_id"
    assert await refused(open_(trigger_id="none", view=view)) == "invalid_trigger_id"
    update = client(slack).views_update
    old = opened["view"]["hash"]
    changed = {**view, "title": {"type": "plain_text", "text": "Ho"}}
    await update(view_id=opened["view"]["id"], hash=old, view=changed)
    again = update(view_id=opened["view"]["id"], hash=old, view=view)
    assert await refused(again) == "hash_conflict"
    slack.clock.now += 3 * SECOND + SECOND
    assert await refused(open_(trigger_id=late, view=view)) == "expired_trigger_id"


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([{"type": "divider", "block_id": "a"}] * 2, "invalid_blocks"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "invalid_blocks"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
        ([{"type": "actions", "elements": []}], "invalid_blocks"),
        ([{"type": "nonsense"}], "invalid_blocks"),
        (
            [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2999}}] * 5,
            "msg_blocks_too_long",
        ),
        ([], "no_text"),
    ],
)
async def test_what_slack_would_not_show_is_refused(slack: Slack, blocks: Any, error: str):
    channel = slack.teams[TEAM].add_channel("circle", {slack.teams[TEAM].bot.id})
    said = {"channel": channel.id, "text": "", "blocks": blocks}  # slack_sdk warns of an empty text
    post = client(slack).api_call("chat.postMessage", json=said)
    assert await refused(post) == error


async def test_where_kring_is_not_and_what_it_may_not(slack: Slack):
    team = slack.teams[TEAM]
    public, hidden = team.add_channel("a", set()), team.add_channel("b", set(), private=True)
    old = team.add_channel("c", {team.bot.id})
    old.is_archived = True
    post = client(slack).chat_postMessage
    assert await refused(post(channel=public.id, text="x")) == "not_in_channel"
    assert await refused(post(channel=hidden.id, text="x")) == "channel_not_found"
    assert await refused(post(channel=old.id, text="x")) == "is_archived"
    unknown = client(slack, "xoxb-nobody").chat_postMessage(channel=public.id, text="x")
    assert await refused(unknown) == "invalid_auth"
    slack.tokens[f"xoxb-{TEAM}"].scopes = frozenset()
    assert await refused(post(channel=public.id, text="x")) == "missing_scope"
    more = client(slack).api_call("chat.postMessage", json={"channel": "C", "idempotency": "1"})
    assert await refused(more) == "missing_scope"


async def test_limits_tell_when_to_come_again(slack: Slack):
    slack.limits.strict = True
    team = slack.teams[TEAM]
    channel = team.add_channel("circle", {team.bot.id})
    await client(slack).chat_postMessage(channel=channel.id, text="one")
    with pytest.raises(SlackApiError) as error:
        await client(slack).chat_postMessage(channel=channel.id, text="two")
    assert error.value.response.status_code == 429
    assert error.value.response.headers["Retry-After"] == "1"
    slack.clock.now += SECOND
    await client(slack).chat_postMessage(channel=channel.id, text="two")


async def test_history_comes_in_pages_with_metadata_and_a_lag(slack: Slack):
    team = slack.teams[TEAM]
    channel = team.add_channel("circle", {team.bot.id}, private=True)
    Place(team, channel).chatter(team.bot.id, 5)
    meta = {"event_type": "kring", "event_payload": {"id": "0" * 32}}
    await client(slack).chat_postMessage(channel=channel.id, text="hi", metadata=meta)
    read = client(slack).conversations_history
    first = await read(channel=channel.id, limit=4, include_all_metadata=True)
    assert first["messages"][0]["metadata"] == meta
    assert first["has_more"]
    following = first["response_metadata"]["next_cursor"]
    second = await read(channel=channel.id, limit=4, cursor=following)
    assert len(second["messages"]) == 2
    assert not second["has_more"]
    assert "metadata" not in (await read(channel=channel.id))["messages"][0]
    team.lag = SECOND
    assert (await read(channel=channel.id))["messages"] == []


async def test_oauth_with_rotation_and_uploads(slack: Slack):
    slack.rotation, slack.codes["a code"] = True, TEAM
    anonymous = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    keys = {"client_id": slack.client_id, "client_secret": slack.client_secret}

    def access(**more: str) -> Any:  # slack_sdk's own method uses what aiohttp warns of
        return anonymous.api_call("oauth.v2.access", data={**keys, **more})

    first = await access(code="a code")
    assert await refused(access(code="a code")) == "invalid_code"
    slack.clock.now += timedelta(hours=13)
    old = client(slack, first["access_token"])
    assert await refused(old.auth_test()) == "token_expired"
    fresh = await access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    anew = client(slack, fresh["access_token"])
    channel = slack.teams[TEAM].add_channel("circle", {slack.teams[TEAM].bot.id})
    uploaded = await anew.files_upload_v2(
        channel=channel.id, filename="a.ics", content="BEGIN", title="Dates"
    )
    assert slack.files[uploaded["file"]["id"]]["data"] == b"BEGIN"
    await anew.auth_revoke()
    assert await refused(anew.auth_test()) == "invalid_auth"
