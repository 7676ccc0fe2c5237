"""Shows what is there: the home view, all of a long message, and the menu of the shortcut."""

from uuid import UUID

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack import naming, render
from adapters.slack.answers import Answers
from adapters.slack.directory import FAULTS, said
from adapters.slack.house import Acting, Slack
from adapters.slack.incoming import Spot
from adapters.slack.installed import Installation
from adapters.slack.naming import PLATFORM
from bot.cards import Card
from bot.effects import Whisper
from bot.events import AccountRef
from bot.texts import _, speaking
from storage import outbox
from storage.delivery import Parcel

log = structlog.get_logger()


class Showing:
    """Draws what nobody has to be asked for."""

    def __init__(self, slack: Slack, answers: Answers) -> None:
        self._slack = slack
        self._answers = answers

    async def home(self, spot: Spot, there: Installation, seen: str = "") -> None:
        """Publish somebody's home view; `seen` is the hash of the one they have."""
        profile = await self._slack.directory.profile(there.tenant, spot.user, spot.name)
        with speaking(profile.language):
            card = await self._card(spot, there)
            base, database = self._slack.base, self._slack.database
            readers = await naming.readers(database, there.tenant, card, base)
            view = render.home(card, readers)
        client = await self._slack.clients.of(there.tenant)
        try:
            await client.views_publish(user_id=spot.user, view=view, hash=seen or None)
        except SlackApiError as fault:
            if said(fault) != "hash_conflict":  # a newer one is there already
                raise

    async def _card(self, spot: Spot, there: Installation) -> Card:
        return await self._slack.core.home(AccountRef(PLATFORM, there.tenant, spot.user))

    async def menu(self, acting: Acting) -> None:
        """Open the home view as a dialog, wherever somebody is."""
        with speaking(acting.language):
            card = await self._card(acting.spot, acting.there)
        await self._answers.give(acting, [Whisper(card)])

    async def whole(self, acting: Acting, delivery: UUID) -> None:
        """Show all of a message that was shortened, to somebody who can see it."""
        found = await self._slack.database.read(lambda unit: outbox.get(unit.connection, delivery))
        card = None
        if found and _sees(acting, found):
            card = await self._slack.core.draw(found)
        with speaking(acting.language):
            shown = card or _("There is nothing to show any more.")
            try:
                client = await self._slack.clients.of(acting.tenant)
                view = await self._answers.reading(acting, shown)
                await client.views_open(trigger_id=acting.spot.trigger, view=view)
            except FAULTS as fault:
                log.info("slack.whisper_elsewhere", fault=said(fault), place="whole")
                await self._answers.whisper(acting, shown)


def _sees(acting: Acting, delivery: Parcel) -> bool:
    if (delivery.platform, delivery.tenant) != (PLATFORM, acting.tenant):
        return False
    if delivery.room:
        return delivery.room.partition(":")[0] == acting.spot.channel
    return delivery.user == acting.spot.user
