"""Takes what came in to the core, and says what Teams hears at once."""

from typing import assert_never

import structlog

from adapters.teams import forms, naming, showing
from adapters.teams.answers import Answers, together
from adapters.teams.house import Acting, Teams
from adapters.teams.ids import Mark
from adapters.teams.incoming import (
    COMMIT,
    Added,
    Gone,
    Incoming,
    Line,
    Moved,
    Other,
    Pushed,
    Shortcut,
    Spot,
)
from adapters.teams.moves import Moves
from adapters.teams.naming import PLATFORM
from adapters.teams.replies import Reply, dialog, done, old, replaced, said
from adapters.teams.words import typed
from bot import cardjson
from bot.asking import refusal
from bot.cards import COMMAND, Card
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Origin, Press, RoomRef, Submission
from bot.forms import Form
from bot.links import MESSAGE
from bot.texts import _, speaking

log = structlog.get_logger()

_HOME = {"", "home", "thuis", "menu", "kring"}


class Desk:
    """Handles one thing that came in at a time; returns what Teams is answered with."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._answers = Answers(teams)
        self._moves = Moves(teams)

    async def take(self, came: Incoming) -> Reply:
        """Do what somebody asked; raises what the database raises when it is not there."""
        match came:
            case Line():
                return await self._line(came)
            case Pushed():
                return await self._pushed(came)
            case Shortcut():
                return await self._shortcut(came)
            case Moved():
                self._teams.tasks.start(self._moves.moved(came))
            case Added(spot):
                await self._added(spot)
            case Gone(spot):
                await self._teams.directory.forget(spot.tenant, spot.base)
            case Other(asked):
                return Reply(501 if asked else 200)
            case _:
                assert_never(came)
        return Reply(200)

    async def _acting(self, spot: Spot, mark: Mark | None = None) -> Acting:
        """Find out who acts; what they chose in Kring goes before what Teams tells."""
        await self._teams.directory.keep(spot)
        await self._teams.directory.name(spot.tenant, spot.user, spot.account)
        who = await self._teams.directory.who(spot.tenant, spot.user)
        language, zone = (who.language, who.zone) if who else (spot.language, spot.zone)
        name = who.name if who else spot.name or spot.user
        room = spot.room or (mark.room if mark else "")
        return Acting(spot, language, name, zone, room, home=bool(mark and mark.home))

    async def _origin(self, acting: Acting, *, may_start: bool = False) -> Origin:
        spot, tenant, directory = acting.spot, acting.spot.tenant, self._teams.directory
        room = RoomRef(PLATFORM, tenant, acting.room) if acting.room else None
        owns = False
        if room and may_start and await directory.is_free(tenant, acting.room):
            owns = await directory.owns(tenant, acting.room, spot.user)
        account = AccountRef(PLATFORM, tenant, spot.user)
        return Origin(spot.key, account, room, acting.name, acting.language, acting.zone, owns)

    async def _dispatch(self, acting: Acting, event: Event) -> list[Answer]:
        tenant, room, directory = acting.spot.tenant, acting.room, self._teams.directory
        free = bool(room) and await directory.is_free(tenant, room)
        answers = await self._teams.core.dispatch(event)
        if free and not await directory.is_free(tenant, room):
            self._teams.tasks.start(self._moves.gather(acting.spot, room))
        return answers

    def _later(self, acting: Acting, answers: list[Answer]) -> None:
        if answers:
            self._teams.tasks.start(self._answers.give(acting, answers))

    async def _added(self, spot: Spot) -> None:
        await self._teams.directory.keep(spot, added=True)
        if spot.kind == "personal" and spot.user:
            acting = await self._acting(spot)
            self._teams.tasks.start(self._answers.send_home(acting))

    async def _line(self, came: Line) -> Reply:
        acting = await self._acting(came.spot)
        accounts = [one.account for one in came.people]
        names = await naming.names(self._teams.database, came.spot.tenant, accounts)
        text = typed(came.text, came.people, names, came.spot.bot)
        if came.spot.kind == "personal" and text.casefold() in _HOME:
            self._teams.tasks.start(self._answers.send_home(acting))
            return Reply(200)
        event = Command(await self._origin(acting, may_start=True), text)
        self._later(acting, await self._dispatch(acting, event))
        return Reply(200)

    async def _pushed(self, came: Pushed) -> Reply:
        spot = came.spot
        mark = self._teams.seal.open(came.sealed, spot.tenant, spot.user)
        acting = await self._acting(spot, mark)
        with speaking(acting.language):
            if mark is None:
                return await self._shown(acting, came, [Whisper(old())])
            if mark.what == "form":
                return await self._handed_in(acting, came, mark)
            if mark.what == "open":
                return await self._shown(acting, came, [await self._opened(acting, mark)])
            if mark.what == "more":
                shown = await showing.whole(self._teams, acting, mark.args)
                return await self._shown(acting, came, [Whisper(shown)])
            value = came.values.get(mark.field, "") if mark.what == "pick" else ""
            if mark.what == "pick" and not value:
                nothing = _("Choose something from the list first.")
                return await self._shown(acting, came, [Whisper(nothing)])
            origin = await self._origin(acting, may_start=mark.action == COMMAND)
            event = Press(origin, mark.action, mark.args, value)
            return await self._shown(acting, came, await self._dispatch(acting, event))

    async def _opened(self, acting: Acting, mark: Mark) -> Answer:
        """Open a form that a button carries, for who may hand it in still."""
        core = self._teams.core
        event = Submission(await self._origin(acting, may_start=True), mark.action, mark.args, {})
        fault = await core.database.read(
            lambda unit: refusal(unit, core.features, event, core.clock())
        )
        return Whisper(fault) if fault else Ask(cardjson.load_form(mark.form))

    async def _handed_in(self, acting: Acting, came: Pushed, mark: Mark) -> Reply:
        form = cardjson.load_form(mark.form)
        values = forms.values(form, came.values)
        try:
            origin = await self._origin(acting, may_start=True)
            event = Submission(origin, mark.action, mark.args, values)
            answers = await self._dispatch(acting, event)
        except Refusal as refusal:
            again = forms.filled(form, values)
            view = await self._answers.again(acting, again, refusal.text, refusal.field)
            if came.way != "message":
                return dialog(view)
            self._teams.tasks.start(self._answers.show(acting, view))
            return Reply(200)
        return await self._shown(acting, came, answers)

    async def _shown(self, acting: Acting, came: Pushed, answers: list[Answer]) -> Reply:
        """Answer a press where it was made: on its card, in a dialog, or in the chat."""
        match came.way:
            case "message":
                # A client that took a dialog for a message: it will take no other either.
                self._teams.tasks.start(self._answers.in_chat(acting, answers))
                return Reply(200)
            case "card":
                return await self._on_card(acting, answers)
            case "fetch" | "submit" | "extension":
                return await self._in_dialog(acting, came, answers)
            case _:
                assert_never(came.way)

    async def _on_card(self, acting: Acting, answers: list[Answer]) -> Reply:
        words = [one.card for one in answers if isinstance(one, Whisper)]
        only = words[0] if len(words) == len(answers) == 1 else None
        if isinstance(only, str) and not acting.home:
            return said(only)
        self._later(acting, answers)
        if acting.home:
            return replaced(await self._answers.home(acting))
        if not answers:
            return said(_("Noted."))
        return said(_("You have an answer in our chat."))

    async def _in_dialog(self, acting: Acting, came: Pushed, answers: list[Answer]) -> Reply:
        shown: Card | str | Form | None = together(answers)
        if isinstance(shown, Form):
            rest: list[Answer] = [one for one in answers if not isinstance(one, Ask)]
            self._later(acting, rest)
        if shown is None:
            return done(_("Noted.")) if came.way == "fetch" else Reply(200, {})
        return dialog(await self._answers.dialog(acting, shown))

    async def _shortcut(self, came: Shortcut) -> Reply:
        acting = await self._acting(came.spot)
        words = came.text or " "
        args: tuple[int | str, ...] = (0,)
        action = "polls.from_message"
        if came.which == COMMIT:
            link = came.link and self._teams.core.links.token(MESSAGE, 0, came.link)
            action, args = "commitments.from_message", (0, link)
        event = Press(await self._origin(acting), action, args, words)
        answers = await self._dispatch(acting, event)
        pushed = Pushed(came.spot, "fetch", "")
        with speaking(acting.language):
            return await self._in_dialog(acting, pushed, answers)
