"""A worker's own session with PostgreSQL: it lives there, and never queues behind other work."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from storage import leases
from storage.engines import idle_after
from storage.leases import Standing
from storage.owner import SHARE, TRY, UNLOCK, WORKERS

PATIENCE = 5  # seconds for whatever is asked, so that a lease is not outlived in a question
_LIMITS = f"-c timezone=UTC {idle_after(PATIENCE)} -c statement_timeout={PATIENCE * 1000}"
_CONNECT = {
    "options": _LIMITS,
    "connect_timeout": PATIENCE,
    "tcp_user_timeout": PATIENCE * 1000,
}


class LeaseBook:
    """Beats for one worker, `owner`, whose leases last `span`; for one thread at a time.

    Its session shares a lock with those of all workers. Who can have it alone is the only one
    left, and need not wait until the leases of the dead have run out.
    """

    def __init__(self, url: URL, owner: str, span: timedelta) -> None:
        self.owner = owner
        self.span = span
        self._engine: Engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level="READ COMMITTED",
            connect_args=_CONNECT,
        )
        self._connection: Connection | None = None

    def beat(self) -> Standing:
        """Say that the worker lives; return what it keeps. Raises what the database raises."""
        try:
            connection = self._joined()
            standing = self._beat(connection)
            if len(standing.shares) < standing.due and self._took_over(connection):
                more = self._beat(connection)
                standing = replace(more, taken=standing.taken | more.taken)
        except DBAPIError:
            self.close()  # and begin anew: the session may be gone, with its locks
            raise
        return standing

    def _beat(self, connection: Connection) -> Standing:
        with connection.begin():
            return leases.beat(connection, self.owner, self.span)

    def _took_over(self, connection: Connection) -> bool:
        """Void the leases of others when no session of another worker is left."""
        key = {"lock": WORKERS}
        with connection.begin():
            if not connection.scalar(TRY, key):
                return False
            leases.void_others(connection, self.owner)
        with connection.begin():
            connection.execute(UNLOCK, key)
        return True

    def give_up(self, shares: Iterable[int]) -> None:
        """Let others take these."""
        connection = self._joined()
        with connection.begin():
            leases.give_up(connection, self.owner, shares)

    def leave(self) -> None:
        """Give up everything and close the session."""
        connection = self._joined()
        with connection.begin():
            leases.leave(connection, self.owner)
        self.close()

    def close(self) -> None:
        """Close the session, as if the worker had died."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _joined(self) -> Connection:
        if self._connection is None:
            connection = self._engine.connect()
            with connection.begin():
                connection.execute(SHARE, {"lock": WORKERS})
            self._connection = connection
        return self._connection
