"""Let the facilitator's role go round with the turns, or leave it with the facilitators."""

from collections.abc import Iterator

from bot.cards import Card, CardRef
from bot.effects import Effect, Present, Reply, Whisper
from bot.feature import FACILITATOR
from bot.features.prepare import cards, finding, rules, turns
from bot.features.prepare.slice import feature
from bot.news import RoleGoesRound
from bot.texts import _, n_
from bot.timetable.lines import Post, room
from bot.timetable.moments import offset_for
from bot.timetable.templates import OFF
from bot.timetable.view import NetworkView
from bot.turn import Scene, Turn
from storage import networks, outbox


@feature.press("rotate", role=FACILITATOR)
def rotate(turn: Turn, on: int) -> Reply:
    """Choose whether whoever helps prepare a meeting facilitates it too; the group hears it."""
    wanted = bool(on)
    if wanted == turn.network.rotates:
        return [Present(CardRef("prepare.choices"))]
    networks.change(turn.session, turn.network.id, {"rotates": wanted})
    turn.record("rotates", on=int(wanted))
    turn.enter(turn.network.id)
    turn.tell(RoleGoesRound(turn.network.id, wanted, turn.now.isoformat()))
    effects: list[Effect] = []
    for one in finding.coming(turn):
        effects += turns.shown(one.id, turns.everybody(turn, one.id))
    return [*effects, Whisper(_chosen(turn.view))]


def _chosen(view: NetworkView) -> str:
    if not view.rotates:
        return _("The facilitators steer every meeting again.")
    if offset_for(view, "prepare.ask") == OFF:
        return _(
            "The facilitator's role goes round. In your timetable nobody is asked whether a turn "
            "suits; switch that line on, or let people offer."
        )
    return n_(
        "The facilitator's role goes round: I ask {n} person for each meeting.",
        "The facilitator's role goes round: I ask {n} people for each meeting.",
        rules.number(view),
    )


@feature.says(RoleGoesRound)
def told(view: NetworkView, news: RoleGoesRound) -> Iterator[Post]:
    """Tell the group who facilitates from now on."""
    if view.ready_at is not None:
        yield Post(room(view), CardRef("prepare.round", (int(news.rotates), news.at)))


@feature.card("round")
def draw(scene: Scene, on: int, at: str) -> Card | None:
    """Draw how meetings are facilitated from then on, unless it changed before the group heard."""
    rotates = networks.get(scene.session, scene.network).rotates
    shown = outbox.is_shown(scene.connection, "prepare.round", (on, at))
    return cards.goes_round(bool(on)) if shown or rotates == bool(on) else None
