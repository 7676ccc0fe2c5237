"""What the gallery shows of this slice, from invented people."""

from collections.abc import Iterator
from datetime import datetime

from bot.cards import Card
from bot.features.speakers import cards, forms, managing_cards, own
from bot.features.speakers.model import Asked, Guest, Occasion, Own, Reading
from bot.features.speakers.slice import feature
from bot.forms import Form
from bot.texts import _
from storage.meetings import Meeting
from storage.speakers import Item, Speaker

BEGINS = datetime(2026, 3, 12, 14, 0)  # noqa: DTZ001 - a wall-clock time


def _guest() -> Guest:
    items = (
        Reading(1, _("Looking at data with pupils"), "https://example.org/data", "", 10, 3),
        Reading(2, _("A question beforehand"), "", _("Which number surprised you this year?"), 2),
    )
    asked = (
        Asked(
            1,
            _("How do you begin when teachers do not trust the numbers?"),
            (1,),
            0,
            3,
            (_("Where do you start?"),),
        ),
        Asked(3, _("What do pupils notice?"), (), 1),
        Asked(2, _("What would you not do again?"), (), 1, answered=True),
    )
    name, topic = "Marit de Wit", _("data in the classroom")
    return Guest(1, name, "De Linde", topic, "practice", "", "nl", items, asked, 1)


def _several(first: Guest) -> tuple[Guest, ...]:
    second = Guest(2, "Sam Okafor", "", _("reading aloud"), "inspiration", _("Session 1"))
    third = Guest(3, "Els Brandt", "De Brug", _("working together"), "", _("Session 2"))
    return (first, second, third)


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show the room's card, a large group's, a person's own, and what facilitators see."""
    guest = _guest()
    yield cards.reading(Occasion(1, 1, BEGINS, (guest,)))
    yield cards.reading(Occasion(1, 1, BEGINS, (guest,), large=True))
    yield cards.reading(Occasion(1, 1, BEGINS, _several(guest)))
    yield cards.reading(Occasion(1, 1, BEGINS, (guest,), cancelled=True))
    yield cards.everything(Occasion(1, 1, BEGINS, (guest,), private=True), guest, 0)
    yield cards.note(guest.items[1], 1)
    yield own.mine(1, [Own(2, guest.questions[2].text, guest.name, named=False)])
    yield own.taken(1, 2, guest.questions[2].text, [forms.honest()])
    yield from _for_facilitators(guest)
    yield from _forms()


def _for_facilitators(guest: Guest) -> Iterator[Card]:
    meeting = Occasion(1, 1, BEGINS, (guest,))
    yield managing_cards.speakers(meeting)
    yield managing_cards.items(1, guest)
    yield managing_cards.manage(1, guest, 0)
    yield managing_cards.merge(1, guest.questions[1], [guest.questions[0]])
    yield managing_cards.ready(meeting, {1: "/questions/example"})
    yield managing_cards.the_list(1, [(1, guest.name, _("Dear {name},", name=guest.name), "/")])


def _forms() -> Iterator[Form]:
    meeting = Meeting(id=1, network_id=1, number=1, begins=BEGINS, ends=BEGINS, announced_at=BEGINS)
    speaker = Speaker(id=1, meeting_id=1, name="Marit de Wit", organisation="De Linde")
    yield forms.add_speaker(1, [meeting], [], "en")
    yield forms.edit_speaker(1, speaker, [])
    yield forms.item(1, speaker)
    yield forms.edit_item(1, Item(id=1, speaker_id=1, title="", url="https://example.org/data"))
    yield forms.ask(1, [speaker])
    yield forms.ask(1, [speaker, Speaker(id=2, meeting_id=1, name="Sam Okafor")])
    yield forms.change_question(1, 1, _("What would you not do again?"), named=False)
