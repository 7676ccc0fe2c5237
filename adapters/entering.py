"""Coming into a database: alone, or beside servers of the same version."""

from adapters.settings import Settings
from storage import revision
from storage.database import AlreadyOwned, Database
from storage.faults import Fault


class Behind(Fault):
    """Servers of an earlier version work on the database."""


def enter(database: Database, settings: Settings) -> None:
    """Own the database, or come in beside others; whoever is alone brings it up to date."""
    try:
        database.own()
    except AlreadyOwned:
        if not settings.together:
            raise
        database.share()
        _check_current(settings.database)
        return
    _bring_up_to_date(settings.database)
    if settings.together:
        database.share()


def _check_current(url: str) -> None:
    found = revision.current(url)
    revision.check_known(found, "The database")
    if found != revision.head():
        raise Behind(
            "Servers of an earlier Kring work on this database. Stop them all, then start this "
            "one: it brings the tables up to date."
        )


def _bring_up_to_date(url: str) -> None:
    found = revision.current(url)
    if found == revision.head():
        return
    revision.check_known(found, "The database")
    from storage import migrate  # Alembic takes long to load, and mostly there is nothing to do

    migrate.upgrade(url)
