"""The list of questions as text, for facilitators to copy."""

from bot.effects import Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.speakers import finding, managing_cards
from bot.features.speakers.listing import question_list
from bot.features.speakers.slice import feature
from bot.texts import _
from bot.turn import Turn
from storage import speakers
from storage.speakers import Speaker
from storage.tables import id_of


def lists(turn: Turn) -> Reply:
    """Whisper the lists of the next meeting that has speakers."""
    meeting = finding.with_speakers(turn.session, turn.network.id, turn.local_now)
    if meeting is None:
        raise Refusal(_("No guest speaker is planned yet. Type 'speaker' to add one."))
    return _whisper(turn, speakers.of_meeting(turn.session, id_of(meeting)))


@feature.press("list", role=FACILITATOR)
def list_of_one(turn: Turn, speaker: int) -> Reply:
    """Whisper the list of one speaker."""
    row, _meeting = finding.the_speaker(turn, speaker)
    return _whisper(turn, [row])


def _whisper(turn: Turn, rows: list[Speaker]) -> Reply:
    found = []
    for row in rows:
        text = question_list(turn.unit, id_of(row)) or ""
        found.append((id_of(row), row.name, text, turn.links.to("questions", id_of(row))))
    return [Whisper(managing_cards.the_list(turn.network.id, found))]
