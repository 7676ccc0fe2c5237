"""Socket Mode: envelopes with an id over a websocket, each to be acknowledged."""

import asyncio
import json
from contextlib import suppress
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web


class Socket:
    """The open connections; an envelope goes to one of them, and waits for its answer."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tickets: set[str] = set()
        self._numbers = count(1)

    def ticket(self, url: str) -> str:
        """Return an address that may be connected to once."""
        name = f"ticket-{next(self._numbers)}"
        self._tickets.add(name)
        return f"{url.replace('http', 'ws', 1)}/socket?ticket={name}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self._open) + 1})
        self._open.append(socket)
        self.connected.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._answered(message.data)
        finally:
            self._open.remove(socket)
            if not self._open:
                self.connected.clear()
        return socket

    def _answered(self, data: str) -> None:
        with suppress(ValueError):  # a client may ping with a text of its own
            answer = json.loads(data)
            waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(answer.get("payload") or {})

    async def deliver(self, kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Send an envelope and return what it was answered with; TimeoutError without an ack."""
        number = f"envelope-{next(self._numbers)}"
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        envelope = {
            "envelope_id": number, "type": kind, "payload": payload,
            "accepts_response_payload": kind != "events_api", **more,
        }  # fmt: skip
        await self._open[0].send_json(envelope)
        async with asyncio.timeout(3):
            return await future

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.close()
