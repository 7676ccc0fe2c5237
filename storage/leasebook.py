"""A worker's own sessions with PostgreSQL: its beats never queue behind other work."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError

from storage import leases
from storage.engines import idle_after
from storage.leases import Standing
from storage.owner import SHARE, TRY, UNLOCK, WORKERS

PATIENCE = 5  # seconds for whatever is asked, so that a lease is not outlived in a question
_LIMITS = f"-c timezone=UTC {idle_after(PATIENCE)} -c statement_timeout={PATIENCE * 1000}"
_SOON = f"-c lock_timeout={PATIENCE * 1000}"
_CONNECT = {
    "connect_timeout": PATIENCE,
    "tcp_user_timeout": PATIENCE * 1000,
}
_KEY = {"lock": WORKERS}


class LeaseBook:
    """Beats for one worker, `owner`, whose leases last `span`; for one thread at a time.

    A second session only holds a lock that all workers share. It never is in a transaction, so
    PostgreSQL does not end it while the worker is frozen. Who comes in and can have that lock
    alone is the only one there, and need not wait until the leases of the dead have run out.
    A session may end without its worker, so what is taken this way is `voided` in the standing.
    """

    def __init__(self, url: URL, owner: str, span: timedelta) -> None:
        self.owner = owner
        self.span = span
        self._beats = _Session(url, "READ COMMITTED", {**_CONNECT, "options": _LIMITS})
        self._presence = _Session(url, "AUTOCOMMIT", {**_CONNECT, "options": _SOON})
        self._coming_in = True
        self._voided = False

    def beat(self) -> Standing:
        """Say that the worker lives; return what it keeps. Raises what the database raises."""
        try:
            here, connection = self._present(), self._beats.open()
            with connection.begin():
                standing = self._beat(connection)
            if self._coming_in and len(standing.shares) < standing.due:
                standing = self._alone(here, connection, standing)
        except DBAPIError:
            self._beats.close()
            raise
        self._coming_in = self._coming_in and len(standing.shares) < standing.due
        told, self._voided = replace(standing, voided=self._voided), False
        return told

    def _present(self) -> Connection:
        """Return the session with the lock of all workers; where it was ended, a new one.

        It is looked at in every beat: without it, whoever comes in takes this worker for dead.
        """
        if self._presence.lives():
            return self._presence.open()
        self._presence.close()
        here = self._presence.open()
        try:
            here.execute(SHARE, _KEY)
        except DBAPIError:
            self._presence.close()
            raise
        return here

    def _beat(self, connection: Connection) -> Standing:
        now = leases.database_time(connection)
        return leases.beat(connection, self.owner, self.span, now)

    def _alone(self, here: Connection, connection: Connection, before: Standing) -> Standing:
        """Void the leases of others, and take them, when no other worker is there."""
        if not here.scalar(TRY, _KEY):
            return before
        try:
            # Also where the answer is lost: it may have been kept.
            self._voided = True
            with connection.begin():
                leases.void_others(connection, self.owner)
                more = self._beat(connection)
        finally:
            here.execute(UNLOCK, _KEY)
        return replace(more, taken=before.taken | more.taken)

    def give_up(self, shares: Iterable[int]) -> None:
        """Let others take these."""
        connection = self._beats.open()
        with connection.begin():
            leases.give_up(connection, self.owner, shares)

    def leave(self) -> None:
        """Give up everything and close the sessions."""
        connection = self._beats.open()
        with connection.begin():
            leases.leave(connection, self.owner)
        self.close()

    def close(self) -> None:
        """Close the sessions, as if the worker had died."""
        self._beats.close()
        self._presence.close()


class _Session:
    """A connection that is opened when it is needed, and again after it was closed."""

    def __init__(self, url: URL, isolation: IsolationLevel, arguments: dict[str, Any]) -> None:
        self.connection: Connection | None = None
        self._engine: Engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level=isolation,
            connect_args=arguments,
        )

    def open(self) -> Connection:
        """Return the connection."""
        if self.connection is None:
            self.connection = self._engine.connect()
        return self.connection

    def lives(self) -> bool:
        """Say whether it still answers."""
        try:
            return self.connection is not None and self.connection.scalar(text("SELECT 1")) == 1
        except DBAPIError:
            return False

    def close(self) -> None:
        """End it, whatever it was at."""
        if self.connection is not None:
            self.connection.invalidate()
            self.connection.close()
            self.connection = None
