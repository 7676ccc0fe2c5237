"""The Slack workspaces that Kring is installed in, with their tokens encrypted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, UniqueConstraint, or_, select
from sqlmodel import Field, SQLModel

from storage.tables import loaded, table
from storage.types import Moment


class SlackWorkspace(SQLModel, table=True):
    """Kring in one workspace, or in all of an enterprise; `tenant` is the id of either.

    `sealed` holds the tokens, encrypted; `expires_at` is when the bot's token ends, None for
    never. Until `renewing_until` one server is getting a new one.
    """

    __table_args__ = (UniqueConstraint("enterprise_id", "team_id", "is_enterprise_install"),)
    tenant: str = Field(primary_key=True)
    enterprise_id: str = ""
    team_id: str = ""
    is_enterprise_install: bool = False
    bot_user: str
    bot_id: str = ""
    scopes: str = ""
    sealed: str
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    renewing_until: datetime | None = Field(default=None, sa_type=Moment)
    installed_at: datetime = Field(sa_type=Moment)


@dataclass(frozen=True)
class Renewed:
    """What a renewal brought: the tokens, encrypted, and when the new one ends (UTC)."""

    sealed: str
    expires_at: datetime | None


_workspace = table(SlackWorkspace)


def put(connection: Connection, row: SlackWorkspace) -> None:
    """Keep an installation in the place of the one before it."""
    drop(connection, row.tenant)
    connection.execute(_workspace.insert().values(row.model_dump()))


def drop(connection: Connection, tenant: str) -> bool:
    """Forget an installation; False when there is none."""
    gone = _workspace.delete().where(_workspace.c.tenant == tenant)
    return connection.execute(gone).rowcount == 1


def drop_all(connection: Connection) -> int:
    """Forget every installation; return how many there were."""
    return connection.execute(_workspace.delete()).rowcount


def find(connection: Connection, tenant: str) -> SlackWorkspace | None:
    """Return the installation of a workspace or enterprise."""
    chosen = select(_workspace).where(_workspace.c.tenant == tenant)
    row = connection.execute(chosen).mappings().first()
    return loaded(SlackWorkspace, row) if row else None


def every(connection: Connection) -> list[SlackWorkspace]:
    """Return all installations, by tenant."""
    rows = connection.execute(select(_workspace).order_by(_workspace.c.tenant)).mappings()
    return [loaded(SlackWorkspace, row) for row in rows]


def claim(connection: Connection, tenant: str, sealed: str, now: datetime, until: datetime) -> bool:
    """Take the renewal of these very tokens upon oneself; False when another has it."""
    free = or_(_workspace.c.renewing_until.is_(None), _workspace.c.renewing_until <= now)
    mine = _workspace.update().where(
        _workspace.c.tenant == tenant, _workspace.c.sealed == sealed, free
    )
    return connection.execute(mine.values(renewing_until=until)).rowcount == 1


def renew(connection: Connection, tenant: str, before: str, new: Renewed) -> bool:
    """Keep what the renewal of `before` brought; False when these changed meanwhile."""
    mine = _workspace.update().where(_workspace.c.tenant == tenant, _workspace.c.sealed == before)
    values = {"sealed": new.sealed, "expires_at": new.expires_at, "renewing_until": None}
    return connection.execute(mine.values(values)).rowcount == 1
