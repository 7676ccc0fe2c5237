"""The form in which a swap is asked for."""

from collections.abc import Sequence

from bot.cards import Option
from bot.forms import Form, PickInput
from bot.meeting_words import meeting_name
from bot.texts import _, short_date
from bot.timetable.view import MeetingView, MemberView

MOST = 100


def swap(network: int, mine: Sequence[MeetingView], people: Sequence[MemberView]) -> Form:
    """Ask which turn to swap, and with whom."""
    turns = tuple(Option(_turn(one)[:75], str(one.id)) for one in mine)
    others = tuple(Option(one.name[:75], str(one.id)) for one in people[:MOST])
    intro = _(
        "I ask privately, and no is fine. If they have a turn ahead, you get that one in return; "
        "otherwise they take yours over."
    )
    inputs = (
        PickInput("turn", _("Which turn?"), turns, (turns[0].value,) if turns else ()),
        PickInput("other", _("With whom?"), others),
    )
    return Form(_("Swap a turn"), "prepare.swap", inputs, _("Ask"), (network,), intro)


def _turn(meeting: MeetingView) -> str:
    day = f"{short_date(meeting.begins.date())} {meeting.begins.year}"
    return f"{day}: {meeting_name(meeting.number, meeting.title)}"
