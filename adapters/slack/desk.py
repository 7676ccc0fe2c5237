"""Takes what came in to the core, and says what Slack hears at once."""

from dataclasses import replace
from typing import assert_never

import structlog

from adapters.payload import Json
from adapters.slack import ids, inbound, naming, shared_files
from adapters.slack.answers import Answers
from adapters.slack.comings import Comings
from adapters.slack.directory import Profile
from adapters.slack.house import Acting, Slack
from adapters.slack.incoming import (
    ASK,
    COMMIT,
    Asked,
    AtHome,
    Gone,
    HandedIn,
    Line,
    Moved,
    Place,
    Pushed,
    Shortcut,
    Spot,
)
from adapters.slack.installed import Installation
from adapters.slack.naming import PLATFORM
from adapters.slack.showing import Showing
from adapters.slack.words import clipped, people_in, plainly, typed
from bot.cards import COMMAND, Card
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Origin, Press, RoomRef, Submission
from bot.links import MESSAGE
from bot.texts import _, speaking

log = structlog.get_logger()

_LONGEST_FAULT = 2000


class Desk:
    """Handles one thing that came in at a time; each returns the body Slack is answered with."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._answers = Answers(slack)
        self._showing = Showing(slack, self._answers)
        self._comings = Comings(slack, self._answers)
        self._were_free: set[tuple[str, str]] = set()

    async def take(self, came: Asked, there: Installation) -> Json | None:
        """Do what somebody asked; raises what the database raises when it is not there."""
        match came:
            case Line():
                return await self._line(came, there)
            case Pushed():
                await self._pushed(came, there)
            case HandedIn():
                return await self._handed_in(came, there)
            case Shortcut():
                await self._shortcut(came, there)
            case Moved():
                await self._comings.moved(came, there)
            case AtHome(spot, hash_):
                self._slack.tasks.start(self._showing.home(spot, there, hash_))
            case Gone(spot):
                await self._slack.installations.gone(spot)
            case _:
                assert_never(came)
        return None

    async def _acting(self, spot: Spot, there: Installation) -> tuple[Acting, Profile]:
        profile = await self._slack.directory.profile(there.tenant, spot.user, spot.name)
        return Acting(spot, there, profile.language), profile

    async def _origin(
        self, acting: Acting, profile: Profile, key: str, *, may_start: bool = False
    ) -> Origin:
        spot, tenant, directory = acting.spot, acting.tenant, self._slack.directory
        room = RoomRef(PLATFORM, tenant, spot.room) if spot.room else None
        owns = False
        if room and may_start and await directory.is_free(tenant, spot.room):
            owns = await directory.owns(tenant, spot.room, spot.user)
        account = AccountRef(PLATFORM, tenant, spot.user)
        return Origin(key, account, room, profile.name, profile.language, profile.zone, owns)

    async def _dispatch(self, acting: Acting, event: Event) -> list[Answer]:
        spot, directory = acting.spot, self._slack.directory
        room = (acting.tenant, spot.room)
        if spot.room and await directory.is_free(*room):
            self._were_free.add(room)
        answers = await self._slack.core.dispatch(event)
        # A facilitator may also have let the group in meanwhile, from somewhere else.
        if room in self._were_free and not await directory.is_free(*room):
            self._were_free.discard(room)
            self._slack.tasks.start(self._comings.gather(acting))
        if isinstance(event, Press) and answers:
            directory.forget(acting.tenant, spot.user)  # perhaps they chose another language
        return answers

    async def _line(self, came: Line, there: Installation) -> Json | None:
        acting, profile = await self._acting(came.spot, there)
        users = [one for one in people_in(came.text) if one != there.bot_user][:20]
        names = await naming.names(self._slack.database, there.tenant, users)
        text = inbound.command(came.text, there.bot_user, names)
        event = Command(await self._origin(acting, profile, came.key, may_start=True), text)
        answers = await self._dispatch(acting, event)
        if answers and isinstance(answers[0], Whisper) and came.spot.place == "command":
            return await self._at_once(acting, answers, event)
        self._later(acting, answers, event)
        return None

    async def _at_once(self, acting: Acting, answers: list[Answer], event: Event) -> Json:
        """Answer a slash command in the very response; what does not fit there follows."""
        first = answers[0]
        assert isinstance(first, Whisper)  # noqa: S101 - the caller looked
        with speaking(acting.language):
            shown, *more = await self._answers.messages(acting, first.card)
        if more:
            self._slack.tasks.start(self._answers.follow(acting, more))
        self._later(acting, answers[1:], event)
        return {"response_type": "ephemeral", **shown.payload()}

    def _later(self, acting: Acting, answers: list[Answer], event: Event) -> None:
        if answers:
            self._slack.tasks.start(self._answers.give(acting, answers, event))

    async def _pushed(self, came: Pushed, there: Installation) -> None:
        acting, profile = await self._acting(came.spot, there)
        match came.what:
            case ids.Nothing():
                pass
            case ids.More(delivery):
                self._slack.tasks.start(self._showing.whole(acting, delivery))
            case ids.Pushed(action, args, value):
                typed_one = action == COMMAND
                origin = await self._origin(acting, profile, came.key, may_start=typed_one)
                event = Press(origin, action, args, value)
                answers = await self._dispatch(acting, event)
                if answers or acting.spot.place == "home":
                    self._slack.tasks.start(self._and_home(acting, answers, event))
            case None:
                with speaking(acting.language):
                    old = _("This button is from an older card. Type 'help' to go on.")
                self._slack.tasks.start(self._answers.give(acting, [Whisper(old)]))
            case _:
                assert_never(came.what)

    async def _and_home(self, acting: Acting, answers: list[Answer], event: Event) -> None:
        await self._answers.give(acting, answers, event)
        if acting.spot.place == "home":
            await self._showing.home(acting.spot, acting.there)

    async def _handed_in(self, came: HandedIn, there: Installation) -> Json | None:
        acting, profile = await self._acting(came.spot, there)
        with speaking(acting.language):
            opened = self._slack.seal.open(came.sealed, there.tenant, came.spot.user)
            if opened is None:
                old = _("This form can no longer be handed in. Please open it again.")
                return await self._in_place(acting, old)
            place: Place = "message" if opened.channel else "home"
            spot = replace(came.spot, channel=opened.channel, place=place)
            acting = replace(acting, spot=spot)
            try:
                values = {**came.values, **await self._files(acting, came)}
                origin = await self._origin(acting, profile, came.key, may_start=True)
                event = Submission(origin, opened.action, opened.args, values)
                answers = await self._dispatch(acting, event)
            except Refusal as refusal:
                return await self._fault(acting, came, refusal)
            return await self._after_form(acting, answers, event)

    async def _files(self, acting: Acting, came: HandedIn) -> dict[str, tuple[str, ...]]:
        kept: dict[str, tuple[str, ...]] = {}
        for name, shared in came.files.items():
            kept[name] = (await shared_files.keep(self._slack, acting, name, shared),)
        return kept

    async def _fault(self, acting: Acting, came: HandedIn, refusal: Refusal) -> Json:
        block = came.blocks.get(refusal.field) or next(iter(came.blocks.values()), "")
        if not block:
            return await self._in_place(acting, refusal.text)
        named = await naming.readers(self._slack.database, acting.tenant, refusal.text)
        text = clipped(plainly(refusal.text, named), _LONGEST_FAULT)
        return {"response_action": "errors", "errors": {block: text}}

    async def _in_place(self, acting: Acting, card: Card | str) -> Json:
        view = await self._answers.reading(acting, card)
        return {"response_action": "update", "view": view}

    async def _after_form(self, acting: Acting, answers: list[Answer], event: Event) -> Json | None:
        """Go on in the dialog with the next form, or with the answer where there is no channel."""
        shown = next((one for one in answers if isinstance(one, Ask)), None)
        at_home = acting.spot.place == "home"
        if at_home:
            self._slack.tasks.start(self._showing.home(acting.spot, acting.there))
        first = shown or (answers[0] if answers and at_home else None)
        rest = [one for one in answers if one is not first]
        self._later(replace(acting, spot=replace(acting.spot, trigger="")), rest, event)
        match first:
            case None:
                return None
            case Ask(form):
                view = await self._answers.dialog(acting, form)
                return {"response_action": "update", "view": view}
            case Whisper(card):
                return await self._in_place(acting, card)

    async def _shortcut(self, came: Shortcut, there: Installation) -> None:
        acting, profile = await self._acting(came.spot, there)
        if came.which not in (COMMIT, ASK):
            self._slack.tasks.start(self._showing.menu(acting))
            return
        users = people_in(came.text)[:20]
        names = await naming.names(self._slack.database, there.tenant, users)
        text = typed(came.text, names) or " "
        args: tuple[int | str, ...] = (0,)
        if came.which == COMMIT:
            channel = came.spot.channel
            link = await self._slack.directory.link_to(there.tenant, channel, came.stamp)
            args = (0, self._slack.core.links.token(MESSAGE, 0, link))
        action = "commitments.from_message" if came.which == COMMIT else "polls.from_message"
        event = Press(await self._origin(acting, profile, came.key), action, args, text)
        self._later(acting, await self._dispatch(acting, event), event)
