"""The five kinds of network: which lines go out, and when. Every line can be changed."""

from collections.abc import Mapping

from bot.texts import _

OFF = "off"

TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "monthly": {
        "meetings.warning": "B-3w",
        "come.ask": OFF,
        "come.ask_room": "B-14d",
        "speakers.reading": "B-14d",
        "come.unsaid": "B-6d",
        "speakers.questions": "B-4d",
        "meetings.practical": "B-1d",
        "come.low": "E+1d",
        "takeaways.ask": "E+1d",
        "takeaways.school": "E+1d",
        "meetings.after": "E+5d 17:00",
        "takeaways.post": "E+5d 17:00",
        "checkin.calls": OFF,
        "checkin.first": OFF,
        "checkin.second": OFF,
        "prepare.ask": "B-32d",
        "prepare.told": "B-14d",
        "prepare.checklist": "B-6d",
        "prepare.late": "B-1d",
        "prepare.next": "E+5d 17:00",
        "prepare.thanks": "E+5d 17:00",
    },
    "five-times": {
        "meetings.warning": "B-6w",
        "come.ask": "B-3w",
        "come.ask_room": OFF,
        "speakers.reading": "B-12d",
        "come.unsaid": "B-8d",
        "speakers.questions": "B-4d",
        "meetings.practical": "B-2d",
        "come.low": "E+1d",
        "takeaways.ask": "E+1d",
        "takeaways.school": "E+1d",
        "meetings.after": "E+5d 17:00",
        "takeaways.post": "E+5d 17:00",
        "checkin.calls": "E+8d",
        "checkin.first": OFF,
        "checkin.second": OFF,
        "prepare.ask": "B-6w",
        "prepare.told": "B-12d",
        "prepare.checklist": "B-10d",
        "prepare.late": "B-2d",
        "prepare.next": "E+5d 17:00",
        "prepare.thanks": "E+5d 17:00",
    },
    "twice-a-year": {
        "meetings.warning": "B-16w",
        "come.ask": "B-8w",
        "come.ask_room": OFF,
        "speakers.reading": "B-3w",
        "come.unsaid": "B-6w",
        "speakers.questions": "B-10d",
        "meetings.practical": "B-5d",
        "come.low": "E+1d",
        "takeaways.ask": "E+1d",
        "takeaways.school": "E+1d",
        "meetings.after": "E+7d 17:00",
        "takeaways.post": "E+7d 17:00",
        "checkin.calls": OFF,
        "checkin.first": "E+6w",
        "checkin.second": "E+4m",
        "prepare.ask": "B-12w",
        "prepare.told": "B-3w",
        "prepare.checklist": "B-3w",
        "prepare.late": "B-5d",
        "prepare.next": "E+7d 17:00",
        "prepare.thanks": "E+7d 17:00",
    },
    "knowledge-group": {
        "meetings.warning": "B-10w",
        "come.ask": "B-5w",
        "come.ask_room": OFF,
        "speakers.reading": "B-14d",
        "come.unsaid": "B-10d",
        "speakers.questions": "B-6d",
        "meetings.practical": "B-2d",
        "come.low": "E+1d",
        "takeaways.ask": "E+1d",
        "takeaways.school": "E+1d",
        "meetings.after": "E+4d 17:00",
        "takeaways.post": "E+4d 17:00",
        "checkin.calls": OFF,
        "checkin.first": OFF,
        "checkin.second": OFF,
        "prepare.ask": "B-8w",
        "prepare.told": "B-14d",
        "prepare.checklist": "B-12d",
        "prepare.late": "B-2d",
        "prepare.next": "E+4d 17:00",
        "prepare.thanks": "E+4d 17:00",
    },
    "half-days": {
        "meetings.warning": "B-4w",
        "come.ask": "B-3w",
        "come.ask_room": OFF,
        "speakers.reading": "B-10d",
        "come.unsaid": "B-6d",
        "speakers.questions": OFF,
        "meetings.practical": "B-2d",
        "come.low": "E+1d",
        "takeaways.ask": "E+1d",
        "takeaways.school": "E+1d",
        "meetings.after": "E+5d 17:00",
        "takeaways.post": "E+5d 17:00",
        "checkin.calls": OFF,
        "checkin.first": OFF,
        "checkin.second": OFF,
        "prepare.ask": OFF,
        "prepare.told": "B-10d",
        "prepare.checklist": "B-8d",
        "prepare.late": "B-2d",
        "prepare.next": "E+5d 17:00",
        "prepare.thanks": "E+5d 17:00",
    },
}

PREPARERS: Mapping[str, int] = {
    "monthly": 2,
    "five-times": 2,
    "twice-a-year": 2,
    "knowledge-group": 3,
    "half-days": 0,
}
"""How many help prepare a meeting, unless the network chose another number."""

POOLED = frozenset({"knowledge-group"})
"""Where only those who said they would are asked to help prepare."""


def template_title(name: str) -> str:
    """Say in the reader's language what kind of network a template is for."""
    titles = {
        "monthly": _("Every month"),
        "five-times": _("Five times three hours"),
        "twice-a-year": _("Twice a year, a day and a night"),
        "knowledge-group": _("A large knowledge group"),
        "half-days": _("Six half days"),
    }
    return titles[name]
