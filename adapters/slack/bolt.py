"""Slack's own framework, Bolt, between what came in and the desk."""

import logging
import re
from typing import Any, assert_never

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from adapters.payload import Json
from adapters.slack.desk import Desk
from adapters.slack.house import Slack
from adapters.slack.incoming import (
    AtHome,
    Gone,
    HandedIn,
    Incoming,
    Line,
    Moved,
    Other,
    Pushed,
    Shortcut,
    Spot,
)
from adapters.slack.installed import Installation

log = structlog.get_logger()

# Bolt warns with whole payloads in its words, and what people write is in no log of ours.
_SAYS = logging.getLogger("kring.slack.bolt")
_SAYS.setLevel(logging.ERROR)

_ANY = re.compile("")
_EVENTS = (
    *("app_mention", "message", "app_home_opened", "member_joined_channel"),
    *("member_left_channel", "app_uninstalled"),
)
_CAME, _THERE = "kring_came", "kring_there"


class Bolt:
    """An AsyncApp that answers only when the work is done, so that what failed comes again."""

    def __init__(self, slack: Slack) -> None:
        self._desk = Desk(slack)
        # Requests are verified before they get here, on their raw bytes: Bolt parses first.
        self._app = AsyncApp(
            name="kring",
            logger=_SAYS,
            client=slack.clients.anonymous(),
            authorize=_authorize,
            process_before_response=True,
            # What Bolt would look into besides is not in the outline that it gets.
            ignoring_self_events_enabled=False,
            ignoring_self_assistant_message_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            signing_secret="",
        )
        # Bolt asks its listeners in turn: what people press most often comes first.
        self._app.action(_ANY)(self._take)
        self._app.command(_ANY)(self._take)
        self._app.view(_ANY)(self._take)
        self._app.shortcut(_ANY)(self._take)
        for event in _EVENTS:
            self._app.event(event)(self._take)
        self._app.error(_failed)

    @property
    def app(self) -> AsyncApp:
        """Return Bolt's application."""
        return self._app

    async def dispatch(self, came: Incoming, there: Installation) -> BoltResponse:
        """Send what was read through Bolt; 503 while the storage is not available."""
        context: dict[str, Any] = {_CAME: came, _THERE: there}
        # Bolt stumbles over shapes that it does not expect; it gets what was checked, no more.
        request = AsyncBoltRequest(body=outline(came), context=context, mode="socket_mode")
        response: BoltResponse = await self._app.async_dispatch(request)
        return response

    async def _take(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        answer = await self._desk.take(context[_CAME], context[_THERE])
        await ack(answer or "")


def outline(came: Incoming) -> Json:
    """Write what came in as far as Bolt has to know it to find the listener."""
    match came:
        case Line(spot) if spot.place == "command":
            return {"command": "/kring", **_who(spot)}
        case Line(spot):
            return _event(spot, "app_mention" if spot.place == "mention" else "message")
        case Pushed(spot):
            pressed = {"type": "button", "action_id": "kring", "block_id": "kring"}
            return {"type": "block_actions", "actions": [pressed], **_who(spot)}
        case HandedIn(spot):
            view = {"type": "modal", "callback_id": "kring"}
            return {"type": "view_submission", "view": view, **_who(spot)}
        case Shortcut(spot):
            return {"type": "shortcut", "callback_id": "kring", **_who(spot)}
        case Moved(spot, joined=joined):
            return _event(spot, "member_joined_channel" if joined else "member_left_channel")
        case AtHome(spot, _hash):
            return _event(spot, "app_home_opened")
        case Gone(spot):
            return _event(spot, "app_uninstalled")
        case Other():
            return {}
        case _:
            assert_never(came)


def _who(spot: Spot) -> Json:
    return {"team_id": spot.team, "enterprise_id": spot.enterprise, "user_id": spot.user}


def _event(spot: Spot, kind: str) -> Json:
    inside = {"type": kind, "user": spot.user, "channel": spot.channel}
    return {"type": "event_callback", "event": inside, **_who(spot)}


async def _authorize(context: AsyncBoltContext) -> AuthorizeResult:
    there: Installation = context[_THERE]
    return AuthorizeResult(
        enterprise_id=context.enterprise_id,
        team_id=context.team_id,
        bot_token=there.token,
        bot_user_id=there.bot_user,
        bot_id=there.bot_id or None,
    )


async def _failed(error: Exception) -> BoltResponse:
    if isinstance(error, SQLAlchemyError):
        log.error("slack.storage_unavailable", error=type(error).__name__)
        return BoltResponse(status=503, body="")
    log.error("slack.failed", exc_info=error)
    return BoltResponse(status=500, body="")
