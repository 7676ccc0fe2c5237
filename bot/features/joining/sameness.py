"""An account joins a person: by a code of that person's, typed privately with the account."""

from bot.dispatch import finish
from bot.effects import Whisper
from bot.errors import Refusal
from bot.features.joining import cards
from bot.features.joining.rules import Typed
from bot.leaving import SCRUB_AFTER, leave, within
from bot.news import MemberJoined
from bot.texts import _
from bot.turn import Turn
from storage import joining, networks, people
from storage.erasing import erase, hold
from storage.joining import JoinCode
from storage.networks import Place


def typed(turn: Turn, found: JoinCode, given: Typed) -> Whisper:
    """Ask whether they are the same person, and with a yes make them so."""
    if turn.origin is None or turn.origin.room is not None:
        raise Refusal(_("Type this code in your private chat with me."))
    if found.person_id == turn.who.id:
        raise Refusal(_("This is your own code. Type it with your other account."))
    name = people.names(turn.connection, {found.person_id})[found.person_id]
    if not given.yes:
        return Whisper(cards.account_asks(name, given.code))
    joining.use(turn.connection, given.code)
    _become(turn, found.person_id)
    return Whisper(_("Done. This account is {name} from now on.", name=name))


def _become(turn: Turn, person: int) -> None:
    """Carry networks and accounts over, and erase what is left of the person there was."""
    before = turn.who.id
    hold(turn.unit, before)
    for place in networks.places_of(turn.connection, before):
        _carry_over(turn, place, person)
        leave(turn, place, before)
    people.move_accounts(turn.connection, before, person)
    erase(turn.unit, before, turn.now + SCRUB_AFTER)


def _carry_over(turn: Turn, place: Place, person: int) -> None:
    there = within(turn, place)
    if networks.join(turn.session, place.id, person, turn.now, role=place.role):
        there.tell(MemberJoined(place.id, person, turn.now.isoformat()))
    finish(there, [])
