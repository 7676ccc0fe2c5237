"""Where Kring is in Microsoft Teams: conversations, and the service each is reached through."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select
from sqlmodel import Field, SQLModel

from storage.tables import table
from storage.types import Moment


class TeamsPlace(SQLModel, table=True):
    """A conversation that Kring is in: 'personal', 'group' or 'channel'.

    `user_ref` is whose private chat it is, '' otherwise; `team` the team of a channel, '' for a
    private or shared one, which has members of its own. `added_by` is who brought Kring in, ''
    when nobody saw that. `service_url` is the newest that Teams told.
    """

    tenant: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    kind: str
    service_url: str
    user_ref: str = Field(default="", index=True)
    team: str = Field(default="", index=True)
    added_by: str = ""
    seen_at: datetime = Field(sa_type=Moment)


class TeamsAccount(SQLModel, table=True):
    """What the chat service calls somebody, beside their lasting id: a chat begins with it."""

    tenant: str = Field(primary_key=True)
    user_ref: str = Field(primary_key=True)
    account: str


@dataclass(frozen=True)
class Seen:
    """A conversation as an activity tells of it."""

    tenant: str
    conversation: str
    kind: str
    service_url: str
    user: str = ""
    team: str = ""
    added_by: str = ""


_place = table(TeamsPlace)
_account = table(TeamsAccount)


def get(connection: Connection, tenant: str, conversation: str) -> Seen | None:
    """Return what is known of a conversation, None when Kring is not there."""
    one = (_place.c.tenant == tenant) & (_place.c.conversation == conversation)
    return _first(connection, one)


def private_chat(connection: Connection, tenant: str, user: str) -> Seen | None:
    """Return somebody's private chat with Kring, None where there is none yet."""
    own = (_place.c.tenant == tenant) & (_place.c.user_ref == user) & (_place.c.user_ref != "")
    return _first(connection, own)


def service_of(connection: Connection, tenant: str) -> str:
    """Return the service that a tenant was last heard through, '' for one never heard."""
    found = _first(connection, _place.c.tenant == tenant)
    return found.service_url if found else ""


def of_team(connection: Connection, tenant: str, team: str) -> list[str]:
    """Return the channels of a team that everybody in the team is in."""
    chosen = select(_place.c.conversation).where(_place.c.tenant == tenant, _place.c.team == team)
    return list(connection.execute(chosen.order_by(_place.c.conversation)).scalars())


def keep(connection: Connection, seen: Seen, now: datetime) -> None:
    """Remember a conversation, or what is new of one; who brought Kring in stays known."""
    known = get(connection, seen.tenant, seen.conversation)
    values = {"service_url": seen.service_url, "seen_at": now}
    if known is None:
        named = {"tenant": seen.tenant, "conversation": seen.conversation, "kind": seen.kind}
        more = {"user_ref": seen.user, "team": seen.team, "added_by": seen.added_by}
        connection.execute(_place.insert().values(**named, **more, **values))
        return
    # Who writes may come by another channel of the team: what was not told stays as it was.
    told = {"team": seen.team, "added_by": seen.added_by, "user_ref": seen.user}
    values |= {name: value for name, value in told.items() if value}
    one = (_place.c.tenant == seen.tenant) & (_place.c.conversation == seen.conversation)
    connection.execute(_place.update().where(one).values(**values))


def account(connection: Connection, tenant: str, user: str) -> str:
    """Return what the chat service calls somebody, '' when it never told."""
    one = select(_account.c.account).where(_account.c.tenant == tenant, _account.c.user_ref == user)
    return str(connection.execute(one).scalar() or "")


def name(connection: Connection, tenant: str, user: str, told: str) -> None:
    """Remember what the chat service calls somebody."""
    known = account(connection, tenant, user)
    one = (_account.c.tenant == tenant) & (_account.c.user_ref == user)
    if not known:
        new = _account.insert().values(tenant=tenant, user_ref=user, account=told)
        connection.execute(new)
    elif known != told:
        connection.execute(_account.update().where(one).values(account=told))


def forget(connection: Connection, tenant: str, conversation: str) -> None:
    """Forget a conversation that Kring was taken out of, and the channels of its team."""
    there = (_place.c.conversation == conversation) | (_place.c.team == conversation)
    connection.execute(_place.delete().where(_place.c.tenant == tenant, there))


def _first(connection: Connection, which: ColumnElement[bool]) -> Seen | None:
    columns = (_place.c.tenant, _place.c.conversation, _place.c.kind, _place.c.service_url)
    more = (_place.c.user_ref, _place.c.team, _place.c.added_by)
    newest = select(*columns, *more).where(which).order_by(_place.c.seen_at.desc())
    row = connection.execute(newest.limit(1)).first()
    return Seen(*row) if row else None
