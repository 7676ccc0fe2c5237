"""What is older than its period is forgotten; what the product needs stays."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from storage.attendance import put
from storage.checkins import CallNote, CheckIn
from storage.commitments import Commitment, CommitmentOwner
from storage.database import Database, Unit
from storage.delivery import Delivery, ShownCard
from storage.evaluations import Evaluation, EvaluationOutcome
from storage.files import StoredFile
from storage.mailbox import Part
from storage.meetings import Attendance, Meeting
from storage.networks import Membership, Network, Room
from storage.people import Account, Organisation, Person
from storage.polls import Poll, PollVote
from storage.preparers import PreparerTurn
from storage.questions import HasRead, Question, Upvote
from storage.reminders import Reminder, ReminderPerson
from storage.retention import PERIODS, forget
from storage.scrub import due
from storage.speakers import Item, Speaker
from storage.tables import table
from storage.takeaways import SchoolNote
from storage.webchat import WebMessage

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
THEN = datetime(2026, 2, 20, 14)  # noqa: DTZ001 - a wall-clock time
ALL: tuple[type[SQLModel], ...] = (
    *(CallNote, CheckIn, SchoolNote, Question, Upvote, HasRead, Poll, PollVote, Reminder),
    *(ReminderPerson, Commitment, CommitmentOwner, StoredFile, Delivery, ShownCard, Part),
    *(Evaluation, EvaluationOutcome),
)
STAY = (Membership, Attendance, PreparerTurn, Meeting, Person, Network, Account)
GONE_AFTER: dict[type[SQLModel], str] = {
    CallNote: "calls",
    CheckIn: "checkins",
    SchoolNote: "takeaways",
    Question: "questions",
    Upvote: "questions",
    HasRead: "reading",
    Poll: "polls",
    PollVote: "polls",
    Reminder: "reminders",
    ReminderPerson: "reminders",
    Commitment: "commitments",
    CommitmentOwner: "commitments",
    StoredFile: "files",
    Delivery: "messages",
    ShownCard: "messages",
    Part: "posts",
    Evaluation: "evaluations",
    EvaluationOutcome: "evaluations",
}


def keep(unit: Unit, *rows: Any) -> None:
    for row in rows:
        unit.session.add(row)
        unit.session.flush()


def furnish(unit: Unit) -> None:
    """Put one ended thing of every kind into a network of two."""
    keep(unit, Network(id=1, name="Circle"), Organisation(id=1, name="De Linde"))
    keep(unit, Room(network_id=1, platform="web", tenant="local", room_ref="circle"))
    for number, name in ((1, "Vera"), (2, "Anna")):
        keep(
            unit,
            Person(id=number, name=name),
            Account(platform="web", tenant="local", user_ref=name, person_id=number),
            Membership(network_id=1, person_id=number, joined_at=NOW, organisation_id=1),
        )
    meeting = {"begins": THEN, "ends": THEN, "announced_at": NOW}
    keep(
        unit,
        Meeting(id=1, network_id=1, number=1, **meeting),
        Speaker(id=1, meeting_id=1, name="M"),
    )
    whose = {"meeting_id": 1, "person_id": 2}
    keep(unit, PreparerTurn(**whose, asked_at=NOW, state="accepted"), SchoolNote(**whose, tell="x"))
    put(unit.connection, unit.session.get_one(Meeting, 1), 2, "yes")
    keep(unit, CallNote(meeting_id=1, owner="p2", note="x"))
    keep(unit, CheckIn(**whose, turn="first", owner="p2", text="x", visible="me"))
    keep(unit, Item(id=1, speaker_id=1, title="x"), HasRead(item_id=1, person_id=2))
    keep(unit, Question(id=1, speaker_id=1, person_id=2, text="x", asked_at=NOW))
    keep(unit, Upvote(question_id=1, person_id=1))
    times = {"opens": THEN, "closes": THEN, "closes_at": NOW}
    keep(
        unit,
        Poll(id=1, network_id=1, person_id=1, question="x", options=["a"], state="closed", **times),
    )
    keep(unit, PollVote(poll_id=1, person_id=2, option=0))
    round_ = {"network_id": 1, "person_id": 1, "form": "own", "least": 4, "state": "closed"}
    keep(
        unit,
        Evaluation(id=1, series=1, **round_, **times),
        EvaluationOutcome(evaluation_id=1, number=0, outcome={}),
    )
    asked = {"network_id": 1, "person_id": 1, "text": "x", "first": THEN, "made_at": NOW}
    keep(unit, Reminder(id=1, state="done", **asked), ReminderPerson(reminder_id=1, person_id=2))
    wish = {"network_id": 1, "maker_id": 2, "text": "x", "made_at": NOW, "ended_at": NOW}
    keep(
        unit, Commitment(id=1, state="done", **wish), CommitmentOwner(commitment_id=1, person_id=2)
    )
    keep(unit, StoredFile(name="x", mime="x", size=1, data=b"x", uploaded_by=2, at=NOW))
    _sent(unit)


def _sent(unit: Unit) -> None:
    to = {"network_id": 1, "to_kind": "person", "to_id": 2}
    where = {"platform": "web", "tenant": "local", "user": "anna", "lane": "x", "language": "en"}
    one = UUID(int=1)
    keep(unit, Delivery(id=one, **to, **where, due_at=NOW, edit_at=NOW, state="sent"))
    keep(unit, ShownCard(delivery_id=one, card="x"))
    keep(unit, Part(key="x", **to, kind="x", wish=NOW, not_before=NOW, state="sent"))


async def count(database: Database, *models: type[SQLModel]) -> dict[type[SQLModel], int]:
    def look(unit: Unit) -> dict[type[SQLModel], int]:
        of = {one: select(func.count()).select_from(table(one)) for one in models}
        return {one: unit.connection.execute(which).scalar_one() for one, which in of.items()}

    return await database.read(look)


async def later(database: Database, after: timedelta) -> int:
    return await database.write(lambda unit: forget(unit, NOW + after))


@pytest.mark.slow
@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
async def test_each_kind_goes_after_its_period_and_not_before(
    database: Database, model: type[SQLModel]
) -> None:
    await database.write(furnish)
    period = PERIODS[GONE_AFTER[model]]
    # Of what belongs to a meeting the period counts from its end, ten days before.
    await later(database, period - timedelta(days=12))
    assert await count(database, model) == {model: 1}
    await later(database, period + timedelta(days=1))
    assert await count(database, model) == {model: 0}


async def test_what_sharing_out_turns_and_the_year_need_stays(database: Database) -> None:
    await database.write(furnish)
    before = await count(database, *STAY)
    assert await later(database, timedelta(days=500)) > 0
    assert await count(database, *STAY) == before
    assert await later(database, timedelta(days=500)) == 0


async def test_nothing_open_is_forgotten(database: Database) -> None:
    await database.write(furnish)

    def reopen(unit: Unit) -> None:
        for model, state in (
            (Commitment, "open"),
            (Reminder, "on"),
            (Poll, "open"),
            (Evaluation, "open"),
            (Part, "waiting"),
        ):
            unit.connection.execute(table(model).update().values(state=state))
        unit.connection.execute(table(Delivery).update().values(state="pending"))

    await database.write(reopen)
    await later(database, timedelta(days=600))
    open_ = (Commitment, CommitmentOwner, Reminder, Poll, PollVote, Part, Delivery, ShownCard)
    assert set((await count(database, *open_, Evaluation)).values()) == {1}


async def test_the_rest_of_a_series_stays_together(database: Database) -> None:
    await database.write(furnish)

    def ask_on(unit: Unit) -> None:
        times = {"opens": THEN, "closes": THEN, "closes_at": NOW + timedelta(days=30)}
        for number in (2, 3):
            row = Evaluation(id=number, network_id=1, form="own", least=4, series=1, **times)
            keep(unit, row)

    await database.write(ask_on)
    await later(database, PERIODS["evaluations"] + timedelta(days=1))
    series = select(table(Evaluation).c.id, table(Evaluation).c.series)
    kept = await database.read(lambda unit: unit.connection.execute(series).all())
    assert sorted(map(tuple, kept)) == [(2, 2), (3, 2)]


async def test_night_and_diet_go_first(database: Database) -> None:
    await database.write(furnish)
    stay = table(Attendance).update().values(night=True, diet="no nuts")
    await database.write(lambda unit: unit.connection.execute(stay))
    await later(database, PERIODS["stays"])
    look = select(table(Attendance).c.night, table(Attendance).c.diet, table(Attendance).c.answer)
    kept = await database.read(lambda unit: unit.connection.execute(look).all())
    assert [tuple(one) for one in kept] == [(None, "", "yes")]


async def test_who_left_long_ago_is_erased(database: Database) -> None:
    await database.write(furnish)
    left = table(Membership).update().where(table(Membership).c.person_id == 2).values(left_at=NOW)
    await database.write(lambda unit: unit.connection.execute(left))
    await later(database, PERIODS["left"])
    people = select(table(Person).c.name).order_by(table(Person).c.id)
    assert await database.read(lambda unit: list(unit.connection.execute(people).scalars())) == [
        "Vera",
        "Anna",
    ]
    await later(database, PERIODS["left"] + timedelta(days=1))
    assert await database.read(lambda unit: list(unit.connection.execute(people).scalars())) == [
        "Vera",
        "",
    ]
    now = NOW + PERIODS["left"] + timedelta(days=1)
    assert "person" in await database.read(lambda unit: due(unit.connection, now))
    assert await later(database, PERIODS["left"] + timedelta(days=2)) == 0


async def test_an_empty_network_goes_with_everything_in_it(database: Database) -> None:
    await database.write(furnish)
    gone = table(Membership).update().values(left_at=NOW)
    await database.write(lambda unit: unit.connection.execute(gone))
    await later(database, PERIODS["empty"] - timedelta(days=1))
    assert await count(database, Network) == {Network: 1}
    await later(database, PERIODS["empty"] + timedelta(days=1))
    left = await count(database, *ALL, *STAY, Room, Organisation, Speaker, Item)
    assert set(left.values()) == {0}


@pytest.mark.slow
async def test_a_network_is_kept_for_years_after_its_last_meeting(database: Database) -> None:
    await database.write(furnish)
    await later(database, PERIODS["idle"] - timedelta(days=12))
    assert await count(database, Network) == {Network: 1}
    await later(database, PERIODS["idle"] + timedelta(days=1))
    assert await count(database, Network, Person) == {Network: 0, Person: 0}


async def test_old_chat_goes_but_the_numbering_goes_on(database: Database) -> None:
    await database.write(furnish)

    def say(unit: Unit) -> None:
        for number in (1, 2):
            keep(unit, WebMessage(room="circle", author="anna", text="x", at=NOW, rev=number))

    await database.write(say)
    await later(database, PERIODS["chat"] + timedelta(days=1))
    assert await count(database, WebMessage) == {WebMessage: 1}
