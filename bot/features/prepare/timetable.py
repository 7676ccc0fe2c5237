"""The lines about preparing together, with what they keep in the database."""

from collections.abc import Sequence

from bot.features.prepare import lines
from bot.features.prepare.slice import feature
from bot.news import MemberLeft, SwapAnswered, SwapAsked, TurnOpened, TurnTaken
from bot.texts import _
from bot.timetable.lines import Post
from bot.timetable.view import TurnView
from bot.turn import Turn
from storage import preparers


def keep(turn: Turn, turns: Sequence[TurnView]) -> None:
    """Put turns into the database as they are remembered."""
    for one in turns:
        values = {"state": one.state, "how": one.how, "told": one.told, "asked_at": one.asked_at}
        preparers.put_turn(turn.connection, one.meeting, one.person, values)
    if turns:
        turn.fresh_view()


def keep_asked(turn: Turn, _cause: object, posts: Sequence[Post]) -> None:
    """Keep who was asked."""
    keep(turn, lines.new_turns(turn.view, posts))


def keep_heard(turn: Turn, _cause: object, posts: Sequence[Post]) -> None:
    """Keep whose turns the group heard of."""
    keep(turn, lines.turns_heard(turn.view, posts))


def keep_shown(turn: Turn, news: TurnTaken, posts: Sequence[Post]) -> None:
    """Keep whose turns the group sees from now on."""
    keep(turn, lines.turns_shown(turn.view, news, posts))


feature.line(
    "ask",
    title=lambda: _("Your turn to help prepare?"),
    whom=lambda: _("to those whose turn it is"),
    remember=lines.asked,
    record=keep_asked,
    discreet=True,
)(lines.ask)
feature.line(
    "told",
    title=lambda: _("Who helps prepare"),
    whom=lambda: _("to the group"),
    remember=lines.heard,
    record=keep_heard,
)(lines.told)
feature.line(
    "late",
    title=lambda: _("Who helps prepare"),
    whom=lambda: _("to the group, where it has not heard"),
    remember=lines.heard,
    record=keep_heard,
)(lines.told)
feature.line(
    "checklist",
    title=lambda: _("What to arrange"),
    whom=lambda: _("to those who help prepare"),
    discreet=True,
)(lines.checklist)
feature.line(
    "next",
    title=lambda: _("Who prepares the next meeting"),
    whom=lambda: _("to the group"),
    serves="E+30d",
    remember=lines.heard,
    record=keep_heard,
)(lines.told_next)
feature.line(
    "thanks",
    title=lambda: _("Thanks to who prepared"),
    whom=lambda: _("to the group"),
    serves="E+30d",
)(lines.thanks)
_next_in_line = lines.next_in_line(feature.lines["prepare.ask"])
feature.says(MemberLeft, remember=lines.asked, record=keep_asked)(_next_in_line)
feature.says(TurnOpened, remember=lines.asked, record=keep_asked)(_next_in_line)
feature.says(TurnTaken, remember=lines.joined_in, record=keep_shown)(
    lines.all_said(feature.lines["prepare.told"])
)
feature.says(SwapAsked)(lines.swap_asked)
feature.says(SwapAnswered)(lines.swap_answered)
