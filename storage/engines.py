"""SQLAlchemy engines for an address, set up so that a transaction is what it says."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import (
    URL,
    Engine,
    ExceptionContext,
    PoolProxiedConnection,
    create_engine,
    event,
    make_url,
)

BUSY_SECONDS = 10
# So soon PostgreSQL undoes what a frozen or cut off process had begun, and lifts its locks.
IDLE_SECONDS = 10.0
POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}


def address(url: str) -> URL:
    """Read sqlite:///path or postgresql://…; any other address raises ValueError."""
    found = make_url(url)
    if found.drivername in POSTGRES:
        return found.set(drivername="postgresql+psycopg")
    if found.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise ValueError(f"The database is sqlite:/// or postgresql://, not {found.drivername}.")
    if found.database in {None, "", ":memory:"}:
        raise ValueError("The SQLite address names no file: sqlite:///folder/kring.db does.")
    return found.set(drivername="sqlite+pysqlite")


def sqlite_path(url: URL) -> Path:
    """Return the file an SQLite address names."""
    return Path(url.database or "")


def sqlite_engine(url: URL, *, read_only: bool = False, foreign_keys: bool = True) -> Engine:
    """Make an engine whose transactions start with BEGIN IMMEDIATE, or BEGIN if read-only."""
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        connect_args={
            # The driver begins nothing by itself; 'begin' below does.
            "isolation_level": None,
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "cached_statements": 512,
        },
    )
    pragmas = ["query_only=ON"] if read_only else _writing(foreign_keys=foreign_keys)
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _set_up(driver: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}").close()

    def _begin(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(begin)

    engine.dialect.do_begin = _begin  # type: ignore[method-assign] # for this engine, as in _guard
    _guard(engine)
    return engine


def _writing(*, foreign_keys: bool) -> list[str]:
    return [
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        # KiB. Keys are random: of the usual 2 MB a large database has hardly a page at hand.
        "cache_size=-16000",
        # What is sorted or staged may be personal and stays out of the temporary folder.
        "temp_store=MEMORY",
        f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
    ]


def postgres_engine(url: URL, *, size: int, idle: float = 0) -> Engine:
    """Make an engine of at most so many connections, whose sessions speak UTC.

    PostgreSQL ends what does nothing for `idle` seconds within a transaction; 0 for never.
    """
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": f"-c timezone=UTC {idle_after(idle)}"},
    )
    _guard(engine)
    event.listen(engine, "handle_error", _hush)
    return engine


def idle_after(seconds: float) -> str:
    """Return the option of a session that PostgreSQL ends when it idles in a transaction."""
    return f"-c idle_in_transaction_session_timeout={seconds * 1000:.0f}"


def make_engine(url: URL) -> Engine:
    """Make a small writing engine for one job, such as a migration; foreign keys are off."""
    if url.get_backend_name() == "sqlite":
        return sqlite_engine(url, foreign_keys=False)
    return postgres_engine(url, size=1)


def _guard(engine: Engine) -> None:
    """Refuse a commit or rollback by a unit of work: it would end the work of others.

    The dialect is told, for an event of the engine has SQLAlchemy look for listeners at each
    statement, which takes a fifth of what a statement takes.
    """
    dialect = engine.dialect

    def guarded(do: Callable[[PoolProxiedConnection], None]) -> Callable[..., None]:
        def refuse(connection: PoolProxiedConnection) -> None:
            if _in_unit(connection):
                raise RuntimeError("A unit of work neither commits nor rolls back; its end does.")
            do(connection)

        return refuse

    dialect.do_commit = guarded(dialect.do_commit)  # type: ignore[method-assign] # for this engine
    dialect.do_rollback = guarded(dialect.do_rollback)  # type: ignore[method-assign] # for this engine


def _in_unit(connection: PoolProxiedConnection) -> bool:
    try:
        return bool(connection.info.get("unit"))
    except NotImplementedError:  # SQLAlchemy's own first look at a database has no info yet
        return False


def _hush(context: ExceptionContext) -> None:
    """Leave out the values that PostgreSQL quotes in its errors: nobody's answer is logged."""
    diagnosis = getattr(context.original_exception, "diag", None)
    if diagnosis is None or diagnosis.message_primary is None:
        return
    # Of class 22, bad data, even the first line quotes.
    quoting = (diagnosis.sqlstate or "").startswith("22")
    message = "bad data" if quoting else diagnosis.message_primary
    context.original_exception.args = (message,)
    if context.sqlalchemy_exception is not None:
        kind = type(context.original_exception)
        context.sqlalchemy_exception.args = (f"({kind.__module__}.{kind.__name__}) {message}",)
