"""Somebody without Slack or Teams comes in: a facilitator invites, the link is opened once."""

from dataclasses import dataclass

from bot.browsing import Invitation, Own, another_browser, invitation_to, read
from bot.cards import CardRef, clean
from bot.effects import Ask, Reply, Show, Whisper
from bot.errors import Refusal
from bot.events import AccountRef
from bot.feature import FACILITATOR, PERSONAL, Reading
from bot.features.joining import cards
from bot.features.joining.rules import LONGEST_NAME
from bot.features.joining.slice import feature
from bot.forms import Values, one
from bot.news import MemberJoined
from bot.steering import with_role
from bot.texts import LANGUAGES, _
from bot.turn import Turn
from storage import browsers, inbox, networks
from storage.webrooms import IN_BROWSER


@dataclass(frozen=True)
class Newcomer:
    """Whom a facilitator invites; `language` '' for the network's."""

    name: str
    language: str = ""


def _named(written: str, field: str = "") -> str:
    name = " ".join(clean(written).split())
    if len(name) > LONGEST_NAME:
        raise Refusal(_("A name has at most {n} characters.", n=LONGEST_NAME), field)
    return name


def _words(_reading: Reading, words: str) -> Newcomer:
    return Newcomer(_named(words))


@feature.command(
    "invite",
    "uitnodigen",
    role=FACILITATOR,
    help=lambda: _("Invite somebody without Slack or Teams, who takes part in a browser."),
    parse=_words,
)
def invite(turn: Turn, wanted: Newcomer) -> Reply:
    """Make the link for somebody of this name, or ask whom it is for."""
    _check_open(turn)
    return _invited(turn, wanted) if wanted.name else open_invite(turn)


def _check_open(turn: Turn) -> None:
    if not turn.links.front:
        raise Refusal(
            _(
                "Here people without Slack or Teams cannot come in yet. Ask your administrator to "
                "open Kring for browsers; after that 'invite' makes a link."
            )
        )


@feature.press("invite", role=FACILITATOR, asks=True)
def open_invite(turn: Turn) -> Reply:
    """Open the form of an invitation."""
    _check_open(turn)
    return [Ask(cards.invite(turn.network.id, turn.network.language))]


def _filled_in(_reading: Reading, values: Values) -> Newcomer:
    name, language = _named(one(values, "name"), "name"), one(values, "language")
    if not name:
        raise Refusal(_("Fill this in, please."), "name")
    return Newcomer(name, language if language in LANGUAGES else "")


@feature.form("invite", role=FACILITATOR, parse=_filled_in)
def send_invite(turn: Turn, wanted: Newcomer) -> Reply:
    """Make the link from the form."""
    _check_open(turn)
    return _invited(turn, wanted)


def _invited(turn: Turn, wanted: Newcomer) -> Reply:
    """Give the link; the first one opens the network's room in the browser."""
    place, posts = turn.network, []
    if browsers.room_of(turn.connection, place.id) is None:
        browsers.make_room(turn.session, place.id, turn.new_id().hex)
        turn.record("room")
        if place.ready:
            posts.append(Show(CardRef("joining.joined", (place.id,)), post=True))
    language = wanted.language or place.language
    who = (turn.new_id().hex, place.id, turn.who.id, wanted.name, language, place.zone)
    made = Invitation(*who)
    url = invitation_to(turn.links, made, turn.now)
    return [*posts, Whisper(cards.invitation(made, place.name, url))]


def _used(turn: Turn, invitation: str) -> bool:
    """Note that an invitation serves no more; True when it was noted before."""
    return not inbox.first_time(turn.connection, f"joining.come_in:{invitation}", turn.now)


@feature.press("withdraw", role=FACILITATOR)
def withdraw(turn: Turn, invitation: str) -> Reply:
    """Let a link that went astray serve no more."""
    if _used(turn, invitation):
        raise Refusal(_("This link was used, or its time is over."))
    return [Whisper(_("The link does not work any more."))]


@feature.form("come_in", role=PERSONAL)
def come_in(turn: Turn, _values: Values, token: str) -> Reply:
    """Take in who opened an invitation: once, and while who asked them steers the network."""
    found = read(turn.links, token, turn.now)
    if not isinstance(found, Invitation) or account_of(turn) is None:
        raise Refusal(_("This link was used, or its time is over."))
    place = turn.network
    asked_by = networks.place(turn.connection, found.network, found.by)
    asked_by = with_role(turn.connection, asked_by, found.by, turn.now)
    if place.id != found.network or asked_by is None or asked_by.role != "facilitator":
        raise Refusal(
            _("Who invited you does not steer this network any more. Ask for a new link.")
        )
    if _used(turn, found.id):
        raise Refusal(_("This link was used, or its time is over."))
    if networks.join(turn.session, place.id, turn.who.id, turn.now):
        turn.record("added", by=found.by, about=turn.who.id)
        turn.tell(MemberJoined(place.id, turn.who.id, turn.now.isoformat()))
    return [Whisper(_("Welcome to {name}", name=place.name))]


def account_of(turn: Turn) -> AccountRef | None:
    """Return the account of who acts in a browser, None for anybody else."""
    account = turn.origin.account if turn.origin else None
    if account is None or (account.platform, account.tenant) != IN_BROWSER:
        return None
    return account


@feature.press("browser", role=PERSONAL)
def another(turn: Turn) -> Reply:
    """Give who takes part in a browser the link for another one of theirs."""
    account = account_of(turn)
    if account is None or not turn.links.front:
        raise Refusal(_("This is for who takes part in a browser. You have Kring here."))
    if turn.origin is None or turn.origin.room is not None:
        raise Refusal(_("Do this in your private chat with me, so that nobody reads along."))
    url = another_browser(turn.links, Own(turn.new_id().hex, account.user), turn.now)
    return [Whisper(cards.another_browser(url))]
