"""A change as one plain sentence in the reader's language, from codes, times and days alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cards import mention
from bot.meeting_words import meeting_name
from bot.texts import _, listed, long_moment
from bot.timetable.templates import OFF

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What sentences name by its number: meetings' (number, title) and the lines' titles."""

    meetings: Mapping[int, tuple[int, str]]
    title: Callable[[str], str]

    def meeting(self, facts: Facts) -> str:
        """Name the meeting of a change, as it is called now."""
        if (found := self.meetings.get(int(facts.get("meeting", 0)))) is None:
            return _("a meeting")
        return meeting_name(*found)


def sentence(known: Known, what: str, who: int | None, about: int | None, facts: Facts) -> str:
    """Say who did what; `who` is None where Kring did it itself."""
    says = _MEETING.get(what) or _PEOPLE.get(what) or _SETTING[what]
    whom = mention(about) if about else _("somebody")
    return says(known, mention(who) if who else "Kring", whom, facts)


Says = Callable[[Known, str, str, Facts], str]


def _when(written: object) -> str:
    return long_moment(datetime.fromisoformat(str(written)))


_MEETING: dict[str, Says] = {
    "planned": lambda known, who, _whom, facts: _(
        "{who} planned {meeting} on {when}.",
        who=who,
        meeting=known.meeting(facts),
        when=_when(facts["begins"]),
    ),
    "changed": lambda known, who, _whom, facts: _(
        "{who} changed {meeting}.", who=who, meeting=known.meeting(facts)
    ),
    "moved": lambda known, who, _whom, facts: _(
        "{who} moved {meeting} from {before} to {after}.",
        who=who,
        meeting=known.meeting(facts),
        before=_when(facts["before"]),
        after=_when(facts["after"]),
    ),
    "called_off": lambda known, who, _whom, facts: _(
        "{who} called off {meeting} of {when}.",
        who=who,
        meeting=known.meeting(facts),
        when=_when(facts["begins"]),
    ),
    "session_removed": lambda known, who, _whom, facts: _(
        "{who} took a session out of {meeting}.", who=who, meeting=known.meeting(facts)
    ),
    "speaker_removed": lambda known, who, _whom, facts: _(
        "{who} took a speaker out of {meeting}.", who=who, meeting=known.meeting(facts)
    ),
    "item_removed": lambda known, who, _whom, facts: _(
        "{who} took away something to read for {meeting}.",
        who=who,
        meeting=known.meeting(facts),
    ),
    "merged": lambda known, who, _whom, facts: _(
        "{who} put two questions for {meeting} together.", who=who, meeting=known.meeting(facts)
    ),
    "unmerged": lambda known, who, _whom, facts: _(
        "{who} took questions for {meeting} apart.", who=who, meeting=known.meeting(facts)
    ),
    "writer": lambda known, who, whom, facts: _(
        "{who} asked {whom} to write the yield of {meeting}.",
        who=who,
        whom=whom,
        meeting=known.meeting(facts),
    ),
    "hidden": lambda known, who, _whom, facts: _(
        "{who} hid a question for {meeting}.", who=who, meeting=known.meeting(facts)
    ),
    "shown": lambda known, who, _whom, facts: _(
        "{who} showed a hidden question for {meeting} again.", who=who, meeting=known.meeting(facts)
    ),
}
_PEOPLE: dict[str, Says] = {
    "promoted": lambda _known, who, whom, _facts: _(
        "{who} made {whom} a facilitator as well.", who=who, whom=whom
    ),
    "stepped_down": lambda _known, who, _whom, _facts: _(
        "{who} handed the facilitator's role back.", who=who
    ),
    "taken_up": lambda _known, who, _whom, _facts: _(
        "{who} took the facilitator's role up.", who=who
    ),
    "added": lambda _known, who, whom, _facts: _("{who} added {whom}.", who=who, whom=whom),
    "removed": lambda _known, who, whom, _facts: _(
        "{who} took {whom} out of the network.", who=who, whom=whom
    ),
}


def _texts(_known: Known, who: str, _whom: str, facts: Facts) -> str:
    names = {
        "name": _("the name"),
        "goal": _("the goal"),
        "agreements": _("the agreements"),
        "language": _("the language in the group"),
    }
    fields = listed([names[one] for one in facts["fields"] if one in names])
    return _("{who} changed {fields}.", who=who, fields=fields)


def _quiet(_known: Known, who: str, _whom: str, facts: Facts) -> str:
    hours = _("quiet hours (now {start} to {end})", start=facts["start"], end=facts["end"])
    names = {
        "hours": hours,
        "weekends": _("whether weekends are quiet"),
        "country": _("the country of the public holidays"),
        "periods": _("the holiday periods"),
    }
    fields = listed([names[one] for one in facts["fields"] if one in names])
    return _("{who} changed {fields}.", who=who, fields=fields)


def _line(known: Known, who: str, _whom: str, facts: Facts) -> str:
    line, before, after = known.title(facts["line"]), facts["before"], facts["after"]
    if after == OFF:
        return _("{who} switched '{line}' off in the timetable.", who=who, line=line)
    if before == OFF:
        return _("{who} switched '{line}' on, at {after}.", who=who, line=line, after=after)
    return _(
        "{who} moved '{line}' in the timetable from {before} to {after}.",
        who=who,
        line=line,
        before=before,
        after=after,
    )


def _rotates(_known: Known, who: str, _whom: str, facts: Facts) -> str:
    if facts["on"]:
        return _("{who} let the facilitator's role go round.", who=who)
    return _("{who} left the facilitator's role with the facilitators.", who=who)


def _sent_again(_known: Known, who: str, _whom: str, facts: Facts) -> str:
    if facts["administrator"]:
        return _("An administrator had a message sent again that did not arrive.")
    return _("{who} had a message sent again that did not arrive.", who=who)


_SETTING: dict[str, Says] = {
    "sent_again": _sent_again,
    "started": lambda _known, who, _whom, _facts: _("{who} started the network.", who=who),
    "ready": lambda _known, who, _whom, _facts: _("{who} pressed ready.", who=who),
    "room": lambda _known, who, _whom, _facts: _("{who} let the network meet in a group.", who=who),
    "texts": _texts,
    "quiet": _quiet,
    "line": _line,
    "rotates": _rotates,
    "number": lambda _known, who, _whom, facts: _(
        "{who} chose how many help prepare a meeting: {n}.", who=who, n=facts["after"]
    ),
    "poll_cancelled": lambda _known, who, _whom, _facts: _("{who} cancelled a poll.", who=who),
    "evaluation_usual": lambda _known, who, _whom, _facts: _(
        "{who} changed what is asked after meetings.", who=who
    ),
    "evaluation_closed": lambda _known, who, _whom, _facts: _(
        "{who} closed an evaluation before its time.", who=who
    ),
    "evaluation_cancelled": lambda _known, who, _whom, _facts: _(
        "{who} called an evaluation off.", who=who
    ),
    "reminder_paused": lambda _known, who, _whom, _facts: _(
        "{who} paused a reminder for the group.", who=who
    ),
    "reminder_resumed": lambda _known, who, _whom, _facts: _(
        "{who} resumed a reminder for the group.", who=who
    ),
    "reminder_cancelled": lambda _known, who, _whom, _facts: _(
        "{who} cancelled a reminder for the group.", who=who
    ),
}
CODES = frozenset({*_MEETING, *_PEOPLE, *_SETTING})
"""Every change that has its sentence."""
