"""Gives people their answers: where only they see them, or in a dialog."""

from dataclasses import replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.naming import Readers
from adapters.payload import Json
from adapters.slack import forms, ids, naming, render
from adapters.slack.directory import FAULTS, said
from adapters.slack.house import Acting, Slack
from adapters.slack.incoming import Spot
from adapters.slack.readback import ANSWER
from adapters.slack.render import Message
from bot.cards import Actions, Button, Card, Text, command_button
from bot.effects import Answer, Ask, Whisper
from bot.events import Command, Event, Press
from bot.forms import Form
from bot.texts import _, speaking

log = structlog.get_logger()

_USES = 5
"""How often an address to respond to may be used."""


class NotTaken(Exception):  # noqa: N818 - an outcome, not a fault of ours
    """Slack did not take an answer at the address it gave for it."""


class Answers:
    """Shows whispers and forms to the person who acted."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def give(self, acting: Acting, answers: list[Answer], event: Event | None = None) -> None:
        """Show answers one after the other; `event` is what they answer."""
        with speaking(acting.language):
            for answer in answers:
                match answer:
                    case Whisper(card, fleeting):
                        await self.whisper(acting, card, fleeting=fleeting)
                    case Ask(form):
                        await self._ask(acting, form, event)

    async def whisper(self, acting: Acting, card: Card | str, *, fleeting: bool = False) -> None:
        """Show something to one person: beside the message, in a dialog, or in their chat.

        Not in their chat what is fleeting: a chat keeps it, as that somebody took part.
        """
        place = acting.spot.place
        try:
            if place in ("home", "global") and acting.spot.trigger:
                await self._open(acting, await self.reading(acting, card))
            elif place == "modal" and acting.spot.view:
                await self._replace(acting, await self.reading(acting, card))
            else:
                await self._say(acting, card)
        except (*FAULTS, NotTaken) as fault:
            log.info("slack.whisper_elsewhere", fault=said(fault), place=place)
            if not fleeting:
                await self._privately(acting, card)

    async def reading(self, acting: Acting, card: Card | str) -> Json:
        """Draw a card as a dialog."""
        return render.reading(card, await self._readers(acting, card))

    async def dialog(self, acting: Acting, form: Form) -> Json:
        """Draw a form, sealed for the person it is opened for."""
        sealed = self._slack.seal.close(acting.opens(form))
        return forms.modal(form, sealed, await self._readers(acting, form))

    async def messages(self, acting: Acting, card: Card | str) -> list[Message]:
        """Draw an answer as messages."""
        return render.pages(card, await self._readers(acting, card))

    async def _readers(self, acting: Acting, shown: Card | Form | str) -> Readers:
        database, base = self._slack.database, self._slack.base
        return await naming.readers(database, acting.tenant, shown, base)

    async def _ask(self, acting: Acting, form: Form, event: Event | None) -> None:
        view = await self.dialog(acting, form)
        try:
            if acting.spot.place == "modal" and acting.spot.view:
                await self._replace(acting, view)
                return
            if acting.spot.trigger:
                await self._open(acting, view)
                return
        except FAULTS as fault:
            # Most of all a trigger that has expired: pressing the button gives a new one.
            log.info("slack.form_later", fault=said(fault))
        later = replace(acting, spot=replace(acting.spot, trigger=""))
        await self.whisper(later, opener(form, event))

    async def _client(self, acting: Acting) -> AsyncWebClient:
        return await self._slack.clients.of(acting.tenant)

    async def _open(self, acting: Acting, view: Json) -> None:
        client = await self._client(acting)
        await client.views_open(trigger_id=acting.spot.trigger, view=view)

    async def _replace(self, acting: Acting, view: Json) -> None:
        client = await self._client(acting)
        await client.views_update(view_id=acting.spot.view, view=view)

    async def follow(self, acting: Acting, messages: list[Message]) -> None:
        """Show the rest of an answer whose first message Slack has had already."""
        for message in messages:
            await self._respond(acting.spot, message)

    async def _say(self, acting: Acting, card: Card | str) -> None:
        for number, message in enumerate(await self.messages(acting, card)):
            if acting.spot.response_url and number < _USES:
                await self._respond(acting.spot, message)
            elif acting.spot.place == "direct":
                await self._post(acting, acting.spot.channel, message)
            else:
                await self._beside(acting, message)

    async def _respond(self, spot: Spot, message: Message) -> None:
        session = self._slack.clients.session()
        hook = AsyncWebhookClient(spot.response_url, session=session, retry_handlers=[])
        shown = {"response_type": "ephemeral", "replace_original": False, **message.payload()}
        if spot.thread:
            shown["thread_ts"] = spot.thread
        response = await hook.send_dict(shown)
        if response.status_code >= 300:
            raise NotTaken(response.status_code)

    async def _beside(self, acting: Acting, message: Message) -> None:
        spot, client = acting.spot, await self._client(acting)
        if not spot.channel:
            raise NotTaken("no channel")
        thread = spot.thread or None
        await client.chat_postEphemeral(
            channel=spot.channel,
            user=spot.user,
            text=message.text,
            blocks=list(message.blocks),
            thread_ts=thread,
        )

    async def _post(self, acting: Acting, channel: str, message: Message) -> None:
        client = await self._client(acting)
        thread = acting.spot.thread or None if channel == acting.spot.channel else None
        await client.chat_postMessage(
            channel=channel, thread_ts=thread, metadata=ANSWER, **message.payload()
        )

    async def _privately(self, acting: Acting, card: Card | str) -> None:
        try:
            for message in await self.messages(acting, card):
                await self._post(acting, acting.spot.user, message)
        except FAULTS as fault:
            log.warning("slack.whisper_lost", fault=said(fault))


def opener(form: Form, event: Event | None) -> Card:
    """Offer a form that Slack would not open now: the button does the same again."""
    again = _again(event)
    if again is None:
        late = _("That took too long. Please choose it again.")
        return Card(form.title, (Text(late),), late)
    return Card(form.title, (Actions((again,)),), form.title)


def _again(event: Event | None) -> Button | None:
    match event:
        case Command(text=text, network=network):
            again = command_button(_("Open the form"), network, text, main=True)
        case Press(action=action, args=args, value=value):
            again = Button(_("Open the form"), action, (*args, value) if value else args, main=True)
        case _:
            return None
    return again if len(ids.written(again.args)) <= ids.LONGEST_VALUE else None
