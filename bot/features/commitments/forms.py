"""The forms of a commitment: new, changed, and a new date."""

from dataclasses import dataclass

from bot.cards import Arg, Option, clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.commitments.deadline import MEETING, Deadline, found_in
from bot.features.commitments.rules import LONGEST, LONGEST_WHY
from bot.forms import Form, Input, PickInput, TextInput, ToggleInput, Values, one
from bot.texts import _
from bot.when import Unclear, explain, read_moment

ME, BUDDY, GROUP = "me", "buddy", "group"
WEEK, FORTNIGHT, AT_MEETING, OTHER = "week", "fortnight", "meeting", "other"


@dataclass(frozen=True)
class Filled:
    """A commitment as it was filled in; `said` are the words of its date."""

    text: str
    owners: tuple[int, ...]
    for_organisation: bool
    until: Deadline
    said: str
    visible: str
    buddy: int
    trigger: str
    because: str


@dataclass(frozen=True)
class Preset:
    """What stands in the form beforehand; `mine` is one's organisation."""

    text: str = ""
    owners: tuple[int, ...] = ()
    organisation: bool = False
    until: str = ""
    visible: str = ME
    buddy: int = 0
    trigger: str = ""
    because: str = ""
    mine: str = ""


def commitment_form(
    action: str,
    args: tuple[Arg, ...],
    people: tuple[tuple[int, str], ...],
    preset: Preset,
    intro: str = "",
) -> Form:
    """Ask for a commitment; without `people` its owners stay as they are."""
    names = tuple(Option(name[:75], str(person)) for person, name in people)
    text = TextInput(
        "text", _("What are you going to do?"), preset.text, many_lines=True, longest=LONGEST
    )
    who = _who(names, preset) if action == "commitments.create" else ()
    about = intro or _("You see it first; it counts after you press ‘Keep’.")
    inputs = (text, *who, *_when_and_seen(names, preset), *_why(preset))
    return Form(_("A commitment"), action, inputs, _("Show it"), args, about)


def _who(names: tuple[Option, ...], preset: Preset) -> tuple[Input, ...]:
    chosen = tuple(map(str, preset.owners))
    people = PickInput("owners", _("Who does it?"), names, chosen, many=True)
    if not preset.mine:
        return (people,)
    label = _("On behalf of {organisation}", organisation=preset.mine)
    return (people, ToggleInput("organisation", label, preset.organisation))


def _when_and_seen(names: tuple[Option, ...], preset: Preset) -> tuple[Input, ...]:
    when_hint = _("For example: 12 March, or next meeting.")
    buddy_hint = _("Only if one buddy sees it; they are asked first.")
    buddy = (str(preset.buddy),) if preset.buddy else ()
    return (
        TextInput("until", _("By when?"), preset.until, hint=when_hint, longest=100),
        PickInput("visible", _("Who sees it?"), _sights(), (preset.visible,)),
        PickInput("buddy", _("Your buddy"), names, buddy, required=False, hint=buddy_hint),
    )


def _why(preset: Preset) -> tuple[Input, ...]:
    when, why = _("If … (when does it begin?)"), _("Because …")
    return (
        TextInput("trigger", when, preset.trigger, required=False, longest=LONGEST_WHY),
        TextInput("because", why, preset.because, required=False, longest=LONGEST_WHY),
    )


def _sights() -> tuple[Option, ...]:
    return (
        Option(_("Only me (and those who do it with me)"), ME),
        Option(_("One buddy"), BUDDY),
        Option(_("The group"), GROUP),
    )


def read_form(reading: Reading, values: Values) -> Filled:
    """Read a commitment as it was filled in; Refusal at the field."""
    text = _limited(one(values, "text"), "text", LONGEST)
    if not text:
        raise Refusal(_("What are you going to do? Say it in a few words."), "text")
    said = one(values, "until")
    visible = one(values, "visible") or ME
    return Filled(
        text=text,
        owners=tuple(dict.fromkeys(_ids(values.get("owners", ())))),
        for_organisation=one(values, "organisation") == "yes",
        until=read_until(reading, said),
        said=said[:100],
        visible=visible if visible in (ME, BUDDY, GROUP) else ME,
        buddy=next(iter(_ids(values.get("buddy", ()))), 0),
        trigger=_limited(one(values, "trigger"), "trigger", LONGEST_WHY),
        because=_limited(one(values, "because"), "because", LONGEST_WHY),
    )


def _ids(words: tuple[str, ...]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 10]


def _limited(words: str, field: str, most: int) -> str:
    kept = clean(words)
    if len(kept) > most:
        raise Refusal(
            _("That has {count} characters; at most {most} fit.", count=len(kept), most=most), field
        )
    return kept


def read_until(reading: Reading, said: str) -> Deadline:
    """Read a date alone; one that may be a holiday period comes back with its trouble."""
    if not said:
        raise Refusal(_("By when? A date or the next meeting."), "until")
    if MEETING.fullmatch(said) or said.casefold() in ("meeting", "bijeenkomst"):
        return Deadline(meeting=True, end=1)
    try:
        found = read_moment(said, reading.now, reading.zone)
    except Unclear as unclear:
        within = found_in(said, reading.now, reading.zone)
        if within.day or within.meeting:
            return within
        return Deadline(trouble=unclear.why, word=explain(unclear))
    if not found.has_date:
        return Deadline(trouble="day", word=_("I see a time, and no day. On which day?"))
    return Deadline(found.local.date(), found.local if found.has_time else None)


@dataclass(frozen=True)
class NewDate:
    """When instead: a choice, and the words of another day."""

    choice: str
    until: Deadline | None
    said: str


def date_form(args: tuple[Arg, ...], *, meeting: bool) -> Form:
    """Ask for a new date, with a few at hand."""
    options = [Option(_("In a week"), WEEK), Option(_("In two weeks"), FORTNIGHT)]
    if meeting:
        options.append(Option(_("By the next meeting"), AT_MEETING))
    options.append(Option(_("Another day"), OTHER))
    inputs = (
        PickInput("choice", _("By when will it be done?"), tuple(options), (WEEK,)),
        TextInput(
            "until", _("Another day"), required=False, hint=_("For example: 12 March."), longest=100
        ),
    )
    return Form(_("A new date"), "commitments.new_date", inputs, _("Take this date"), args)


def read_date(reading: Reading, values: Values) -> NewDate:
    """Read a new date; Refusal at the field."""
    choice, said = one(values, "choice"), one(values, "until")
    if choice not in (WEEK, FORTNIGHT, AT_MEETING):
        return NewDate(OTHER, read_until(reading, said), said[:100])
    return NewDate(choice, None, "")
