"""response_url: five answers within half an hour, to what somebody typed or pressed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.peers.slack.answers import Refused
from tests.peers.slack.blocks import check_message
from tests.peers.slack.workspace import Channel, Message, Workspace

if TYPE_CHECKING:
    from tests.peers.slack.server import Slack

USES, LIFE = 5, timedelta(minutes=30)


@dataclass
class Address:
    """`message` is what the pressed button stands in, if any."""

    team: str
    channel: str
    user: str
    at: datetime
    message: Message | None = None
    uses: int = 0


class Responses:
    """Hands out addresses and takes what is sent to them."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._known: dict[str, Address] = {}

    def new(self, team: str, channel: str, user: str, message: Message | None = None) -> str:
        number = str(len(self._known) + 1)
        self._known[number] = Address(team, channel, user, self._slack.clock(), message)
        return f"{self._slack.url}/response/{number}"

    async def serve(self, request: web.Request) -> web.Response:
        address = self._known.get(request.match_info["number"])
        if address is None:
            return web.Response(status=404, text="not found")
        if address.uses >= USES or self._slack.clock() - address.at > LIFE:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        address.uses += 1
        return self.take(address, await request.json())

    def take(self, address: Address, said: dict[str, Any]) -> web.Response:
        team = self._slack.teams[address.team]
        try:
            self._take(team, team.channels[address.channel], address, said)
        except Refused as refusal:
            self._slack.problems.append(f"response_url: {refusal.error} {refusal.more}")
            return web.json_response({"ok": False, "error": refusal.error}, status=400)
        return web.Response(text="ok")

    def answer(self, team: str, channel: str, user: str, said: dict[str, Any]) -> None:
        """Take what stood in the answer to a command itself."""
        self.take(Address(team, channel, user, self._slack.clock()), said)

    def _take(
        self, team: Workspace, channel: Channel, address: Address, said: dict[str, Any]
    ) -> None:
        original = address.message
        if said.get("delete_original") and original is not None:
            channel.messages.remove(original)
            return
        text, blocks = said.get("text", ""), said.get("blocks", [])
        check_message(text, blocks, charts=team.charts)
        if said.get("replace_original") and original is not None:
            original.text, original.edited = text, True
            original.blocks = team.with_ids(blocks)
            return
        only_for = "" if said.get("response_type") == "in_channel" else address.user
        team.say(
            channel,
            team.bot.id,
            text,
            blocks=blocks,
            only_for=only_for,
            thread_ts=said.get("thread_ts", ""),
        )
