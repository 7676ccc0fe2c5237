"""What people see of who comes, drawn from plain facts; never who does not, never why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.cards import Actions, Button, Card, Element, Facts, Link, Option, Pick, Text
from bot.features.come.rules import LONGEST_DIET, asks_stay, spans_night
from bot.forms import Form, Input, PickInput, TextInput
from bot.meeting_words import meeting_name, named, span, standing, who_come
from bot.texts import _, n_
from storage.attendance import Places
from storage.meetings import Attendance, Meeting
from storage.tables import id_of

LONGEST_OPTION = 50


@dataclass(frozen=True)
class ComeFacts:
    """A meeting, what one person said about it (None: nothing), and its sessions.

    `ahead` says that it has not begun; `place_in_line` is theirs on a session's waiting list.
    """

    network: int
    template: str
    meeting: Meeting
    ahead: bool
    calendar: str
    mine: Attendance | None = None
    sessions: tuple[Places, ...] = ()
    place_in_line: int = 0

    @property
    def here(self) -> tuple[int, int]:
        """What its buttons carry: the network and the meeting."""
        return self.network, id_of(self.meeting)

    @property
    def name(self) -> str:
        """How the meeting is called."""
        return meeting_name(self.meeting.number, self.meeting.title)

    @property
    def when(self) -> str:
        """When it is, in full."""
        return span(self.meeting.begins, self.meeting.ends)

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.meeting.state == "cancelled"

    @property
    def comes(self) -> bool:
        """Whether this person said yes."""
        return self.mine is not None and self.mine.answer == "yes"

    @property
    def stays(self) -> bool:
        """Whether the meeting asks about the night and the food."""
        return asks_stay(self.template, self.meeting.begins, self.meeting.ends)


def _rows(facts: ComeFacts) -> Facts:
    rows = [(_("When"), facts.when)]
    if facts.meeting.place:
        rows.append((_("Where"), facts.meeting.place))
    return Facts(tuple(rows))


def ask(facts: ComeFacts, last: bool = False) -> Card:
    """Ask one person whether they come, or show what they said."""
    title = _("Do you come? {name}", name=facts.name)
    body: list[Element] = [*standing(facts.meeting), _rows(facts)]
    if last and facts.mine is None and facts.ahead and not facts.cancelled:
        body.append(Text(_("This is the last time I ask."), "quiet"))
    return Card(title, (*body, *answer(facts)), f"{title}, {facts.when}")


def answer(facts: ComeFacts) -> list[Element]:
    """Show what one person said, and what they can press now."""
    if facts.cancelled:
        return []
    said = [Text(_said(facts.mine))] if facts.mine else []
    if not facts.ahead:
        return [*said, Text(_("It has begun; answers stay as they are."), "quiet")]
    found: list[Element] = [*said, Actions((*buttons(facts), *_ways(facts)))]
    return found + _session(facts) if facts.comes else found


def _said(mine: Attendance) -> str:
    return _("You come.") if mine.answer == "yes" else _("You can't come. That is fine.")


def buttons(facts: ComeFacts) -> tuple[Button, ...]:
    """Offer yes and no; pressing again changes it."""
    return (
        Button(_("I come"), "come.yes", facts.here, main=facts.mine is None),
        Button(_("I can't come"), "come.no", facts.here),
    )


def _ways(facts: ComeFacts) -> list[Button | Link]:
    found: list[Button | Link] = [Link(_("Calendar file"), facts.calendar)]
    if facts.comes and facts.stays:
        found.insert(0, Button(_("Night and food"), "come.stay", facts.here))
    return found


def _session(facts: ComeFacts) -> list[Element]:
    if not facts.sessions or facts.mine is None:
        return []
    chosen = next((one for one in facts.sessions if one.id == facts.mine.session_id), None)
    options = [Option(_option(one), str(one.id)) for one in facts.sessions if one != chosen]
    if chosen:
        options.append(Option(_("None of these"), "0"))
    pick = Pick(_("Choose a session"), "come.session", tuple(options), facts.here)
    return [Text(session_text(chosen, facts.place_in_line)), Actions((pick,))]


def session_text(chosen: Places | None, place_in_line: int) -> str:
    """Say which session somebody has a place in, or waits for."""
    if chosen is None:
        return _("There are sessions side by side. Which one do you choose?")
    if place_in_line:
        return _(
            "{session} is full. You are number {n} on the waiting list; I tell you when there "
            "is a place.",
            session=chosen.title,
            n=place_in_line,
        )
    return _("You have a place in: {session}.", session=chosen.title)


def _option(one: Places) -> str:
    title = one.title[:LONGEST_OPTION]
    if not one.seats:
        return title
    if one.full:
        return _("{title} (full, waiting list)", title=title)
    left = one.seats - one.taken
    return n_("{title} ({n} place left)", "{title} ({n} places left)", left, title=title)


def place(facts: ComeFacts) -> Card | None:
    """Tell somebody that a place came free, or that their session is no more."""
    if not facts.comes:
        return None
    title = _("Your session: {name}", name=facts.name)
    return Card(title, (*standing(facts.meeting), _rows(facts), *answer(facts)), title)


def ask_room(facts: ComeFacts, people: Sequence[int]) -> Card:
    """Ask the group; show the count and names of those who come, of nobody else."""
    title = _("Do you come? {name}", name=facts.name)
    body: list[Element] = [*standing(facts.meeting), _rows(facts)]
    if not facts.cancelled:
        body.append(Text(who_come(people) or _("Press a button; pressing again changes it.")))
        items = buttons(facts) if facts.ahead else ()
        body.append(Actions((*items, Link(_("Calendar file"), facts.calendar))))
    return Card(title, tuple(body), f"{title}, {facts.when}")


@dataclass(frozen=True)
class Overview:
    """Who comes and who has not said, by id; how many nights, and what is eaten."""

    come: tuple[int, ...] = ()
    unsaid: tuple[int, ...] = ()
    no: int = 0
    nights: int = 0
    diets: tuple[tuple[str, int], ...] = field(default=())


def overview(facts: ComeFacts, seen: Overview) -> Card:
    """Tell a facilitator who comes and who has not said."""
    rows = [
        (_("Come"), f"{len(seen.come)} {named(seen.come)}".strip()),
        (_("Have not said"), f"{len(seen.unsaid)} {named(seen.unsaid)}".strip()),
        (_("Can't come"), str(seen.no)),
    ]
    if spans_night(facts.meeting.begins, facts.meeting.ends):
        rows.append((_("Stay the night"), str(seen.nights)))
    if seen.diets:
        rows.append((_("Food"), ", ".join(f"{what} ({n})" for what, n in seen.diets)))
    rows += [(one.title, _filled(one)) for one in facts.sessions]
    title = _("Who comes: {name}", name=facts.name)
    return Card(title, (Text(facts.when), Facts(tuple(rows))), title)


def _filled(one: Places) -> str:
    if not one.seats:
        return str(one.taken)
    return _(
        "{taken} of {seats}, {waiting} waiting",
        taken=one.taken,
        seats=one.seats,
        waiting=one.waiting,
    )


def low(facts: ComeFacts) -> Card:
    """Tell facilitators that few came twice in a row."""
    title = _("Fewer people came")
    text = _(
        "To the last two meetings fewer than six in ten came. Perhaps ask the group what would "
        "help: another day, another place, another theme. I say this once."
    )
    button = Button(_("Who comes"), "come.overview", facts.here)
    return Card(title, (Text(text), Actions((button,))), title)


def stay(facts: ComeFacts) -> Form:
    """Ask for the night and the food."""
    mine = facts.mine
    inputs: list[Input] = []
    if spans_night(facts.meeting.begins, facts.meeting.ends):
        options = (Option(_("Yes, I stay"), "yes"), Option(_("No, I sleep at home"), "no"))
        chosen = () if mine is None or mine.night is None else ("yes" if mine.night else "no",)
        night = _("Do you stay the night?")
        inputs.append(PickInput("night", night, options, chosen, required=False))
    inputs.append(
        TextInput(
            "diet",
            _("What should the cook know?"),
            mine.diet if mine else "",
            _("For example: vegetarian. Empty is fine."),
            required=False,
            longest=LONGEST_DIET,
        )
    )
    intro = _(
        "Only the facilitators see this, as counts and a list without names. What you eat is "
        "deleted the day after the meeting."
    )
    return Form(_("Night and food"), "come.stay", tuple(inputs), _("Save"), facts.here, intro)
