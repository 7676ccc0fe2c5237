"""I need help: whom to tell is asked first, and only they are told."""

from bot.cards import Card, CardRef
from bot.effects import Reply, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.features.commitments import finding
from bot.features.commitments.asking import HELPED
from bot.features.commitments.cards import help_card, whom_card
from bot.features.commitments.declared import feature
from bot.features.commitments.settling import check_ready, reader
from bot.features.commitments.views import as_owner
from bot.texts import _
from bot.turn import Scene, Turn
from storage import commitments, networks, outbox
from storage.commitments import Commitment

WHOM = ("buddy", "group", "facilitators", "nobody")


@feature.press("help")
def need_help(turn: Turn, commitment: int) -> Reply:
    """Ask whom to tell, before anybody is told."""
    row = finding.own(turn, commitment)
    states = commitments.owners_of(turn.connection, commitment)
    return [Whisper(whom_card(as_owner(row, states, reader(turn))))]


@feature.press("tell")
def tell(turn: Turn, commitment: int, whom: str) -> Reply:
    """Tell those whom the owner chose that help is welcome."""
    row = finding.own(turn, commitment)
    if whom not in WHOM:
        raise Refusal(_("This button is from an older card. Type 'help' to go on."))
    if whom == "nobody":
        return [Whisper(_("Fine, I tell nobody."))]
    check_ready(turn)
    card = CardRef(HELPED, (commitment, turn.who.id))
    if whom == "group":
        if outbox.is_queued(turn.connection, card.kind, card.args, "room"):
            raise Refusal(_("The group can read it already. Choose somebody else, or nobody."))
        return [Show(card, post=True), _passed_on()]
    return [*_privately(turn, row, whom, card), _passed_on()]


def _passed_on() -> Whisper:
    return Whisper(_("I have passed it on."))


def _privately(turn: Turn, row: Commitment, whom: str, card: CardRef) -> Reply:
    people = [one.id for one in turn.view.facilitators if one.id != turn.who.id]
    if whom == "buddy":
        people = [row.buddy_id] if row.buddy_id and row.buddy_agreed else []
    if not people:
        raise Refusal(_("There is nobody else there to tell. Choose the group, or nobody."))
    key = f"{HELPED}:{row.id}:{turn.who.id}:{turn.local_now.date()}"
    return [
        Say(To("person", one), card, f"{key}:{one}", "commitments", needs_answer=True)
        for one in people
    ]


@feature.card("helped")
def draw_help(scene: Scene, commitment: int, asker: int) -> Card | None:
    """Tell who would like some help, and with what, for as long as they are at it."""
    row = commitments.get(scene.connection, scene.network, commitment)
    if row is None or row.state != "open" or scene.viewer == asker:
        return None
    if commitments.owners_of(scene.connection, commitment).get(asker) != "yes":
        return None
    place = networks.place(scene.connection, scene.network, asker)
    return help_card(row.text, asker) if place and place.role else None
