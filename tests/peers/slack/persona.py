"""People in a workspace, and rooms: tests read as what they do and see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.peers.slack import filling, views
from tests.peers.slack.blocks import check_view
from tests.peers.slack.chat import as_json
from tests.peers.slack.door import Answer
from tests.peers.slack.reading import elements, label, plain, shown
from tests.peers.slack.views import Open, Screen
from tests.peers.slack.workspace import Channel, Message, Workspace

if TYPE_CHECKING:
    from tests.peers.slack.server import Slack


@dataclass
class Place:
    """A conversation as somebody in it sees it; `eyes` is whose (of all, by default)."""

    team: Workspace
    channel: Channel
    eyes: str = ""

    def messages(self) -> list[Message]:
        return [one for one in self.channel.messages if one.only_for in ("", self.eyes)]

    def all(self) -> list[str]:
        return [shown(one) for one in self.messages()]

    def shows(self) -> str:
        """Everything that is there, a message below the other."""
        return "\n\n".join(self.all())

    def last(self) -> str:
        return self.all()[-1]

    def chatter(self, user: str, number: int) -> None:
        """Let somebody say many things."""
        for n in range(number):
            self.team.say(self.channel, user, f"Line {n}")


@dataclass
class Sight:
    """One thing to press: where it is, in which block."""

    element: dict[str, Any]
    block: dict[str, Any]
    channel: Channel | None = None
    message: Message | None = None
    view: Open | None = None


class Persona:
    """Somebody with an account, in one of the rooms at a time."""

    def __init__(self, slack: "Slack", team: Workspace, name: str, **more: Any) -> None:
        self.slack = slack
        self.team = team
        self.user = team.add_user(name, **more)
        self.id = self.user.id
        self.at: Channel | None = None
        self.did: dict[str, Any] = {}
        """The newest press, as it was sent."""

    @property
    def private(self) -> Place:
        """The private chat with Kring."""
        return Place(self.team, self.team.im(self.id), self.id)

    @property
    def screen(self) -> Screen:
        return self.slack.screen(self.team.id, self.id)

    @property
    def modal(self) -> Open:
        """The view on top."""
        return self.screen.modals[-1]

    def here(self) -> Channel:
        return self.at or self.team.im(self.id)

    def sees(self) -> str:
        """What stands where this person is, for their eyes."""
        return Place(self.team, self.here(), self.id).shows()

    def enters(self, channel: Channel) -> "Persona":
        """Be in a room from now on, without a word about it."""
        channel.members.add(self.id)
        self.at = channel
        return self

    def privately(self) -> "Persona":
        """Be in the private chat with Kring from now on."""
        self.at = None
        return self

    async def types(self, line: str) -> Answer:
        """Type a slash command: '/kring poll Lunch?'."""
        command, _, text = line.partition(" ")
        channel = self.here()
        form = {
            **self._who(), "command": command, "text": text,
            "channel_id": channel.id, "channel_name": channel.name or "directmessage",
            "user_id": self.id, "user_name": self.user.name.casefold(),
            "team_id": self.team.id, "team_domain": self.team.domain,
            "response_url": self.slack.responses.new(self.team.id, channel.id, self.id),
        }  # fmt: skip
        answer = await self.slack.door.command({k: str(v) for k, v in form.items()})
        if answer.ok and (answer.payload.get("text") or answer.payload.get("blocks")):
            self.slack.responses.answer(self.team.id, channel.id, self.id, answer.payload)
        return answer

    async def says(self, text: str) -> list[Answer]:
        """Say something: Kring hears it in a private chat, or where it is mentioned."""
        channel = self.here()
        said = self.team.say(channel, self.id, text)
        event = {"user": self.id, "text": text, "ts": said.ts, "channel": channel.id}
        if channel.is_im:
            return await self._event(type="message", channel_type="im", **event)
        if f"<@{self.team.bot.id}>" in text:
            return await self._event(type="app_mention", **event)
        return []

    async def presses(self, name: str) -> Answer:
        """Press the newest button of this name in sight."""
        return await self.press(self.finds(name))

    async def press(self, sight: Sight) -> Answer:
        """Press something, also what is not in sight any more."""
        element = sight.element
        action = {
            key: element[key] for key in ("action_id", "type", "text", "value") if key in element
        }
        return await self._acts(sight, action)

    async def picks(self, name: str, chosen: str) -> Answer:
        """Pick an option of the list of this name in sight."""
        sight = self.finds(name)
        element = sight.element
        action = {"action_id": element["action_id"], "type": element["type"]}
        if "options" in element:
            action["selected_option"] = filling.option(element, chosen)
        else:
            action["selected_user"] = chosen
        return await self._acts(sight, action)

    async def fills(self, values: dict[str, Any] | None = None, **more: Any) -> dict[str, str]:
        """Fill in the view on top and hand it in; return the errors by label, {} for none."""
        opened = self.modal
        blocks = opened.view["blocks"]
        opened.values = filling.filled(blocks, {**(values or {}), **more})
        if found := filling.lacking(blocks, opened.values):
            return self._by_label(blocks, found)
        root = self.screen.modals[0].id
        view = opened.as_json(self.team.id, self.slack.app_id, root)
        payload = {"type": "view_submission", **self._actor(), "view": view, "response_urls": []}
        answer = await self.slack.door.interact(payload)
        return self._answered(answer, opened)

    async def shortcut(self, callback: str, message: Message | None = None) -> Answer:
        """Use a shortcut: a global one, or one on a message of the room."""
        payload = {
            "type": "message_action" if message else "shortcut",
            "callback_id": callback,
            "action_ts": f"{self.slack.clock().timestamp():.6f}",
            **self._actor(),
        }
        if message:
            payload |= {
                "message": as_json(message), "message_ts": message.ts,
                "channel": self._channel(self.here()),
                "response_url": self.slack.responses.new(self.team.id, self.here().id, self.id),
            }  # fmt: skip
        return await self.slack.door.interact(payload)

    async def home(self) -> str:
        """Open Kring's home and read it."""
        channel = self.team.im(self.id).id
        await self._event(type="app_home_opened", user=self.id, channel=channel, tab="home")
        return plain(self.screen.home.view["blocks"]) if self.screen.home else ""

    async def joins(self, channel: Channel) -> list[Answer]:
        """Come into a room."""
        self.enters(channel)
        return await self._membership("member_joined_channel", channel, self.id)

    async def leaves(self, channel: Channel) -> list[Answer]:
        """Leave a room."""
        channel.members.discard(self.id)
        return await self._membership("member_left_channel", channel, self.id)

    async def invites_kring(self, channel: Channel) -> list[Answer]:
        """Bring Kring into a room."""
        channel.members.add(self.team.bot.id)
        return await self._membership("member_joined_channel", channel, self.team.bot.id)

    def finds(self, name: str) -> Sight:
        """Find the newest thing of this name in sight."""
        for sight in self._sights():
            if label(sight.element) == name:
                return sight
        seen = [label(sight.element) for sight in self._sights()]
        raise AssertionError(f"{self.user.name} sees no '{name}', but {seen}")

    def _sights(self) -> Iterator[Sight]:
        for opened in reversed(self.screen.modals):
            yield from self._in(opened.view["blocks"], view=opened)
        for channel in dict.fromkeys([self.here(), self.team.im(self.id)]):
            for message in reversed(Place(self.team, channel, self.id).messages()):
                yield from self._in(message.blocks, channel=channel, message=message)
        if home := self.screen.home:
            yield from self._in(home.view["blocks"], view=home)

    def _in(self, blocks: list[dict[str, Any]], **where: Any) -> Iterator[Sight]:
        for block in blocks:
            for element in elements(block):
                yield Sight(element, block, **where)

    async def _acts(self, sight: Sight, action: dict[str, Any]) -> Answer:
        action |= {
            "block_id": sight.block["block_id"],
            "action_ts": f"{self.slack.clock().timestamp():.6f}",
        }
        payload = {"type": "block_actions", **self._actor(), "actions": [action]}
        self.did = {**payload, **self._container(sight)}
        return await self.slack.door.interact(self.did)

    def _container(self, sight: Sight) -> dict[str, Any]:
        if sight.view is not None:
            view = sight.view.as_json(self.team.id, self.slack.app_id)
            return {"container": {"type": "view", "view_id": sight.view.id}, "view": view}
        assert sight.channel is not None
        assert sight.message is not None
        channel, message = sight.channel, sight.message
        container = {
            "type": "message", "message_ts": message.ts, "channel_id": channel.id,
            "is_ephemeral": bool(message.only_for),
        }  # fmt: skip
        found: dict[str, Any] = {
            "container": container, "channel": self._channel(channel), "state": {"values": {}},
            "response_url": self.slack.responses.new(self.team.id, channel.id, self.id, message),
        }  # fmt: skip
        if not message.only_for:  # Slack leaves the message out where only one sees it
            found["message"] = as_json(message)
        return found

    def _answered(self, answer: Answer, opened: Open) -> dict[str, str]:
        assert answer.ok, f"handing in was answered {answer.status}"
        said, modals = answer.payload, self.screen.modals
        match said.get("response_action"):
            case "errors":
                return self._by_label(opened.view["blocks"], said["errors"])
            case "update" | "push" as what:
                check_view(said["view"], charts=self.team.charts)
                if what == "push":
                    modals.append(views.new(self.team, self.id, said["view"]))
                else:
                    opened.show(said["view"], self.team)
            case "clear":
                modals.clear()
            case _ if opened in modals:
                modals.remove(opened)
        return {}

    def _by_label(self, blocks: list[dict[str, Any]], errors: dict[str, str]) -> dict[str, str]:
        labels = {block["block_id"]: block.get("label", {}).get("text", "") for block in blocks}
        assert errors.keys() <= labels.keys(), f"errors at {set(errors)}, blocks are {set(labels)}"
        return {labels[block]: error for block, error in errors.items()}

    async def _event(self, **event: Any) -> list[Answer]:
        return await self.slack.door.event(self.team.id, event)

    async def _membership(self, kind: str, channel: Channel, user: str) -> list[Answer]:
        where = {"channel": channel.id, "channel_type": "G" if channel.is_private else "C"}
        return await self._event(type=kind, user=user, team=self.team.id, **where)

    def _who(self) -> dict[str, Any]:
        return {
            "token": "verification",
            "api_app_id": self.slack.app_id,
            "is_enterprise_install": "false",
            "trigger_id": self.slack.trigger(self.team.id, self.id),
        }

    def _actor(self) -> dict[str, Any]:
        name = self.user.name.casefold()
        user = {"id": self.id, "username": name, "name": name, "team_id": self.team.id}
        team = {"id": self.team.id, "domain": self.team.domain}
        who = {**self._who(), "is_enterprise_install": False, "enterprise": None}
        return {**who, "user": user, "team": team}

    def _channel(self, channel: Channel) -> dict[str, str]:
        return {"id": channel.id, "name": channel.name or "directmessage"}
