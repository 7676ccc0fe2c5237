"""What facilitators may look after: speakers with nothing to read, questions not yet marked."""

from collections.abc import Iterator
from datetime import timedelta

from bot.cards import Button
from bot.features.speakers import finding, loading
from bot.features.speakers.slice import feature
from bot.telling import OpenEnd
from bot.texts import _, listed, n_, short_date
from bot.turn import Scene
from storage import guests
from storage.meetings import Meeting
from storage.tables import id_of

MOST = 3
AFTERWARDS = timedelta(days=14)
"""How long after a meeting its questions are asked after."""


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Tell facilitators which guests gave nothing to read, and how many questions are unmarked."""
    if not scene.facilitator:
        return
    for one in finding.upcoming(scene.session, scene.network, scene.local_now)[:MOST]:
        names = guests.unread(scene.connection, id_of(one))
        if names and one.begins > scene.local_now:
            day, who = short_date(one.begins.date()), listed(names)
            text = _("There is nothing to read yet from {names}, on {day}.", names=who, day=day)
            yield OpenEnd(text, _to(scene, one))
    past = finding.newest_with_speakers(scene.session, scene.network, scene.local_now)
    if past and scene.local_now - past.begins < AFTERWARDS:
        yield from _unmarked(scene, past)


def _unmarked(scene: Scene, past: Meeting) -> Iterator[OpenEnd]:
    found = loading.occasion(scene, id_of(past))
    guests_then = found.guests if found else ()
    left = sum(not one.answered for guest in guests_then for one in guest.questions)
    if left:
        text = n_(
            "{n} question of {day} is not marked as answered.",
            "{n} questions of {day} are not marked as answered.",
            left,
            day=short_date(past.begins.date()),
        )
        yield OpenEnd(text, _to(scene, past))


def _to(scene: Scene, meeting: Meeting) -> Button:
    return Button(_("Guest speakers"), "speakers.speakers", (scene.network, id_of(meeting)))
