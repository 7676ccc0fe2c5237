"""Somebody in Teams: types, presses, fills in, and reads what they see."""

from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tests.peers.teams import reading
from tests.peers.teams.cards import faults
from tests.peers.teams.server import BOT, TENANT, Conversation, Json, Message, Teams

KINDS = {"personal": "personal", "group": "groupChat", "channel": "channel"}


class Persona:
    """A user of a tenant.

    `said` is what the last press was answered with, beside dialogs, and `replaced` the card that
    came in the place of the one pressed; `did` is what was sent.
    """

    def __init__(
        self, teams: Teams, name: str, *, tenant: str = TENANT, locale: str = "en-GB"
    ) -> None:
        self.teams = teams
        self.name = name
        self.tenant = tenant
        self.locale = locale
        self.user = str(uuid5(NAMESPACE_DNS, f"{name}.{tenant}"))
        self.account = f"29:{name}-{tenant[:4]}"
        self.chat = teams.add(f"{name.lower()}", "personal", tenant)
        self.chat.members[self.account] = self.details
        self.dialog: Json | None = None
        self.way = ""
        self.where = self.chat
        self.said = ""
        self.status = 200
        self.did: Json = {}
        self.replaced: Json | None = None

    @property
    def details(self) -> Json:
        return {"name": self.name, "aadObjectId": self.user}

    def enters(self, room: Conversation) -> "Persona":
        room.members[self.account] = self.details
        return self

    def activity(self, kind: str, room: Conversation | None = None, **more: Any) -> Json:
        """Make an activity as Teams sends it."""
        where = room or self.chat
        data: Json = {"tenant": {"id": self.tenant}}
        if where.kind == "channel":
            data["team"] = {"id": where.team or where.id}
        return {
            "type": kind, "id": f"f:{next(self.teams.numbers)}", "channelId": "msteams",
            "serviceUrl": self.teams.service, "timestamp": "2026-02-02T08:00:00.000Z",
            "from": {"id": self.account, "name": self.name, "aadObjectId": self.user},
            "recipient": {"id": BOT, "name": "Kring"}, "channelData": data,
            "conversation": {
                "id": where.id, "conversationType": KINDS[where.kind], "tenantId": self.tenant,
                "isGroup": where.kind != "personal",
            },
            "locale": self.locale, "localTimezone": "Europe/Amsterdam",
            "entities": [{"type": "clientInfo", "locale": self.locale, "country": "NL"}],
            **more,
        }  # fmt: skip

    async def tells(self, activity: Json) -> Json:
        self.did = activity
        self.status, answer = await self.teams.tell(activity)
        return answer

    async def adds_kring(self, room: Conversation | None = None) -> None:
        """Install Kring in a room, or for oneself."""
        added = {"membersAdded": [{"id": BOT}]}
        await self.tells(self.activity("conversationUpdate", room, **added))
        await self.tells(self.activity("installationUpdate", room, action="add"))

    async def joins(self, room: Conversation) -> None:
        """Come into a room; what Teams tells of it has no name."""
        self.enters(room)
        came = {"id": self.account, "aadObjectId": self.user}
        await self.tells(self.activity("conversationUpdate", room, membersAdded=[came]))

    async def leaves(self, room: Conversation) -> None:
        """Leave a room."""
        room.members.pop(self.account, None)
        went = {"id": self.account, "aadObjectId": self.user}
        await self.tells(self.activity("conversationUpdate", room, membersRemoved=[went]))

    async def says(self, text: str, room: Conversation | None = None) -> int:
        """Type a line: to Kring in the private chat, mentioning it in a room."""
        mention = {"type": "mention", "text": "<at>Kring</at>", "mentioned": {"id": BOT}}
        more: Json = {"text": text, "textFormat": "plain"}
        if room:
            more = {"text": f"<at>Kring</at> {text}\n", "entities": [mention]}
        await self.tells(self.activity("message", room, **more))
        return self.status

    def messages(self, room: Conversation | None = None) -> list[Message]:
        where = room or self.chat
        return [one for one in where.messages if one.only in ("", self.account)]

    def reads(self, room: Conversation | None = None) -> str:
        """Return all that a chat shows to this person."""
        return "\n".join(_text(one) for one in self.messages(room))

    def sees(self) -> str:
        """Return what their dialog shows."""
        assert self.dialog, "no dialog is open"
        title = self.dialog["title"]
        return f"{title}\n{reading.plain(self.dialog['card']['content'])}"

    async def presses(self, label: str, room: Conversation | None = None, pick: str = "") -> None:
        """Press the newest button with this label, in the open dialog or else in a chat."""
        card = self.dialog["card"]["content"] if self.dialog else None
        if card is None:
            where = reversed(self.messages(room))
            card = next(one.card for one in where if _button(one.card, label))
            self.where = room or self.chat
        action = _button(card, label)
        assert action, f"no [{label}] in {reading.plain(card)}"
        await self.performs(action, _picked(card, pick))

    async def performs(self, action: Json, values: Json | None = None) -> None:
        """Do what a client does with a button."""
        data = {**(values or {}), **action["data"]}
        if action["type"] == "Action.Execute":
            value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}}
            await self._invoke("adaptiveCard/action", value)
        elif self.dialog:
            name = "composeExtension/submitAction" if self.way == "extension" else "task/submit"
            await self._invoke(name, {"data": data, "commandId": "kring_commit"})
        elif data.get("msteams", {}).get("type") == "task/fetch":
            await self._invoke("task/fetch", {"data": data, "context": {"theme": "default"}})
        else:
            await self.tells(self.activity("message", self.where, value=data))

    async def _invoke(self, name: str, value: Json) -> None:
        await self.repeats(self.activity("invoke", self.where, name=name, value=value))

    async def repeats(self, invoked: Json) -> None:
        """Send what a press sent, and take in the answer, as a client does that tries again."""
        answer = await self.tells(invoked)
        self.said, self.replaced = "", None
        task = answer.get("task")
        if task and task["type"] == "continue":
            self.dialog = task["value"]
            self.teams.problems += faults(self.dialog["card"]["content"])
            return
        self.dialog, self.way = None, ""
        if task:
            self.said = task["value"]
        elif answer.get("type") == "application/vnd.microsoft.activity.message":
            self.said = answer["value"]
        elif "value" in answer:
            self.replaced = dict(answer["value"])
            self.teams.problems += faults(answer["value"])
            self.said = reading.plain(answer["value"])

    async def uses(self, command: str, text: str, room: Conversation) -> None:
        """Use a message action on a message in a room."""
        link = "https://teams.microsoft.com/l/message/19:x/1"
        payload = {
            "id": "1", "linkToMessage": link, "body": {"contentType": "html", "content": text},
        }  # fmt: skip
        self.where = room
        self.way = "extension"
        value = {"commandId": command, "commandContext": "message", "messagePayload": payload}
        await self._invoke("composeExtension/fetchTask", value)
        self.way = "extension" if self.dialog else ""

    async def fills(self, values: dict[str, str], submit: str = "") -> None:
        """Fill in the open dialog by its labels, leave the rest as it is, and hand it in."""
        assert self.dialog, "no dialog is open"
        card = self.dialog["card"]["content"]
        left, data = dict(values), {}
        for one in reading.inputs(card):
            label = one.get("label") or one.get("title", "")
            given = left.pop(label, None)
            data[one["id"]] = one.get("value", "") if given is None else _chosen(one, given)
        assert not left, f"{left} not in {reading.plain(card)}"
        buttons = [one for one in reading.actions(card) if one["type"] == "Action.Submit"]
        button = _button(card, submit) if submit else buttons[-1]
        assert button
        await self.performs(button, data)


def _text(message: Message) -> str:
    return reading.plain(message.card) if message.card else message.activity.get("text", "")


def _button(card: Json, label: str) -> Json | None:
    for one in reading.actions(card):
        if one["title"] == label and "data" in one:
            return one
    return None


def _picked(card: Json, pick: str) -> Json:
    found = {}
    for one in reading.inputs(card):
        chosen = [c["value"] for c in one.get("choices", []) if c["title"] == pick]
        found[one["id"]] = chosen[0] if chosen else one.get("value", "")
    return found


def _chosen(one: Json, given: str) -> str:
    if one["type"] == "Input.Toggle":
        return str(one["valueOn"] if given else one["valueOff"])
    if one["type"] != "Input.ChoiceSet":
        return given
    known = {choice["title"]: choice["value"] for choice in one["choices"]}
    return ",".join(known[each] for each in given.split("|")) if given else ""
