"""What people see of codes, before and after they are used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.browsing import Invitation
from bot.called import called
from bot.cards import Actions, Button, Card, Element, Option, Text, command_button, mention
from bot.features.joining import rules
from bot.forms import Form, PickInput, TextInput
from bot.texts import LANGUAGES, _
from storage.joining import JoinRequest
from storage.networks import Place

_PLATFORMS = {"slack": "Slack", "teams": "Teams"}


@dataclass(frozen=True)
class Menu:
    """What somebody can do: whether privately, whether browsers come in, and by one themselves."""

    steered: Sequence[Place]
    privately: bool
    opens: bool = False
    in_browser: bool = False


def menu(offered: Menu) -> Card:
    """Offer a code for a group, a code for another account, and a place to type one."""
    title = _("Join by a code")
    body: list[Element] = [
        Text(
            _(
                "A network can meet in several groups, also in another workspace, and you can use "
                "several accounts as one person. Both go by a code, good for an hour and once."
            )
        )
    ]
    group = tuple(
        Button(_("Another group for {name}", name=one.name), "joining.group", (one.id,))
        for one in offered.steered[:10]
    )
    if group:
        body.append(Actions(group))
    account = Button(_("Another account of mine"), "joining.account", (0,))
    mine = (account,) if offered.privately else ()
    body.append(Actions((*mine, Button(_("I have a code"), "joining.enter", (0,)))))
    return Card(title, (*body, *_by_browser(offered)), title)


def _by_browser(offered: Menu) -> Iterator[Element]:
    """Offer the way in for who has neither Slack nor Teams, where it is open."""
    asks = [
        Button(_("Somebody in a browser for {name}", name=one.name), "joining.invite", (one.id,))
        for one in offered.steered[:10]
    ]
    if offered.opens and asks:
        yield Text(_("Who has neither Slack nor Teams comes in by a link, and uses a browser."))
        yield Actions(tuple(asks))
    if offered.in_browser and offered.privately:
        yield Actions((Button(_("Another browser of mine"), "joining.browser", (0,)),))


def invite(network: int, language: str) -> Form:
    """Ask who comes in by a browser."""
    spoken = {"en": "English", "nl": "Nederlands"}
    options = tuple(Option(spoken[one], one) for one in LANGUAGES)
    inputs = (
        TextInput("name", _("Name"), hint=_("As the group knows them"), longest=rules.LONGEST_NAME),
        PickInput("language", _("Language"), options, (language,)),
    )
    title = _("Somebody in a browser")
    return Form(title, "joining.invite", inputs, _("Make the link"), (network,))


def invitation(found: Invitation, network: str, url: str) -> Card:
    """Show the link for somebody new."""
    name = found.name
    title = _("A link for {name}", name=name)
    withdraw = Button(_("Withdraw the link"), "joining.withdraw", (found.network, found.id))
    body = (
        Text(_("Send this link to {name}, by e-mail for instance:", name=name)),
        Text(url, "strong"),
        Text(
            _(
                "It serves once, within a week: whoever opens it becomes {name} in {network}.",
                name=name,
                network=network,
            )
        ),
        Actions((withdraw,)),
    )
    return Card(title, body, title)


def another_browser(url: str) -> Card:
    """Show the link for another browser of somebody's own."""
    title = _("Another browser of yours")
    body = (
        Text(_("Open this link in the other browser, or on your other device:")),
        Text(url, "strong"),
        Text(_("It serves once, within ten minutes. Give it to nobody: it makes them you.")),
    )
    return Card(title, body, title)


def enter() -> Form:
    """Ask for a code."""
    hint = _("Eight letters and digits")
    asked = TextInput("code", _("The code"), hint=hint, longest=40)
    return Form(_("Join by a code"), "joining.entered", (asked,), _("Go on"), (0,))


def for_group(code: str, name: str) -> Card:
    """Show a code for a group, and say what happens with it."""
    title = _("A code for another group")
    line = f"join {rules.shown(code)}"
    body = (
        Text(_("Have the owner of the other group type this there:")),
        Text(called("", line), "strong"),
        Text(_("In Teams: {line}", line=called("teams", line)), "quiet"),
        Text(
            _(
                "It serves once, within an hour. Before {name} meets there too, I ask its "
                "facilitators.",
                name=name,
            )
        ),
    )
    return Card(title, body, title)


def for_account(code: str) -> Card:
    """Show a code for another account."""
    title = _("A code for another account of yours")
    body = (
        Text(_("With the other account, type this in the private chat with me:")),
        Text(f"join {rules.shown(code)}", "strong"),
        Text(_("It serves once, within an hour. Give it to nobody: it makes them you.")),
    )
    return Card(title, body, title)


def group_asks(place: Place, code: str) -> Card:
    """Ask whoever owns a group whether a network may meet in it."""
    title = _("May {name} meet here too?", name=place.name)
    line = f"join {rules.shown(code)} yes"
    body = (
        Text(
            _(
                "Everybody in this group becomes a member, and what Kring posts for {name} is "
                "posted here as well. First I ask its facilitators.",
                name=place.name,
            )
        ),
        Actions((command_button(_("Yes, ask them"), 0, line, main=True),)),
    )
    return Card(title, body, title)


def account_asks(name: str, code: str) -> Card:
    """Ask whether this account is the same person's."""
    title = _("Are you {name}?", name=name)
    line = f"join {rules.shown(code)} yes"
    body = (
        Text(
            _(
                "From now on this account is {name}: what you may see and do there, you may here. "
                "You stay in the networks of this account; what else I kept about it is erased.",
                name=name,
            )
        ),
        Text(_("Only go on with a code that you made yourself, a moment ago."), "strong"),
        Actions((command_button(_("Yes, that is me"), 0, line, main=True),)),
    )
    return Card(title, body, title)


def asked(request: JoinRequest, name: str) -> Card:
    """Ask facilitators whether their network meets in a group as well."""
    title = _("Shall {name} meet in another group too?", name=name)
    who, where = mention(request.person_id), _PLATFORMS.get(request.platform, "")
    text = _("{who} typed your code in a group of theirs.", who=who)
    if where:
        text = _("{who} typed your code in a group of theirs on {where}.", who=who, where=where)
    args = (request.network_id, request.id or 0)
    buttons = (
        Button(_("Let the group in"), "joining.accept", args, main=True),
        Button(_("No, thank you"), "joining.decline", args),
    )
    more = _("Whoever is in it becomes a member and sees what is posted from now on.")
    return Card(title, (Text(text), Text(more), Actions(buttons)), title)


def joined(name: str) -> Card:
    """Tell every group that there is one more."""
    title = _("{name} meets in one more group", name=name)
    text = _("What I post for {name} is posted in each of its groups from now on.", name=name)
    return Card(title, (Text(text),), title)
