"""Preparing together: the command, the settings, and what other slices' news means for turns."""

from bot.cards import CardRef
from bot.effects import Effect, Present, Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.prepare import (
    drawing,
    finding,
    forgetting,
    going_round,
    reasons,
    rules,
    samples,
    swapping,
    timetable,
    turns,
)
from bot.features.prepare.line import PrepareLine, read_prepare
from bot.features.prepare.slice import feature
from bot.forms import number_of
from bot.news import MeetingCancelled, MeetingChanged, MeetingMoved, MemberLeft, TurnOpened
from bot.texts import _
from bot.timetable.turns import is_ahead
from bot.turn import Turn
from storage import moments, preparers

__all__ = ["drawing", "feature", "going_round", "swapping", "timetable"]
BOARD, LEDGER = CardRef("prepare.board"), CardRef("prepare.ledger")
SEASON, CHOICES = CardRef("prepare.season"), CardRef("prepare.choices")


@feature.command(
    "prepare",
    "voorbereiden",
    help=lambda: _("See whose turn it is to help prepare, and offer to: 'prepare 16 April'."),
    aliases=("voorbereider", "voorbereiders"),
    parse=read_prepare,
)
def prepare(turn: Turn, said: PrepareLine) -> Reply:
    """Answer, show a meeting, the list or the reasons; alone it shows everything."""
    match said.verb:
        case "list":
            return [Present(LEDGER)]
        case "season":
            return [Present(SEASON)]
        case "why":
            return why(turn)
        case "yes":
            return turns.accept(turn, finding.my_next(turn, "asked").meeting)
        case "no":
            return turns.decline(turn, finding.my_next(turn).meeting)
        case "day" if said.day:
            return [Present(CardRef("prepare.meeting", (finding.on_day(turn, said.day).id,)))]
        case _:
            return [Present(BOARD)]


@feature.press("why")
def why(turn: Turn) -> Reply:
    """Say in words how turns are shared out, with one's own numbers or, for who has none, all."""
    if turn.view.member(turn.who.id).facilitator:
        return [Present(CardRef("prepare.reasons"))]
    return [Whisper(reasons.why(rules.reckoning(turn.view, turn.who.id)))]


@feature.press("more")
def more(turn: Turn, value: str) -> Reply:
    """Do what was chosen of the things wanted now and then."""
    match value:
        case "list":
            return [Present(LEDGER)]
        case "why":
            return why(turn)
        case "in" | "out":
            return pool(turn, int(value == "in"))
        case "credit":
            return turns.credit_last(turn)
        case "choices" if turn.network.role == "facilitator":
            return [Present(CHOICES)]
        case _:
            return [Present(BOARD)]


@feature.press("offer")
def offer(turn: Turn, value: str) -> Reply:
    """Offer to help prepare a meeting that was chosen from a list."""
    return turns.volunteer(turn, number_of(value) or 0)


@feature.press("pool")
def pool(turn: Turn, inside: int) -> Reply:
    """Choose whether one may be asked to help prepare."""
    preparers.set_pool(turn.connection, turn.network.id, turn.who.id, bool(inside))
    return [Present(BOARD)]


@feature.press("number", role=FACILITATOR)
def number(turn: Turn, value: str) -> Reply:
    """Choose how many help prepare each meeting."""
    least = int(turn.network.rotates)
    if value not in [str(one) for one in range(least, rules.MOST + 1)]:
        text = _("Choose a number from {least} to {most}.", least=least, most=rules.MOST)
        raise Refusal(text)
    if int(value) != rules.number(turn.view):
        turn.record("number", after=int(value))
    preparers.set_number(turn.connection, turn.network.id, int(value))
    return [Present(CHOICES)]


@feature.on(TurnOpened)
def opened(turn: Turn, news: TurnOpened) -> Reply:
    """Take the turn of somebody who cannot come, before the next in line is asked."""
    preparers.drop_turn(turn.connection, news.meeting, news.person)
    return turns.shown(news.meeting, (*turns.everybody(turn, news.meeting), news.person))


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Take the turns ahead of somebody who left, and end their swaps."""
    effects: list[Effect] = []
    for one in rules.standing(turn.view):
        if is_ahead(turn.view, one) and preparers.drop_turn(turn.connection, one.id, news.person):
            effects += turns.shown(one.id, turns.everybody(turn, one.id))
    for swap in preparers.swaps(turn.connection, turn.network.id, news.person):
        preparers.close_swap(turn.connection, swap.id, "withdrawn")
        effects += swapping.drawn(swap.meeting, swap.person, swap.other)
    return effects


@feature.on(MeetingChanged)
@feature.on(MeetingMoved)
@feature.on(MeetingCancelled)
def redraw(turn: Turn, news: MeetingChanged | MeetingMoved | MeetingCancelled) -> Reply:
    """Keep the cards as the meeting now is; turns at a meeting that is off count for nothing."""
    effects: list[Effect] = []
    if isinstance(news, MeetingCancelled):
        for one in preparers.open_swaps(turn.connection, news.meeting):
            preparers.close_swap(turn.connection, one.id, "withdrawn")
            effects += swapping.drawn(one.meeting, one.person, one.other)
        forgetting.forget(turn, news.meeting)
        forgetting.redraw(turn, news.meeting)
    elif moments.find(turn.connection, forgetting.FORGET, str(news.meeting)):
        forgetting.plan_forgetting(turn, news.meeting)
    return [*effects, *turns.shown(news.meeting, turns.everybody(turn, news.meeting))]


feature.sample(samples.samples)
