"""The outbox after the clock was set back: nothing in it waits by a time that is far away again."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, text

from storage.outbox import Delivery
from storage.tables import table

_delivery = table(Delivery)
_c = _delivery.c
_now: BindParameter[datetime] = bindparam("now")
_beyond: BindParameter[datetime] = bindparam("beyond")
_begun = (
    _delivery.update()
    .where(text("state IN ('sending', 'unknown')"), _c.intent_at > _now)
    .values(intent_at=_now, again_at=_now)
)
_pauses = (
    _delivery.update()
    .where(text("state IN ('pending', 'unknown', 'failed')"))
    .where(_c.due_at <= _now, _c.again_at > _beyond)
    .values(again_at=_now)
)
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
    connection.execute(_begun, {"now": now})
    for change in (_pauses, _edits):
        connection.execute(change, {"now": now, "beyond": beyond})
