"""Shows all of a message that was shortened, to those who can see it."""

from uuid import UUID

from adapters.teams.house import Acting, Teams
from adapters.teams.naming import PLATFORM
from bot.cards import Arg, Card
from bot.texts import _, speaking
from storage import outbox
from storage.delivery import Parcel


async def whole(teams: Teams, acting: Acting, args: tuple[Arg, ...]) -> Card | str:
    """Draw all of a delivery's card."""
    number = _uuid(args)
    with speaking(acting.language):
        gone = _("There is nothing to show any more.")
    if number is None:
        return gone
    found = await teams.database.read(lambda unit: outbox.get(unit.connection, number))
    if found is None or not _sees(acting, found):
        return gone
    return await teams.core.draw(found) or gone


def _uuid(args: tuple[Arg, ...]) -> UUID | None:
    try:
        return UUID(str(args[0]))
    except (ValueError, IndexError):
        return None


def _sees(acting: Acting, delivery: Parcel) -> bool:
    if (delivery.platform, delivery.tenant) != (PLATFORM, acting.spot.tenant):
        return False
    if delivery.room:
        return delivery.room.partition(";")[0] == acting.spot.room
    return delivery.user == acting.spot.user
