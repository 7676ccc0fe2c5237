"""When an owner is asked how it is going, and how that moves with the meetings."""

from collections.abc import Iterator
from datetime import datetime

from bot.cards import Card, CardRef
from bot.effects import Effect, Reply, Say, To
from bot.features.commitments import asking, rules
from bot.features.commitments.cards import nudge_card
from bot.features.commitments.declared import feature
from bot.features.commitments.rules import ON_THE_DAY
from bot.features.commitments.views import Reader, agreed, as_owner, mine, number
from bot.news import (
    MeetingAdded,
    MeetingCancelled,
    MeetingMoved,
    MemberLeft,
    NetworkReady,
    SettingsChanged,
)
from bot.telling import PlanLine
from bot.texts import _
from bot.timetable.load import load_view
from bot.turn import Scene, Turn
from storage import commitments, moments
from storage.commitments import Commitment
from storage.moments import Planned

HANDLER = asking.NUDGE


def schedule(turn: Turn, row: Commitment) -> None:
    """Plan the next nudge of a commitment, in place of the one that was planned.

    Before ready nothing is sent, and so nothing is planned either.
    """
    subject = str(number(row))
    nudge = None
    if row.state in ("open", "asked") and turn.view.ready_at is not None:
        nudge = rules.next_nudge(row.stage, row.until, turn.view, turn.local_now)
    if nudge is None:
        moments.cancel(turn.connection, HANDLER, subject)
        return
    due = turn.view.utc(nudge.local)
    moments.plan(
        turn.connection,
        turn.network.id,
        HANDLER,
        subject,
        due,
        args=(nudge.kind,),
        local=nudge.local,
        zone=turn.network.zone,
    )


def again(turn: Turn, commitment: int) -> None:
    """Plan anew after a change."""
    row = commitments.get(turn.connection, turn.network.id, commitment)
    if row is not None:
        schedule(turn, row)


@feature.due("nudge")
def nudge(turn: Turn, moment: Planned) -> Reply:
    """Ask those who do it, if it is open as things now stand; then plan the next time."""
    commitment = int(moment.subject)
    row = commitments.get(turn.connection, turn.network.id, commitment)
    if row is None or row.state not in ("open", "asked"):
        return []
    if row.state == "asked":
        _drop(turn, commitment)  # nobody has agreed, so there is nothing
        return []
    kind = str(moment.args[0])
    key = f"{HANDLER}:{commitment}:{row.round}:{kind}:{row.carried}"
    stage, carried = rules.after(kind, row.carried)
    commitments.change(turn.connection, commitment, {"stage": stage, "carried": carried})
    again(turn, commitment)
    people = agreed(commitments.owners_of(turn.connection, commitment))
    here = {member.id for member in turn.view.present}
    card = CardRef(HANDLER, (commitment,))
    return [
        Say(To("person", one), card, f"{key}:{one}", "commitments", needs_answer=True)
        for one in people
        if one in here
    ]


def _drop(turn: Turn, commitment: int) -> None:
    for person in commitments.owners_of(turn.connection, commitment):
        asking.forget(turn, asking.OWNER, commitment, person)
    free_buddy(turn, commitment)
    commitments.drop(turn.connection, commitment)


@feature.card("nudge")
def draw(scene: Scene, commitment: int) -> Card | None:
    """Draw the question for an owner; None once it is done or let go."""
    row = commitments.get(scene.connection, scene.network, commitment)
    if row is None or row.state != "open":
        return None
    states = commitments.owners_of(scene.connection, commitment)
    if states.get(scene.viewer or 0) != "yes":
        return None
    return nudge_card(as_owner(row, states, _reader(scene)))


def _reader(scene: Scene) -> Reader:
    network = scene.once(load_view, scene.network)
    return Reader(scene.viewer or 0, network, scene.local_now)


@feature.on(MeetingMoved)
def moved(turn: Turn, news: MeetingMoved) -> Reply:
    """Let what is due at a meeting move with it."""
    begins = turn.view.meeting(news.meeting).begins
    shown: list[Effect] = []
    for row in _open(turn):
        if row.meeting_id == news.meeting:
            _move(turn, row, {"until": begins})
            shown += asking.redrawn(turn, number(row))
    return [*shown, *retimed(turn)]


@feature.on(MeetingCancelled)
def cancelled(turn: Turn, news: MeetingCancelled) -> Reply:
    """Let what was due at a meeting wait for the one after it."""
    shown: list[Effect] = []
    for row in _open(turn):
        if row.meeting_id == news.meeting:
            _tie(turn, row)
            shown += asking.redrawn(turn, number(row))
    return [*shown, *retimed(turn)]


@feature.on(MeetingAdded)
def added(turn: Turn, news: MeetingAdded) -> Reply:  # noqa: ARG001 - whichever comes next counts
    """Give what waits for a next meeting its date."""
    shown: list[Effect] = []
    for row in _open(turn):
        if row.until is None:
            _tie(turn, row)
            shown += asking.redrawn(turn, number(row))
    return [*shown, *retimed(turn)]


def _tie(turn: Turn, row: Commitment) -> None:
    following = rules.coming(turn.view.meetings, turn.local_now)
    if following is None:
        _move(turn, row, {"until": None, "meeting_id": None})
    else:
        _move(turn, row, {"until": following.begins, "meeting_id": following.id})


def _move(turn: Turn, row: Commitment, values: dict[str, datetime | int | None]) -> None:
    until = values["until"]
    fresh = isinstance(until, datetime) and until > turn.local_now
    begin_again = {"stage": ON_THE_DAY, "round": row.round + 1} if fresh else {}
    commitments.change(turn.connection, number(row), {**values, **begin_again})
    if fresh:
        asking.withdraw(turn, number(row))


@feature.on(SettingsChanged)
def resettled(turn: Turn, news: SettingsChanged) -> Reply:  # noqa: ARG001 - whatever changed
    """Keep to the wall-clock times that were said when the network's zone changes."""
    return retimed(turn)


@feature.on(NetworkReady)
def begun(turn: Turn, news: NetworkReady) -> Reply:  # noqa: ARG001 - there is one network
    """Begin to ask after what was kept before ready."""
    return retimed(turn)


def retimed(turn: Turn) -> Reply:
    """Plan the next nudge of everything that is open."""
    for row in _open(turn):
        schedule(turn, row)
    return []


def _open(turn: Turn) -> list[Commitment]:
    return commitments.of_network(turn.connection, turn.network.id, ("asked", "open"))


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Let those who stay go on; what nobody does any more is let go, without a word."""
    shown: list[Effect] = []
    owners = commitments.owners(turn.connection, turn.network.id)
    for row in _open(turn):
        states = owners.get(number(row), {})
        if row.buddy_id == news.person:
            commitments.change(
                turn.connection, number(row), {"buddy_id": None, "buddy_agreed": False}
            )
            asking.forget(turn, asking.BUDDY, number(row), news.person)
        if news.person in states:
            shown += asking.redrawn(turn, number(row))
            step_back(turn, row, news.person, states)
    return shown


def step_back(turn: Turn, row: Commitment, person: int, states: dict[int, str]) -> None:
    """Take somebody off: the others go on with it, or it is let go."""
    commitment = number(row)
    if states[person] == "asked":
        commitments.remove_owner(turn.connection, commitment, person)
        asking.forget(turn, asking.OWNER, commitment, person)
        if len(states) == 1:
            _drop(turn, commitment)
            moments.cancel(turn.connection, HANDLER, str(commitment))
        return
    if agreed(states) == (person,):
        end(turn, commitment, "let_go")
        return
    commitments.put_owner(turn.connection, commitment, person, "let_go")
    asking.withdraw(turn, commitment, person)


def end(turn: Turn, commitment: int, state: str) -> None:
    """Close a commitment: nothing is asked any more, and who was asked to take part is free."""
    values = {"state": state, "ended_at": turn.now}
    commitments.change(turn.connection, commitment, values)
    moments.cancel(turn.connection, HANDLER, str(commitment))
    asking.withdraw(turn, commitment)
    for person, said in commitments.owners_of(turn.connection, commitment).items():
        if said == "asked":
            commitments.remove_owner(turn.connection, commitment, person)
            asking.forget(turn, asking.OWNER, commitment, person)
    free_buddy(turn, commitment)


def free_buddy(turn: Turn, commitment: int) -> None:
    """Take back the question to a buddy who has not answered."""
    row = commitments.get(turn.connection, turn.network.id, commitment)
    if row is not None and row.buddy_id and not row.buddy_agreed:
        asking.forget(turn, asking.BUDDY, commitment, row.buddy_id)


@feature.plans
def planned(scene: Scene) -> Iterator[PlanLine]:
    """Show the reader when they will be asked after their own; nobody else's."""
    if not scene.viewer:
        return
    network = scene.once(load_view, scene.network)
    reader = Reader(scene.viewer, network, scene.local_now)
    for item in mine(scene.connection, reader):
        found = rules.next_nudge(item.stage, item.until, network, scene.local_now)
        if item.state == "open" and found is not None:
            what = _("How is it going: “{text}”", text=item.text[:80])
            yield PlanLine(network.quiet.next_allowed(found.local), (scene.viewer,), what)
