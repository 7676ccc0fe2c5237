"""Asking somebody to take part or to be a buddy, without a trace of what they answered."""

from bot.cards import CardRef
from bot.effects import Effect, Say, Show, To
from bot.features.commitments.views import number
from bot.turn import Turn
from storage import commitments, mailbox, unsaid
from storage.commitments import Commitment

NUDGE, TOLD = "commitments.nudge", "commitments.told"
OWNER, BUDDY = "commitments.ask", "commitments.buddy"
HELPED = "commitments.helped"


def ask(row: Commitment, card: str, person: int) -> Say:
    """Ask somebody privately to take part (OWNER) or to be a buddy (BUDDY)."""
    key = f"{card}:{number(row)}:{row.round}:{person}"
    ref = CardRef(card, (number(row),))
    return Say(To("person", person), ref, key, "commitments", needs_answer=True)


def told(turn: Turn, row: Commitment, what: str) -> list[Effect]:
    """Tell the others who do it that this person changed the 'words' or the 'day', or let 'go'.

    What waits to be told of the same is taken back, as it would be said twice; what they were told
    before is drawn again as it is now.
    """
    states = commitments.owners_of(turn.connection, number(row))
    here = {member.id for member in turn.view.present}
    card = CardRef(TOLD, (number(row), turn.who.id, what))
    so_far = f"{row.round}:{len(commitments.changes(turn.connection, number(row)))}"
    key = f"{TOLD}:{number(row)}:{so_far}:{what}:{turn.who.id}"
    _take_back(turn, card)
    unsaid.want_about(turn.connection, turn.network.id, (TOLD,), number(row))
    return [
        Say(To("person", one), card, f"{key}:{one}", "commitments")
        for one, state in states.items()
        if state == "yes" and one != turn.who.id and one in here
    ]


def forget(turn: Turn, card: str, commitment: int, person: int) -> None:
    """Take the question back, whatever was answered.

    Who takes part is known; that somebody else was asked must not be told by what is left.
    """
    mailbox.take_out(turn.connection, card, (commitment,), person)
    unsaid.take_out(turn.connection, card, (commitment,), person)


def withdraw(turn: Turn, commitment: int, person: int = 0) -> None:
    """Take back the nudges that wait; of everybody when no person is named."""
    _take_back(turn, CardRef(NUDGE, (commitment,)), person)


def _take_back(turn: Turn, card: CardRef, person: int = 0) -> None:
    waiting = [
        part
        for part in mailbox.waiting(turn.connection, turn.network.id)
        if part.kind == card.kind and part.args == list(card.args) and person in (0, part.to_id)
    ]
    if waiting:
        mailbox.mark(turn.connection, waiting, "withdrawn")


def redrawn(turn: Turn, commitment: int) -> list[Effect]:
    """Draw a commitment's questions, and requests for help with it, anew wherever they stand."""
    people = commitments.owners_of(turn.connection, commitment)
    cards = [CardRef(kind, (commitment,)) for kind in (NUDGE, OWNER, BUDDY)]
    cards += [CardRef(HELPED, (commitment, person)) for person in people]
    return [Show(card) for card in cards]
