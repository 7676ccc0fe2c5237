"""Teams' sending side: each message once; nobody can look one up there."""

from datetime import datetime, timedelta
from uuid import UUID

from adapters.payload import Json, needed
from adapters.teams import connector, naming, render
from adapters.teams.house import Teams
from adapters.teams.outcomes import told
from adapters.teams.parts import Signing
from bot.errors import DeliveryError
from bot.messenger import Outgoing, Target
from bot.texts import speaking


class TeamsMessenger:
    """Implements bot.messenger.Messenger for all tenants that Kring is in.

    A room is a conversation's id, or 'conversation;messageid=…' for a thread in it. The
    reference to a message is 'conversation activity'.
    """

    platform = "teams"
    can_find = False
    settle = timedelta(seconds=5)

    def __init__(self, teams: Teams) -> None:
        self._teams = teams

    async def post(self, message: Outgoing) -> str:
        """Post a message and return 'conversation activity'."""
        with told(message.target, before=True):
            await self._teams.calls.token()
            service, where = await self._place(message.target)
            drawn = await self._drawn(message)
        with told(message.target):
            path = f"{connector.conversation(where)}/activities"
            answer = await self._teams.calls.call("POST", service, path, drawn)
            # Without an id it may well stand there, and nobody could ever edit it.
            return f"{where} {needed(answer, 'id')}"

    async def edit(self, ref: str, message: Outgoing) -> None:
        """Replace a posted message's card."""
        with told(message.target):
            service, path = await self._where(ref, message.target)
            drawn = await self._drawn(message)
            number = ref.rpartition(" ")[2]
            await self._teams.calls.call("PUT", service, path, {**drawn, "id": number})

    async def delete(self, ref: str, target: Target) -> None:
        """Take a posted message back."""
        with told(target):
            service, path = await self._where(ref, target)
            await self._teams.calls.call("DELETE", service, path)

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        """Say that nobody can look: a bot may not read what stands in a conversation."""
        raise DeliveryError(f"{target.platform} shows nobody {delivery} since {since}", "permanent")

    async def _place(self, target: Target) -> tuple[str, str]:
        directory = self._teams.directory
        if not target.room:
            return await directory.private(target.tenant, target.user)
        base = target.room.partition(";")[0]
        return await directory.service(target.tenant, base), target.room

    async def _where(self, ref: str, target: Target) -> tuple[str, str]:
        where, _space, number = ref.rpartition(" ")
        base = where.partition(";")[0]
        service = await self._teams.directory.service(target.tenant, base)
        return service, connector.activity(where, number)

    async def _drawn(self, message: Outgoing) -> Json:
        teams, target = self._teams, message.target
        readers = await naming.readers(teams.database, target.tenant, message.card, teams.base)
        signing = Signing(teams.seal, target.tenant, teams.core.features, user=target.user)
        with speaking(message.language):
            more = str(message.delivery)
            return render.message(message.card, readers, signing, more=more)
