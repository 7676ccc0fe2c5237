"""The form of a reminder, new or changed."""

from dataclasses import dataclass

from bot.cards import Option
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.remind.rules import LONGEST, Schedule
from bot.features.remind.words import Whom, checked_text, read_when
from bot.forms import Form, Input, PickInput, TextInput, Values, number_of, one
from bot.texts import _

ROOM, ME = "room", "me"


@dataclass(frozen=True)
class Filled:
    """A reminder as it was filled in. `me` is whether the one who asks is among them."""

    text: str
    whom: Whom
    me: bool
    schedule: Schedule
    said: str


def reminder_form(
    network: int,
    people: tuple[tuple[int, str], ...],
    *,
    reminder: int = 0,
    text: str = "",
    when: str = "",
    chosen: tuple[str, ...] = (),
) -> Form:
    """Ask for a reminder; `people` are those one may remind, none: only oneself."""
    inputs: tuple[Input, ...] = (
        TextInput("text", _("What is it about?"), text, many_lines=True, longest=LONGEST),
        TextInput(
            "when",
            _("When?"),
            when,
            hint=_("For example: thursday at 9, or every first tuesday of the month at 9."),
        ),
    )
    if people:
        options = [Option(_("The group"), ROOM), Option(_("Me"), ME)]
        options += [Option(name[:75], str(person)) for person, name in people]
        whom = PickInput(
            "whom", _("Whom shall I remind?"), tuple(options), chosen or (ROOM,), many=True
        )
        inputs = (*inputs, whom)
    action = "remind.edit" if reminder else "remind.create"
    args = (network, reminder) if reminder else (network,)
    intro = _("You see it first; it counts after you press ‘Set it’.")
    return Form(_("A reminder"), action, inputs, _("Show it"), args, intro)


def read_form(reading: Reading, values: Values) -> Filled:
    """Read a reminder as it was filled in; Refusal at the field."""
    text = checked_text(one(values, "text"))
    said = one(values, "when")
    if not said:
        raise Refusal(_("Say when, such as “thursday at 9”."), field="when")
    schedule = read_when(reading, said)
    chosen = values.get("whom") or (ME,)
    people = tuple(number for one in chosen if (number := number_of(one)))
    return Filled(text, Whom(ROOM in chosen, people), ME in chosen, schedule, said)
