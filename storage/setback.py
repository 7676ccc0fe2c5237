"""The outbox after the clock was set back: nothing in it waits by a time that is far away again."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, text

from storage.delivery import Delivery
from storage.tables import table

_delivery = table(Delivery)
_c = _delivery.c
_now: BindParameter[datetime] = bindparam("now")
_beyond: BindParameter[datetime] = bindparam("beyond")
# Each state apart and in plain SQL, for a partial index serves only what it can read; what is not
# open is left out, for nothing is left to do for it.
_open = "state = '{state}' AND state IN ('sending', 'unknown', 'failed') AND again_at IS NOT NULL"
_begun = [
    _delivery.update()
    .where(text(_open.format(state=state)), _c.intent_at > _now)
    .values(intent_at=_now, again_at=_now)
    for state in ("sending", "unknown")
]
_pauses = [
    _delivery.update()
    .where(text(which), _c.due_at <= _now, _c.again_at > _beyond)
    .values(again_at=_now)
    for which in ("state = 'pending'", *(_open.format(state=one) for one in ("unknown", "failed")))
]
_edits = (
    _delivery.update()
    .where(text("state = 'sent' AND wanted_rev > shown_rev"))
    .where(_c.due_at <= _now, _c.edit_at > _beyond)
    .values(edit_at=_now)
)


def wait_no_more(connection: Connection, now: datetime, beyond: datetime) -> None:
    """Let what was begun after now have begun now, and end every pause that lasts beyond a moment.

    What is not due yet (UTC) stays as it is.
    """
    for change in _begun:
        connection.execute(change, {"now": now})
    for change in (*_pauses, _edits):
        connection.execute(change, {"now": now, "beyond": beyond})
