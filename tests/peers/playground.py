"""Microsoft's Agents Playground, their Teams on one machine: a process as long as it is needed."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.peers.emulate import HERE, NODE, end, free_port
from tests.peers.teams import reading

Json = dict[str, Any]
PROGRAM = HERE / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
PATIENCE = 20


@contextmanager
def playground(folder: Path, bot: str) -> Iterator[str]:
    """Start it for a bot's address, and return its own."""
    assert PROGRAM.exists(), "run `make test`, or `npm ci` in tests/peers/npm"
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    command = [
        NODE, PROGRAM, "start", "-e", bot, "-c", "msteams", "-p", str(port),
        "--su", f"{here}/_connector", "--dt",
    ]  # fmt: skip
    quiet = {**os.environ, "TEAMSAPPTESTER_BROWSER": "none", "HOME": str(folder)}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=folder, env=quiet, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert any("Listening" in line for line in process.stdout), "the Playground did not start"
        yield here
    finally:
        end(process)


class Player:
    """Somebody at the Playground's page, over its HTTP and WebSocket. Use it in `async with`."""

    def __init__(self, here: str) -> None:
        self._here = here
        self._session = aiohttp.ClientSession()
        self._told = asyncio.Condition()
        self.messages: dict[tuple[str, str], Json] = {}
        self.config: Json = {}

    async def __aenter__(self) -> Self:
        async with self._session.get(f"{self._here}/_internal/v1/config") as response:
            self.config = (await response.json())["config"]
        url = f"{self._here}/_ws_conversation/v1/conversations/stream"
        self._stream = await self._session.ws_connect(url)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._stream.close()
        await self._reading
        await self._session.close()

    async def _read(self) -> None:
        async for message in self._stream:
            found = json.loads(message.data)
            if shown := found.get("message"):
                where = found["actionConversationId"].partition(";")[0]
                async with self._told:
                    self.messages[where, shown["messageId"]] = shown
                    self._told.notify_all()

    @property
    def chat(self) -> str:
        return str(self.config["personalChat"]["id"])

    @property
    def group(self) -> str:
        return str(self.config["groupChats"][0]["id"])

    @property
    def channel(self) -> str:
        return str(self.config["teams"][0]["channels"][1]["id"])

    @property
    def _me(self) -> Json:
        return {"id": self.config["currentUser"]["id"]}

    async def says(self, where: str, text: str) -> None:
        """Type a line, with a mention where others are."""
        body: Json = {"from": self._me, "text": text, "textFormat": "plain"}
        if where != self.chat:
            at = f"<at>{self.config['bot']['name']}</at>"
            mention = {"mentioned": {"id": self.config["bot"]["id"]}, "text": at}
            body |= {"text": f"{at} {text}", "mentions": [mention]}
        await self._call(f"conversations/{where}/messages", body)

    async def presses(self, where: str, label: str, values: Json | None = None) -> Json:
        """Press the newest button with this label; return what it was answered with."""
        number, action = self._button(where, label)
        data = {**(values or {}), **action["data"]}
        thread = f"{where};messageid={number}" if where == self.channel else where
        about = {"from": self._me, "conversation": {"id": thread}, "replyToId": number}
        if action["type"] == "Action.Submit":
            return await self._call("submit", {**about, "value": data})
        value = {"action": {"type": action["type"], "verb": action["verb"], "data": data}}
        name = "adaptiveCard/action"
        return await self._call("invoke", {**about, "name": name, "value": value})

    async def uses(self, where: str, command: str, text: str) -> Json:
        """Use a message action on a message."""
        payload = {"body": {"contentType": "html", "content": text}}
        value = {"commandId": command, "commandContext": "message", "messagePayload": payload}
        name = "composeExtension/fetchTask"
        about = {"from": self._me, "conversation": {"id": where}}
        return await self._call("invoke", {**about, "name": name, "value": value})

    def card(self, where: str, label: str) -> Json:
        """Return the newest card with a button of this label."""
        number, _action = self._button(where, label)
        return dict(self.messages[where, number]["attachments"][0]["content"])

    def _button(self, where: str, label: str) -> tuple[str, Json]:
        for (place, number), shown in reversed(list(self.messages.items())):
            for attached in shown.get("attachments") or [] if place == where else []:
                for action in reading.actions(attached["content"]):
                    if action["title"] == label and "data" in action:
                        return number, action
        raise AssertionError(f"no [{label}] in {self.reads(where)}")

    def reads(self, where: str) -> str:
        """Return all that a conversation shows."""
        cards = [
            reading.plain(attached["content"])
            for (place, _number), shown in self.messages.items()
            for attached in (shown.get("attachments") or [] if place == where else [])
        ]
        return "\n".join(cards)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is shown."""
        async with self._told, asyncio.timeout(PATIENCE):
            await self._told.wait_for(holds)

    async def _call(self, path: str, body: Json) -> Json:
        url = f"{self._here}/_conversation/v1/{path}"
        async with self._session.post(url, json=body) as response:
            said = await response.text()
            assert response.status == 200, said
            return dict(json.loads(said)) if said[:1] == "{" else {}
