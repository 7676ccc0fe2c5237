"""Facilitators add, change, order and remove what there is to read."""

from bot.cards import Card, clean
from bot.effects import Ask, Effect, Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.speakers import finding, forms, managing_cards, rules, typed
from bot.features.speakers.loading import occasion
from bot.features.speakers.news import changed
from bot.features.speakers.slice import feature
from bot.forms import Values, number_of, one
from bot.texts import _
from bot.turn import Turn
from storage import files, speakers
from storage.meetings import Meeting
from storage.speakers import Item, Speaker
from storage.tables import id_of


@feature.press("items", role=FACILITATOR)
def items(turn: Turn, speaker: int) -> Reply:
    """Show what a speaker gives to read with what can be changed."""
    row, meeting = finding.the_speaker(turn, speaker)
    return _overview(turn, row, meeting)


def _overview(turn: Turn, row: Speaker, meeting: Meeting) -> list[Effect]:
    turn.session.flush()
    found = occasion(turn.scene, id_of(meeting))
    guests = found.guests if found else ()
    cards: list[Card] = [
        managing_cards.items(turn.network.id, guest) for guest in guests if guest.id == row.id
    ]
    return [Whisper(card) for card in cards]


@feature.press("item_add", role=FACILITATOR, asks=True)
def item_add(turn: Turn, speaker: int) -> Reply:
    """Open the form for something to read."""
    row, _meeting = finding.the_speaker(turn, speaker)
    return [Ask(forms.item(turn.network.id, row))]


@feature.form("item_add", role=FACILITATOR)
def item_added(turn: Turn, values: Values, speaker: int) -> Reply:
    """Add what a form says there is to read."""
    row, meeting = finding.the_speaker(turn, speaker)
    there = speakers.items(turn.session, [speaker])
    if len(there) >= rules.MOST_ITEMS:
        text = _("A speaker gives at most {most} things to read.", most=rules.MOST_ITEMS)
        raise Refusal(text, "title")
    item = Item(speaker_id=speaker, title="", place=max((o.place for o in there), default=0) + 1)
    _fill(turn, item, values)
    if any(_content(other) == _content(item) for other in there):
        raise Refusal(_("This is on the list already."), "title")
    turn.session.add(item)
    return [*changed(turn, meeting), *_overview(turn, row, meeting)]


def _content(item: Item) -> tuple[object, ...]:
    return item.title, item.url, item.note, item.file_id


def _fill(turn: Turn, item: Item, values: Values) -> None:
    url, file = one(values, "url"), one(values, "file")
    note = typed.within(one(values, "note"), typed.NOTE, "note")
    title = typed.line(one(values, "title"), typed.TITLE, "title")
    number = _file(turn, file) if file else None
    if number is None and not (url or note):
        number = item.file_id
    if sum(bool(given) for given in (url, note, number)) != 1:
        raise Refusal(_("Fill in one of the three: a link, a file or a note."), "url")
    minutes = typed.minutes(one(values, "minutes"), "minutes")
    address = typed.address(url, "url") if url else ""
    item.url, item.note, item.file_id, item.minutes = address, note, number, minutes
    item.title = title or _title(turn, item)


def _file(turn: Turn, value: str) -> int:
    number = number_of(value)
    if not number or not files.adopt(turn.connection, number, turn.who.id, turn.network.id):
        raise Refusal(_("This file is not here. Choose it again from your own device."), "file")
    return number


def _title(turn: Turn, item: Item) -> str:
    """Name what was given without a title: by its file, its site, or how it begins."""
    if item.file_id:
        file = files.get(turn.connection, item.file_id)
        named = clean(file.name) if file else ""
    elif item.url:
        named = item.url.partition("://")[2].split("/")[0]
    else:
        named = item.note
    return typed.shortened(" ".join(named.split()), 80) or _("To read")


@feature.press("item_edit", role=FACILITATOR, asks=True)
def item_edit(turn: Turn, item: int) -> Reply:
    """Open the form to change something to read."""
    row, _speaker, _meeting = finding.the_item(turn, item)
    return [Ask(forms.edit_item(turn.network.id, row))]


@feature.form("item_edit", role=FACILITATOR)
def item_edited(turn: Turn, values: Values, item: int) -> Reply:
    """Change something to read as a form says."""
    row, speaker, meeting = finding.the_item(turn, item)
    before = row.file_id
    with turn.session.no_autoflush:
        _fill(turn, row, values)
    turn.session.flush()
    if before is not None and before != row.file_id:
        speakers.forget_file(turn.connection, before)
    return [*changed(turn, meeting), *_overview(turn, speaker, meeting)]


@feature.press("item_remove", role=FACILITATOR)
def item_remove(turn: Turn, item: int) -> Reply:
    """Take something away that there was to read."""
    _row, speaker, meeting = finding.the_item(turn, item)
    speakers.remove_item(turn.connection, item)
    turn.record("item_removed", meeting=id_of(meeting))
    turn.session.expire_all()
    return [*changed(turn, meeting), *_overview(turn, speaker, meeting)]


@feature.press("item_earlier", role=FACILITATOR)
def item_earlier(turn: Turn, item: int) -> Reply:
    """Put something to read one place earlier."""
    row, speaker, meeting = finding.the_item(turn, item)
    ordered = speakers.items(turn.session, [id_of(speaker)])
    at = ordered.index(row)
    if at:
        ordered[at - 1], ordered[at] = ordered[at], ordered[at - 1]
    for number, other in enumerate(ordered):
        other.place = number
    return [*changed(turn, meeting), *_overview(turn, speaker, meeting)]
