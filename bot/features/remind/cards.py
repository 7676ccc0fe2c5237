"""What reminders look like, drawn from plain values."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from bot.calendar.quiet import Reason
from bot.cards import Actions, Button, Card, Element, Facts, Text, command_button, mention
from bot.features.remind.rules import Coming
from bot.texts import _, listed, long_moment, n_

MOST_NAMES = 10
NEAR = timedelta(days=3)


@dataclass(frozen=True)
class ReminderView:
    """A reminder as its maker sees it; `people` are ids, empty for the group.

    Where the network is not `ready` it is kept, and nothing goes out.
    """

    network: int
    id: int
    text: str
    maker: int
    people: tuple[int, ...] = ()
    state: str = "on"
    coming: tuple[Coming, ...] = ()
    me: int = 0
    elsewhere: bool = False
    ready: bool = True

    @property
    def often(self) -> bool:
        """Whether two of its times are so near that the limits of a week may hold one back."""
        return any(later.due - one.due < NEAR for one, later in pairwise(self.coming))

    @property
    def args(self) -> tuple[int, int]:
        """What its buttons carry."""
        return (self.network, self.id)


def note_card(text: str, maker: int, reader: int | None) -> Card:
    """Draw the reminder itself, as it arrives."""
    title = _("A reminder")
    why = _("You asked for this reminder.")
    if reader != maker:
        why = _("{maker} asked for this reminder.", maker=mention(maker))
    return Card(title, (Text(text), Text(why, "quiet")), f"{title}: {text[:100]}")


def preview_card(view: ReminderView) -> Card:
    """Show a draft with all it means, before it counts."""
    title = _("Shall I set this reminder?")
    buttons = (
        Button(_("Set it"), "remind.set", view.args, main=True),
        Button(_("Change"), "remind.change", view.args),
        Button(_("Never mind"), "remind.drop", view.args),
    )
    return Card(title, (*_body(view), Actions(buttons)), title)


def manage_card(view: ReminderView) -> Card:
    """Offer what can be done with a reminder that is set."""
    title = _("Manage this reminder")
    sure = _("This reminder will not come any more. Cancel it?")
    turn = Button(_("Pause"), "remind.pause", view.args)
    if view.state == "paused":
        turn = Button(_("Resume"), "remind.resume", view.args)
    buttons = (
        Button(_("Change"), "remind.change", view.args),
        turn,
        Button(_("Cancel this reminder"), "remind.cancel", view.args, confirm=sure),
    )
    return Card(title, (*_body(view), Actions(buttons)), title)


def _body(view: ReminderView) -> tuple[Element, ...]:
    because = _("You ask for it.")
    if view.maker != view.me:
        because = _("{maker} asked for it.", maker=mention(view.maker))
    rows = [(_("To"), to(view)), (_("Why"), because)]
    body: list[Element] = [Text(view.text, "strong"), Facts(tuple(rows))]
    if view.state == "paused":
        body.append(Text(_("It is paused: nothing goes out until you resume it.")))
    else:
        body.append(Text("\n".join(moment_line(one) for one in view.coming)))
    if not view.ready:
        body.append(Text(_("Nothing goes out before a facilitator has pressed ready."), "quiet"))
    if view.people and view.often:
        body.append(Text(_("Private messages come at most once a day and twice a week."), "quiet"))
    if view.elsewhere:
        body.append(
            Text(
                _("You chose to get nothing privately, so you find it in your home view."), "quiet"
            )
        )
    return tuple(body)


def to(view: ReminderView) -> str:
    """Say whom it is for."""
    if not view.people:
        return _("the group")
    if view.people == (view.me,):
        return _("you")
    names = [mention(person) for person in view.people[:MOST_NAMES]]
    if len(view.people) > MOST_NAMES:
        more = len(view.people) - MOST_NAMES
        names.append(n_("{n} other", "{n} others", more))
    return listed(names)


def moment_line(one: Coming) -> str:
    """Write a coming time in full, with where it goes when that is a quiet time."""
    due = long_moment(one.due)
    if one.goes is None:
        return _("{due}: left out, {reason}", due=due, reason=because(one.reason))
    if one.goes == one.due:
        return due
    goes = long_moment(one.goes)
    return _("{due}: moved to {goes}, {reason}", due=due, goes=goes, reason=because(one.reason))


def because(reason: Reason | None) -> str:
    """Say why nothing goes out at a time."""
    reasons = {
        "hours": _("those are quiet hours"),
        "weekend": _("that is a weekend"),
        "holiday": _("that is a public holiday"),
        "period": _("that is in a holiday period"),
    }
    return reasons.get(reason or "hours", "")


def list_card(network: int, views: list[ReminderView]) -> Card:
    """List the reminders that are set, each with a way to manage it."""
    title = _("Reminders")
    body: list[Element] = [part for view in views for part in row(view)]
    if not views:
        body.append(Text(_("No reminder is set. Type 'remind' to set one.")))
    new = set_one(network)
    return Card(title, (*body, Actions((new,))), title)


def set_one(network: int) -> Button:
    """Lead to the form of a new reminder."""
    return command_button(_("Set a reminder"), network, "remind")


def row(view: ReminderView) -> tuple[Element, ...]:
    """Show a reminder in short."""
    when = _("Paused.") if view.state == "paused" else ""
    if view.coming and not when:
        when = _("Next: {when}", when=moment_line(view.coming[0]))
    label = _("Manage “{text}”", text=view.text[:50])
    return (
        Text(view.text, "strong"),
        Text(_("To {whom}. {when}", whom=to(view), when=when).strip(), "quiet"),
        Actions((Button(label, "remind.manage", view.args),)),
    )
