"""Show the plan; send again what did not arrive."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from bot.cards import Actions, Card, CardRef, Element, command_button
from bot.effects import Present, Reply, To, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR, Feature
from bot.features.plan import cards, rules
from bot.features.plan.cards import PlanPage, Stuck
from bot.features.plan.rules import Load, Row
from bot.forms import number_of
from bot.plan_words import about
from bot.resending import Wanted, send_anew
from bot.telling import OpenEnd
from bot.texts import _, n_
from bot.timetable.ahead import ahead
from bot.timetable.load import load_view
from bot.timetable.moments import meeting_of
from bot.timetable.rehearsal import Planned
from bot.timetable.view import NetworkView
from bot.troubles import advice
from bot.turn import Scene, Turn
from storage import mailbox, outbox
from storage.delivery import Parcel

feature = Feature("plan")
MOST_MISSED = 10
MOST_COMING = 3


@feature.command("plan", "planning", help=lambda: _("See what goes out, when, to whom and why."))
def plan(_turn: Turn, _words: str) -> Reply:
    """Show the plan: a facilitator sees all of it, a participant their own."""
    return [Present(CardRef("plan.plan", (0, 0)))]


@feature.press("page")
def page(_turn: Turn, number: int) -> Reply:
    """Show another page of the plan."""
    return [Present(CardRef("plan.plan", (max(number, 0), 0)))]


@feature.press("as", role=FACILITATOR)
def view_as(turn: Turn, value: str) -> Reply:
    """Show the plan as one participant will see it."""
    person = number_of(value) or 0
    if all(member.id != person for member in turn.view.present):
        raise Refusal(_("This person is not in the network any more."))
    return [Present(CardRef("plan.plan", (0, person)))]


@feature.press("send_again", role=FACILITATOR)
def send_again(turn: Turn, delivery: str) -> Reply:
    """Send a message again that failed or could not be confirmed."""
    which = Wanted(turn.network.id, _uuid(delivery), turn.who.id)
    if not send_anew(turn.connection, which, turn.now):
        raise Refusal(_("This message has arrived after all, or is on its way already."))
    return [Whisper(_("I am sending it again."))]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise Refusal(_("This button is from an older card. Type 'plan' to go on.")) from fault


@feature.card("plan")
def draw_plan(scene: Scene, number: int, person: int) -> Card | None:
    """Draw a page of the plan as it stands; 0 for nobody's eyes but one's own."""
    found = _page(scene, number, person)
    return cards.draw(_with_troubles(scene, found) if scene.facilitator else found)


def _page(scene: Scene, number: int, person: int) -> PlanPage:
    view = _without_choices(scene.once(load_view, scene.network), scene.viewer or 0)
    seen_as = person or (0 if scene.facilitator else scene.viewer or 0)
    planned, load = _ahead(scene, view, seen_as)
    return PlanPage(
        network=view.id,
        name=view.name,
        ready=view.ready_at is not None,
        steers=scene.facilitator,
        rows=_rows(scene, view, planned, seen_as),
        say=partial(about, view, scene.registry.title),
        load=load,
        page=number,
        whose=view.member(person).name if person else "",
        people=[(member.id, member.name) for member in view.present],
        viewer=scene.viewer or 0,
    )


def _ahead(scene: Scene, view: NetworkView, seen_as: int) -> tuple[list[Planned], Load]:
    """Return what goes out, without whom it concerns where that is discreet, and how much it is.

    What somebody else alone may know of moves nothing else in it, for that would tell.
    """
    discreet, me = _discreet(scene, view), To("person", scene.viewer or 0)
    here = (scene.connection, view, scene.registry.lines, scene.now)
    planned = ahead(*here, lambda to, why: to.kind == "person" and to != me and discreet(why))
    planned = rules.discreetly(planned, discreet, me.id)
    if seen_as:
        planned = rules.for_person(planned, seen_as)
        return planned, rules.load(view, planned)
    return planned, rules.load(view, ahead(*here))


def _discreet(scene: Scene, view: NetworkView) -> Callable[[str], bool]:
    """Return which messages' recipients stay hidden: whose turn it is, is theirs until told."""
    by_turn = view.rotates or not view.facilitators
    lines = scene.registry.lines
    told = {name for name, line in lines.items() if by_turn and line.looks_after}
    return lambda why: why in told or scene.registry.discreet(why)


def _without_choices(view: NetworkView, viewer: int) -> NetworkView:
    """Return the network as if everybody else got everything: what they chose is their own."""
    members = (one if one.id == viewer else replace(one, less="all") for one in view.members)
    return replace(view, members=tuple(members))


def _rows(scene: Scene, view: NetworkView, planned: list[Planned], seen_as: int) -> list[Row]:
    own = [
        Row(one.local, not one.people, one.people, (), one.what)
        for one in scene.registry.coming(scene)
        if not seen_as or not one.people or seen_as in one.people
    ]
    return sorted([*rules.rows(view, planned), *own], key=lambda row: row.local)


def _with_troubles(scene: Scene, found: PlanPage) -> PlanPage:
    missed = mailbox.missed(scene.connection, scene.network)[:MOST_MISSED]
    stuck = outbox.stuck(scene.connection, scene.network)
    return replace(
        found,
        missed=[found.say([(part.why, meeting_of(part.key, part.why))]) for part in missed],
        stuck=[
            Stuck(str(one.id), _what(found, one), one.state == "unknown", advice(one.last_error))
            for one in stuck
        ],
    )


def _what(found: PlanPage, one: Parcel) -> str:
    what = found.say([(why, 0) for why in one.why.split(",") if why]) or _("a message")
    said = "" if advice(one.last_error) else one.last_error
    return f"{what} ({said})" if said else what


@feature.home(order=80)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to the plan."""
    yield Actions((command_button(_("The plan"), scene.network, "plan"),))


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Show facilitators what goes out next, what waits for ready, and what did not arrive."""
    if not scene.facilitator:
        return
    page, button = _page(scene, 0, 0), command_button(_("The plan"), scene.network, "plan")
    stuck = len(outbox.stuck(scene.connection, scene.network))
    if stuck:
        text = n_("{n} message may not have arrived.", "{n} messages may not have arrived.", stuck)
        yield OpenEnd(text, button)
    coming = cards.coming(page, MOST_COMING)
    if not page.ready:
        yield OpenEnd(_("Nothing is sent before you press ready, in the plan."), button)
    elif coming:
        yield OpenEnd("\n".join((_("What goes out next:"), *coming)), button)


@feature.sample
def samples() -> Iterator[Card]:
    """Show a plan before ready and one with troubles."""
    monday = datetime(2027, 3, 1, 9, 0)  # noqa: DTZ001 - a wall-clock time
    asked, unsaid = _("Do you come?"), _("Do you come? Asked once more")
    some = [
        Row(monday, True, (), (), f"{asked} + {_('Pre-reading and a call for questions')}"),
        Row(monday + timedelta(days=7), False, (1, 2, 3), (), unsaid),
    ]
    page = PlanPage(1, _("Reading together"), False, True, some, lambda _reasons: "", Load(3, 2))
    yield cards.draw(page)
    trouble = Stuck("0", _("Do you come?"), unknown=True, advice=advice("outside: "))
    yield cards.draw(
        replace(page, ready=True, missed=[_("Do you come?")], stuck=[trouble], people=[(1, "Anna")])
    )
