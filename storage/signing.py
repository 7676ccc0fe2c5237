"""Which secret signs what a database's networks were given: kept as a mark that tells nothing."""

import hashlib
import hmac

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from storage.faults import Fault
from storage.tables import table

WHAT = b"kring: which secret signs here"


class SecretMark(SQLModel, table=True):
    """The one row: a keyed hash made with the secret, from which it cannot be found."""

    id: int = Field(default=1, primary_key=True)
    mark: str


class OtherSecret(Fault):
    """The secret is not the one this database has worked with."""


_mark = table(SecretMark)


def check(connection: Connection, secret: str, *, renew: bool = False) -> None:
    """Note which secret signs, the first time or with `renew`; OtherSecret when it is another."""
    made = hmac.new(secret.encode(), WHAT, hashlib.sha256).hexdigest()
    known = connection.execute(select(_mark.c.mark)).scalar()
    if known is None:
        connection.execute(_mark.insert().values(id=1, mark=made))
    elif renew:
        connection.execute(_mark.update().values(mark=made))
    elif not hmac.compare_digest(known, made):
        raise OtherSecret(
            "The secret is not the one this database has worked with. Put KRING_SECRET_KEY, or the "
            "file 'secret' in the data folder, back as it was; or start once with 'kring serve "
            "--new-secret', and links and forms given out before stop working."
        )
