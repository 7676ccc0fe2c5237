"""Taking back from the outbox what must not be told by what is left there."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select, text

from storage import outbox, scrub, webchat
from storage.delivery import Delivery, ShownCard, card_key
from storage.tables import table

_delivery, _shown = table(Delivery), table(ShownCard)


def blur(connection: Connection, kind: str, args: tuple[int | str, ...], now: datetime) -> None:
    """Make what showed only this card and was taken back look the same, in the files too."""
    alone = (
        select(_shown.c.delivery_id)
        .group_by(_shown.c.delivery_id)
        .having(text("count(*) = 1 AND min(card) = :card"))
    )
    which = (_delivery.c.id.in_(alone), _delivery.c.state == "cancelled")
    card = {"card": card_key(kind, args)}
    taken_back = list(connection.execute(select(_delivery.c.id).where(*which), card).scalars())
    webchat.forget_posted(connection, taken_back)
    change = _delivery.update().where(_delivery.c.id.in_(taken_back))
    connection.execute(change.values(last_error="", again_at=None, **outbox.NEVER_SENT))
    scrub.wish(connection, (_delivery.name, "webmessage"), now)


def take_out(connection: Connection, kind: str, args: tuple[int | str, ...], person: int) -> None:
    """Take a card out of the messages to a person: they are drawn again, and do not name it."""
    key = card_key(kind, args)
    chosen = (
        select(_delivery.c.id, _delivery.c.refs)
        .join(_shown, _shown.c.delivery_id == _delivery.c.id)
        .where(_shown.c.card == key, _delivery.c.to_kind == "person", _delivery.c.to_id == person)
    )
    for found in connection.execute(chosen).all():
        left = [ref for ref in found.refs if ref != [kind, list(args)]]
        same = _delivery.c.id == found.id
        values = {"refs": left, "wanted_rev": _delivery.c.wanted_rev + 1}
        connection.execute(_delivery.update().where(same).values(values))
        shown = (_shown.c.delivery_id == found.id) & (_shown.c.card == key)
        connection.execute(_shown.delete().where(shown))


def _about(kinds: Collection[str], subject: int) -> ColumnElement[bool]:
    return or_(*(_shown.c.card.startswith(f"{kind}:{subject},") for kind in kinds))


def want_about(connection: Connection, network: int, kinds: Collection[str], subject: int) -> None:
    """Ask that all cards of these kinds be drawn again whose first argument is this subject."""
    showing = select(_shown.c.delivery_id).where(_about(kinds, subject))
    change = _delivery.update().where(
        _delivery.c.network_id == network,
        _delivery.c.id.in_(showing),
        text("state IN ('pending', 'sending', 'sent', 'unknown')"),
    )
    connection.execute(change.values(wanted_rev=_delivery.c.wanted_rev + 1))


def forget(connection: Connection, network: int, kinds: Collection[str], subject: int) -> None:
    """Forget that cards of these kinds, whose first argument is this subject, were shown.

    A delivery with nothing else is deleted, another is shown again without them.
    """
    about = _about(kinds, subject)
    chosen = (
        select(_delivery.c.id, _delivery.c.refs, _delivery.c.why)
        .where(_delivery.c.network_id == network)
        .where(_delivery.c.id.in_(select(_shown.c.delivery_id).where(about)))
    )
    for row in connection.execute(chosen).all():
        left = [ref for ref in row.refs if ref[0] not in kinds or ref[1][0] != subject]
        if not left:
            outbox.remove(connection, row.id)
            continue
        connection.execute(_shown.delete().where(_shown.c.delivery_id == row.id, about))
        slices = {kind.partition(".")[0] for kind in kinds}
        why = [one for one in row.why.split(",") if one.partition(".")[0] not in slices]
        values = {"refs": left, "why": ",".join(why), "wanted_rev": _delivery.c.wanted_rev + 1}
        connection.execute(_delivery.update().where(_delivery.c.id == row.id).values(values))
