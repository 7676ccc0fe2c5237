"""Socket Mode: Slack's events over a connection that Kring opens, where no address is public."""

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.payload import Malformed
from adapters.slack.app import Door
from adapters.slack.clients import Clients

log = structlog.get_logger()


class Socket(AsyncSocketModeHandler):
    """Takes what comes over the connection through the same door; what fails comes again."""

    def __init__(self, door: Door, clients: Clients, app_token: str) -> None:
        super().__init__(door.bolt.app, app_token, web_client=clients.anonymous(app_token))
        self._door = door

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # Bolt's own base class differs from itself here
        """Do one thing and acknowledge it."""
        try:
            response = await self._door.take(req.payload)
        except Malformed as fault:
            log.warning("slack.malformed", fault=str(fault))
            response = BoltResponse(status=200, body="")
        await send_async_response(client, req, response, 0)
