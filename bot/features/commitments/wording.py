"""How a commitment is put into words: by when, by whom, and what changed."""

from datetime import datetime

from bot.cards import mention
from bot.features.commitments.clauses import REASONS
from bot.features.commitments.model import Item
from bot.texts import _, listed, long_date, long_moment
from storage.commitments import CommitmentChange


def by_when(item: Item) -> str:
    """Say in full until when, with weekday and year."""
    if item.until is None:
        return _("by the next meeting, once it has a date")
    if item.meeting:
        return _("by the next meeting, {day}", day=long_date(item.until.date()))
    return until_words(item.until, has_time=item.has_time)


def until_words(until: datetime, *, has_time: bool) -> str:
    """Say a deadline of its own in full."""
    if has_time:
        return _("by {moment}", moment=long_moment(until))
    return _("by the end of {day}", day=long_date(until.date()))


def by_whom(item: Item) -> str:
    """Name those who do it, the reader as 'you'."""
    everybody = (*item.owners, *item.asked)
    people = listed([_named(one, item.me) for one in everybody])
    if item.organisation:
        return _(
            "{people} on behalf of {organisation}", organisation=item.organisation, people=people
        )
    return people


def _named(person: int, me: int) -> str:
    name = mention(person)
    return _("{name} (you)", name=name) if person == me else name


def seen_by(item: Item) -> str:
    """Say who sees it; a buddy is named once they have agreed."""
    if item.visible == "group":
        return _("the group")
    if item.visible == "buddy":
        who = mention(item.buddy) if item.buddy else _("a buddy who agrees")
        return _("you and {buddy}", buddy=who)
    return _("only you") if {*item.owners, *item.asked} <= {item.me} else sight(item)


def sight(item: Item) -> str:
    """Say who will see it, to somebody who is asked to take part."""
    if item.visible == "group":
        return _("the group")
    if item.visible == "buddy":
        return _("those who do it, and one buddy")
    return _("only those who do it")


def sentence(item: Item) -> str:
    """Write what is done, with its if and because."""
    text = item.text
    if item.trigger:
        text = _("If {trigger}, then: {text}", trigger=item.trigger, text=text)
    if item.because.startswith(REASONS):
        text = f"{text}, {item.because}"  # in the writer's words, whoever reads it
    elif item.because:
        text = _("{text}, because {because}", text=text, because=item.because)
    return text


def change_line(change: CommitmentChange) -> str:
    """Write one change, by whom and when, for the owners."""
    names = {
        "text": _("What"),
        "until": _("By when"),
        "visible": _("Who sees it"),
        "trigger": _("If"),
        "because": _("Because"),
    }
    return _(
        "{day}, {who}: {what}: {before} → {after}",
        day=long_date(change.at.date()),
        who=mention(change.person_id),
        what=names[change.what],
        before=change.before or "–",
        after=change.after or "–",
    )
