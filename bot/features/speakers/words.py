"""Short pieces of text that several cards of this slice share."""

from bot.cards import mention
from bot.features.speakers.model import Asked, Guest, Reading
from bot.texts import _, listed, n_

MOST_NAMES = 3


def brings_title(brings: str) -> str:
    """Say what a speaker brings; '' when it was not said."""
    return {
        "expertise": _("expertise"),
        "practice": _("practice"),
        "inspiration": _("inspiration"),
        "connections": _("connections"),
    }.get(brings, "")


def language_title(language: str) -> str:
    """Name a language in itself."""
    return {"nl": "Nederlands"}.get(language, "English")


def who(guest: Guest) -> str:
    """Name a speaker with their organisation."""
    return f"{guest.name} · {guest.organisation}" if guest.organisation else guest.name


def about(guest: Guest) -> str:
    """Say what a speaker comes for: topic, what they bring, which session; '' when unknown."""
    brings = brings_title(guest.brings)
    parts = (
        guest.topic,
        _("brings {what}", what=brings) if brings else "",
        _("session: {title}", title=guest.session) if guest.session else "",
    )
    return " · ".join(part for part in parts if part)


def reading_facts(item: Reading) -> str:
    """Say how long something takes to read and how many have."""
    parts = []
    if item.minutes:
        parts.append(n_("{n} minute", "{n} minutes", item.minutes))
    if item.readers:
        parts.append(n_("{n} person has read it", "{n} people have read it", item.readers))
    if item.mine:
        parts.append(_("you have read it"))
    return " · ".join(parts)


def to_read(guest: Guest) -> str:
    """Count what a speaker gives to read and how long it takes; '' for nothing."""
    if not guest.items:
        return ""
    found = n_("{n} thing to read", "{n} things to read", len(guest.items))
    whole = sum(item.minutes for item in guest.items)
    return f"{found} · {n_('{n} minute', '{n} minutes', whole)}" if whole else found


def asked_count(guest: Guest) -> str:
    """Count the questions that are shown."""
    shown = sum(not one.hidden for one in guest.questions)
    return n_("{n} question", "{n} questions", shown) if shown else _("no questions yet")


def askers(asked: Asked) -> str:
    """Say whose a question is, as far as that is shown."""
    people = [mention(one) for one in asked.names[:MOST_NAMES]]
    if rest := len(asked.names) - len(people):
        people.append(n_("one more", "{n} more", rest))
    if asked.nameless and not people:
        return n_("name not shown", "{n} names not shown", asked.nameless)
    if asked.nameless:
        people.append(n_("one name not shown", "{n} names not shown", asked.nameless))
    return listed(people)


def question_facts(asked: Asked) -> str:
    """Say whose a question is, how many people share it, and whether it was answered."""
    parts = [askers(asked)]
    if asked.support > 1:
        parts.append(n_("{n} person wants to know", "{n} people want to know", asked.support))
    if asked.answered:
        parts.append(_("answered"))
    if asked.hidden:
        parts.append(_("hidden"))
    return " · ".join(part for part in parts if part)


def hidden_note(hidden: int) -> str:
    """Say that a facilitator hid something."""
    return n_(
        "One line was hidden by a facilitator.", "{n} lines were hidden by a facilitator.", hidden
    )
