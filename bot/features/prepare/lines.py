"""What the timetable says about preparing together, and what it remembers of it; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.cards import CardRef
from bot.features.prepare import rules
from bot.features.prepare.replanning import proposed, to_ask_now
from bot.news import MemberLeft, SwapAnswered, SwapAsked, TurnOpened, TurnTaken
from bot.timetable.lines import Line, Post, person, room
from bot.timetable.moments import line_moment
from bot.timetable.turns import is_ahead, with_turns
from bot.timetable.view import MeetingView, NetworkView, TurnView

Opened = MemberLeft | TurnOpened
TOLD = "prepare.told"


def ask(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask those whose turn it is, privately."""
    for one in proposed(view).get(meeting.id, ()):
        yield question(meeting.id, one)


def question(meeting: int, one: int) -> Post:
    """Ask somebody whether a turn suits them."""
    return Post(person(one), CardRef("prepare.ask", (meeting, one)), needs_answer=True)


def asked(view: NetworkView, _cause: object, posts: Sequence[Post]) -> NetworkView:
    """Remember who was asked."""
    return with_turns(view, new_turns(view, posts))


def new_turns(view: NetworkView, posts: Sequence[Post]) -> list[TurnView]:
    """Return the turns of those who are asked now."""
    return [
        TurnView(int(post.card.args[0]), post.to.id, asked_at=view.now)
        for post in posts
        if post.card.kind == "prepare.ask"
    ]


def told(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Tell the group who helps prepare a meeting, unless it knows."""
    if rules.certain(view, meeting.id) and not rules.is_told(view, meeting.id):
        yield Post(room(view), CardRef(TOLD, (meeting.id,)))


def told_next(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Tell the group who helps prepare the meeting after this one, once all is certain."""
    following = view.following(meeting)
    turns = rules.turns_at(view, following.id) if following else []
    if following and all(rules.is_certain(view, turn) for turn in turns):
        for post in told(view, following):
            yield replace(post, serves=following.begins)


def heard(view: NetworkView, _cause: object, posts: Sequence[Post]) -> NetworkView:
    """Remember whose turns the group heard of."""
    return with_turns(view, turns_heard(view, posts))


def turns_heard(view: NetworkView, posts: Sequence[Post]) -> list[TurnView]:
    """Return the turns that the group hears of by these posts."""
    meetings = [int(post.card.args[0]) for post in posts if post.card.kind == TOLD]
    return [replace(turn, told=True) for one in meetings for turn in rules.certain(view, one)]


def checklist(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Give those who help prepare a list of what to arrange."""
    for turn in rules.certain(view, meeting.id):
        yield Post(person(turn.person), CardRef("prepare.checklist", (meeting.id, turn.person)))


def thanks(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Thank those who helped prepare."""
    if rules.certain(view, meeting.id):
        yield Post(room(view), CardRef("prepare.thanks", (meeting.id,)))


def next_in_line(ask_line: Line) -> Callable[[NetworkView, Opened], Iterator[Post]]:
    """Ask the next in line where a turn came free; an asked person is never passed over."""

    def posts(view: NetworkView, _news: Opened) -> Iterator[Post]:
        for meeting, one in to_ask_now(view, ask_line):
            yield replace(question(meeting, one), serves=view.meeting(meeting).begins)

    return posts


def all_said(told_line: Line) -> Callable[[NetworkView, TurnTaken], Iterator[Post]]:
    """Tell the group once all have said yes, where its moment went by with nothing to tell."""

    def posts(view: NetworkView, news: TurnTaken) -> Iterator[Post]:
        meeting = view.meeting(news.meeting)
        moment = line_moment(view, told_line, meeting)
        turns = rules.turns_at(view, meeting.id)
        late = moment is not None and view.now is not None and moment.due_at <= view.now
        if late and is_ahead(view, meeting) and all(turn.state == "accepted" for turn in turns):
            for post in told(view, meeting):
                yield replace(post, serves=meeting.begins)

    return posts


def joined_in(view: NetworkView, news: TurnTaken, posts: Sequence[Post]) -> NetworkView:
    """Remember that the group sees a turn taken on a card it has, or hears of it now."""
    return with_turns(view, turns_shown(view, news, posts))


def turns_shown(view: NetworkView, news: TurnTaken, posts: Sequence[Post]) -> list[TurnView]:
    """Return the turns that the group sees from now on."""
    if rules.is_told(view, news.meeting):
        taken = (one for one in rules.certain(view, news.meeting) if not one.told)
        return [replace(turn, told=True) for turn in taken]
    return turns_heard(view, posts)


def swap_asked(view: NetworkView, news: SwapAsked) -> Iterator[Post]:
    """Ask the other whether they would swap."""
    if view.ready_at is not None:
        card = CardRef("prepare.swap", (news.meeting, news.person, news.other))
        serves = view.meeting(news.meeting).begins
        yield Post(person(news.other), card, urgent=True, needs_answer=True, serves=serves)


def swap_answered(view: NetworkView, news: SwapAnswered) -> Iterator[Post]:
    """Tell who asked what became of it."""
    if view.ready_at is not None:
        card = CardRef("prepare.swapped", (news.meeting, news.person, news.other))
        serves = view.meeting(news.meeting).begins
        yield Post(person(news.person), card, urgent=True, needs_answer=True, serves=serves)
