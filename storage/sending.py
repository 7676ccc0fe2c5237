"""The statements that carry a delivery from waiting to sent, one small step at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, literal_column, not_, null, or_, select

from storage.delivery import OPEN, PARCEL, Delivery, Parcel
from storage.leases import kept_by, sql_share_of
from storage.many import Many
from storage.outbox import NEVER_SENT
from storage.tables import table
from storage.waiting import is_state

_delivery = table(Delivery)
_c = _delivery.c
_it = _c.id == bindparam("which")
_in_hand = or_(is_state("sending"), is_state("unknown"))
# Whoever slept meanwhile writes nothing down about what was begun since: neither by another, nor
# by the same worker, who may have lost it, got it back and claimed it once more.
_its_own = and_(_c.owner == bindparam("by"), _c.attempt == bindparam("nth"))
# What arrived has arrived, also when somebody looked too early and lets it wait to go out again.
_not_again = or_(_in_hand, is_state("pending"))

# The row is locked where the database can, so that two workers never wait for each other.
_free = (
    select(_c.id)
    .where(
        _c.id.in_(bindparam("these", expanding=True)),
        is_state("pending"),
        _c.due_at <= bindparam("now"),
        or_(_c.expires_at.is_(None), _c.expires_at > bindparam("now")),
        or_(_c.window_until.is_(None), _c.window_until > bindparam("now")),
    )
    .with_for_update(skip_locked=True)
)
_taken = {
    "state": "sending",
    "owner": bindparam("by"),
    "intent_at": bindparam("now"),
    "attempt": _c.attempt + 1,
    "shown_rev": _c.wanted_rev,
}
_kept = kept_by(sql_share_of(_c.platform, _c.tenant))
_claim = _delivery.update().where(_c.id.in_(_free)).values(_taken).returning(*PARCEL)
_claim_leased = (
    _delivery.update().where(_c.id.in_(_free.where(_kept))).values(_taken).returning(*PARCEL)
)
_confirm = Many(
    _delivery.update()
    .where(_it, _not_again)
    .values(
        # In plain SQL: what is bound is bound anew for each of many.
        state=literal_column("'sent'"),
        external_ref=bindparam("ref"),
        again_at=null(),
        attempt=literal_column("0"),
        last_error=literal_column("''"),
    ),
    ("which", "ref"),
)
_not_sent = (
    _delivery.update()
    .where(_it, _in_hand, _its_own)
    .values(state="pending", owner="", again_at=bindparam("at"), last_error=bindparam("said"))
)
_unknown = (
    _delivery.update()
    .where(_it, is_state("sending"), _its_own)
    .values(
        state="unknown",
        intent_at=bindparam("now"),
        again_at=bindparam("at"),
        last_error=bindparam("said"),
    )
)
_look_later = _delivery.update().where(_it, is_state("unknown")).values(again_at=bindparam("at"))
_failed = (
    _delivery.update()
    .where(_it, _in_hand, _its_own)
    .values(state="failed", again_at=bindparam("at"), last_error=bindparam("said"))
)
_unfindable = (
    _delivery.update()
    .where(_it, is_state("unknown"), _its_own)
    .values(again_at=None, last_error=bindparam("said"))
)
_reported = _delivery.update().where(_it, OPEN).values(again_at=None)
# As if it had never been sent: who got a last call is nobody's business once it is gone.
_gone = {"state": "cancelled", "again_at": None, "last_error": bindparam("said"), **NEVER_SENT}
_empty = _delivery.update().where(_it, is_state("sending"), _its_own).values(_gone)
_taken_back = _delivery.update().where(_it, is_state("sent")).values(_gone)


class Begun(NamedTuple):
    """One sending of a delivery: by whom, and which of the attempts that is."""

    which: UUID
    by: str
    nth: int


def claim(
    connection: Connection,
    deliveries: Sequence[UUID],
    owner: str,
    now: datetime,
    *,
    leased: bool = False,
) -> dict[UUID, Parcel]:
    """Write down that these are about to be sent; return those that may be, and nobody else has.

    With `leased` the owner has to keep their shares at this moment, by the database's clock.
    `shown_rev` is set to what is wanted now: what is drawn from here on shows at least that.
    """
    keys = {"these": deliveries, "by": owner, "now": now}
    rows = connection.execute(_claim_leased if leased else _claim, keys)
    return {row.id: row for row in map(Parcel._make, rows)}


def confirm(connection: Connection, sent: Sequence[tuple[UUID, str]]) -> None:
    """Write down that these were sent, each with the platform's reference to it."""
    _confirm.run(connection, [{"which": delivery, "ref": ref} for delivery, ref in sent])


def not_sent(connection: Connection, begun: Begun, again_at: datetime, error: str = "") -> None:
    """Let it wait again, not before a moment: what was begun was certainly not sent."""
    connection.execute(_not_sent, {**begun._asdict(), "at": again_at, "said": error})


def unknown(
    connection: Connection, begun: Begun, now: datetime, look_at: datetime, error: str = ""
) -> None:
    """Write down that what was begun may or may not have been sent; look at a moment."""
    keys = {**begun._asdict(), "now": now, "at": look_at, "said": error}
    connection.execute(_unknown, keys)


def look_later(connection: Connection, delivery: UUID, look_at: datetime) -> None:
    """Look what is unknown up again at a moment."""
    connection.execute(_look_later, {"which": delivery, "at": look_at})


def unfindable(connection: Connection, begun: Begun, error: str) -> None:
    """Stop looking up what was begun: it stays unknown, a person decides, its lane goes on."""
    connection.execute(_unfindable, {**begun._asdict(), "said": error})


def failed(connection: Connection, begun: Begun, now: datetime, error: str) -> None:
    """Give up what was begun; somebody is still to be told."""
    connection.execute(_failed, {**begun._asdict(), "at": now, "said": error})


def reported(connection: Connection, delivery: UUID) -> None:
    """Write down that somebody was told of a failure, or of what stays unknown."""
    connection.execute(_reported, {"which": delivery})


def empty(connection: Connection, begun: Begun) -> None:
    """Write down that there was nothing to show any more: it was not posted."""
    connection.execute(_empty, {**begun._asdict(), "said": ""})


def taken_back(connection: Connection, delivery: UUID, error: str = "") -> None:
    """Write down that what it had shown is gone."""
    connection.execute(_taken_back, {"which": delivery, "said": error})


_edited = (
    _delivery.update()
    .where(_it, is_state("sent"), _c.shown_rev < bindparam("rev"))
    .values(
        shown_rev=bindparam("rev"),
        edit_at=bindparam("at"),
        attempt=0,
        last_error=bindparam("said"),
    )
)
_want_again = (
    _delivery.update()
    .where(_it, is_state("sent"), not_(_kept))
    .values(wanted_rev=_c.wanted_rev + 1)
)
_edit_later = (
    _delivery.update()
    .where(_it, is_state("sent"))
    .values(attempt=_c.attempt + 1, edit_at=bindparam("at"), last_error=bindparam("said"))
)


def edited(
    connection: Connection, delivery: UUID, revision: int, edit_at: datetime, error: str = ""
) -> None:
    """Write down which revision is shown; the next edit comes at `edit_at` at the soonest."""
    keys = {"which": delivery, "rev": revision, "at": edit_at, "said": error}
    connection.execute(_edited, keys)


def want_again(connection: Connection, delivery: UUID, owner: str) -> None:
    """Have it drawn again if `owner` does not keep its share at this moment.

    It may have put an older state over a newer one of the worker who does.
    """
    connection.execute(_want_again, {"which": delivery, "by": owner})


def edit_later(connection: Connection, delivery: UUID, edit_at: datetime, error: str) -> None:
    """Edit it again at a moment: the last try did not succeed for certain."""
    connection.execute(_edit_later, {"which": delivery, "at": edit_at, "said": error})
