"""What people see of a swap: the offer to one of them, what became of it to the other."""

from dataclasses import dataclass

from bot.cards import Actions, Button, Card, Element, Text, mention
from bot.texts import _, long_date
from bot.timetable.view import MeetingView


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
    title = _("A swap?") if facts.back else _("A turn to take over?")
    body: list[Element] = [Text(facts.offer), *_swap_state(facts)]
    return Card(title, tuple(body), title)


def _swap_state(facts: SwapFacts) -> list[Element]:
    here = (facts.network, facts.id)
    match facts.state:
        case "open":
            agree = _("Yes, swap") if facts.back else _("Yes, I take it over")
            yes = Button(agree, "prepare.swap_yes", here, main=True)
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
