"""The questions to one speaker as plain text, ready to forward, in the speaker's language."""

import re

from bot.features.speakers import rules
from bot.texts import _, clock_time, listed, long_date, n_, speaking
from storage import networks, people, questions
from storage.database import Unit
from storage.meetings import Meeting, ParallelSession
from storage.networks import Network
from storage.speakers import Speaker
from storage.tables import id_of


def question_list(unit: Unit, speaker: int) -> str | None:
    """Write the list of a speaker; None when there is no such speaker (any more).

    Doubles merged, nothing hidden, names only where they are shown, most supported first: the
    same for whoever opens it.
    """
    row = unit.session.get(Speaker, speaker)
    meeting = unit.session.get(Meeting, row.meeting_id) if row else None
    network = unit.session.get(Network, meeting.network_id) if meeting else None
    if row is None or meeting is None or network is None:
        return None
    with speaking(row.language):
        parts = [
            _("Dear {name},", name=row.name),
            _opening(unit, row, meeting, network),
            *_body(unit, row, network, cancelled=meeting.state == "cancelled"),
            _("With kind regards,\nthe learning network {name}", name=network.name),
        ]
    return "\n\n".join(parts) + "\n"


def file_name(unit: Unit, speaker: int) -> str:
    """Return a plain name for the list as a file: 'questions-marit-de-wit.txt'."""
    row = unit.session.get(Speaker, speaker)
    with speaking(row.language if row else "en"):
        start = _("questions")
    name = re.sub(r"[^a-z0-9]+", "-", row.name.casefold()).strip("-") if row else ""
    return f"{start}-{name}.txt" if name else f"{start}.txt"


def _opening(unit: Unit, row: Speaker, meeting: Meeting, network: Network) -> str:
    day, time = long_date(meeting.begins.date()), clock_time(meeting.begins)
    if meeting.state == "cancelled":
        return _("The meeting of {day} does not take place.", day=day)
    lines = [
        _(
            "On {day} at {time} you are the guest of the learning network {name}.",
            day=day,
            time=time,
            name=network.name,
        )
    ]
    session = unit.session.get(ParallelSession, row.session_id) if row.session_id else None
    if session:
        lines.append(_("Your session: {title}.", title=session.title))
    if row.topic:
        lines.append(_("Your topic: {topic}.", topic=row.topic.rstrip(".")))
    if place := (session.place if session and session.place else meeting.place):
        lines.append(_("The place: {place}.", place=place))
    return "\n".join(lines)


def _body(unit: Unit, row: Speaker, network: Network, *, cancelled: bool) -> list[str]:
    if cancelled:
        return []
    found = _groups(unit, id_of(row), id_of(network))
    if not found:
        return [_("No questions have come in yet. You can make your talk what you like it to be.")]
    names = people.names(unit.connection, {one for group in found for one in group.names})
    head = n_(
        "This is the question that came in:",
        "These are the {n} questions that came in, the most shared first:",
        len(found),
    )
    return [head, *(_entry(n, group, names) for n, group in enumerate(found, start=1))]


def _groups(unit: Unit, speaker: int, network: int) -> list[rules.Group]:
    rows = questions.of_speakers(unit.session, [speaker])
    upvotes = questions.upvotes(unit.connection, [speaker])
    grouped = rules.groups(rows, upvotes, networks.present(unit.connection, network))
    return rules.oldest_first(one for one in grouped if not one.root.hidden)


def _entry(number: int, group: rules.Group, names: dict[int, str]) -> str:
    lines = [f"{number}. {_flat(group.root.text)}"]
    lines += [
        "   " + _("In other words: {text}", text=_flat(one.text))
        for one in group.merged
        if not one.hidden
    ]
    if facts := _facts(group, names):
        lines.append(f"   ({facts})")
    return "\n".join(lines)


def _facts(group: rules.Group, names: dict[int, str]) -> str:
    shown = [names[one] for one in group.names if one in names]
    if group.nameless and shown:
        shown.append(n_("one name not shown", "{n} names not shown", group.nameless))
    parts = [listed(shown)] if shown else []
    if group.support > 1:
        parts.append(n_("{n} person wants to know", "{n} people want to know", group.support))
    return "; ".join(parts)


def _flat(text: str) -> str:
    return " ".join(text.split())
