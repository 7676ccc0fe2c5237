"""What facilitators see: the speakers of a meeting, their items, their questions, the list."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, Divider, Element, Link, Option, Pick, Text
from bot.features.speakers import words
from bot.features.speakers.model import Asked, Guest, Occasion
from bot.features.speakers.typed import shortened
from bot.texts import _, long_moment, n_, short_date

PAGE = 8
LINE = 300
OPTION = 70
LIST = 2800


def speakers(meeting: Occasion) -> Card:
    """Draw the speakers of a meeting with what can be changed."""
    title = _("Guest speakers on {day}", day=short_date(meeting.begins.date()))
    body: list[Element] = [Text(long_moment(meeting.begins), "quiet")]
    for guest in meeting.guests:
        parts = (words.about(guest), words.to_read(guest), words.asked_count(guest))
        facts = " · ".join(part for part in parts if part)
        body += [Text(f"{words.who(guest)}\n{facts}"), Actions(_choices(meeting.network, guest))]
    if not meeting.guests:
        body.append(Text(_("Nobody yet.")))
    add = Button(_("Add a speaker"), "speakers.add", (meeting.network, meeting.meeting), main=True)
    return Card(title, (*body, Actions((add,))), title)


def _choices(network: int, guest: Guest) -> tuple[Button, ...]:
    args = (network, guest.id)
    sure = _("Remove {name}, with what there is to read and all questions?", name=guest.name)
    return (
        Button(_("What to read"), "speakers.items", args),
        Button(_("Manage questions"), "speakers.manage", (*args, 0)),
        Button(_("Change"), "speakers.edit", args),
        Button(_("Remove"), "speakers.remove", args, confirm=sure),
    )


def items(network: int, guest: Guest) -> Card:
    """Draw what a speaker gives to read, with what can be changed."""
    title = _("To read for {name}", name=guest.name)
    body: list[Element] = []
    for number, item in enumerate(guest.items):
        facts = words.reading_facts(item)
        args = (network, item.id)
        sure = _("Remove “{title}”?", title=item.title)
        earlier = (Button(_("Earlier"), "speakers.item_earlier", args),) if number else ()
        body.append(Text(f"{item.title} · {facts}" if facts else item.title))
        change = Button(_("Change"), "speakers.item_edit", args)
        remove = Button(_("Remove"), "speakers.item_remove", args, confirm=sure)
        body.append(Actions((change, *earlier, remove)))
    if not guest.items:
        body.append(Text(_("Nothing yet: a link, a file or a note, with its reading time.")))
    label = _("Add something to read")
    body.append(Actions((Button(label, "speakers.item_add", (network, guest.id), main=True),)))
    return Card(title, tuple(body), title)


def manage(network: int, guest: Guest, offset: int) -> Card:
    """Draw all questions to a speaker, hidden ones too, with merge, hide and answered."""
    title = _("Questions for {name}", name=guest.name)
    body: list[Element] = [Text(_("Nobody but you sees these buttons."), "quiet")]
    for one in guest.questions[offset : offset + PAGE]:
        body.append(Text(f"“{shortened(one.text, LINE)}”\n{words.question_facts(one)}"))
        if one.others:
            body.append(Text(_merged(one), "quiet"))
        body.append(Actions(tuple(_acts(network, one, alone=len(guest.questions) < 2))))
    if not guest.questions:
        body.append(Text(_("No questions yet.")))
    body.append(Actions(tuple(_foot(network, guest, offset))))
    return Card(title, tuple(body), title)


def _merged(one: Asked) -> str:
    texts = " / ".join(f"“{shortened(text, 100)}”" for text in one.others[:3])
    return _("put together with {texts}", texts=texts)


def _acts(network: int, one: Asked, *, alone: bool) -> Iterator[Button]:
    args = (network, one.id)
    if not one.hidden and not alone:
        yield Button(_("Put together with…"), "speakers.merge", args)
    if one.others:
        yield Button(_("Take apart"), "speakers.unmerge", args)
    hide = _("Show again") if one.hidden else _("Hide")
    yield Button(hide, "speakers.hide", (*args, 0 if one.hidden else 1))
    if not one.hidden:
        answered = _("Not answered after all") if one.answered else _("Answered")
        yield Button(answered, "speakers.answered", (*args, 0 if one.answered else 1))


def _foot(network: int, guest: Guest, offset: int) -> Iterator[Button]:
    left = len(guest.questions) - offset - PAGE
    if left > 0:
        label = n_("Show one more", "Show {n} more", min(left, PAGE))
        yield Button(label, "speakers.manage", (network, guest.id, offset + PAGE))
    yield Button(_("The list to copy"), "speakers.list", (network, guest.id))


def merge(network: int, question: Asked, others: list[Asked]) -> Card:
    """Ask into which question this one goes, the most alike first."""
    title = _("Put together")
    options = tuple(Option(shortened(one.text, OPTION), str(one.id)) for one in others[:50])
    pick = Pick(_("With which question?"), "speakers.into", options, (network, question.id))
    how = _("The one you pick stays on the list; everybody who asked either counts once.")
    body = (Text(f"“{shortened(question.text, LINE)}”"), Text(how, "quiet"), Actions((pick,)))
    return Card(title, body, title)


def ready(meeting: Occasion, links: dict[int, str]) -> Card:
    """Draw what facilitators get: per speaker the list as a file.

    `links` holds the address of each speaker's list.
    """
    day = short_date(meeting.begins.date())
    if meeting.cancelled:
        text = _("The meeting of {day} is off. There is no list to send on.", day=day)
        return Card(_("Cancelled: {day}", day=day), (Text(text),), text)
    title = _("The questions for {day}, ready to send on", day=day)
    body: list[Element] = []
    for number, guest in enumerate(meeting.guests):
        body += [Divider()] if number else []
        body += _ready(meeting.network, guest, links[guest.id])
    return Card(title, tuple(body), title)


def _ready(network: int, guest: Guest, link: str) -> Iterator[Element]:
    yield Text(words.who(guest), "strong")
    shown = [one for one in guest.questions if not one.hidden]
    if not shown:
        yield Text(_("Nobody has asked anything yet. The file has a word for the speaker anyway."))
    else:
        yield Text(n_("{n} question, for example:", "{n} questions, for example:", len(shown)))
        yield Text("\n".join(f"“{shortened(one.text, 150)}”" for one in shown[:3]))
    if guest.hidden:
        yield Text(words.hidden_note(guest.hidden), "quiet")
    yield Actions(
        (
            Link(_("The list as a file"), link),
            Button(_("The list to copy"), "speakers.list", (network, guest.id)),
            Button(_("Manage questions"), "speakers.manage", (network, guest.id, 0)),
        )
    )


def the_list(network: int, lists: list[tuple[int, str, str, str]]) -> Card:
    """Draw lists to copy: (speaker id, name, text, address) of each speaker."""
    title = _("The list to copy")
    body: list[Element] = []
    for number, (speaker, name, text, link) in enumerate(lists):
        body += [Divider()] if number else []
        body += [Text(name, "strong"), Text(shortened(text, LIST))]
        if len(text) > LIST:
            body.append(Text(_("This is how it begins; the file has all of it."), "quiet"))
        manage_ = Button(_("Manage questions"), "speakers.manage", (network, speaker, 0))
        body.append(Actions((Link(_("The list as a file"), link), manage_)))
    return Card(title, tuple(body), title)
