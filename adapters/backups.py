"""When the last backup was made: a note beside the data, for whoever looks after them."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

NOTE = "last-backup"


def note_backup(data: Path, at: datetime) -> None:
    """Note that a backup was made at a moment (UTC)."""
    # A disk that can only be read may be backed up as well; then nobody knows how old it is.
    with suppress(OSError):
        (data / NOTE).write_text(at.isoformat(), encoding="utf-8")


def last_backup(data: Path) -> datetime | None:
    """Return when the last backup was made (UTC), None when that is not known."""
    try:
        return datetime.fromisoformat((data / NOTE).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
