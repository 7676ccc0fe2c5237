"""What Teams knows of conversations and who is in them."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import aiohttp

from adapters.payload import Json, Malformed, ident, several, whole, words
from adapters.teams import connector
from adapters.teams.connector import Connector, NoService, Refused, Unreadable
from adapters.teams.incoming import Member, Spot
from adapters.teams.naming import PLATFORM
from adapters.teams.tokens import NoToken
from storage import networks, people, teamsplaces
from storage.database import Database, Unit
from storage.people import Who
from storage.teamsplaces import Seen

FAULTS = (
    Refused, Unreadable, NoService, NoToken, Malformed, aiohttp.ClientError, TimeoutError,
)  # fmt: skip
"""What a call of Teams may raise."""

_KNOWN = 20_000
_LONGEST_NAME = 80


class Directory:
    """Keeps conversations, and looks up who is in them."""

    def __init__(
        self, calls: Connector, database: Database, now: Callable[[], datetime], app_id: str
    ) -> None:
        self._calls = calls
        self._database = database
        self._now = now
        self._app_id = app_id
        self._seen: dict[tuple[str, str], Seen] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    async def keep(self, spot: Spot, *, added: bool = False) -> None:
        """Remember where an activity came from; nothing is written when all of it is known."""
        private = spot.user if spot.kind == "personal" else ""
        seen = Seen(spot.tenant, spot.base, spot.kind, spot.service_url, private, spot.team)
        key = (seen.tenant, seen.conversation)
        if not added and self._seen.get(key) == seen:
            return
        if added:
            seen = Seen(*key, seen.kind, seen.service_url, private, spot.team, spot.user)
        now = self._now()
        await self._database.write(lambda unit: teamsplaces.keep(unit.connection, seen, now))
        if len(self._seen) >= _KNOWN:
            self._seen.clear()
        self._seen[key] = Seen(*key, seen.kind, seen.service_url, private, spot.team)

    async def name(self, tenant: str, user: str, account: str) -> None:
        """Remember what the chat service calls somebody; nothing is written when it is known."""
        if not account or not user or self._named.get((tenant, user)) == account:
            return

        def work(unit: Unit) -> None:
            teamsplaces.name(unit.connection, tenant, user, account)

        await self._database.write(work)
        if len(self._named) >= _KNOWN:
            self._named.clear()
        self._named[tenant, user] = account

    async def forget(self, tenant: str, conversation: str) -> None:
        """Forget a conversation that Kring was taken out of."""
        self._seen.clear()

        def work(unit: Unit) -> None:
            teamsplaces.forget(unit.connection, tenant, conversation)

        await self._database.write(work)

    async def who(self, tenant: str, user: str) -> Who | None:
        """Return whom Kring knows by an account."""
        return await self._database.read(
            lambda unit: people.find(unit.connection, PLATFORM, tenant, user)
        )

    async def is_free(self, tenant: str, room: str) -> bool:
        """Say whether no network meets in a room."""
        if (tenant, room) in self._taken:
            return False

        def work(unit: Unit) -> bool:
            found = networks.place_of_room(unit.connection, PLATFORM, tenant, room, 0)
            return found is None

        free = await self._database.read(work)
        if not free:
            self._taken.add((tenant, room))
        return free

    async def owns(self, tenant: str, room: str, user: str) -> bool:
        """Say whether somebody brought Kring into this room: Teams tells no bot who owns one."""
        place = await self._database.read(
            lambda unit: teamsplaces.get(unit.connection, tenant, room)
        )
        if place is None:
            return False
        if place.added_by == "" and place.team:
            team = place.team
            place = await self._database.read(
                lambda unit: teamsplaces.get(unit.connection, tenant, team)
            )
        return place is not None and place.added_by == user

    async def channels(self, spot: Spot) -> list[str]:
        """Return the rooms that somebody who comes into a conversation comes into."""
        if not spot.team:
            return [spot.room]
        tenant, team = spot.tenant, spot.team
        known = await self._database.read(
            lambda unit: teamsplaces.of_team(unit.connection, tenant, team)
        )
        return sorted({spot.room, *known})

    async def service(self, tenant: str, room: str = "") -> str:
        """Return where a conversation of a tenant is reached; raises NoService."""

        def work(unit: Unit) -> str:
            place = teamsplaces.get(unit.connection, tenant, room) if room else None
            return place.service_url if place else teamsplaces.service_of(unit.connection, tenant)

        found = await self._database.read(work)
        if not found:
            raise NoService
        return found

    async def private(self, tenant: str, user: str) -> tuple[str, str]:
        """Return the service and the id of somebody's private chat, begun where there is none.

        Raises one of FAULTS.
        """

        def look(unit: Unit) -> tuple[Seen | None, str]:
            chat = teamsplaces.private_chat(unit.connection, tenant, user)
            return chat, teamsplaces.account(unit.connection, tenant, user)

        known, account = await self._database.read(look)
        if known:
            return known.service_url, known.conversation
        service = await self.service(tenant)
        asked: Json = {
            "bot": {"id": f"28:{self._app_id}"},
            "members": [{"id": account or user}],
            "isGroup": False,
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        made = ident(await self._calls.call("POST", service, "conversations", asked), "id")
        if not made:
            raise Malformed("id")
        seen, now = Seen(tenant, made, "personal", service, user), self._now()
        await self._database.write(lambda unit: teamsplaces.keep(unit.connection, seen, now))
        return service, made

    async def members(self, service: str, room: str) -> AsyncIterator[Member]:
        """Give everybody in a conversation; raises one of FAULTS."""
        path, more = f"{connector.conversation(room)}/pagedmembers", ""
        while True:
            told = {"continuationToken": more} if more else {}
            found = await self._calls.call("GET", service, path, None, pageSize="500", **told)
            for one in several(found, "members", 1000):
                yield member(one)
            more = words(found, "continuationToken")
            if not more:
                return

    async def member(self, spot: Spot, account: str) -> Member:
        """Look one member of a conversation up; raises one of FAULTS."""
        path = f"{connector.conversation(spot.base)}/members/{connector.quoted(account)}"
        return member(await self._calls.call("GET", spot.service_url, path))


def member(found: Json) -> Member:
    """Read somebody of a roster; their lasting id stands under one name or another."""
    account = ident(found, "id")
    user = ident(found, "aadObjectId") or ident(found, "objectId") or account
    name = whole(words(found, "name", 1000))[:_LONGEST_NAME]
    return Member(account, user, name)
