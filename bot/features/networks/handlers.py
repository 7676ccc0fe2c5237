"""Start a network, get it ready, and change its settings."""

from collections.abc import Iterator
from typing import Any

from bot.called import called
from bot.cards import Actions, Card, CardRef, Element, clean, command_button
from bot.effects import Ask, Present, Reply, Show, To, Whisper
from bot.errors import Refusal
from bot.feature import ANYONE, FACILITATOR, Feature, Reading
from bot.features.networks import cards, forms, noting, rules
from bot.features.networks.rules import QuietSettings, Start
from bot.forms import Form, Values
from bot.networkfile.to_rows import import_network
from bot.news import MemberJoined, NetworkReady, SettingsChanged
from bot.ready import ready_button
from bot.texts import _
from bot.timetable.lines import Post, room
from bot.timetable.templates import TEMPLATES
from bot.timetable.view import NetworkView
from bot.turn import Scene, Turn
from storage import networks, people
from storage.networks import LineSetting, Network
from storage.people import Person

feature = Feature("networks", title=lambda: _("Meet Kring"))


@feature.command(
    "start",
    "start",
    role=ANYONE,
    help=lambda: _("Start a learning network."),
    aliases=("begin", "beginnen", "starten"),
)
def start(turn: Turn, _words: str) -> Reply:
    """Open the form of a new network for whoever may start one."""
    _check_may_start(turn)
    return [Ask(forms.start_form())]


def _check_may_start(turn: Turn) -> None:
    _check_free(turn)
    platform = turn.origin.account.platform if turn.origin else ""
    if not turn.may_start:
        raise Refusal(
            _(
                "Whoever owns a group starts its network: open the group and type '{line}' "
                "there. The administrator can let others start one too.",
                line=called(platform, "start"),
            )
        )


def _check_free(turn: Turn) -> None:
    """Refuse a room that a network meets in, whatever network the event names."""
    room = turn.origin.room if turn.origin else None
    if room is None:
        return
    there = networks.place_of_room(
        turn.connection, room.platform, room.tenant, room.room, turn.who.id
    )
    if there is not None:
        raise Refusal(_("This group belongs to {name} already.", name=there.name))


@feature.form("start", role=ANYONE, parse=rules.read_start)
def started(turn: Turn, wish: Start) -> Reply:
    """Make the network; whoever starts it becomes its facilitator, nobody is told."""
    _check_may_start(turn)
    network = _from_file(turn, wish) if wish.file else _new(turn, wish)
    for person in _present(turn):
        networks.join(turn.session, network, person, turn.now)
    networks.join(turn.session, network, turn.who.id, turn.now, role="facilitator")
    _attach_room(turn, network)
    turn.enter(network)
    turn.record("started")
    turn.replan()
    return [Whisper(cards.begun(turn.network, turn.network.id))]


def _new(turn: Turn, wish: Start) -> int:
    row = Network(
        name=wish.name,
        goal=wish.goal,
        template=wish.template,
        language=turn.who.language,
        zone=turn.who.zone,
    )
    turn.session.add(row)
    turn.session.flush()
    return int(row.id or 0)


def _from_file(turn: Turn, wish: Start) -> int:
    assert wish.file is not None  # noqa: S101 - the caller looked
    account = turn.origin.account if turn.origin else None
    platform, tenant = (account.platform, account.tenant) if account else ("web", "local")
    file = wish.file.model_copy(update={"ready_at": None, "rooms": []})
    return import_network(turn.session, file, turn.now, platform, tenant)


def _present(turn: Turn) -> Iterator[int]:
    for account, name in turn.origin.present if turn.origin else ():
        ref = (account.platform, account.tenant, account.user)
        who = people.find(turn.connection, *ref)
        if who is None:
            person = Person(name=name, language=turn.who.language, zone=turn.who.zone)
            who = people.add(turn.session, person, *ref)
        yield who.id


def _attach_room(turn: Turn, network: int) -> None:
    if turn.origin and turn.origin.room:
        ref = turn.origin.room
        networks.add_room(turn.session, network, ref.platform, ref.tenant, ref.room)


@feature.press("ready", role=FACILITATOR)
def ready(turn: Turn) -> Reply:
    """From now on messages go out."""
    row = networks.get(turn.session, turn.network.id)
    if row.ready_at is not None:
        raise Refusal(_("{name} is ready already.", name=row.name))
    if not networks.rooms(turn.connection, turn.network.id):
        raise Refusal(
            _("There is no group yet. Go to the group's channel and type 'kring here' there.")
        )
    row.ready_at = turn.now
    turn.session.add(row)
    turn.enter(turn.network.id)
    turn.record("ready")
    turn.tell(NetworkReady(turn.network.id))
    return [Whisper(_("Ready. I have introduced myself to the group. Type 'plan' to see ahead."))]


@feature.command(
    "here",
    "hier",
    role=ANYONE,
    help=lambda: _("Let your network meet in this group."),
)
def here(turn: Turn, words: str) -> Reply:
    """Attach the room this is typed in to the network that its author facilitates."""
    if turn.origin is None or turn.origin.room is None:
        raise Refusal(_("Type this in the group's own channel."))
    _check_free(turn)
    mine = [
        one for one in networks.places_of(turn.connection, turn.who.id) if one.role == "facilitator"
    ]
    wanted = [one for one in mine if one.name.casefold() == clean(words).casefold()] or mine
    if not wanted:
        raise Refusal(_("You are not the facilitator of a network. Type 'start' to make one."))
    if len(wanted) > 1:
        names = ", ".join(one.name for one in wanted)
        raise Refusal(_("Which network? Type 'here' and its name: {names}.", names=names))
    if not turn.may_start:
        raise Refusal(
            _(
                "Only the owner of a group, or whom the administrator allows, can let a network "
                "meet in it. Ask one of them."
            )
        )
    _attach_room(turn, wanted[0].id)
    turn.enter(wanted[0].id)
    turn.record("room")
    for person in _present(turn):
        if networks.join(turn.session, wanted[0].id, person, turn.now):
            turn.tell(MemberJoined(wanted[0].id, person, turn.now.isoformat()))
    return [Whisper(_("{name} meets here from now on.", name=wanted[0].name))]


@feature.says(NetworkReady)
def meet(view: NetworkView, _news: NetworkReady) -> Iterator[Post]:
    """Introduce Kring to the group once, and privately to who speaks another language."""
    card = CardRef("networks.meet", (view.id,))
    yield Post(room(view), card)
    for member in view.present:
        if member.language != view.language:
            yield Post(To("person", member.id), card)


@feature.card("meet")
def draw_meet(scene: Scene, network: int) -> Card | None:
    """Draw the post in which the group meets Kring."""
    row = networks.get(scene.session, network)
    return cards.meet(row.name, row.goal, network)


@feature.command(
    "settings",
    "instellingen",
    help=lambda: _("Change what reaches you, and as facilitator the network."),
)
def settings(turn: Turn, words: str) -> Reply:
    """Show the way to all settings, or at once how much reaches somebody."""
    if words.strip().casefold() in rules.LESS:
        return [Present(CardRef("members.stopping"))]
    row = networks.get(turn.session, turn.network.id)
    return [Whisper(cards.settings(row, turn.network.role == "facilitator"))]


@feature.press("texts", role=FACILITATOR, asks=True)
def open_texts(turn: Turn) -> Reply:
    """Open the form of name, goal and agreements."""
    return [Ask(forms.texts_form(networks.get(turn.session, turn.network.id)))]


def _read_texts(_reading: Reading, values: Values) -> dict[str, str]:
    found = {
        "name": rules.text(values, "name", 80),
        "goal": rules.text(values, "goal", 1000),
        "agreements": rules.text(values, "agreements", 1000),
    }
    if not found["name"]:
        raise Refusal(_("Give the network a name; you can change it later."), "name")
    language = rules.text(values, "language", 2)
    return {**found, "language": language if language in ("en", "nl") else "en"}


@feature.form("texts", role=FACILITATOR, parse=_read_texts)
def keep_texts(turn: Turn, wish: dict[str, str]) -> Reply:
    """Keep name, goal, agreements and language."""
    noting.texts(turn, wish)
    networks.change(turn.session, turn.network.id, wish)
    return [Show(CardRef("networks.meet", (turn.network.id,))), Whisper(_("Saved."))]


@feature.press("quiet", role=FACILITATOR, asks=True)
def open_quiet(turn: Turn) -> Reply:
    """Open the form of quiet hours and holidays."""
    periods = rules.written(list(turn.view.quiet.periods))
    return [Ask(forms.quiet_form(networks.get(turn.session, turn.network.id), periods))]


@feature.form("quiet", role=FACILITATOR, parse=rules.read_quiet)
def keep_quiet(turn: Turn, wish: QuietSettings) -> Reply:
    """Keep quiet hours and holidays, and time everything planned again."""
    wanted: dict[str, Any] = {
        "quiet_from": wish.start,
        "quiet_until": wish.end,
        "quiet_weekends": wish.weekends,
        "country": wish.country,
    }
    noting.quiet(turn, wish)
    networks.change(turn.session, turn.network.id, wanted)
    days = [(period.first, period.last, period.name) for period in wish.periods]
    networks.set_periods(turn.session, turn.network.id, days)
    turn.tell(SettingsChanged(turn.network.id))
    return [Whisper(_("Saved. What was planned has moved along; 'plan' shows it."))]


@feature.press("lines", role=FACILITATOR, asks=True)
def open_lines(turn: Turn) -> Reply:
    """Open the form of the timetable."""
    return [Ask(forms.lines_form(turn.view, turn.lines))]


@feature.form("lines", role=FACILITATOR, parse=rules.read_lines)
def keep_lines(turn: Turn, wish: dict[str, str]) -> Reply:
    """Keep the offsets that differ from the template's, and time everything again."""
    usual = TEMPLATES[turn.view.template]
    changed = [
        LineSetting(network_id=turn.network.id, line=name, offset=offset)
        for name, offset in wish.items()
        if name in turn.lines and offset != usual.get(name, "off")
    ]
    noting.lines(turn, wish)
    networks.set_lines(turn.session, turn.network.id, changed)
    turn.tell(SettingsChanged(turn.network.id))
    return [Whisper(_("Saved. What was planned has moved along; 'plan' shows it."))]


@feature.home(order=90)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to the settings, and to ready while that has not been pressed."""
    buttons = [command_button(_("Settings"), scene.network, "settings")]
    if scene.facilitator and networks.get(scene.session, scene.network).ready_at is None:
        buttons.insert(0, ready_button(scene.network))
    yield Actions(tuple(buttons))


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show every card and form of a network."""
    network = Network(id=1, name=_("Reading together"), goal=_("Pupils read with pleasure."))
    yield forms.start_form()
    yield cards.begun_named(network.name, 1)
    yield cards.meet(network.name, network.goal, 1)
    yield cards.settings(network, steers=True)
    yield forms.texts_form(network)
    yield forms.quiet_form(network, "")
