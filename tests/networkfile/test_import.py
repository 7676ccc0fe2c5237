"""An imported file gives the rows and the ids that its picture has."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.errors import Refusal
from bot.features.evaluations import ready
from bot.networkfile import read, words
from bot.networkfile.models import NetworkFile
from bot.networkfile.to_rows import import_network
from bot.networkfile.to_view import to_view
from storage.database import Database, Unit
from storage.meetings import Meeting, ParallelSession
from storage.networks import HolidayPeriod, LineSetting, Membership, Network, Room
from storage.people import Account, Organisation, Person
from storage.speakers import Item, Speaker
from tests.networkfile.files import EXAMPLES, LINES, ROOT, SMALL, example

NOW = datetime(2026, 8, 24, 7, 0, tzinfo=UTC)


async def imported(database: Database, file: NetworkFile) -> int:
    return await database.write(lambda unit: import_network(unit.session, file, NOW))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
async def test_ids_are_those_of_the_picture(database: Database, path: Path):
    file = example(path)
    view = to_view(file, NOW)
    assert await imported(database, file) == view.id

    def picture(session: Session) -> list[object]:
        people = select(Person.id, Person.name, Membership.joined_at, Membership.left_at)
        people = people.join(Membership, col(Membership.person_id) == Person.id)
        meetings = select(Meeting.id, Meeting.number, Meeting.begins, Meeting.announced_at)
        speakers = select(Speaker.id, Speaker.name, Speaker.meeting_id)
        found = [people.order_by(col(Person.id)), meetings.order_by(col(Meeting.id))]
        return [
            *(list(map(tuple, session.exec(statement))) for statement in found),
            list(map(tuple, session.exec(speakers.order_by(col(Speaker.id))))),
        ]

    members = [(one.id, one.name, one.joined_at, one.left_at) for one in view.members]
    meetings = [(one.id, one.number, one.begins, one.announced_at) for one in view.meetings]
    speakers = [(two.id, two.name, one.id) for one in view.meetings for two in one.speakers]
    found = await database.read(lambda unit: picture(unit.session))
    assert found == [members, meetings, speakers]


async def test_everything_in_the_file_becomes_a_row(database: Database):
    page = (ROOT / "docs" / "network-file.md").read_text()
    file = read(page.split("```yaml\n")[2].split("```")[0], known_lines=LINES)
    await imported(database, file)

    def check(session: Session) -> None:
        network = session.exec(select(Network)).one()
        assert network.ready_at == datetime(2026, 8, 31, 7, tzinfo=UTC)
        assert session.exec(select(HolidayPeriod)).one().name == "Autumn break"
        lines = {one.line: one.offset for one in session.exec(select(LineSetting))}
        assert lines["come.unsaid"] == "off"
        assert lines["meetings.practical"] == "B-2d 16:00"
        assert len(session.exec(select(Organisation)).all()) == 2
        room = session.exec(select(Room)).one()
        assert (room.platform, room.tenant, room.room_ref) == ("web", "local", "team-leaders")
        sessions = session.exec(select(ParallelSession)).all()
        assert [(one.title, one.seats) for one in sessions] == [("Giving", 20), ("Receiving", 12)]
        speaker = session.exec(select(Speaker)).one()
        assert (speaker.language, speaker.session_id) == ("nl", sessions[0].id)
        items = session.exec(select(Item).order_by(col(Item.id))).all()
        assert [(one.url != "", one.note != "", one.minutes) for one in items] == [
            (True, False, 10),
            (False, True, 0),
        ]

    await database.read(lambda unit: check(unit.session))


async def test_a_network_is_imported_once(database: Database):
    await imported(database, read(SMALL))
    with pytest.raises(Refusal, match="the VALLEY"):
        await imported(database, read(SMALL.replace("The valley", "the VALLEY")))
    count = await database.read(lambda unit: len(unit.session.exec(select(Person)).all()))
    assert count == 2


@pytest.mark.parametrize("field", ["joins", "leaves"])
async def test_nobody_is_planned_to_join_or_leave(database: Database, field: str):
    file = read(SMALL.replace("Milan", f"Milan, {field}: 2026-08-24 09:01"))
    with pytest.raises(Refusal, match="on the day"):
        await imported(database, file)
    earlier = read(SMALL.replace("Milan", f"Milan, {field}: 2026-08-24 09:00"))
    assert await imported(database, earlier)


async def test_a_network_that_begins_in_a_room_gets_no_other(database: Database):
    def without_rooms(unit: Unit) -> int:
        import_network(unit.session, read(SMALL), NOW, "slack", "T1", with_rooms=False)
        return len(unit.session.exec(select(Room)).all())

    assert await database.write(without_rooms) == 0


async def test_namesakes_get_accounts_of_their_own(database: Database):
    await imported(database, read(SMALL.replace("Milan", "Désirée  O'Néill")))
    await imported(
        database, read(SMALL.replace("Milan", "Désirée O’Néill").replace("valley", "hill"))
    )
    await imported(database, read(SMALL.replace("Milan", "王芳").replace("valley", "sea")))
    refs = await database.read(
        lambda unit: unit.session.exec(select(Account.user_ref).order_by(col(Account.id))).all()
    )
    assert refs == ["hester", "desiree-o-neill", "hester-2", "desiree-oneill", "hester-3", "x"]


async def test_what_was_never_made_ready_is_known_from_the_import_on(database: Database):
    await imported(database, read(SMALL))
    joined = await database.read(lambda unit: unit.session.exec(select(Membership.joined_at)).all())
    assert set(joined) == {NOW}


def test_every_form_that_is_asked_at_once_can_be_named_in_a_file() -> None:
    assert tuple(words.FORM.words) == ready.AT_ONCE
