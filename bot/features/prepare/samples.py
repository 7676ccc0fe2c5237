"""What the gallery shows of preparing together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cards import Card
from bot.features.prepare import board, cards, forms, reasons, seasons, swap_cards
from bot.features.prepare.board import BoardFacts, LedgerRow
from bot.features.prepare.cards import TurnFacts
from bot.features.prepare.rules import Reckoning
from bot.features.prepare.season import Outlook
from bot.features.prepare.swap_cards import SwapFacts
from bot.forms import Form
from bot.texts import _, long_moment, short_date
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
    yield from _turns(facts)
    yield from _posts(facts)
    yield from _swaps()
    yield reasons.why(Reckoning(1, 6, newcomer=True, last=_meeting(2)))
    yield from _boards(facts)
    yield from _ledgers()
    yield from _going_round(replace(facts, rotates=True))
    yield from _seasons()
    yield forms.swap(1, [_meeting(), _meeting(4)], [MemberView(2, "Anna"), MemberView(3, "Bram")])


def _turns(facts: TurnFacts) -> Iterator[Card]:
    for mine in ("asked", "accepted", "unsuited"):
        yield cards.ask(replace(facts, mine=mine))
    yield cards.ask(replace(facts, people=(), others=()))
    yield cards.ask(replace(facts, mine="", room=False, others=(1, 2)))
    yield cards.ask(replace(facts, ahead=False))
    yield cards.taken(replace(facts, mine="accepted"))
    yield cards.meeting(facts)
    yield cards.meeting(replace(facts, mine=""))
    yield cards.meeting(replace(facts, mine="", people=()))
    yield cards.meeting(replace(facts, mine="", people=(), rotates=True))
    yield cards.ask(replace(facts, meeting=replace(facts.meeting, cancelled=True)))


def _posts(facts: TurnFacts) -> Iterator[Card]:
    off = replace(facts, meeting=replace(facts.meeting, cancelled=True))
    alone = replace(facts, people=(1,), others=(), room=False)
    some = (cards.told(one) for one in (facts, alone, replace(facts, people=()), off))
    drawn = (*some, cards.thanks(facts), cards.thanks(alone), cards.checklist(facts))
    yield from (card for card in (*drawn, cards.checklist(alone)) if card)


def _boards(facts: TurnFacts) -> Iterator[Card]:
    mine = replace(facts, mine="accepted")
    free = [TurnFacts(1, _meeting(number), True, room=True) for number in (4, 5)]
    past = TurnFacts(1, _meeting(2), False)
    yield board.board(BoardFacts(1, (facts, free[0]), 2, True, True, past))
    yield board.board(BoardFacts(1, (mine, *free), 2, True, False))
    yield board.board(BoardFacts(1, (), 0, False, False))
    yield board.choices(1, 2, rotates=False)
    yield board.choices(1, 1, rotates=True)
    yield _at_home(mine)
    yield _at_home(replace(facts, rotates=True))
    yield _at_home(replace(facts, mine="", rotates=True))


def _at_home(facts: TurnFacts) -> Card:
    title = _("Preparing together")
    return Card(title, tuple(board.home([facts], 1)), title)


def _ledgers() -> Iterator[Card]:
    days = [f"{short_date(_meeting(number).begins.date())} 2026" for number in (2, 3)]
    rows = [LedgerRow(1, tuple(days)), LedgerRow(2, ())]
    yield board.ledger(1, rows)
    yield board.ledger(1, rows, rotates=True)
    yield board.ledger(1, [LedgerRow(1, ())] * (board.MOST_ROWS + 1))
    yield board.ledger(1, [])
    yield board.reasons(1, rows)


def _seasons() -> Iterator[Card]:
    ahead = [
        Outlook(_meeting(), people=(1, 2)),
        Outlook(_meeting(4), asking=True),
        Outlook(_meeting(5), asking=True, mine=True),
        Outlook(_meeting(6), places=2, among=(1, 2, 3), likely=True),
        Outlook(_meeting(7), places=2, among=(1, 2)),
        Outlook(_meeting(8)),
    ]
    yield seasons.season(1, ahead, steers=True)
    yield seasons.season(1, ahead, steers=False)
    yield seasons.season(1, [ahead[1]] * (seasons.MOST_ROWS + 1), steers=False)
    yield seasons.season(1, [], steers=False)


def _going_round(facts: TurnFacts) -> Iterator[Card]:
    accepted = replace(facts, mine="accepted", people=())
    yield from map(cards.ask, (facts, replace(facts, people=()), accepted))
    some = (cards.told(facts), cards.told(accepted), cards.thanks(facts), cards.checklist(facts))
    yield from (card for card in some if card)
    yield board.board(BoardFacts(1, (facts,), 2, True, True, rotates=True))
    yield board.board(BoardFacts(1, (accepted,), 1, False, False, rotates=True))
    yield cards.goes_round(True)
    yield cards.goes_round(False)


def _swaps() -> Iterator[Card]:
    until = long_moment(BEGINS - timedelta(days=20))
    offer = SwapFacts(1, 1, 1, 2, _meeting(), _meeting(4), until)
    for state in ("open", "accepted", "refused", "expired", "withdrawn"):
        yield swap_cards.swap(replace(offer, state=state))
        yield swap_cards.swapped(replace(offer, state=state))
    yield swap_cards.swap(replace(offer, back=None))
    yield swap_cards.swapped(replace(offer, back=None, state="accepted"))
