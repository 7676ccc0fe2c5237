"""Members: coming and going, facilitators, and how much reaches each."""

from collections.abc import Iterator
from dataclasses import replace

from bot.cards import Card, CardRef, mention
from bot.dispatch import LONGEST_ID
from bot.effects import Ask, Present, Reply, Show, Whisper
from bot.errors import Refusal
from bot.events import Joined, Left
from bot.feature import FACILITATOR, Reading
from bot.features.members import cards, steering
from bot.features.members.cards import Steering
from bot.features.members.slice import feature
from bot.forms import Form, Values, number_of
from bot.news import MemberJoined, MemberLeft
from bot.texts import _, n_, speaking
from bot.timetable.ahead import ahead
from bot.timetable.lines import Post, person
from bot.timetable.load import load_view
from bot.timetable.view import MemberView, NetworkView
from bot.turn import Scene, Turn
from storage import networks, people
from storage.networks import Membership
from storage.webrooms import IN_BROWSER

__all__ = ["feature"]
LESS = ("all", "must", "home", "without")


@feature.comes_in(Joined)
def joined(turn: Turn) -> Reply:
    """Make whoever comes into a network's room a member of it."""
    return _join(turn, turn.who.id) if turn.place else []


def _join(turn: Turn, person_id: int) -> Reply:
    if networks.join(turn.session, turn.network.id, person_id, turn.now):
        turn.tell(MemberJoined(turn.network.id, person_id, turn.now.isoformat()))
    return []


@feature.comes_in(Left)
def left(turn: Turn) -> Reply:
    """Let somebody who left the room out of the network, with all they did kept."""
    row = networks.membership(turn.session, turn.network.id, turn.who.id) if turn.place else None
    return _leave(turn, row) if row and row.left_at is None else []


def _leave(turn: Turn, row: Membership) -> Reply:
    row.left_at = turn.now
    turn.session.add(row)
    turn.tell(MemberLeft(turn.network.id, row.person_id, turn.now.isoformat()))
    return steering.laid_down(turn, row)


@feature.says(MemberJoined)
def welcome(view: NetworkView, news: MemberJoined) -> Iterator[Post]:
    """Welcome a newcomer privately once the network is ready."""
    if view.ready_at is not None:
        yield Post(person(news.person), CardRef("members.welcome", (view.id,)))


@feature.card("welcome")
def draw_welcome(scene: Scene, network: int) -> Card | None:
    """Draw the private welcome."""
    row = networks.get(scene.session, network)
    return cards.welcome(row.name, row.goal, row.agreements, network)


@feature.press("choose")
def choose(turn: Turn) -> Reply:
    """Show how much can reach a person, with what is on now."""
    mine = turn.view.member(turn.who.id)
    return [Whisper(cards.choose(mine.less, turn.network.id))]


@feature.card("stopping")
def draw_stopping(scene: Scene) -> Card | None:
    """Offer fewer messages, or none, to somebody who wants to stop."""
    me = scene.once(load_view, scene.network).member(scene.viewer or 0)
    return cards.stopping(me.less, scene.network)


@feature.press("less")
def less(turn: Turn, wish: str) -> Reply:
    """Choose how much reaches me; all of it is full membership."""
    if wish not in LESS:
        raise Refusal(_("Choose one of the buttons."))
    row = networks.membership(turn.session, turn.network.id, turn.who.id)
    assert row is not None  # noqa: S101 - the role check has seen it
    row.less = wish
    turn.session.add(row)
    return [Present(CardRef("members.chosen"))]


@feature.card("chosen")
def draw_chosen(scene: Scene) -> Card | None:
    """Say what a choice means and when the next message comes."""
    view = scene.once(load_view, scene.network)
    me = view.member(scene.viewer or 0)
    coming = ahead(scene.connection, view, scene.registry.lines, scene.now)
    mine = (one for one in coming if one.to.kind == "room" or one.to.id == me.id)
    told = view.ready_at is not None and me.less in ("all", "must")
    first = next(mine, None) if told else None
    return cards.chosen(me.less, view.local(first.due_at).date() if first else None)


@feature.press("speak")
def speak(turn: Turn) -> Reply:
    """Show the languages to choose from."""
    return [Whisper(cards.languages(turn.network.id))]


@feature.press("language")
def language(turn: Turn, wish: str) -> Reply:
    """Choose the language of what only I see."""
    if wish not in ("en", "nl"):
        raise Refusal(_("Choose one of the buttons."))
    people.set_language(turn.session, turn.who.id, wish)
    with speaking(wish):
        return [Whisper(_("From now on I write to you in English."))]


@feature.press("list")
def show_list(turn: Turn) -> Reply:
    """Show who is in the network."""
    return [Whisper(cards.members(turn.view.present, steering.seen_by(turn.view, turn.who.id)))]


@feature.command(
    "members",
    "deelnemers",
    help=lambda: _("See who is in the network, and as facilitator change it."),
    aliases=("people", "mensen"),
)
def members(turn: Turn, _words: str) -> Reply:
    """Show who is in the network."""
    return show_list(turn)


@feature.press("add", role=FACILITATOR, asks=True)
def open_add(turn: Turn) -> Reply:
    """Open the form to add people."""
    here = {member.id for member in turn.view.present}
    known = _known(turn)
    free = [(number, name) for number, name in known if number not in here]
    if not free:
        raise Refusal(_("Everybody I know is in it. Whoever comes into the group joins by it."))
    return [Ask(cards.add_form(free, turn.network.id))]


def _known(turn: Turn) -> list[tuple[int, str]]:
    """Return (id, name) of the people of who asks' workspace, or local chat.

    Those who came in by a browser are of no workspace, so nobody is listed to them.
    """
    account = turn.origin.account if turn.origin else None
    if account is None or (account.platform, account.tenant) == IN_BROWSER:
        return []
    return people.of_tenant(turn.connection, account.platform, account.tenant)


def _chosen(_reading: Reading, values: Values) -> tuple[int, ...]:
    written = [value for value in values.get("people", ()) if len(value) < LONGEST_ID]
    found = tuple(number for value in written if (number := number_of(value)))
    if not found:
        raise Refusal(_("Choose at least one person."), "people")
    return found[:100]


@feature.form("add", role=FACILITATOR, parse=_chosen)
def add(turn: Turn, chosen: tuple[int, ...]) -> Reply:
    """Make people known to the platform members; they are welcomed once it is ready."""
    known = _known(turn)
    allowed = {number for number, _name in known}
    for number in chosen:
        if number in allowed:
            _join(turn, number)
            turn.record("added", about=number)
    return [
        Whisper(n_("Added: {n} person.", "Added: {n} people.", len(allowed.intersection(chosen))))
    ]


@feature.press("promote", role=FACILITATOR)
def promote(turn: Turn, value: str) -> Reply:
    """Make a member a facilitator as well."""
    steering.check_for_good(turn)
    row = steering.member(turn, value)
    if row.role != "facilitator":
        turn.record("promoted", about=row.person_id)
    row.role = "facilitator"
    turn.session.add(row)
    return [Whisper(_("{who} is a facilitator now as well.", who=mention(row.person_id)))]


@feature.press("step_down", role=FACILITATOR)
def step_down(turn: Turn) -> Reply:
    """Hand the facilitator's role back; where nobody else has it, the group hears it."""
    steering.check_for_good(turn)
    row = steering.member(turn, str(turn.who.id))
    effects = steering.laid_down(turn, row)
    row.role = "participant"
    turn.record("stepped_down")
    turn.session.add(row)
    return [*effects, Whisper(_("You are a participant from now on. Thank you for steering."))]


@feature.press("remove", role=FACILITATOR)
def remove(turn: Turn, value: str) -> Reply:
    """Let somebody out of the network; what they did stays."""
    row = steering.member(turn, value)
    if row.role == "facilitator":
        steering.check_for_good(turn)
    effects = _leave(turn, row)
    turn.record("removed", about=row.person_id)
    return [*effects, Whisper(_("{who} is no longer in the network.", who=mention(row.person_id)))]


@feature.on(MemberJoined)
@feature.on(MemberLeft)
def redraw(turn: Turn, _news: MemberJoined | MemberLeft) -> Reply:
    """Draw again what counts the members."""
    return [Show(CardRef("networks.meet", (turn.network.id,)))]


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show every card and form about members."""
    some = (
        MemberView(1, "Vera", facilitator=True, organisation="De Linde"),
        MemberView(2, "Anna", organisation="De Brug"),
    )
    yield cards.welcome(_("Reading together"), _("Pupils read with pleasure."), "", 1)
    yield cards.choose("must", 1)
    yield cards.chosen("home", None)
    yield cards.languages(1)
    yield cards.members(some, Steering(_("Reading together"), 1, (1,), steers=cards.FOR_GOOD))
    nobody = Steering(_("Reading together"), 1, may_take=True, rotates=True)
    yield cards.members((some[1],), nobody)
    yield cards.opened(nobody)
    yield cards.opened(replace(nobody, now=(2,)))
    yield cards.taken(_("Reading together"), 2)
    yield cards.add_form([(3, "Carla")], 1)
