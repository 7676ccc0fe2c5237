"""What went wrong with the machine, the database or the settings, in one sentence that helps."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from sqlalchemy.exc import ArgumentError, DBAPIError

from adapters.settings import Settings
from storage.faults import Fault

FULL = "The disk is full. Make room and start again; what was kept is whole."
READ_ONLY = "The disk or the folder of the database can only be read. Let Kring write there."
UNREACHABLE = (
    "The database cannot be reached. Look at KRING_DATABASE_URL, and whether its server runs."
)
NEEDED = 256 * 1024  # bytes: with less SQLite cannot even open its log
_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: "Kring may not use {path}. Give its user the rights to it.",
    errno.EADDRINUSE: "The port is in use: another program listens there. Set another KRING_PORT.",
    errno.EADDRNOTAVAIL: "KRING_HOST is no address of this machine. 127.0.0.1 is one.",
}
_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": "The database file cannot be opened. Look at KRING_DATABASE_URL, and at the "
    "rights to its folder.",
    "SQLITE_NOTADB": "The file that KRING_DATABASE_URL names is no database.",
    "SQLITE_CORRUPT": "The database file is damaged. Restore a backup: kring restore FILE --force.",
    "SQLITE_BUSY": "Another program keeps the database file. Stop it and try again.",
    "SQLITE_IOERR": "The disk of the database cannot be read or written. Look at it and its room.",
}


@contextmanager
def plainly(settings: Settings) -> Iterator[None]:
    """Say what went wrong in one sentence and leave with status 1; a bug goes on as it is."""
    try:
        yield
    except Exception as fault:
        text = sentence(fault, settings.data)
        if text is None:
            raise
        typer.echo(text, err=True)
        raise typer.Exit(1) from fault


def sentence(fault: BaseException, folder: Path) -> str | None:
    """Return what is wrong and what to do, None for what is not the administrator's to mend.

    `folder` is where the data are. Never what a driver said: it may quote passwords.
    """
    if isinstance(fault, Fault):
        return str(fault)
    if isinstance(fault, ArgumentError):
        return "KRING_DATABASE_URL is no address: sqlite:///folder/kring.sqlite is one."
    driver = fault.orig if isinstance(fault, DBAPIError) else fault
    if (name := getattr(driver, "sqlite_errorname", None)) is not None:
        return _of_disk(folder, name) or _of_sqlite(name)
    if isinstance(fault, DBAPIError):
        return _of_postgres(driver)
    if isinstance(fault, OSError) and fault.errno in _SYSTEM:
        return _SYSTEM[fault.errno].format(path=fault.filename)
    return str(fault) if isinstance(fault, ValueError | OSError) else None


def _of_disk(folder: Path, name: str) -> str | None:
    """Say why SQLite cannot open or write a file, where its disk tells."""
    if not name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR")) or not folder.exists():
        return None
    disk = os.statvfs(folder)
    if disk.f_flag & os.ST_RDONLY:
        return READ_ONLY
    return FULL if disk.f_bavail * disk.f_frsize < NEEDED else None


def _of_sqlite(name: str) -> str | None:
    # SQLITE_READONLY_DIRECTORY is a kind of SQLITE_READONLY.
    return next((text for kind, text in _SQLITE.items() if name.startswith(kind)), None)


def _of_postgres(fault: BaseException | None) -> str | None:
    state = getattr(fault, "sqlstate", None)
    if state is None:  # it was never connected: there are only words
        state = next((code for words, code in _REFUSED.items() if words in str(fault)), "08000")
    known = UNREACHABLE if state[:2] in ("08", "28", "57") else None
    return _POSTGRES.get(state, known)


_REFUSED = {"password": "28P01", "does not exist": "3D000", "too many": "53300"}
_POSTGRES = {
    "53100": FULL,
    "25006": "The database can only be read: KRING_DATABASE_URL may name a replica.",
    "28P01": "The database refuses the password in KRING_DATABASE_URL.",
    "28000": "The database refuses the user in KRING_DATABASE_URL.",
    "3D000": "There is no database of that name. Make it, or look at KRING_DATABASE_URL.",
    "42501": "The user in KRING_DATABASE_URL may not do that. Let it own its database.",
    "53300": "The database server takes no more connections. Allow it more, or stop others.",
    "42P07": "There are tables in this database that Kring did not make. Give it an empty one.",
    "42P01": "A table of Kring is missing in the database. Restore a backup.",
}
