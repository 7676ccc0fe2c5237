"""Slack's own framework, Bolt, between what came in and the desk."""

import logging
from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from adapters.slack.desk import Desk
from adapters.slack.house import Slack
from adapters.slack.incoming import Asked
from adapters.slack.installed import Installation

log = structlog.get_logger()

# Bolt warns with whole payloads in its words, and what people write is in no log of ours.
_SAYS = logging.getLogger("kring.slack.bolt")
_SAYS.setLevel(logging.ERROR)

_CAME, _THERE = "kring_came", "kring_there"


class Bolt:
    """An AsyncApp that answers only when the work is done, so that what failed comes again."""

    def __init__(self, slack: Slack) -> None:
        # Requests are verified before they get here, on their raw bytes: Bolt parses first.
        self._app = AsyncApp(
            name="kring",
            logger=_SAYS,
            client=slack.clients.anonymous(),
            authorize=_authorize,
            process_before_response=True,
            # What Bolt would look into besides is not in the body that it gets.
            ignoring_self_events_enabled=False,
            ignoring_self_assistant_message_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            signing_secret="",
        )
        self._app.use(_ToTheDesk(Desk(slack)))
        self._app.error(_failed)

    @property
    def app(self) -> AsyncApp:
        """Return Bolt's application."""
        return self._app

    async def dispatch(self, came: Asked, there: Installation) -> BoltResponse:
        """Send what was read through Bolt; 503 while the storage is not available."""
        # Bolt stumbles over shapes that it does not expect; it gets what was checked, no more.
        spot = came.spot
        body = {"team_id": spot.team, "enterprise_id": spot.enterprise, "user_id": spot.user}
        context = {_CAME: came, _THERE: there}
        request = AsyncBoltRequest(body=body, context=context, mode="socket_mode")
        response: BoltResponse = await self._app.async_dispatch(request)
        return response


class _ToTheDesk(AsyncMiddleware):
    """Stands where Bolt would begin to try its listeners, for the desk knows all that comes.

    To be tried and called as listeners do would take a fifth of the time of a press.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's own signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - Bolt's own signature
    ) -> BoltResponse:
        """Do what came in, and answer with what Slack is to hear at once."""
        context = req.context
        answer = await self._desk.take(context[_CAME], context[_THERE])
        return BoltResponse(status=200, body=answer or "")


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
