"""Draws the cards of meetings, and their part of the home view, from what is stored."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, Element
from bot.features.meetings import cards, facts
from bot.meeting_words import meeting_name
from bot.telling import OpenEnd
from bot.texts import _
from bot.turn import Scene
from storage import guests, meetings
from storage.tables import id_of


def meeting(scene: Scene, meeting_id: int) -> Card | None:
    """Draw everything about a meeting."""
    found = facts.load(scene, meeting_id)
    return cards.meeting(found) if found else None


def practical(scene: Scene, meeting_id: int) -> Card | None:
    """Draw when, where and what to bring."""
    found = facts.load(scene, meeting_id)
    return cards.practical(found) if found else None


def warning(scene: Scene, meeting_id: int) -> Card | None:
    """Draw what a meeting lacks."""
    found = facts.load(scene, meeting_id)
    return cards.warning(found, guests.unread(scene.connection, meeting_id)) if found else None


def moved(scene: Scene, meeting_id: int, sequence: int) -> Card | None:
    """Draw the news of another time."""
    found = facts.load(scene, meeting_id)
    return cards.moved(found, sequence == found.meeting.sequence) if found else None


def cancelled(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the news that a meeting is off."""
    found = facts.load(scene, meeting_id)
    return cards.cancelled(found) if found and found.cancelled else None


def after(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the look back at a meeting."""
    found = facts.load(scene, meeting_id)
    if found is None:
        return None
    later = meetings.coming(scene.connection, scene.network, found.meeting.ends)
    answered = guests.answered(scene.connection, meeting_id)
    return cards.after(found, answered, later[0] if later else None)


def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to the meetings."""
    buttons = [cards.see_all(scene.network)]
    if scene.facilitator:
        buttons.insert(0, cards.plan_one(scene.network))
    yield Actions(tuple(buttons))


def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Tell facilitators when no meeting is planned, or the next one has no place."""
    if not scene.facilitator:
        return
    coming = meetings.coming(scene.connection, scene.network, scene.local_now)
    if not coming:
        yield OpenEnd(_("No meeting is planned."), cards.plan_one(scene.network))
    elif not coming[0].place:
        name = meeting_name(coming[0].number, coming[0].title)
        button = Button(_("Change"), "meetings.open_change", (scene.network, id_of(coming[0])))
        yield OpenEnd(_("{name} has no place yet.", name=name), button)
