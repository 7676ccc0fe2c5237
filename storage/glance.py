"""One look at schedule and outbox together: when is there anything to do at all?"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, union_all

from storage.delivery import Delivery
from storage.moments import ScheduledMoment
from storage.tables import table

_moment, _delivery = table(ScheduledMoment).c, table(Delivery).c


def _first(column: Any, state: str) -> Select[tuple[datetime]]:
    # In plain SQL: a partial index serves only what it can read, and each of these is its first.
    return select(func.min(column).label("at")).where(text(state))


_steps = union_all(
    _first(_moment.due_at, "moment.state = 'planned'"),
    _first(_delivery.due_at, "delivery.state = 'pending'"),
    _first(_delivery.edit_at, "delivery.state = 'sent' AND wanted_rev > shown_rev"),
    _first(
        _delivery.again_at,
        "delivery.state IN ('sending', 'unknown', 'failed') AND again_at IS NOT NULL",
    ),
).subquery()
_earliest = select(func.min(_steps.c.at))


def first_step(connection: Connection) -> datetime | None:
    """Return the moment (UTC) before which nothing at all is to be done, None when never.

    One that has passed means that there may be something: what is held back shows up as well.
    """
    return connection.execute(_earliest).scalar()
