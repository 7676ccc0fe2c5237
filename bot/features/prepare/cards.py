"""What people see of preparing together, drawn from plain facts; never a no, never a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cards import Actions, Button, Card, Element, Facts, Text, command_button, mention
from bot.meeting_words import meeting_name, span
from bot.texts import _, listed, n_
from bot.timetable.view import MeetingView


@dataclass(frozen=True)
class TurnFacts:
    """A meeting and what one person has to do with preparing it.

    `mine` is 'asked', 'accepted', 'unsuited' or ''; `others` are those who said yes, by id, and
    `people` those the group may know of. `room` says that there is a place left, `rotates` that
    whoever helps prepare it facilitates it too.
    """

    network: int
    meeting: MeetingView
    ahead: bool
    mine: str = ""
    others: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    room: bool = False
    rotates: bool = False

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
    title = _asks(facts)
    return Card(title, (*_state(facts), *answer(facts)), f"{title} {facts.when}")


def taken(facts: TurnFacts) -> Card:
    """Answer who took a turn; what can be pressed later stands where it is kept up to date."""
    title = _asks(facts)
    said = [one for one in answer(facts) if not isinstance(one, Actions)]
    ways = Actions((command_button(_("Preparing together"), facts.network, "prepare"),))
    return Card(title, (*_state(facts), *said, ways), f"{title} {facts.when}")


def _asks(facts: TurnFacts) -> str:
    """Ask as long as there is something to answer; what is settled is said."""
    open_ = facts.ahead and not facts.meeting.cancelled
    match facts.mine if open_ else "":
        case "asked" if facts.rotates:
            return _("Your turn to facilitate {name}?", name=facts.name)
        case "asked":
            return _("Your turn to help prepare {name}?", name=facts.name)
        case "accepted" if facts.rotates:
            return _("You facilitate {name}", name=facts.name)
        case "accepted":
            return _("You help prepare {name}", name=facts.name)
        case _:
            return _("Preparing {name}", name=facts.name)


def answer(facts: TurnFacts) -> list[Element]:
    """Show where somebody's turn stands, and what they can press now."""
    if facts.meeting.cancelled:
        return []
    if not facts.ahead:
        return [Text(_("It has begun; there is nothing to answer any more."), "quiet")]
    found: list[Element] = [Text(_said(facts))]
    if facts.rotates and facts.mine in ("asked", "accepted"):
        found.append(Text(what_it_means(), "quiet"))
    if facts.others and facts.mine in ("asked", "accepted"):
        who = names(facts.others)
        found.append(Text(n_("{who} helps too.", "{who} help too.", len(facts.others), who=who)))
    buttons = _buttons(facts)
    return [*found, Actions(buttons)] if buttons else found


def what_it_means() -> str:
    """Say what the facilitator's role for one meeting brings, and for how long."""
    return _(
        "That is preparing it, and more: once the group has heard it, you can do here what a "
        "facilitator can, from the meeting before it until two weeks after, and what is open "
        "comes to you."
    )


def _said(facts: TurnFacts) -> str:
    if facts.rotates and facts.mine in ("asked", "accepted"):
        return _said_of_leading(facts)
    if facts.mine == "asked" and facts.people:
        return _("It is your turn to help prepare this meeting; the group has heard it.")
    texts = {
        "asked": _(
            "It is your turn to help prepare this meeting. The group knows nothing yet. "
            "If I hear nothing, I count on you."
        ),
        "accepted": _("You help prepare this meeting."),
        "unsuited": _("That is fine. Nobody hears of it, and I ask somebody else."),
    }
    return texts.get(facts.mine, _("It is not your turn for this meeting."))


def _said_of_leading(facts: TurnFacts) -> str:
    if facts.mine == "accepted":
        return _("You facilitate this meeting.")
    if facts.people:
        return _("It is your turn to facilitate this meeting; the group has heard it.")
    return _(
        "It is your turn to facilitate this meeting. The group knows nothing yet. "
        "If I hear nothing, I count on you."
    )


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


def meeting(facts: TurnFacts) -> Card:
    """Show whose turn it is, as far as the facts tell, and let one offer."""
    title = _("Preparing {name}", name=facts.name)
    body: list[Element] = [*_state(facts)]
    own = facts.mine in ("asked", "accepted")
    if facts.ahead and not facts.meeting.cancelled:
        if facts.people or not own:
            body.append(Text(_known(facts)))
        if facts.room and not own:
            body.append(Actions((volunteer(facts, _("I offer to help prepare")),)))
    own_part = answer(replace(facts, others=())) if own or not facts.ahead else []
    return Card(title, (*body, *own_part), f"{title}, {facts.when}")


def _known(facts: TurnFacts) -> str:
    if facts.people:
        return _led_by(facts.people) if facts.rotates else _prepared_by(facts.people)
    if facts.rotates:
        return _("The group has not heard yet who facilitates this meeting.")
    return _("The group has not heard yet who helps prepare this meeting.")


def told(facts: TurnFacts) -> Card | None:
    """Tell the group who helps prepare a meeting; None when there is nobody to name."""
    title = _("Preparing {name}", name=facts.name)
    body: list[Element] = [*_state(facts)]
    if not facts.meeting.cancelled:
        body.append(Text(_led_by(facts.people) if facts.rotates else _prepared_by(facts.people)))
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


def _led_by(people: Sequence[int]) -> str:
    if not people:
        return _("Nobody facilitates this meeting yet. Who would like to?")
    return n_(
        "{who} facilitates this meeting. Ideas are welcome.",
        "{who} facilitate this meeting. Ideas are welcome.",
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
    if facts.rotates:
        lines.append(_("You facilitate: see to the place, the pre-reading and who comes."))
    return lines


def thanks(facts: TurnFacts) -> Card | None:
    """Thank those who helped prepare; None when there was nobody."""
    if not facts.people or facts.meeting.cancelled:
        return None
    title = _("Thank you")
    text = _thanked(facts)
    return Card(title, (Text(text),), title)


def _thanked(facts: TurnFacts) -> str:
    who = names(facts.people)
    if facts.rotates:
        return n_(
            "{who} facilitated {name}. Thank you!",
            "{who} facilitated {name}. Thank you all!",
            len(facts.people),
            who=who,
            name=facts.name,
        )
    return n_(
        "{who} helped prepare {name}. Thank you!",
        "{who} helped prepare {name}. Thank you all!",
        len(facts.people),
        who=who,
        name=facts.name,
    )


def goes_round(rotates: bool) -> Card:
    """Tell the group whether the facilitator's role goes round."""
    title = _("Who facilitates?")
    text = (
        _(
            "The facilitator's role goes round. Whoever has the turn to prepare a meeting "
            "facilitates it too: from the meeting before it until two weeks after. Nobody has to."
        )
        if rotates
        else _("The facilitators steer every meeting again; turns are for preparing alone.")
    )
    return Card(title, (Text(text),), title)
