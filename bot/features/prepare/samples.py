"""What the gallery shows of preparing together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cards import Card
from bot.features.prepare import board, cards, forms, seasons, swap_cards
from bot.features.prepare.board import BoardFacts, LedgerRow
from bot.features.prepare.cards import TurnFacts
from bot.features.prepare.rules import Reckoning
from bot.features.prepare.season import Outlook
from bot.features.prepare.swap_cards import SwapFacts
from bot.forms import Form
from bot.texts import _, long_moment
from bot.timetable.view import MeetingView, MemberView, SpeakerView

BEGINS = datetime(2026, 4, 16, 14)  # noqa: DTZ001 - a wall-clock time


def _meeting(number: int = 3) -> MeetingView:
    begins = BEGINS + timedelta(days=28 * (number - 3))
    announced = datetime(2026, 1, 5, 8, tzinfo=UTC)
    speakers = (SpeakerView(1, "Noor van Dale", 1),)
    title = _("Reading aloud") if number == 3 else ""
    ends = begins + timedelta(hours=3)
    more = {"title": title, "place": "De Linde", "speakers": speakers}
    return MeetingView(number, number, begins, ends, announced, **more)  # type: ignore[arg-type] # plain values


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of preparing together."""
    facts = TurnFacts(1, _meeting(), True, "asked", (2,), (1, 2), room=True)
    for mine in ("asked", "accepted", "unsuited"):
        yield cards.ask(replace(facts, mine=mine))
    drawn = (cards.told(facts), cards.told(replace(facts, people=())), cards.thanks(facts))
    yield from (card for card in (*drawn, cards.checklist(facts)) if card)
    yield from _swaps()
    yield cards.why(Reckoning(1, 6, newcomer=True, last=_meeting(2)))
    later = TurnFacts(1, _meeting(4), True, "", (), (), room=True)
    past = TurnFacts(1, _meeting(2), False)
    yield board.board(BoardFacts(1, (facts, later), 2, True, True, past))
    yield board.board(BoardFacts(1, (replace(facts, mine="accepted"),), 2, True, False))
    yield board.ledger(1, [LedgerRow(1, ("12.03.2026", "16.04.2026")), LedgerRow(2, ())])
    yield from _going_round(replace(facts, rotates=True))
    yield board.reasons(1, [LedgerRow(1, ("12.03.2026", "16.04.2026")), LedgerRow(2, ())])
    ahead = [
        Outlook(_meeting(), people=(1, 2)),
        Outlook(_meeting(4), asking=True),
        Outlook(_meeting(5), places=2, among=(1, 2, 3), likely=True),
    ]
    yield seasons.season(1, ahead, steers=True)
    yield seasons.season(1, ahead, steers=False)
    yield forms.swap(1, [_meeting(), _meeting(4)], [MemberView(2, "Anna"), MemberView(3, "Bram")])


def _going_round(facts: TurnFacts) -> Iterator[Card]:
    yield cards.ask(facts)
    yield cards.ask(replace(facts, mine="accepted", people=()))
    drawn = (cards.told(facts), cards.thanks(facts), cards.checklist(facts))
    yield from (card for card in drawn if card)
    yield board.board(BoardFacts(1, (facts,), 2, True, True, rotates=True))
    yield board.ledger(1, [LedgerRow(1, ("12.03.2026",))], rotates=True)
    yield cards.goes_round(True)
    yield cards.goes_round(False)


def _swaps() -> Iterator[Card]:
    until = long_moment(BEGINS - timedelta(days=20))
    offer = SwapFacts(1, 1, 1, 2, _meeting(), _meeting(4), until)
    for state in ("open", "accepted", "refused", "expired"):
        yield swap_cards.swap(replace(offer, state=state))
        yield swap_cards.swapped(replace(offer, state=state))
    yield swap_cards.swap(replace(offer, back=None))
