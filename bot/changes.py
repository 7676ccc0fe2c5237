"""What can be changed in a network, by the codes under which its history keeps it."""

from collections.abc import Callable

from bot.texts import _

DEEDS: dict[str, Callable[[], str]] = {
    "started": lambda: _("a network started"),
    "ready": lambda: _("a network made ready"),
    "room": lambda: _("a group attached"),
    "texts": lambda: _("name, goal or agreements changed"),
    "quiet": lambda: _("quiet hours or holidays changed"),
    "line": lambda: _("the timetable changed"),
    "rotates": lambda: _("changed whether the facilitator's role goes round"),
    "number": lambda: _("changed how many help prepare"),
    "planned": lambda: _("a meeting planned"),
    "changed": lambda: _("a meeting changed"),
    "moved": lambda: _("a meeting moved"),
    "called_off": lambda: _("a meeting called off"),
    "session_removed": lambda: _("a session removed"),
    "promoted": lambda: _("somebody made a facilitator"),
    "stepped_down": lambda: _("the facilitator's role handed back"),
    "taken_up": lambda: _("the facilitator's role taken up"),
    "added": lambda: _("somebody added"),
    "removed": lambda: _("somebody taken out"),
    "hidden": lambda: _("a question hidden"),
    "shown": lambda: _("a question shown again"),
    "merged": lambda: _("questions put together"),
    "unmerged": lambda: _("questions taken apart"),
    "item_removed": lambda: _("something to read taken away"),
    "writer": lambda: _("somebody asked to write the yield"),
    "evaluation_usual": lambda: _("changed what is asked after meetings"),
    "evaluation_closed": lambda: _("an evaluation closed early"),
    "evaluation_cancelled": lambda: _("an evaluation called off"),
    "reminder_paused": lambda: _("a reminder for the group paused"),
    "reminder_resumed": lambda: _("a reminder for the group resumed"),
    "speaker_removed": lambda: _("a speaker taken out"),
    "poll_cancelled": lambda: _("a poll cancelled"),
    "sent_again": lambda: _("a message sent again"),
    "reminder_cancelled": lambda: _("a reminder for the group cancelled"),
}
"""A few words for each, in the reader's language."""
