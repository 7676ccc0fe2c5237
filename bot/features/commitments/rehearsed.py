"""Nudges in the rehearsal of a file: the pure twins of what is kept in the database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.cards import CardRef
from bot.features.commitments import rules
from bot.features.commitments.asking import NUDGE
from bot.features.commitments.declared import feature
from bot.news import MeetingCancelled, MeetingMoved, MemberLeft, NetworkReady, News
from bot.timetable.commitments import tied, with_commitment
from bot.timetable.lines import Post, Rung, person
from bot.timetable.view import CommitmentView, NetworkView

RETIMED = (MeetingMoved, MeetingCancelled, NetworkReady)


class Nudges:
    """Implements bot.timetable.lines.Alarm for the commitments of a script."""

    why = feature.name

    def due(self, view: NetworkView) -> Iterator[tuple[datetime, int]]:
        """Return when (UTC) which commitment is asked after next."""
        for one in view.commitments:
            if (found := _next(view, one)) is not None:
                yield view.utc(found.local), one.id

    def ring(self, view: NetworkView, subject: int, now: datetime) -> Rung:
        """Ask whoever does it, if they are here; `now` is a wall-clock time."""
        one = view.commitments[subject - 1]
        found = _next(view, one)
        if found is None:
            return Rung(view, "", ())
        stage, carried = rules.after(found.kind, one.carried)
        after = replace(one, since=now, stage=stage, carried=carried)
        here = any(member.id == one.person for member in view.present)
        post = Post(person(one.person), CardRef(NUDGE, (one.id,)), needs_answer=True)
        cause = f"{NUDGE}:{one.id}:{one.round}:{found.kind}:{one.carried}"
        return Rung(with_commitment(view, after), cause, (post,) if here else ())

    def told(self, view: NetworkView, news: News, now: datetime) -> NetworkView:
        """Let commitments move with their meetings, and go with those who leave."""
        for one in view.commitments:
            if one.open:
                view = with_commitment(view, _told(view, one, news, now))
        return view

    def is_outdated(self, view: NetworkView, key: str) -> bool:
        """Say whether a question that waits is no use any more: it ended, or has a new date."""
        _network, handler, *numbers = key.split(":")
        if handler != NUDGE:
            return False
        one = view.commitments[int(numbers[0]) - 1]
        return not one.open or str(one.round) != numbers[1]


def _next(view: NetworkView, one: CommitmentView) -> rules.Nudge | None:
    if not one.open or view.ready_at is None:
        return None
    return rules.next_nudge(one.stage, one.until, view, one.since)


def _told(view: NetworkView, one: CommitmentView, news: News, now: datetime) -> CommitmentView:
    if isinstance(news, MemberLeft) and news.person == one.person:
        return replace(one, open=False)
    if isinstance(news, MeetingMoved) and news.meeting == one.meeting:
        one = _fresh(replace(one, until=view.meeting(news.meeting).begins), now)
    elif isinstance(news, MeetingCancelled) and news.meeting == one.meeting:
        one = _fresh(tied(view, one, now), now)
    return replace(one, since=now) if isinstance(news, RETIMED) else one


def _fresh(one: CommitmentView, now: datetime) -> CommitmentView:
    if one.until is None or one.until <= now:
        return one
    return replace(one, stage=rules.ON_THE_DAY, round=one.round + 1)


feature.alarm(Nudges())
