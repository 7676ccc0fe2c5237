"""A group joins a network: its owner types the code and says yes, then a facilitator does."""

from bot.cards import Card, CardRef
from bot.dispatch import finish
from bot.effects import Reply, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.events import RoomRef
from bot.feature import FACILITATOR
from bot.features.joining import cards, rules
from bot.features.joining.rules import Typed
from bot.features.joining.slice import feature
from bot.leaving import within
from bot.news import MemberJoined
from bot.texts import _
from bot.turn import Scene, Turn
from storage import joining, networks
from storage.joining import JoinRequest


def typed(turn: Turn, network: int, given: Typed) -> Whisper:
    """Ask whoever owns the group, and with their yes the facilitators of the network."""
    room = _checked_room(turn)
    place = networks.place(turn.connection, network, turn.who.id)
    if place is None:
        raise Refusal(_("This learning network is no more."))
    if not given.yes:
        return Whisper(cards.group_asks(place, given.code))
    joining.use(turn.connection, given.code)
    row = JoinRequest(
        network_id=network,
        person_id=turn.who.id,
        platform=room.platform,
        tenant=room.tenant,
        room_ref=room.room,
        expires_at=turn.now + rules.ASKS,
    )
    number = joining.ask(turn.connection, row)
    turn.place = place
    _tell(turn, number)
    return Whisper(
        _(
            "I have asked the facilitators of {name}. As soon as one of them says yes, it meets "
            "here too.",
            name=place.name,
        )
    )


def _checked_room(turn: Turn) -> RoomRef:
    room = turn.origin.room if turn.origin else None
    if room is None:
        raise Refusal(_("Type this code in the group that is to join."))
    _check_free(turn, room)
    if not turn.may_start:
        raise Refusal(
            _(
                "Only the owner of a group, or whom the administrator allows, can let a network "
                "meet in it. Ask one of them."
            )
        )
    return room


def _check_free(turn: Turn, room: RoomRef) -> None:
    there = networks.place_of_room(
        turn.connection, room.platform, room.tenant, room.room, turn.who.id
    )
    if there is not None:
        raise Refusal(_("This group belongs to {name} already.", name=there.name))


def _tell(turn: Turn, request: int) -> None:
    """Ask every facilitator privately, in the network's own turn."""
    there = within(turn, turn.network)
    card = CardRef("joining.asked", (turn.network.id, request))
    finish(
        there,
        [
            Say(
                To("person", member.id),
                card,
                f"joining:{request}:{member.id}",
                "joining",
                urgent=True,
                needs_answer=True,
            )
            for member in there.view.steering_now()
        ],
    )


@feature.card("asked")
def draw_asked(scene: Scene, network: int, number: int) -> Card | None:
    """Draw what a group asks, while nobody has answered."""
    open_ = joining.requests(scene.connection, network, scene.now)
    found = next((one for one in open_ if one.id == number), None)
    return cards.asked(found, networks.get(scene.session, network).name) if found else None


def _asked(turn: Turn, number: int) -> JoinRequest:
    open_ = joining.requests(turn.connection, turn.network.id, turn.now)
    found = next((one for one in open_ if one.id == number), None)
    if found is None:
        raise Refusal(_("This was answered already, or asked too long ago."))
    joining.answered(turn.connection, number)
    return found


@feature.press("accept", role=FACILITATOR)
def accept(turn: Turn, number: int) -> Reply:
    """Let the network meet in the group; whoever asked is in it, and so a member."""
    found = _asked(turn, number)
    _check_free(turn, RoomRef(found.platform, found.tenant, found.room_ref))
    ref = (found.platform, found.tenant, found.room_ref)
    networks.add_room(turn.session, turn.network.id, *ref)
    turn.record("room")
    if networks.join(turn.session, turn.network.id, found.person_id, turn.now):
        turn.tell(MemberJoined(turn.network.id, found.person_id, turn.now.isoformat()))
    card = CardRef("joining.joined", (turn.network.id,))
    posts = [Show(card, post=True)] if turn.network.ready else []
    said = _("{name} meets in that group too from now on.", name=turn.network.name)
    return [*posts, Whisper(said)]


@feature.press("decline", role=FACILITATOR)
def decline(turn: Turn, number: int) -> Reply:
    """Leave it as it is; the group hears nothing."""
    _asked(turn, number)
    return [Whisper(_("Fine. The group does not join."))]


@feature.card("joined")
def draw_joined(scene: Scene, network: int) -> Card | None:
    """Draw the post that there is one more group."""
    return cards.joined(networks.get(scene.session, network).name)
