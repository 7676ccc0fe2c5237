"""Who steers a network: laying the facilitator's role down, also as the last, and taking it up."""

from collections.abc import Iterator
from dataclasses import replace

from bot.cards import Card, CardRef, Element
from bot.effects import Effect, Reply, Show, Whisper
from bot.errors import Refusal
from bot.features.members import cards
from bot.features.members.cards import FOR_A_MEETING, FOR_GOOD, Steering
from bot.features.members.slice import feature
from bot.forms import number_of
from bot.news import SteeringOpened, SteeringTaken
from bot.steering import nobody_steers
from bot.texts import _, listed, n_
from bot.timetable.lines import Post, room
from bot.timetable.load import load_view
from bot.timetable.view import NetworkView
from bot.turn import Scene, Turn
from storage import networks, outbox
from storage.networks import Membership


def member(turn: Turn, value: str) -> Membership:
    """Return the membership of somebody who is in the network, by their id as a text."""
    number = number_of(value) or 0
    row = networks.membership(turn.session, turn.network.id, number)
    if row is None or row.left_at is not None:
        raise Refusal(_("This person is not in the network any more."))
    return row


def seen_by(view: NetworkView, person: int) -> Steering:
    """Return who steers at the view's moment, as one person sees it."""
    now = tuple(one.id for one in view.steering_now())
    for_good = {one.id for one in view.facilitators}
    return Steering(
        view.name,
        view.id,
        now,
        steers=FOR_GOOD if person in for_good else FOR_A_MEETING if person in now else "",
        alone=for_good == {person},
        may_take=not for_good and set(now) <= {person},
        rotates=view.rotates,
    )


def check_for_good(turn: Turn) -> None:
    """Refuse whoever has the facilitator's role for a meeting only."""
    if turn.view.member(turn.who.id).facilitator:
        return
    if not turn.view.facilitators:
        raise Refusal(nobody_steers(turn.network.name))
    raise Refusal(
        _(
            "Your role is for your meeting and ends by itself; 'prepare no' gives the turn back. "
            "Who steers for good is changed by those who do."
        )
    )


def laid_down(turn: Turn, row: Membership) -> list[Effect]:
    """Have the group told when it was the last facilitator who steps down or leaves."""
    others = [one for one in turn.view.facilitators if one.id != row.person_id]
    if row.role != "facilitator" or others:
        return []
    turn.tell(SteeringOpened(turn.network.id, turn.now.isoformat()))
    return [Show(CardRef("members.opened", (turn.network.id,)))]


@feature.press("take_up")
def take_up(turn: Turn) -> Reply:
    """Take the facilitator's role up where nobody has it; the first who presses does."""
    facts = seen_by(turn.fresh_view(), turn.who.id)
    if not facts.may_take:
        raise Refusal(_steered(turn, facts))
    row = member(turn, str(turn.who.id))
    row.role = "facilitator"
    turn.record("taken_up")
    turn.session.add(row)
    turn.tell(SteeringTaken(turn.network.id, turn.who.id, turn.now.isoformat()))
    text = _("Thank you, you steer from now on. Type 'plan' to see what is coming.")
    return [Show(CardRef("members.opened", (turn.network.id,))), Whisper(text)]


def _steered(turn: Turn, facts: Steering) -> str:
    if turn.view.member(turn.who.id).facilitator:
        return _("You steer {name} already.", name=facts.name)
    names = listed([turn.view.member(one).name for one in facts.now])
    return n_(
        "{names} steers already. Ask to be made a facilitator as well.",
        "{names} steer already. Ask to be made a facilitator as well.",
        len(facts.now),
        names=names,
    )


@feature.says(SteeringOpened)
def opened(view: NetworkView, _news: SteeringOpened) -> Iterator[Post]:
    """Tell the group that nobody steers."""
    if view.ready_at is not None and not view.facilitators:
        yield Post(room(view), CardRef("members.opened", (view.id,)))


@feature.says(SteeringTaken)
def taken(view: NetworkView, news: SteeringTaken) -> Iterator[Post]:
    """Tell the group who took it up."""
    if view.ready_at is not None:
        yield Post(room(view), CardRef("members.taken", (news.person,)))


def _facts(scene: Scene) -> Steering:
    view = replace(scene.once(load_view, scene.network), now=scene.now)
    return seen_by(view, scene.viewer or 0)


@feature.card("opened")
def draw_opened(scene: Scene, network: int) -> Card | None:
    """Draw that nobody steers, or who does by now; what is settled is not posted anew."""
    facts = _facts(scene)
    shown = outbox.is_shown(scene.connection, "members.opened", (network,))
    return cards.opened(facts) if shown or not facts.now else None


@feature.card("taken")
def draw_taken(scene: Scene, person: int) -> Card | None:
    """Draw who took it up."""
    return cards.taken(networks.get(scene.session, scene.network).name, person)


@feature.home(order=5)
def at_home(scene: Scene) -> Iterator[Element]:
    """Say that nobody steers, and let a member take it up."""
    if not networks.is_steered(scene.connection, scene.network):
        yield from cards.who_steers(_facts(scene))
