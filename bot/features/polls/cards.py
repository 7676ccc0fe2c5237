"""What polls look like, drawn from plain values."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards import (
    Actions,
    Bar,
    Bars,
    Button,
    Card,
    Element,
    Facts,
    Option,
    Pick,
    Text,
    mention,
)
from bot.features.polls.rules import leaders
from bot.texts import _, listed, long_moment, n_, short_date

MOST_BUTTONS = 5
MOST_NAMES = 6


@dataclass(frozen=True)
class PollView:
    """A poll as its card shows it; `chosen` holds for each option who chose it.

    `closes` is the wall-clock time at which it closes, or closed.
    """

    network: int
    id: int
    question: str
    options: tuple[str, ...]
    maker: int
    closes: datetime
    many: bool = False
    state: str = "open"
    chosen: tuple[tuple[int, ...], ...] = ()
    recurring: bool = False

    @property
    def people(self) -> int:
        """How many people chose something."""
        return len({person for people in self.chosen for person in people})


def poll_card(view: PollView) -> Card:
    """Draw a poll that is open or closed."""
    summary = _("Poll: {question}", question=view.question)
    if view.state == "closed":
        summary = _("Poll closed: {question}", question=view.question)
    return Card(view.question, (bars(view), *_under(view)), summary)


def bars(view: PollView) -> Bars:
    """Draw how the options stand, with the names of those who chose them."""
    people = max(view.people, 1)
    return Bars(
        tuple(
            Bar(option, len(chosen), len(chosen) / people, _names(chosen))
            for option, chosen in zip(view.options, view.chosen, strict=True)
        )
    )


def _names(people: tuple[int, ...]) -> str:
    if len(people) <= MOST_NAMES + 1:
        return listed([mention(person) for person in people])
    shown = ", ".join(mention(person) for person in people[:MOST_NAMES])
    more = len(people) - MOST_NAMES
    return n_("{names} … and {n} more", "{names} … and {n} more", more, names=shown)


def _under(view: PollView) -> tuple[Element, ...]:
    made = _("Asked by {maker}.", maker=mention(view.maker))
    if view.state == "closed":
        closed = _("Closed on {when}.", when=long_moment(view.closes))
        voters = f"{_voters(view)} " if view.people else ""
        return (Text(_result(view)), Text(f"{voters}{closed} {made}", "quiet"))
    how = _("Choose as many as you like.") if view.many else _("Choose one; you can still move.")
    until = _("Open until {when}.", when=long_moment(view.closes))
    manage = Button(_("Manage"), "polls.manage", (view.network, view.id))
    return (
        Text(f"{_voters(view)} {how} {until} {made}", "quiet"),
        *choices(view, manage),
    )


def _voters(view: PollView) -> str:
    if not view.people:
        return _("Nobody has chosen yet.")
    return n_("{n} person chose.", "{n} people chose.", view.people)


def choices(view: PollView, *more: Button) -> tuple[Element, ...]:
    """Offer the options: up to five buttons, else a list."""
    args = (view.network, view.id)
    if len(view.options) <= MOST_BUTTONS:
        buttons = [
            Button(option, "polls.vote", (*args, number))
            for number, option in enumerate(view.options)
        ]
        return (Actions((*buttons, *more)),)
    options = tuple(Option(option, str(number)) for number, option in enumerate(view.options))
    return (Actions((Pick(_("Your choice"), "polls.pick", options, args), *more)),)


def _result(view: PollView) -> str:
    first = leaders([len(chosen) for chosen in view.chosen])
    if not first:
        return _("Nobody chose.")
    count, names = len(view.chosen[first[0]]), [f"“{view.options[one]}”" for one in first]
    if len(first) > 1:
        return n_(
            "{options} share first place, with {n} vote each.",
            "{options} share first place, with {n} votes each.",
            count,
            options=listed(names),
        )
    return n_(
        "Most chosen: {option}, with {n} vote.",
        "Most chosen: {option}, with {n} votes.",
        count,
        option=names[0],
    )


@dataclass(frozen=True)
class PlanView:
    """A poll as those who steer it see it; `opens` and `following` are wall-clock times.

    `posted` is when it reaches the group, later than `opens` where that falls in a quiet time.
    """

    poll: PollView
    opens: datetime
    posted: datetime
    following: tuple[datetime, ...] = ()
    usual_options: bool = False

    @property
    def waits(self) -> bool:
        """Whether it has not gone out."""
        return self.poll.state == "scheduled"


def made_card(plan: PlanView) -> Card:
    """Confirm a poll to its maker, dates in full."""
    title = _("The poll is planned.") if plan.waits else _("The poll is in the group.")
    rows = _rows(plan)
    body: list[Element] = [Text(plan.poll.question, "strong"), Facts(tuple(rows))]
    if plan.usual_options:
        body.append(Text(_("You named no options, so these are the usual ones."), "quiet"))
    button = Button(_("Manage"), "polls.manage", (plan.poll.network, plan.poll.id))
    return Card(title, (*body, Actions((button,))), title)


def _rows(plan: PlanView) -> list[tuple[str, str]]:
    rows = [(_("Options"), " · ".join(plan.poll.options))]
    if plan.waits:
        rows.append((_("Goes out"), long_moment(plan.posted)))
    if plan.waits and plan.posted != plan.opens:
        when = long_moment(plan.opens)
        rows.append((_("Moved"), _("{when} falls in a quiet time.", when=when)))
    rows.append((_("Closes"), long_moment(plan.poll.closes)))
    if plan.following:
        rows.append((_("After that"), ", ".join(short_date(one.date()) for one in plan.following)))
    return rows


def manage_card(plan: PlanView) -> Card:
    """Offer what can be done with a poll to those who may."""
    args = (plan.poll.network, plan.poll.id)
    buttons: list[Button] = []
    if plan.waits and not plan.poll.recurring:
        buttons.append(Button(_("Cancel this poll"), "polls.cancel", args))
    if not plan.waits:
        sure = _("Nobody can vote after that. Close it?")
        buttons.append(Button(_("Close now"), "polls.close", args, confirm=sure))
    if plan.poll.state in ("open", "scheduled"):
        buttons.append(Button(_("Change the closing time"), "polls.ask_closing", args))
    if plan.poll.recurring:
        sure = _("No new poll comes after this. Stop?")
        buttons.append(Button(_("Stop the series"), "polls.stop", args, confirm=sure))
    title = _("Manage this poll")
    body = (Text(plan.poll.question, "strong"), Facts(tuple(_rows(plan))), Actions(tuple(buttons)))
    return Card(title, body, f"{title}: {plan.poll.question}")


def list_card(network: int, plans: list[tuple[PlanView, bool]]) -> Card:
    """List what is open and planned, each with a button for those who may manage it."""
    title = _("Polls")
    body: list[Element] = []
    for plan, may in plans:
        body.append(Text(plan.poll.question, "strong"))
        body.append(Facts(tuple(_rows(plan)[1:])))
        label = _("Manage “{question}”", question=plan.poll.question[:50])
        button = Button(label, "polls.manage", (network, plan.poll.id))
        body += [Actions((button,))] if may else []
    if not plans:
        body.append(Text(_("There is no poll now. Type 'poll' to ask one.")))
    return Card(title, tuple(body), title)
