"""What a workspace remembers: its people, its conversations, and what was said there."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write",
        "commands", "files:read", "files:write", "groups:history", "groups:read", "im:history",
        "im:read", "im:write", "mpim:history", "mpim:read", "team:read", "users:read",
        "users:read.email",
    }
)  # fmt: skip


@dataclass
class User:
    id: str
    name: str
    locale: str = "en-US"
    tz: str = "Europe/Amsterdam"
    is_bot: bool = False
    deleted: bool = False


@dataclass(eq=False)
class Message:
    """`only_for` names the one user who sees an ephemeral message; `at` is when it was posted."""

    ts: str
    user: str
    at: datetime
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    thread_ts: str = ""
    only_for: str = ""
    edited: bool = False
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Channel:
    id: str
    name: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    creator: str = ""
    members: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)

    def as_json(self, asked_by: str) -> dict[str, Any]:
        other = min(self.members - {asked_by}, default=asked_by)
        return {
            "id": self.id,
            "is_im": self.is_im,
            "is_archived": self.is_archived,
            "is_private": self.is_private or self.is_im,
            "is_member": asked_by in self.members,
            "creator": self.creator,
            **({"user": other} if self.is_im else {"name": self.name}),
        }

    def message(self, ts: str) -> Message | None:
        return next((one for one in self.messages if one.ts == ts and not one.only_for), None)


@dataclass
class Grant:
    """What a bot token allows, and until when (None: for good)."""

    team: str
    scopes: frozenset[str]
    expires_at: datetime | None = None


class Workspace:
    """One team; `lag` is how long a post stays out of its history, `charts` whether it has them."""

    def __init__(self, team: str, clock: Callable[[], datetime]) -> None:
        self.id = team
        self.domain = f"{team.lower()}-circle"
        self.clock = clock
        self.lag = timedelta(0)
        self.charts = True
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._numbers = count(1)
        self.bot = self.add_user("kring", is_bot=True)
        self.bot_id = self.new_id("B")

    def new_id(self, letter: str) -> str:
        # Distinct between workspaces too, as with Slack.
        return f"{letter}{self.id[1:]}{next(self._numbers):06d}"

    def add_user(self, name: str, **more: Any) -> User:
        user = User(self.new_id("U"), name, **more)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, members: set[str], *, private: bool = False) -> Channel:
        channel = Channel(self.new_id("C"), name, is_private=private, members=set(members))
        channel.creator = min(members, default="")
        self.channels[channel.id] = channel
        return channel

    def im(self, user: str) -> Channel:
        """The private chat of a user and the bot, opened at need."""
        for channel in self.channels.values():
            if channel.is_im and user in channel.members:
                return channel
        channel = Channel(self.new_id("D"), is_im=True, members={user, self.bot.id})
        self.channels[channel.id] = channel
        return channel

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Name each block and each element that has no name yet, as Slack does."""
        named = deepcopy(blocks)
        for block in named:
            block.setdefault("block_id", self.new_id("b"))
            for one in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
                if isinstance(one, dict) and one.get("type") not in {"mrkdwn", "plain_text"}:
                    one.setdefault("action_id", self.new_id("a"))
        return named

    def say(self, channel: Channel, user: str, text: str = "", **more: Any) -> Message:
        now, more["blocks"] = self.clock(), self.with_ids(more.get("blocks", []))
        ts = f"{int(now.timestamp())}.{next(self._numbers):06d}"
        message = Message(ts, user, now, text, **more)
        channel.messages.append(message)
        return message

    def history(self, channel: Channel) -> Iterator[Message]:
        """Everything that can be read back by now, newest first."""
        now = self.clock()
        for message in reversed(channel.messages):
            if not message.only_for and message.at + self.lag <= now:
                yield message
