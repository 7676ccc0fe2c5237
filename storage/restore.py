"""Restoring a backup of this version or an older one, into a database of either kind."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, Engine, func, select, text

from storage import backup, check, leases, migrate, revision, rows
from storage.backup import BackupError
from storage.delivery import Delivery
from storage.engines import address, make_engine, sqlite_engine, sqlite_path
from storage.evaluations import Evaluation
from storage.keys import Keys
from storage.networks import Network
from storage.owner import FileLock, SessionLock
from storage.tables import table

SKIPPED = 10_000
"""Ids left out after a restore: buttons of what came after the backup lead to nothing else."""

_delivery, _evaluation, _network = table(Delivery), table(Evaluation), table(Network)
_c = _delivery.c


@dataclass(frozen=True)
class Restored:
    """What came of it: when the backup was made (UTC), how many networks there are.

    `doubted` messages may have been sent since and are looked up before anything else; `lost`
    open evaluations cannot be counted, for their keys are in no backup.
    """

    made_at: datetime
    networks: int
    doubted: int
    lost: int


def restore(path: Path, url: str, keys: Keys, now: datetime, *, force: bool = False) -> Restored:
    """Put a backup in the place of a database that is empty, or with `force` of any.

    Nothing is changed when it raises: BackupError, Newer, AlreadyOwned, OSError, or what the
    database raises.
    """
    made_at, at = backup.read_note(path)
    revision.check_known(at, "The backup")
    backup.look_over(path)
    found = address(url)
    sqlite = found.get_backend_name() == "sqlite"
    if sqlite:
        sqlite_path(found).parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(sqlite_path(found)) if sqlite else SessionLock(found)
    lock.take()
    try:
        if not force and not _is_empty(found):
            raise BackupError(
                "There are networks in this database. Restore into an empty one, or add --force "
                "to put the backup in its place; nothing was changed."
            )
        return _place(path, found, keys, made_at, now)
    finally:
        lock.release()


def _is_empty(url: URL) -> bool:
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).exists():
        return True
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            at = revision.current_of(connection)
            revision.check_known(at, "The database")
            return at is None or not connection.scalar(text("SELECT count(*) FROM network"))
    finally:
        engine.dispose()


def _place(path: Path, url: URL, keys: Keys, made_at: datetime, now: datetime) -> Restored:
    sqlite = url.get_backend_name() == "sqlite"
    near = sqlite_path(url).parent if sqlite else None
    with TemporaryDirectory(prefix=".kring-restore-", dir=near) as folder:
        fresh = Path(folder) / "kring.sqlite"
        shutil.copyfile(path, fresh)
        done = _made_ready(fresh, keys, made_at, now)
        if sqlite:
            _replace(fresh, sqlite_path(url))
        else:
            _carry(fresh, url)
    return done


def _made_ready(fresh: Path, keys: Keys, made_at: datetime, now: datetime) -> Restored:
    """Bring a copy of a backup to the newest tables and to the moment of the restore (UTC)."""
    url = f"sqlite:///{fresh}"
    with closing(sqlite3.connect(fresh)) as driver, driver:
        driver.execute(f"DROP TABLE {backup.NOTE}")
    migrate.upgrade(url)
    engine = make_engine(address(url))
    try:
        with engine.begin() as connection:
            doubted = _doubt(connection, now)
            leases.forget(connection)
            last = rows.last_ids(connection)
            rows.set_last_ids(connection, {name: one + SKIPPED for name, one in last.items()})
            networks = connection.scalar(select(func.count()).select_from(_network)) or 0
            lost = _without_key(connection, keys)
            if faults := check.faults(connection):
                raise BackupError(f"The backup is no good. {faults[0]}")
    finally:
        engine.dispose()
    return Restored(made_at, networks, doubted, lost)


def _doubt(connection: Connection, now: datetime) -> int:
    """Doubt what was being sent, and what was due by now: it may have been sent since."""
    due = (_c.state == "pending") & (_c.due_at <= now)
    unknown = _delivery.update().where((_c.state == "sending") | due)
    values = {"state": "unknown", "intent_at": now, "again_at": now, "last_error": "restored"}
    return connection.execute(unknown.values(values)).rowcount


def _without_key(connection: Connection, keys: Keys) -> int:
    chosen = select(_evaluation.c.key).where(_evaluation.c.state == "open")
    return sum(keys.private(key) is None for key in connection.execute(chosen).scalars())


def _replace(fresh: Path, place: Path) -> None:
    """Put a file in the place of a database, whose own log goes before it."""
    with closing(sqlite3.connect(fresh)) as driver:
        driver.execute("PRAGMA journal_mode=DELETE").close()
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.chmod(0o600)
    if place.exists():
        # A database too damaged to be opened is one that is being replaced for it.
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place)) as driver:
            driver.execute("PRAGMA journal_mode=DELETE").close()
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    fresh.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _carry(fresh: Path, url: URL) -> None:
    """Put all rows into PostgreSQL in one transaction, in the place of those that were there."""
    rendered = url.render_as_string(hide_password=False)
    migrate.upgrade(rendered)
    source, target = sqlite_engine(address(f"sqlite:///{fresh}"), read_only=True), make_engine(url)
    try:
        _exchange(source, target)
    finally:
        source.dispose()
        target.dispose()


def _exchange(source: Engine, target: Engine) -> None:
    quote = target.dialect.identifier_preparer.quote
    names = ", ".join(quote(one.name) for one in rows.tables())
    with source.connect() as old, target.begin() as new:
        new.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        rows.carry(old, new)
        rows.set_last_ids(new, rows.last_ids(old))
