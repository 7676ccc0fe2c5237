"""Gives people their answers: where only they see them, or in a dialog."""

from dataclasses import replace

import structlog

from adapters.payload import Json
from adapters.teams import connector, forms, naming, render
from adapters.teams.connector import Refused
from adapters.teams.directory import FAULTS
from adapters.teams.house import Acting, Teams
from adapters.teams.incoming import Spot
from adapters.teams.naming import PLATFORM
from bot.cards import Card, merged
from bot.effects import Answer, Ask, Whisper
from bot.events import AccountRef
from bot.forms import Form
from bot.texts import _, speaking

log = structlog.get_logger()

# With these Teams says that it knows no messages for one person in this room.
_NOT_TARGETED = {400, 403, 404, 405, 501}


class Answers:
    """Shows whispers and forms to the person who acted."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._untargeted: set[str] = set()

    async def give(self, acting: Acting, answers: list[Answer]) -> None:
        """Show answers one after the other."""
        with speaking(acting.language):
            for answer in answers:
                match answer:
                    case Whisper(card, fleeting):
                        await self._whispered(acting, card, fleeting=fleeting)
                    case Ask(form):
                        await self._offer(acting, form)

    async def in_chat(self, acting: Acting, answers: list[Answer]) -> None:
        """Show answers to a client that opens no dialogs: a form stands in the chat itself."""
        with speaking(acting.language):
            for answer in answers:
                match answer:
                    case Whisper(card, fleeting):
                        await self._whispered(acting, card, fleeting=fleeting)
                    case Ask(form):
                        await self.show(acting, await self.dialog(acting, form))

    async def _offer(self, acting: Acting, form: Form) -> None:
        readers = await naming.readers(
            self._teams.database, acting.spot.tenant, form, self._teams.base
        )
        await self._give(
            acting, _carrying(forms.opener(form, readers, acting.signing(self._teams)))
        )

    async def show(self, acting: Acting, view: Json) -> None:
        """Show a dialog's card in the chat of the person it is for."""
        await self._give(acting, _carrying(view["card"]["content"]))

    async def _whispered(self, acting: Acting, card: Card | str, *, fleeting: bool) -> None:
        # A chat keeps what is in it, and with thanks for an answer that somebody took part.
        if not fleeting:
            await self.whisper(acting, card)

    async def whisper(self, acting: Acting, card: Card | str) -> None:
        """Show something to one person: in their chat, or in the room where it can be."""
        await self._give(acting, await self._message(acting, card))

    async def _give(self, acting: Acting, message: Json) -> None:
        try:
            if acting.spot.kind == "personal":
                await self._post(acting.spot.service_url, acting.spot.conversation, message)
            elif not await self._targeted(acting.spot, message):
                await self._privately(acting.spot, message)
        except FAULTS as fault:
            log.warning("teams.whisper_lost", fault=type(fault).__name__)
            if acting.spot.kind != "personal":
                await self._excuse(acting.spot)

    async def _message(self, acting: Acting, card: Card | str) -> Json:
        whole = render.as_card(card)
        readers = await naming.readers(
            self._teams.database, acting.spot.tenant, whole, self._teams.base
        )
        return render.message(whole, readers, acting.signing(self._teams))

    async def _post(self, service: str, where: str, message: Json, **params: str) -> None:
        path = f"{connector.conversation(where)}/activities"
        await self._teams.calls.call("POST", service, path, message, **params)

    async def _targeted(self, spot: Spot, message: Json) -> bool:
        """Post to one person in a room; False where Teams does not do that."""
        if not self._teams.targeted or spot.tenant in self._untargeted:
            return False
        whole = {**message, "recipient": {"id": spot.account, "role": "user"}}
        where, service = spot.conversation, spot.service_url
        try:
            await self._post(service, where, whole, isTargetedActivity="true")
        except Refused as refused:
            if refused.status not in _NOT_TARGETED:
                raise
            self._untargeted.add(spot.tenant)
            return False
        return True

    async def _privately(self, spot: Spot, message: Json) -> None:
        service, chat = await self._teams.directory.private(spot.tenant, spot.user)
        await self._post(service, chat, message)

    async def _excuse(self, spot: Spot) -> None:
        """Say in the room that somebody cannot be reached, and nothing of what it was about."""
        sorry = _("I have an answer for you alone. Open a chat with me, and ask me again there.")
        try:
            await self._post(
                spot.service_url, spot.conversation, {"type": "message", "text": sorry}
            )
        except FAULTS as fault:
            log.warning("teams.excuse_lost", fault=type(fault).__name__)

    async def dialog(self, acting: Acting, answer: Card | str | Form) -> Json:
        """Draw an answer as a dialog."""
        readers = await naming.readers(
            self._teams.database, acting.spot.tenant, answer, self._teams.base
        )
        signing = acting.signing(self._teams)
        if isinstance(answer, Form):
            return forms.dialog(answer, readers, signing)
        return render.dialog(answer, readers, signing)

    async def again(self, acting: Acting, form: Form, fault: str, field: str) -> Json:
        """Draw a form once more, with what is wrong in it."""
        readers = await naming.readers(self._teams.database, acting.spot.tenant, form)
        return forms.dialog(form, readers, acting.signing(self._teams), fault=fault, field=field)

    async def home(self, acting: Acting) -> Json:
        """Draw somebody's home view as a card."""
        spot = acting.spot
        account = AccountRef(PLATFORM, spot.tenant, spot.user)
        with speaking(acting.language):
            card = await self._teams.core.home(account)
            readers = await naming.readers(
                self._teams.database, spot.tenant, card, self._teams.base
            )
            signing = replace(acting, home=True, room="").signing(self._teams)
            return render.draw(card, readers, signing).card

    async def send_home(self, acting: Acting) -> None:
        """Send somebody their home view, in their private chat."""
        message = _carrying(await self.home(acting))
        try:
            await self._post(acting.spot.service_url, acting.spot.conversation, message)
        except FAULTS as fault:
            log.warning("teams.whisper_lost", fault=type(fault).__name__)


def _carrying(card: Json) -> Json:
    attachment = {"contentType": render.TYPE, "content": card}
    return {"type": "message", "summary": card["fallbackText"], "attachments": [attachment]}


def together(answers: list[Answer]) -> Card | str | Form | None:
    """Return what a dialog shows of several answers: a form first, else all words as one."""
    asked = next((one.form for one in answers if isinstance(one, Ask)), None)
    said = [one.card for one in answers if isinstance(one, Whisper)]
    if asked is not None or not said:
        return asked
    return said[0] if len(said) == 1 else merged([render.as_card(one) for one in said])
