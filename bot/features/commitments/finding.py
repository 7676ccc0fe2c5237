"""Finding a commitment for the person who acts; never another's, never another network's."""

from bot.errors import Refusal
from bot.texts import _
from bot.turn import Turn
from storage import commitments
from storage.commitments import Commitment


def gone() -> Refusal:
    """Say that there is nothing there (any more), whoever asks."""
    return Refusal(_("This commitment is no longer open. Type 'commitments' to see yours."))


def draft(turn: Turn, number: int) -> Commitment:
    """Return a draft of one's own."""
    row = commitments.get(turn.connection, turn.network.id, number)
    if row is None or row.maker_id != turn.who.id:
        raise gone()
    if row.state != "draft":
        raise Refusal(_("This commitment is kept already. Type 'commitments' to change it."))
    return row


def own(turn: Turn, number: int, *states: str) -> Commitment:
    """Return a commitment that this person takes part in, in one of these states."""
    row = commitments.get(turn.connection, turn.network.id, number)
    if row is None or row.state not in (states or ("open",)):
        raise gone()
    if commitments.owners_of(turn.connection, number).get(turn.who.id) != "yes":
        raise gone()
    return row


def asked(turn: Turn, number: int) -> Commitment:
    """Return a commitment that this person is asked to take part in."""
    row = commitments.get(turn.connection, turn.network.id, number)
    if row is None or row.state not in ("asked", "open"):
        raise gone()
    if commitments.owners_of(turn.connection, number).get(turn.who.id) != "asked":
        raise gone()
    return row
