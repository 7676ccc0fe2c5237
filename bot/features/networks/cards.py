"""What a network's own cards look like."""

from bot.cards import Actions, Button, Card, Element, Text, command_button
from bot.ready import ready_button
from bot.texts import _
from storage.networks import Network, Place


def begun(place: Place, network: int) -> Card:
    """Tell the facilitator of a new network what comes next."""
    return begun_named(place.name, network)


def begun_named(name: str, network: int) -> Card:
    """Tell what comes next in a network of this name."""
    title = _("{name} has begun", name=name)
    ways: tuple[Button, ...] = (
        command_button(_("Plan a meeting"), network, "meeting", main=True),
        Button(_("Who is in it"), "members.list", (network,)),
        command_button(_("See the plan"), network, "plan"),
        command_button(_("Settings"), network, "settings"),
    )
    text = _(
        "Nobody has been told, and nothing is sent until you press ready. First plan a meeting, "
        "then look at the plan together with a second facilitator."
    )
    return Card(title, (Text(text), Actions(ways), Actions((ready_button(network),))), title)


def meet(name: str, goal: str, network: int) -> Card:
    """Introduce Kring to the group in three lines."""
    title = _("Meet Kring")
    body: list[Element] = [
        Text(_("I help {name} remember, ask and count, so that nobody has to.", name=name))
    ]
    if goal:
        body.append(Text(_("Our goal: {goal}", goal=goal), "strong"))
    kept = _(
        "What is kept: what you answer and ask here. Who sees it: this group; what you answer "
        "privately, only you and the count. How to stop: press 'Less' or 'Without Kring'; you "
        "stay a full member."
    )
    employer = _("Your organisation may be able to read what is written in its chats.")
    body += [
        Text(kept),
        Text(employer, "quiet"),
        Actions(
            (
                Button(_("Fine"), "members.less", (network, "all"), main=True),
                Button(_("Less"), "members.less", (network, "must")),
                Button(_("Without Kring"), "members.less", (network, "without")),
                command_button(_("What is kept about me"), network, "privacy"),
            )
        ),
    ]
    return Card(title, tuple(body), title)


def settings(network: Network, steers: bool) -> Card:
    """Lead to everything that can be set."""
    assert network.id is not None  # noqa: S101 - it was read from the database
    title = _("Settings of {name}", name=network.name)
    mine = Actions(
        (
            Button(_("How much reaches me"), "members.choose", (network.id,)),
            Button(_("My language"), "members.speak", (network.id,)),
            Button(_("Who is in it"), "members.list", (network.id,)),
            command_button(_("What is kept about me"), network.id, "privacy"),
        )
    )
    body: list[Element] = [Text(_("For you"), "strong"), mine]
    if steers:
        theirs = (
            Button(_("Name, goal and agreements"), "networks.texts", (network.id,)),
            Button(_("Quiet hours and holidays"), "networks.quiet", (network.id,)),
            Button(_("The timetable"), "networks.lines", (network.id,)),
            command_button(_("What was changed"), network.id, "history"),
        )
        body += [Text(_("For the network"), "strong"), Actions(theirs)]
    return Card(title, tuple(body), title)
