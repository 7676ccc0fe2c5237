"""People who come into a channel and leave it, and Kring itself when it is brought there."""

from dataclasses import replace

import structlog

from adapters.slack.answers import Answers
from adapters.slack.directory import FAULTS, said
from adapters.slack.house import Acting, Slack
from adapters.slack.incoming import Moved
from adapters.slack.installed import Installation
from adapters.slack.naming import PLATFORM
from bot.cards import Actions, Card, Text, command_button
from bot.effects import Whisper
from bot.events import AccountRef, Joined, Left, Origin, RoomRef
from bot.texts import _, speaking

log = structlog.get_logger()

MOST = 300
"""Of a channel with more members nobody joins by themselves: that is no learning network."""


class Comings:
    """Tells the core who comes and goes."""

    def __init__(self, slack: Slack, answers: Answers) -> None:
        self._slack = slack
        self._answers = answers

    async def moved(self, came: Moved, there: Installation) -> None:
        """Let somebody come or leave; raises what the database raises, so that it comes again."""
        spot, tenant = came.spot, there.tenant
        if spot.user == there.bot_user:
            self._slack.tasks.start(self._greet(came, there))
            return
        profile = await self._slack.directory.profile(tenant, spot.user, spot.name)
        if profile.human and spot.room:
            account, room = (
                AccountRef(PLATFORM, tenant, spot.user),
                RoomRef(PLATFORM, tenant, spot.room),
            )
            origin = Origin(came.key, account, room, profile.name, profile.language, profile.zone)
            await self._slack.core.dispatch(Joined(origin) if came.joined else Left(origin))

    async def gather(self, acting: Acting) -> None:
        """Let everybody who is in a channel come into the network that now meets there."""
        spot, tenant, directory = acting.spot, acting.tenant, self._slack.directory
        try:
            found = directory.members(tenant, spot.room)
            users = [user async for user in found if user != acting.there.bot_user]
            if len(users) > MOST:
                await self._too_many(acting)
                return
            for user in users:
                await directory.surely(tenant, user)
        except FAULTS as fault:
            log.warning("slack.members", fault=said(fault))
            return
        for user in users:
            here = replace(spot, user=user, name="")
            await self.moved(Moved(here, f"there:{spot.room}:{user}", joined=True), acting.there)

    async def _too_many(self, acting: Acting) -> None:
        with speaking(acting.language):
            many = _(
                "This channel has more than {n} people, so I made nobody a member. "
                "Type 'members' to add who belongs to the network.",
                n=MOST,
            )
        await self._answers.give(acting, [Whisper(many)])

    async def _greet(self, came: Moved, there: Installation) -> None:
        """Tell who brought Kring into a channel how to begin."""
        room, directory = came.spot.room, self._slack.directory
        if not (came.joined and came.inviter and await directory.is_free(there.tenant, room)):
            return
        spot = replace(came.spot, user=came.inviter)
        profile = await directory.profile(there.tenant, came.inviter)
        acting = Acting(spot, there, profile.language)
        with speaking(profile.language):
            begin = command_button(_("Start a learning network"), 0, "start", main=True)
            words = Text(_("I remember, ask and count, so that you can learn together."))
            hello = Card(_("Hello, I am Kring"), (words, Actions((begin,))), _("Hello, I am Kring"))
        await self._answers.give(acting, [Whisper(hello)])
