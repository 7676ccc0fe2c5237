"""Who comes into a room and who leaves it, as far as a network meets there."""

import structlog

from adapters.teams.directory import FAULTS
from adapters.teams.house import Teams
from adapters.teams.incoming import Member, Moved, Spot
from adapters.teams.naming import PLATFORM
from bot.events import AccountRef, Joined, Left, Origin, RoomRef
from storage import networks
from storage.database import Unit
from storage.networks import Place

log = structlog.get_logger()


class Moves:
    """Tells the core who came and who went."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams

    async def moved(self, came: Moved) -> None:
        """Tell it in every room of the network that they came into, or left."""
        for room in await self._teams.directory.channels(came.spot):
            for one in came.members:
                if one.account != came.spot.bot and room:
                    await self._tell(came.spot, room, one, joined=came.joined)

    async def gather(self, spot: Spot, room: str) -> None:
        """Let everybody who is in a room come into the network that now meets there."""
        directory = self._teams.directory
        try:
            service = await directory.service(spot.tenant, room)
            members = [one async for one in directory.members(service, room)]
        except FAULTS as fault:
            log.warning("teams.members", fault=type(fault).__name__)
            return
        for one in members:
            if one.account != spot.bot and one.user != spot.user:
                await self._tell(spot, room, one, joined=True)

    async def _tell(self, spot: Spot, room: str, one: Member, *, joined: bool) -> None:
        place = await self._place(spot.tenant, room)
        if place is None:
            return
        name = await self._name(spot, one, look=joined)
        if joined:
            await self._teams.directory.name(spot.tenant, one.user, one.account)
        if not name:
            return  # nobody we know leaves, and who has no name yet is known when they act
        origin = Origin(
            f"{spot.key} {room} {one.user}",
            AccountRef(PLATFORM, spot.tenant, one.user),
            RoomRef(PLATFORM, spot.tenant, room),
            name,
            place.language,
            place.zone,
        )
        await self._teams.core.dispatch(Joined(origin) if joined else Left(origin))

    async def _name(self, spot: Spot, one: Member, *, look: bool) -> str:
        who = await self._teams.directory.who(spot.tenant, one.user)
        if who or one.name or not look:
            return who.name if who else one.name
        try:
            return (await self._teams.directory.member(spot, one.account)).name
        except FAULTS as fault:
            log.warning("teams.member", fault=type(fault).__name__)
            return ""

    async def _place(self, tenant: str, room: str) -> Place | None:
        def work(unit: Unit) -> Place | None:
            return networks.place_of_room(unit.connection, PLATFORM, tenant, room, 0)

        return await self._teams.database.read(work)
