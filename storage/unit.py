"""A unit of work: what happens as a whole, or not at all."""

from collections.abc import Callable, Iterable
from contextvars import Context
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

T = TypeVar("T")
Last = dict[Callable[[Connection, Iterable[Any]], None], set[Any]]
"""What a transaction does at its end, each once, and to what."""


class Unit:
    """The hands a piece of work is given: a Core connection, and an ORM session if it likes.

    Work is synchronous and quick, touches nothing outside the unit, and may be called again
    from the start when the database asks for a replay. It neither commits nor rolls back:
    returning keeps what it did, raising undoes it. Rows it returns stay readable.

    `last` gathers what several units of a transaction have done at its end; None where each
    has a transaction of its own.
    """

    def __init__(self, connection: Connection, last: Last | None = None) -> None:
        self.connection = connection
        self._last = last
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The ORM session of this unit, made at first use and flushed at the unit's end."""
        if self._session is None:
            self._session = Session(
                self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            )
        return self._session

    def by_the_end(self, do: Callable[[Connection, Iterable[T]], None], these: Iterable[T]) -> None:
        """Do something to these before the COMMIT, once for all who ask it of the same thing."""
        if self._last is None:
            do(self.connection, these)
        else:
            self._last.setdefault(do, set()).update(these)

    def flush(self) -> None:
        """Write what waits in the session; nothing to do where no session was made."""
        if self._session is not None:
            self._session.flush()

    def run(self, work: Callable[["Unit"], T], context: Context) -> T:
        """Call the work in a copy of its caller's context and flush; on an error undo nothing."""
        self.connection.info["unit"] = True
        try:
            result = context.copy().run(work, self)
            if self._session is not None:
                self._session.commit()
            if self.connection.in_nested_transaction():
                raise RuntimeError("The work left a savepoint of its own open.")
        except StopIteration as error:
            raise RuntimeError("The work raised StopIteration.") from error  # no future carries it
        else:
            return result
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._session is not None:
            self._session.close()
        if self.connection.invalidated:
            return  # the database ended it, and all that was in it
        while nested := self.connection.get_nested_transaction():
            nested.rollback()
        self.connection.info["unit"] = False
        transaction = self.connection.get_transaction()
        if transaction is None or not transaction.is_active:
            # The work tried to end it. SQLAlchemy has forgotten what the driver still has open,
            # and what comes next on this connection would commit it.
            self.connection.connection.rollback()
