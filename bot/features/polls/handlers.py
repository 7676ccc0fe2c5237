"""Named quick polls: where people find them, and all their handlers together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import (
    Actions,
    Button,
    Card,
    CardRef,
    Divider,
    Element,
    Text,
    command_button,
)
from bot.effects import Present, Reply
from bot.features.polls import making, managing, voting
from bot.features.polls.cards import (
    PlanView,
    PollView,
    choices,
    list_card,
    made_card,
    manage_card,
    poll_card,
)
from bot.features.polls.declared import feature
from bot.features.polls.forms import closing_form, new_form
from bot.features.polls.views import as_view
from bot.forms import Form
from bot.telling import OpenEnd, PlanLine
from bot.texts import _, long_moment, n_
from bot.turn import Scene, Turn
from storage import polls
from storage.polls import Poll
from storage.tables import id_of

__all__ = ["feature", "making", "managing", "voting"]

MOST_AT_HOME = 5


@feature.home(order=30)
def at_home(scene: Scene) -> Iterator[Element]:
    """Show the polls that wait for this person, and the ways in."""
    waiting = polls.unvoted(scene.connection, scene.network, scene.viewer or 0, scene.now)
    for row in waiting[:MOST_AT_HOME]:
        yield Text(row.question, "strong")
        yield Text(_("Open until {when}.", when=long_moment(row.closes)), "quiet")
        yield from choices(as_view(scene.connection, row, scene.zone))
        yield Divider()
    new = command_button(_("Ask a poll"), scene.network, "poll")
    yield Actions((new, Button(_("Polls"), "polls.list", (scene.network,))))


@feature.plans
def planned(scene: Scene) -> Iterator[PlanLine]:
    """Show the polls that are still to be posted."""
    for row in polls.live(scene.connection, scene.network):
        if row.state == "scheduled":
            yield PlanLine(row.opens, (), _("Poll: {question}", question=row.question))


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Show the polls that wait for this person, and facilitators how many have chosen in each."""
    waiting = polls.unvoted(scene.connection, scene.network, scene.viewer or 0, scene.now)
    mine = {id_of(row) for row in waiting}
    for row in polls.live(scene.connection, scene.network):
        here = id_of(row)
        is_open = row.state == "open" and row.closes_at > scene.now
        if here in mine or (is_open and scene.facilitator):
            button = Button(_("Show the poll"), "polls.show", (scene.network, here))
            yield OpenEnd(_open_poll(scene, row), button, mine=here in mine)


def _open_poll(scene: Scene, row: Poll) -> str:
    voted = {person for _option, person in polls.votes(scene.connection, id_of(row))}
    return n_(
        "{question} · {n} has chosen · open until {when}",
        "{question} · {n} have chosen · open until {when}",
        len(voted),
        question=row.question,
        when=long_moment(row.closes),
    )


@feature.press("show")
def show(_turn: Turn, poll: int) -> Reply:
    """Show a poll to whoever asks, to choose in."""
    return [Present(CardRef("polls.poll", (poll,)))]


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show polls in all their states, without a database."""
    friday = datetime.fromisoformat("2026-03-13T17:00")
    monday = datetime.fromisoformat("2026-03-09T09:00")
    few = (_("Yes"), _("No"), _("It depends"))
    one = PollView(1, 1, _("Shall we start at nine?"), few, 1, friday)
    several = tuple(str(hour) for hour in range(8, 17))
    names = (tuple(range(1, 12)), (12, 13), ())
    open_poll, fresh = replace(one, chosen=names), replace(one, chosen=((), (), ()))
    yield poll_card(fresh)
    yield poll_card(open_poll)
    yield poll_card(replace(one, options=several, many=True, chosen=((1, 2),) + ((),) * 8))
    yield poll_card(replace(open_poll, state="closed"))
    yield poll_card(replace(one, state="closed", chosen=((1,), (2,), ())))
    yield poll_card(replace(fresh, state="closed"))
    planned = replace(one, state="scheduled", recurring=True)
    plan = PlanView(planned, monday, monday, (monday + timedelta(days=7),))
    moved = replace(plan, poll=replace(planned, recurring=False), opens=monday - timedelta(days=1))
    yield made_card(plan)
    yield made_card(PlanView(fresh, monday, monday, usual_options=True))
    yield manage_card(PlanView(open_poll, monday, monday))
    yield manage_card(replace(moved, following=()))
    yield list_card(1, [(plan, True), (PlanView(open_poll, monday, monday), False)])
    yield list_card(1, [])
    yield new_form(1)
    yield closing_form(1, 1, one.question, friday)
