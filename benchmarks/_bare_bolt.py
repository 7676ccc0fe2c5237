"""The least that Bolt can do: an aiohttp server whose AsyncApp verifies a press and acks it."""

import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def application(secret: str, token: str, api: str) -> web.Application:
    """Make the server's application; `api` is where the Web API is."""
    bolt = AsyncApp(signing_secret=secret, client=AsyncWebClient(token, api))

    @bolt.action("b0:polls.vote")
    async def vote(ack: AsyncAck) -> None:
        await ack()

    async def actions(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack/actions", actions)
    app.router.add_get("/healthz", healthz)
    return app


if __name__ == "__main__":
    port, secret, token, api = sys.argv[1:]
    made = application(secret, token, api)
    web.run_app(made, host="127.0.0.1", port=int(port), print=None, access_log=None)
