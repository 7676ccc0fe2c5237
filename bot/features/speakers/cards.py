"""The card of a meeting's pre-reading and questions, as a room or one person sees it."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, Divider, Element, Link, Option, Pick, Text
from bot.features.speakers import words
from bot.features.speakers.model import Asked, Guest, Occasion, Reading
from bot.features.speakers.typed import shortened
from bot.texts import _, n_, short_date

MOST_IN_FULL = 2
"""With more speakers than this each gets two lines and buttons, to stay readable."""
PAGE = 10
LINE = 300
OPTION = 70


def reading(meeting: Occasion) -> Card:
    """Draw what there is to read and what was asked, or in one sentence that nothing is."""
    day = short_date(meeting.begins.date())
    if meeting.cancelled:
        text = _("The meeting of {day} is off. There is nothing to read or to ask.", day=day)
        return Card(_("Cancelled: {day}", day=day), (Text(text),), text)
    if not meeting.guests:
        text = _("For now no guest speaker comes on {day}.", day=day)
        return Card(_("Read and ask for {day}", day=day), (Text(text),), text)
    title = _("Read and ask for {day}", day=day)
    names = ", ".join(guest.name for guest in meeting.guests)
    body: list[Element] = [Text(shortened(meeting.title, LINE), "quiet")] if meeting.title else []
    draw = _in_full if len(meeting.guests) <= MOST_IN_FULL else _in_brief
    for number, guest in enumerate(meeting.guests):
        body += [Divider()] if number and draw is _in_full else []
        body += draw(meeting, guest)
    return Card(title, tuple(body), f"{title}: {names}")


def _in_brief(meeting: Occasion, guest: Guest) -> Iterator[Element]:
    yield Text(words.who(guest), "strong")
    parts = (words.about(guest), words.to_read(guest), words.asked_count(guest))
    yield Text(" · ".join(part for part in parts if part))
    if guest.hidden:
        yield Text(words.hidden_note(guest.hidden), "quiet")
    more = Button(_("Read and see questions"), "speakers.more", (meeting.network, guest.id, 0))
    yield Actions((*_ask(meeting, guest), more))


def _in_full(meeting: Occasion, guest: Guest) -> Iterator[Element]:
    few = 5 if len(meeting.guests) == 1 else 3
    yield from _guest(guest)
    for item in guest.items[:few]:
        yield from _item(meeting.network, item)
    yield from _questions(meeting, guest, guest.questions[:few])
    more = len(guest.items) > few or len(guest.questions) > few
    everything = Button(_("Show all"), "speakers.more", (meeting.network, guest.id, 0))
    choice: list[Button | Link | Pick] = [*_ask(meeting, guest), *_support(meeting, guest, few)]
    choice += [everything] if more else []
    if choice:
        yield Actions(tuple(choice))


def _guest(guest: Guest) -> Iterator[Element]:
    yield Text(words.who(guest), "strong")
    if about := words.about(guest):
        yield Text(about)


def _ask(meeting: Occasion, guest: Guest) -> tuple[Button, ...]:
    if meeting.begun:
        return ()
    args = (meeting.network, guest.id)
    return (Button(_("Ask a question"), "speakers.ask", args, main=True),)


def _support(meeting: Occasion, guest: Guest, few: int) -> tuple[Pick, ...]:
    """Offer a list to support one of the questions that have no room for a button of their own."""
    if not meeting.large or meeting.begun or len(guest.questions) <= few:
        return ()
    options = tuple(
        Option(shortened(one.text, OPTION), str(one.id)) for one in guest.questions[few : few + 25]
    )
    label = _("Support another question")
    return (Pick(label, "speakers.support", options, (meeting.network, guest.id)),)


def _item(network: int, item: Reading) -> Iterator[Element]:
    facts = words.reading_facts(item)
    yield Text(f"{item.title} · {facts}" if facts else item.title)
    whole = item.note if len(item.note) <= LINE else ""
    if whole:
        yield Text(whole, "quiet")
    toggle = _("Not read after all") if item.mine else _("I have read it")
    open_ = _open(network, item)
    have = Button(toggle, "speakers.read", (network, item.id))
    yield Actions((have,) if whole else (open_, have))


def _open(network: int, item: Reading) -> Button | Link:
    if item.address:
        return Link(_("Read it"), item.address)
    return Button(_("Read it"), "speakers.note", (network, item.id))


def _questions(meeting: Occasion, guest: Guest, shown: tuple[Asked, ...]) -> Iterator[Element]:
    if not guest.questions and not meeting.begun:
        yield Text(_("No questions yet. Half a sentence is enough."), "quiet")
    for one in shown:
        yield Text(f"“{shortened(one.text, LINE)}”\n{words.question_facts(one)}")
        if meeting.large and not meeting.begun:
            args = (meeting.network, one.id)
            yield Actions((Button(_("I want to know this too"), "speakers.upvote", args),))
    if guest.hidden:
        yield Text(words.hidden_note(guest.hidden), "quiet")


def everything(meeting: Occasion, guest: Guest, offset: int) -> Card:
    """Draw all of one speaker for one person: what there is to read, then page after page."""
    title = _("{name}, {day}", name=guest.name, day=short_date(meeting.begins.date()))
    body: list[Element] = []
    if offset == 0:
        body += _guest(guest)
        for item in guest.items:
            body += _item(meeting.network, item)
    body += _questions(meeting, guest, guest.questions[offset : offset + PAGE])
    body += _turn_over(meeting, guest, offset)
    return Card(title, tuple(body), title)


def _turn_over(meeting: Occasion, guest: Guest, offset: int) -> Iterator[Element]:
    left = len(guest.questions) - offset - PAGE
    more = n_("Show one more", "Show {n} more", min(left, PAGE))
    args = (meeting.network, guest.id, offset + PAGE)
    choice = (*_ask(meeting, guest), *((Button(more, "speakers.more", args),) * (left > 0)))
    if choice:
        yield Actions(choice)


def note(item: Reading, network: int) -> Card:
    """Draw a note in full for one person."""
    have = Button(_("I have read it"), "speakers.read", (network, item.id))
    return Card(item.title, (Text(item.note), Actions((have,))), item.title)
