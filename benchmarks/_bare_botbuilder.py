"""The least that botbuilder can do: an aiohttp server whose adapter checks a press and acks it."""

import sys

from aiohttp import web
from botbuilder.core import (
    ActivityHandler,
    BotFrameworkAdapter,
    BotFrameworkAdapterSettings,
    InvokeResponse,
    TurnContext,
)
from botbuilder.schema import Activity
from botframework.connector.auth import AuthenticationConstants, ChannelValidation


class Acking(ActivityHandler):  # type: ignore[misc] # botbuilder is not typed
    """Answers a press, and does nothing."""

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Say that it was heard."""
        assert turn_context.activity.name  # noqa: S101 - a fault of ours
        kind = "application/vnd.microsoft.activity.message"
        return InvokeResponse(status=200, body={"statusCode": 200, "type": kind, "value": "Noted."})


def application(app_id: str, tenant: str) -> web.Application:
    """Make the server's application."""
    settings = BotFrameworkAdapterSettings(app_id, "a password", channel_auth_tenant=tenant)
    adapter, bot = BotFrameworkAdapter(settings), Acking()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers["Authorization"]
        said = await adapter.process_activity(activity, header, bot.on_turn)
        return web.json_response(said.body, status=said.status)

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/healthz", healthz)
    return app


if __name__ == "__main__":
    port, app_id, tenant, keys_url = sys.argv[1:]
    AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = keys_url
    ChannelValidation.open_id_metadata_endpoint = keys_url
    made = application(app_id, tenant)
    web.run_app(made, host="127.0.0.1", port=int(port), print=None, access_log=None)
