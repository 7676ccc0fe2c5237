"""What people see of preparing together, drawn from plain facts; never a no, never a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Actions, Button, Card, Element, Facts, Text, mention
from bot.features.prepare.rules import Reckoning
from bot.meeting_words import meeting_name, span
from bot.texts import _, listed, long_date, n_, short_date
from bot.timetable.view import MeetingView

AGAIN = "core.command"


@dataclass(frozen=True)
class TurnFacts:
    """A meeting and what one person has to do with preparing it.

    `mine` is 'asked', 'accepted', 'unsuited' or ''; `others` are those who said yes, by id, and
    `people` those the group may know of. `room` says that there is a place left.
    """

    network: int
    meeting: MeetingView
    ahead: bool
    mine: str = ""
    others: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    room: bool = False

    @property
    def name(self) -> str:
        """How the meeting is called."""
        return meeting_name(self.meeting.number, self.meeting.title)

    @property
    def when(self) -> str:
        """When it is, in full."""
        return span(self.meeting.begins, self.meeting.ends)

    @property
    def here(self) -> tuple[int, int]:
        """What its buttons begin with."""
        return self.network, self.meeting.id


def names(people: Sequence[int]) -> str:
    """Name people by mentions: 'Anna, Bram and Carla'."""
    return listed([mention(one) for one in people])


def _state(facts: TurnFacts) -> list[Element]:
    if facts.meeting.cancelled:
        return [Text(_("This meeting does not take place."), "strong")]
    rows = [(_("When"), facts.when)]
    if facts.meeting.place:
        rows.append((_("Where"), facts.meeting.place))
    return [Facts(tuple(rows))]


def ask(facts: TurnFacts) -> Card:
    """Ask somebody whether their turn suits them, or show what they said."""
    title = _("Your turn to help prepare {name}?", name=facts.name)
    return Card(title, (*_state(facts), *answer(facts)), f"{title} {facts.when}")


def answer(facts: TurnFacts) -> list[Element]:
    """Show where somebody's turn stands, and what they can press now."""
    if facts.meeting.cancelled:
        return []
    if not facts.ahead:
        return [Text(_("It has begun; there is nothing to answer any more."), "quiet")]
    found: list[Element] = [Text(_said(facts))]
    if facts.others and facts.mine != "unsuited":
        who = names(facts.others)
        found.append(Text(n_("{who} helps too.", "{who} help too.", len(facts.others), who=who)))
    buttons = _buttons(facts)
    return [*found, Actions(buttons)] if buttons else found


def _said(facts: TurnFacts) -> str:
    if facts.mine == "asked" and facts.people:
        return _("It is your turn to help prepare this meeting; the group has heard it.")
    texts = {
        "asked": _("It is your turn to help prepare this meeting. The group knows nothing yet."),
        "accepted": _("You help prepare this meeting."),
        "unsuited": _("That is fine. Nobody hears of it, and I ask somebody else."),
    }
    return texts.get(facts.mine, _("It is not your turn for this meeting."))


def _buttons(facts: TurnFacts) -> tuple[Button, ...]:
    here, why = facts.here, Button(_("Why me?"), "prepare.why", (facts.network,))
    swap = Button(_("Swap"), "prepare.open_swap", here)
    match facts.mine:
        case "asked":
            yes = Button(_("That suits me"), "prepare.accept", here, main=True)
            no = Button(_("It does not suit me"), "prepare.decline", here)
            return yes, no, swap, why
        case "accepted":
            return swap, Button(_("It does not suit me after all"), "prepare.decline", here), why
        case _:
            return (volunteer(facts, _("I would like to after all")),) if facts.room else ()


def volunteer(facts: TurnFacts, label: str) -> Button:
    """Offer to help prepare a meeting."""
    return Button(label[:75], "prepare.volunteer", facts.here)


def told(facts: TurnFacts) -> Card | None:
    """Tell the group who helps prepare a meeting; None when there is nobody to name."""
    title = _("Preparing {name}", name=facts.name)
    body: list[Element] = [*_state(facts)]
    if not facts.meeting.cancelled:
        body.append(Text(_prepared_by(facts.people)))
        if facts.ahead and facts.room:
            body.append(Actions((volunteer(facts, _("I join in")),)))
    return Card(title, tuple(body), f"{title}, {facts.when}")


def _prepared_by(people: Sequence[int]) -> str:
    if not people:
        return _("There is a place free to help prepare this meeting. Who would like to?")
    return n_(
        "{who} helps prepare this meeting. Ideas are welcome.",
        "{who} help prepare this meeting. Ideas are welcome.",
        len(people),
        who=names(people),
    )


def checklist(facts: TurnFacts) -> Card | None:
    """Give one who helps prepare a list of what to arrange; None when it is theirs no longer."""
    if facts.mine not in ("asked", "accepted") or facts.meeting.cancelled:
        return None
    title = _("Preparing {name}: what to arrange", name=facts.name)
    body: list[Element] = [*_state(facts)]
    if facts.others:
        body.append(Text(_("Together with {who}.", who=names(facts.others))))
    body += [Text(f"• {line}") for line in _to_arrange(facts)]
    return Card(title, tuple(body), f"{title}, {facts.when}")


def _to_arrange(facts: TurnFacts) -> list[str]:
    lines = [
        _("Choose together what this meeting is to bring the group, and how you begin."),
        _("Divide the time: who opens, who watches the clock, who closes?"),
        _("See what is needed: the room, chairs, paper, something to drink."),
        _("Afterwards, write down in five lines what it brought."),
    ]
    speakers = [one.name for one in facts.meeting.speakers]
    if speakers:
        meet = _("Let {who} know what the group asks, and who welcomes them.", who=listed(speakers))
        lines.insert(2, meet)
    return lines


def thanks(facts: TurnFacts) -> Card | None:
    """Thank those who helped prepare; None when there was nobody."""
    if not facts.people or facts.meeting.cancelled:
        return None
    title = _("Thank you")
    text = _("{who} helped prepare {name}. Thank you!", who=names(facts.people), name=facts.name)
    return Card(title, (Text(text),), title)


@dataclass(frozen=True)
class SwapFacts:
    """An offer to swap, as it stands: `state` is the swap's, `back` None for nothing in return."""

    network: int
    id: int
    person: int
    other: int
    meeting: MeetingView
    back: MeetingView | None
    until: str
    state: str = "open"

    @property
    def offer(self) -> str:
        """What is offered, in a sentence."""
        day, who = long_date(self.meeting.begins.date()), mention(self.person)
        if self.back is None:
            return _("{who} asks whether you would take over the turn on {day}.", who=who, day=day)
        return _(
            "{who} would like to swap: you {day}, {who} {back}.",
            who=who,
            day=day,
            back=long_date(self.back.begins.date()),
        )


def swap(facts: SwapFacts) -> Card:
    """Ask somebody whether they would swap."""
    title = _("A swap?")
    body: list[Element] = [Text(facts.offer), *_swap_state(facts)]
    return Card(title, tuple(body), title)


def _swap_state(facts: SwapFacts) -> list[Element]:
    here = (facts.network, facts.id)
    match facts.state:
        case "open":
            yes = Button(_("Yes, swap"), "prepare.swap_yes", here, main=True)
            no = Button(_("No, thank you"), "prepare.swap_no", here)
            until = _("No is fine. You can answer until {moment}.", moment=facts.until)
            return [Text(until, "quiet"), Actions((yes, no))]
        case "accepted":
            return [Text(_("You agreed; it is arranged."))]
        case "refused":
            return [Text(_("You said no. That is fine."))]
        case _:
            return [Text(_("This is settled; you need not do anything."))]


def swapped(facts: SwapFacts) -> Card:
    """Tell who asked for a swap where it stands."""
    title = _("Your swap")
    return Card(title, (Text(_outcome(facts)), *_ways_on(facts)), title)


def _outcome(facts: SwapFacts) -> str:
    who, day = mention(facts.other), long_date(facts.meeting.begins.date())
    match facts.state:
        case "open":
            return _(
                "I asked {who} privately. There is an answer by {moment} at the latest.",
                who=who,
                moment=facts.until,
            )
        case "accepted" if facts.back:
            back = long_date(facts.back.begins.date())
            return _("{who} agreed: {who} {day}, you {back}.", who=who, day=day, back=back)
        case "accepted":
            return _("{who} takes over your turn on {day}.", who=who, day=day)
        case "withdrawn":
            return _("You took it back. Your turn on {day} is as it was.", day=day)
        case _:
            return _(
                "It did not work out with {who}. Your turn on {day} is as it was; you can ask "
                "somebody else.",
                who=who,
                day=day,
            )


def _ways_on(facts: SwapFacts) -> list[Element]:
    if facts.state == "open":
        here = (facts.network, facts.id)
        return [Actions((Button(_("Take it back"), "prepare.swap_back", here),))]
    return []


def why(found: Reckoning) -> Card:
    """Say in words why it is, or is not yet, somebody's turn."""
    title = _("Why me?")
    had = n_("You have had {n} turn", "You have had {n} turns", found.had)
    of = n_(
        "of {n} meeting that you could have helped prepare.",
        "of {n} meetings that you could have helped prepare.",
        found.could,
    )
    body: list[Element] = [Text(f"{had} {of}")]
    if found.last:
        day = short_date(found.last.begins.date())
        body.append(Text(_("The last one was {day}.", day=day)))
    if found.newcomer:
        body.append(Text(_("For the time before you came I count what the others had on average.")))
    body.append(Text(rule(), "quiet"))
    return Card(title, tuple(body), title)


def rule() -> str:
    """Say how the next turn is chosen."""
    return _(
        "Who offers comes first. Then whoever had the fewest turns per meeting they could have "
        "served; then people who have not worked together, whose last turn is longest ago, and "
        "who come from different organisations. Whoever cannot come is passed over."
    )
