"""What commitments look like, drawn from plain values."""

from bot.cards import Actions, Button, Card, Element, Facts, Link, Text, command_button, mention
from bot.features.commitments.model import Item
from bot.features.commitments.rules import AFTER_A_WEEK
from bot.features.commitments.wording import by_when, by_whom, seen_by, sentence, sight
from bot.texts import _, n_

MOST = 10


def facts(item: Item) -> tuple[Element, ...]:
    """Say what, who, by when and who sees it."""
    rows = [(_("Who"), by_whom(item)), (_("By when"), by_when(item))]
    rows.append((_("Who sees it"), seen_by(item)))
    body: list[Element] = [Text(sentence(item), "strong"), Facts(tuple(rows))]
    if item.link:
        body.append(Actions((Link(_("The message it came from"), item.link),)))
    return tuple(body)


def draft_card(item: Item, *, changed: bool = False) -> Card:
    """Show a draft with all it means, before it counts; `changed` says that it did since."""
    title = _("Is this what you mean?")
    body = [*_changed(changed), *facts(item)]
    others = [one for one in item.asked if one != item.me]
    if others or item.buddy:
        body.append(Text(_("Whoever you name is asked privately first. No is fine."), "quiet"))
    buttons = (
        Button(_("Keep"), "commitments.keep", (*item.args, item.shown), main=True),
        Button(_("Change"), "commitments.change", item.args),
        Button(_("Never mind"), "commitments.drop", item.args),
    )
    return Card(title, (*body, Actions(buttons)), title)


def _changed(changed: bool) -> tuple[Element, ...]:
    return (Text(_("This has changed since you last saw it.")),) if changed else ()


def answers(item: Item) -> Actions:
    """Offer the four answers to 'how is it going'."""
    return Actions(
        (
            Button(_("Done"), "commitments.done", item.args, main=True),
            Button(_("Not yet"), "commitments.not_yet", item.args),
            Button(_("I need help"), "commitments.help", item.args),
            Button(_("Let go"), "commitments.let_go", item.args),
        )
    )


def nudge_card(item: Item) -> Card:
    """Ask one of its owners how it is going."""
    title = _("How is it going?")
    if item.carried:
        why = _("The meeting is near, and this goes along to it. Letting go is fine.")
    elif item.stage > AFTER_A_WEEK:
        why = _(
            "The day you had in mind was a week ago. I won't ask again before the next meeting."
        )
    else:
        why = _("This is what you had in mind for now. Letting go is fine.")
    return Card(title, (Text(sentence(item), "strong"), Text(why), answers(item)), title)


def manage_card(item: Item) -> Card:
    """Show an owner all there is of a commitment, and what can be done with it."""
    title = _("Your commitment")
    body = [*facts(item)]
    if item.carried:
        body.append(
            Text(
                n_(
                    "Taken along {n} time. Only those who do it see this.",
                    "Taken along {n} times. Only those who do it see this.",
                    item.carried,
                ),
                "quiet",
            )
        )
    if item.changes:
        body.append(Text("\n".join((_("What changed"), *item.changes)), "quiet"))
    change = Button(_("Change"), "commitments.change", item.args)
    if item.state == "open":
        body += [answers(item), Actions((change,))]
    else:
        body.append(Text(_("Done") if item.state == "done" else _("You let this go."), "strong"))
    return Card(title, tuple(body), f"{title}: {item.text[:80]}")


def ask_card(item: Item, maker: int, *, changed: bool = False) -> Card:
    """Ask somebody privately to take part; `changed` says that it is another than was shown."""
    title = _("Do you take part?")
    said = _(
        "{maker} asks you to do this together. No is fine, and nobody hears of it.",
        maker=mention(maker),
    )
    buttons = (
        Button(_("I take part"), "commitments.accept", (*item.args, item.shown), main=True),
        Button(_("No, thanks"), "commitments.decline", item.args),
    )
    body = (*_changed(changed), *_asked(item), Text(said), Actions(buttons))
    return Card(title, body, f"{title} {item.text[:80]}")


def _asked(item: Item) -> tuple[Element, ...]:
    rows = ((_("By when"), by_when(item)), (_("Who sees it"), sight(item)))
    return (Text(sentence(item), "strong"), Facts(rows))


def buddy_card(item: Item, maker: int) -> Card:
    """Ask somebody privately to be a buddy."""
    title = _("Will you be a buddy?")
    said = _(
        "{maker} would like you to see this and ask about it now and then."
        " No is fine, and nobody hears of it.",
        maker=mention(maker),
    )
    buttons = (
        Button(_("I will"), "commitments.buddy_yes", item.args, main=True),
        Button(_("No, thanks"), "commitments.buddy_no", item.args),
    )
    return Card(title, (*_asked(item), Text(said), Actions(buttons)), f"{title} {item.text[:80]}")


def told_card(item: Item, person: int, what: str) -> Card:
    """Tell one who does it that another changed the 'words' or the 'day', or let it 'go'."""
    title = _("What you do together")
    way = Actions((Button(_("Your commitment"), "commitments.manage", item.args),))
    body = (Text(sentence(item), "strong"), Text(_told(item, mention(person), what)), way)
    return Card(title, body, f"{title}: {item.text[:80]}")


def _told(item: Item, who: str, what: str) -> str:
    if what == "day":
        return _("{who} chose another day for this: {when}.", who=who, when=by_when(item))
    if what == "words":
        return _(
            "{who} changed what this says: as above, {when}. You can go on with it, or let it go.",
            who=who,
            when=by_when(item),
        )
    return _("{who} let this go. You can go on with it, or let it go too.", who=who)


def whom_card(item: Item) -> Card:
    """Ask whom to tell, before anybody is told."""
    title = _("Whom shall I tell?")
    told = Text(_("They read who asks and this one line, nothing else."), "quiet")
    buttons = []
    if item.visible == "buddy" and item.buddy:
        buttons.append(Button(_("My buddy"), "commitments.tell", (*item.args, "buddy")))
    sure = _("The whole group then reads this. Tell the group?")
    buttons += [
        Button(_("The group"), "commitments.tell", (*item.args, "group"), confirm=sure),
        Button(_("The facilitators"), "commitments.tell", (*item.args, "facilitators")),
        Button(_("Nobody"), "commitments.tell", (*item.args, "nobody")),
    ]
    return Card(title, (Text(sentence(item), "strong"), told, Actions(tuple(buttons))), title)


def help_card(text: str, asker: int) -> Card:
    """Tell those whom the owner chose that help is welcome."""
    title = _("Who can help?")
    said = _(
        "{who} would like some help with this. An idea or half an hour is plenty.",
        who=mention(asker),
    )
    return Card(title, (Text(text, "strong"), Text(said)), f"{title} {text[:80]}")


def mine_card(network: int, items: list[Item], links: tuple[Link, ...]) -> Card:
    """List what somebody took on: open, done and let go."""
    title = _("Your commitments")
    body: list[Element] = []
    headings = {"open": _("Open"), "done": _("Done"), "let_go": _("What you let go")}
    for state, heading in headings.items():
        some = [item for item in items if item.state == state]
        if some:
            body.append(Text(f"{heading} ({len(some)})", "strong"))
            body += [part for item in some[:MOST] for part in row(item)]
    if not items:
        body.append(Text(_("Nothing is noted. What are you going to do?")))
    return Card(title, (*body, ways(network, links if items else (), group=True)), title)


def row(item: Item) -> tuple[Element, ...]:
    """Show one's own commitment in short."""
    when = Text(f"{by_whom(item)}, {by_when(item)}", "quiet")
    if item.state != "open":
        return (Text(sentence(item)),)
    label = _("How is it going: “{text}”", text=item.text[:40])
    button = Button(label, "commitments.manage", item.args)
    sure = _("Let go of “{text}”? That is fine.", text=item.text[:40])
    let_go = Button(_("Let go"), "commitments.let_go", item.args, confirm=sure)
    return (Text(sentence(item)), when, Actions((button, let_go)))


def others_card(
    network: int, group: list[Item], buddy: list[Item], links: tuple[Link, ...]
) -> Card:
    """List what the group sees, and what one is the buddy of; nobody is late."""
    title = _("Commitments of the group")
    body: list[Element] = []
    for heading, state in ((_("Open"), "open"), (_("Done"), "done")):
        some = [item for item in group if item.state == state]
        if some:
            body += [Text(heading, "strong"), Text("\n".join(map(line, some[: 3 * MOST])))]
    if not group:
        body.append(Text(_("Nobody has shared a commitment with the group.")))
    if buddy:
        body += [Text(_("You are the buddy of"), "strong"), Text("\n".join(map(line, buddy)))]
    return Card(title, (*body, ways(network, links if group else (), group=False)), title)


def line(item: Item) -> str:
    """Write somebody's commitment in one line."""
    if item.state == "done":
        return f"{by_whom(item)}: {sentence(item)}"
    return f"{by_whom(item)}: {sentence(item)}, {by_when(item)}"


def ways(network: int, links: tuple[Link, ...], *, group: bool) -> Actions:
    """Lead to a new commitment, the other list and the files."""
    new = command_button(_("Make a commitment"), network, "commit")
    other = Button(_("Commitments of the group"), "commitments.group", (network,))
    if not group:
        other = command_button(_("Your commitments"), network, "commitments")
    return Actions((new, other, *links))
