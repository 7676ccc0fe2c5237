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
_CONNECT = {
    "connect_timeout": PATIENCE,
    "tcp_user_timeout": PATIENCE * 1000,
}


_KEY = {"lock": WORKERS}


class LeaseBook:
    """Beats for one worker, `owner`, whose leases last `span`; for one thread at a time.

    A second session only holds a lock that all workers share. It never is in a transaction, so
    PostgreSQL does not end it while the worker is frozen. Who can have that lock alone is the
    only one left, and need not wait until the leases of the dead have run out.
    """

    def __init__(self, url: URL, owner: str, span: timedelta) -> None:
        self.owner = owner
        self.span = span
        self._beats = _Session(url, "READ COMMITTED", {**_CONNECT, "options": _LIMITS})
        self._presence = _Session(url, "AUTOCOMMIT", _CONNECT)

    def beat(self) -> Standing:
        """Say that the worker lives; return what it keeps. Raises what the database raises."""
        try:
            here, connection = self._present(), self._beats.open()
            standing = self._beat(connection)
            if len(standing.shares) < standing.due and self._took_over(here, connection):
                more = self._beat(connection)
                standing = replace(more, taken=standing.taken | more.taken)
        except DBAPIError:
            self._beats.close()
            if not self._presence.lives():
                self._presence.close()
            raise
        return standing

    def _present(self) -> Connection:
        new = self._presence.connection is None
        here = self._presence.open()
        if new:
            here.execute(SHARE, _KEY)
        return here

    def _beat(self, connection: Connection) -> Standing:
        with connection.begin():
            return leases.beat(connection, self.owner, self.span)

    def _took_over(self, here: Connection, connection: Connection) -> bool:
        """Void the leases of others when no other worker is there."""
        if not here.scalar(TRY, _KEY):
            return False
        try:
            with connection.begin():
                leases.void_others(connection, self.owner)
        finally:
            here.execute(UNLOCK, _KEY)
        return True

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
