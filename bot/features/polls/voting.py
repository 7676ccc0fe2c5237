"""The press that votes, and the card that counts: many at once, so few and prebuilt statements."""

from bot.cards import Card, CardRef
from bot.effects import Reply, Show, Whisper
from bot.errors import Refusal
from bot.features.polls.cards import poll_card
from bot.features.polls.declared import feature
from bot.features.polls.views import as_view, gone
from bot.forms import number_of
from bot.texts import _, long_moment
from bot.turn import Scene, Turn
from storage import polls
from storage.polls import Votable

NO_OPTION = -1  # refused like any other that the poll does not have


@feature.press("vote")
def vote(turn: Turn, poll: int, option: int) -> Reply:
    """Count a choice: one choice moves, one of several is switched on and off."""
    row = polls.to_vote_in(turn.connection, turn.network.id, poll, turn.who.id)
    if row is None or row.state == "cancelled":
        raise gone()
    _check_open(turn, row)
    if not 0 <= option < len(row.options):
        raise Refusal(_("That option is not in this poll. Choose one of those on the card."))
    if row.many and option in row.mine:
        polls.take_back(turn.connection, poll, turn.who.id, option)
    elif option in row.mine:
        return [Whisper(_("Your choice stands: {option}.", option=row.options[option]))]
    elif row.mine and not row.many:
        polls.move(turn.connection, poll, turn.who.id, option)
    else:
        polls.cast(turn.connection, poll, turn.who.id, option)
    return [Show(CardRef("polls.poll", (poll,)))]


@feature.press("pick")
def pick(turn: Turn, poll: int, option: str) -> Reply:
    """Count a choice made in a list."""
    chosen = number_of(option)
    return vote(turn, poll, NO_OPTION if chosen is None else chosen)


def _check_open(turn: Turn, row: Votable) -> None:
    if row.state == "scheduled":
        raise Refusal(_("This poll opens on {when}.", when=long_moment(row.opens)))
    # The moment of closing is the first at which a vote no longer counts.
    if row.state == "closed" or row.closes_at <= turn.now:
        raise Refusal(_("This poll is closed, so your choice was not counted."))


@feature.card("poll")
def draw(scene: Scene, poll: int) -> Card | None:
    """Draw a poll as it stands; None when it was taken back."""
    row = polls.get(scene.connection, scene.network, poll)
    if row is None or row.state not in ("open", "closed"):
        return None
    return poll_card(as_view(scene.connection, row, scene.zone))
