"""Introduce yourself: expectations, a learning question, a mandate, and what you bring."""

from collections.abc import Iterator

from bot.ballots import asking
from bot.cards import Actions, Button, Card, Element
from bot.effects import Ask, Reply, Whisper
from bot.feature import FACILITATOR, Reading
from bot.features.intake import cards
from bot.features.intake.questions import NAMES, questions
from bot.features.intake.slice import feature
from bot.forms import Form, Values
from bot.news import MemberLeft
from bot.texts import _
from bot.turn import Scene, Turn
from storage import intakes

LIST = {"list", "lijst"}


@feature.command(
    "intake",
    "kennismaken",
    help=lambda: _("Tell the facilitators what you expect, ask and bring; change it at any time."),
    aliases=("kennismaking", "introduce"),
)
def intake(turn: Turn, words: str) -> Reply:
    """Open the form, or show facilitators what everybody told."""
    if words.strip().casefold() in LIST:
        if turn.network.role != "facilitator":
            text = _("Only the facilitators see what others told.")
            raise turn.for_facilitators(text)
        return everybody(turn)
    return open_form(turn)


@feature.press("open", asks=True)
def open_form(turn: Turn) -> Reply:
    """Open the form with what I told before."""
    known = intakes.get(turn.connection, turn.network.id, turn.who.id)
    return [Ask(cards.form(turn.network.id, known))]


@feature.press("list", role=FACILITATOR)
def everybody(turn: Turn) -> Reply:
    """Show facilitators what everybody told."""
    told = intakes.all_of(turn.connection, turn.network.id)
    return [Whisper(cards.everybody([(one.person, one.answers) for one in told]))]


def _read(_reading: Reading, values: Values) -> dict[str, str]:
    answers = asking.read(questions(), values)
    return {name: str(said) for name, said in zip(NAMES, answers, strict=True) if said}


@feature.form("tell", parse=_read)
def tell(turn: Turn, answers: dict[str, str]) -> Reply:
    """Keep what I tell; nothing at all takes it out."""
    intakes.put(turn.connection, turn.network.id, turn.who.id, answers)
    return [Whisper(cards.mine(turn.network.id, answers))]


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Forget what somebody who left had told."""
    intakes.remove(turn.connection, turn.network.id, news.person)
    return []


@feature.home(order=90)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to my intake, and facilitators to everybody's."""
    items = [Button(_("Introduce yourself"), "intake.open", (scene.network,))]
    if scene.facilitator:
        items.append(Button(_("Who is who"), "intake.list", (scene.network,)))
    yield Actions(tuple(items))


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show the intake, without a database."""
    told = dict(zip(NAMES, (_("To learn from others."), _("How do I begin?"), "", ""), strict=True))
    yield cards.form(1, told)
    yield cards.mine(1, told)
    yield cards.mine(1, {})
    yield cards.everybody([(1, told)])
    yield cards.everybody([])
