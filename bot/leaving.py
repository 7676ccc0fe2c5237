"""Leaving a network as anybody does, from a turn that is about more than that network."""

from dataclasses import replace
from datetime import timedelta

from bot.dispatch import finish
from bot.news import MemberLeft
from bot.turn import Turn
from storage import networks
from storage.networks import Place

SCRUB_AFTER = timedelta(minutes=2)
"""From erasing somebody to the scrub: by then what was posted has been drawn again."""


def leave(turn: Turn, place: Place, person: int) -> None:
    """Let somebody out of one network, so that every slice lets go of what is theirs."""
    there = within(turn, place)
    row = networks.membership(turn.session, place.id, person)
    if row is None or row.left_at is not None:
        return
    row.left_at = turn.now
    turn.session.add(row)
    there.tell(MemberLeft(place.id, person, turn.now.isoformat()))
    finish(there, [])


def within(turn: Turn, place: Place) -> Turn:
    """Return a turn in the same transaction that is about one network; `finish` it."""
    return replace(turn, place=place, news=[], wants_replan=False, _view=None)
