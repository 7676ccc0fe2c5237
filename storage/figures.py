"""How the outbox stands, in numbers for monitoring: about nobody, and no network."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.delivery import Delivery
from storage.tables import table

STATES = ("pending", "sending", "sent", "unknown", "failed", "cancelled", "expired")

_c = table(Delivery).c
_states = select(_c.state, func.count()).group_by(_c.state)
_oldest = select(func.min(_c.due_at)).where(_c.state == "pending")


@dataclass(frozen=True)
class Figures:
    """Deliveries by state, and how many seconds the oldest that is due has waited."""

    states: dict[str, int]
    late: float


def read(connection: Connection, now: datetime) -> Figures:
    """Count the deliveries; a state that none is in counts 0."""
    counted = {row[0]: int(row[1]) for row in connection.execute(_states)}
    oldest = connection.execute(_oldest).scalar()
    late = (now - oldest).total_seconds() if oldest is not None else 0.0
    return Figures({state: counted.get(state, 0) for state in STATES}, max(late, 0.0))
