"""The check-in: a call list for facilitators, or one line shown to whom its writer likes."""

from datetime import UTC, datetime

import pytest

from storage import people
from storage.checkins import CallNote, CheckIn
from storage.database import Database, Unit
from storage.networks import Membership, membership
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows
from tests.features.tongue import Tongue, in_both

pytestmark = pytest.mark.slow

CALLS = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
FIRST = datetime(2026, 4, 21, 9, 0, tzinfo=UTC)
SECOND = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
A_YEAR_ON = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
DUTCH = {
    "Answer": "Antwoorden",
    "Call list after reading": "Bellijst na reading",
    "Change": "Aanpassen",
    "Choose who may see it": "Kies wie het mag zien.",
    "How is it going after reading?": "Hoe gaat het na reading?",
    "There has been no meeting yet": "Er is nog geen bijeenkomst geweest",
    "This call list is closed and its notes are deleted.": (
        "Deze bellijst is gesloten en de notities zijn gewist."
    ),
    "What others say": "Wat anderen zeggen",
    "Write a note": "Notitie maken",
    "Write one line": "Schrijf één regel",
    "[Call list]": "[Bellijst]",
    "at most 300 characters": "hoogstens 300 tekens",
    "checkin": "tussenstand",
    "checkin list": "tussenstand lijst",
    "deleted on Sunday 6 September 2026": "gewist op zondag 6 september 2026",
    "no answer of yours": "geen antwoord van jou",
    "no answers that you can see": "geen antwoorden die jij kunt zien",
    "not in the network": "doet niet meer mee in dit netwerk",
    "not over": "nog niet voorbij",
    "older card": "oudere kaart",
}
both = in_both(DUTCH)


async def after_a_meeting(
    database: Database, template: str, until: datetime, language: str = "en"
) -> tuple[Conversation, list[Somebody]]:
    """Give a network after a meeting on Tuesday 10 March 2026; Anna and Bram share a school."""
    chat = await Conversation.open(database)
    people_ = await chat.network(template=template, language=language)
    for one in people_:
        one.language = language
    await at_one_school(chat, people_[1:3])
    await people_[0].says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await chat.advance_to(until)
    return chat, people_


async def at_one_school(chat: Conversation, who: list[Somebody]) -> None:
    def work(unit: Unit) -> None:
        school = people.organisation(unit.session, "De Brug")
        for one in who:
            row = membership(unit.session, chat.network_id, one.id)
            assert isinstance(row, Membership)
            row.organisation_id = school.id
            unit.session.add(row)

    await chat.database.write(work)


async def test_facilitators_call_and_note_it(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, "five-times", CALLS)
    listed = vera.private.last()
    assert "Call list after reading" in listed
    assert "Carla: to call\nDe Brug: to call: Anna and Bram" in listed
    await vera.picks("Write a note", "De Brug")
    card = await vera.fills_in(note="Begins after the break.", called="yes")
    assert "De Brug: called · Begins after the break." in card
    assert "De Brug: called · Begins" in vera.private.last()
    assert "Carla: called" in await vera.picks("Tick off", "Carla")
    assert "Carla: to call" in await vera.picks("Tick off", "Carla")
    seen = [*anna.private.all(), *chat.room.all(), await anna.home(), await anna.says("checkin")]
    assert all("after the break" not in said and "Call list" not in said for said in seen)


async def test_participants_have_no_call_list(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, "five-times", CALLS)
    await vera.picks("Tick off", "Carla")
    (kept,) = await rows(chat, CallNote)
    for name, more in (("calls", ()), ("tick", ("p1",)), ("open_note", ("p1",))):
        said = await anna.pushes(f"checkin.{name}", chat.network_id, kept.meeting_id, *more)
        assert "look after that meeting" in said


@both
async def test_notes_are_deleted_a_month_after_the_next_meeting(
    database: Database, t: Tongue
) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, "five-times", CALLS, t.language)
    await vera.picks(t("Write a note"), "Carla")
    said = await vera.fills_in(note="Asks for a visit.")
    assert t("deleted on Sunday 6 September 2026") in said
    await vera.says("meeting 14 April 14:00-17:00 at De Brug: writing")
    await chat.advance_to(datetime(2026, 5, 14, 14, tzinfo=UTC))
    assert len(await rows(chat, CallNote)) == 1
    await chat.advance_to(datetime(2026, 5, 14, 15, 5, tzinfo=UTC))
    assert await rows(chat, CallNote) == []
    closed = t("This call list is closed and its notes are deleted.")
    whole = f"{t('Call list after reading')}\n{closed}\n[{t('What others say')}]"
    assert whole in vera.private.all()
    assert t("[Call list]") in await vera.home()  # of the meeting after it


async def test_a_moved_next_meeting_keeps_the_notes_longer(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, "five-times", CALLS)
    await vera.picks("Tick off", "Carla")
    (noted,) = await rows(chat, CallNote)
    await vera.says("meeting 14 April 14:00-17:00 at De Brug: writing")
    await vera.presses("Move")
    await vera.fills_in(day="2026-06-09", last_day="2026-06-09")
    await chat.advance_to(datetime(2026, 5, 20, 9, tzinfo=UTC))
    assert len(await rows(chat, CallNote)) == 1
    await chat.advance_to(datetime(2026, 7, 10, 9, tzinfo=UTC))
    assert await rows(chat, CallNote) == []
    said = await vera.pushes("checkin.tick", chat.network_id, noted.meeting_id, noted.owner)
    assert "closed and its notes are deleted" in said


@pytest.mark.parametrize(
    ("visible", "facilitator", "colleague", "other"),
    [("me", False, False, False), ("facilitators", True, True, False), ("group", True, True, True)],
)
async def test_who_answers_chooses_who_sees_it(
    database: Database, visible: str, facilitator: bool, colleague: bool, other: bool
) -> None:
    chat, (vera, anna, bram, carla) = await after_a_meeting(database, "twice-a-year", FIRST)
    assert "How is it going after reading?" in anna.private.last()
    await anna.presses("Answer")
    assert "one answer of you and Bram" in anna.form.intro
    kept = await anna.fills_in(text="Two classes read.", visible=visible)
    assert "Two classes read." in kept
    assert "Two classes read." in anna.private.last()
    assert "Two classes read." in await anna.presses("What others say")
    for one, sees in ((vera, facilitator), (bram, colleague), (carla, other)):
        assert ("Two classes read." in await one.says("checkin list")) is sees
    assert ("Two classes read." in bram.private.last()) is colleague
    assert all("Two classes" not in said for said in [*carla.private.all(), *chat.room.all()])


@both
async def test_a_school_shares_one_answer(database: Database, t: Tongue) -> None:
    chat, (vera, anna, bram, _carla) = await after_a_meeting(
        database, "twice-a-year", FIRST, t.language
    )
    await anna.presses(t("Answer"))
    await anna.fills_in(text="Two classes read.", visible="group")
    await bram.presses(t("Change"))
    assert any(one.value == "Two classes read." for one in bram.form.inputs if one.name == "text")
    await bram.fills_in(text="Three classes read.")
    assert "Three classes read." in anna.private.last()
    said = await vera.says(t("checkin list"))
    assert "De Brug (Bram): Three classes read." in said
    assert "Two" not in said
    (kept,) = await rows(chat, CheckIn)
    assert kept.person_id == bram.id


async def test_what_is_mine_alone_leaves_the_school_its_answer(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await after_a_meeting(database, "twice-a-year", FIRST)
    await anna.presses("Answer")
    await anna.fills_in(text="Two classes read.", visible="group")
    await bram.presses("Change")
    await bram.fills_in(text="It is hard.", visible="me")
    assert "Two classes read." in anna.private.last()
    assert "It is hard." in bram.private.last()
    await anna.presses("Take it back")
    assert [row.text for row in await rows(chat, CheckIn)] == ["It is hard."]
    await bram.leaves()
    assert await rows(chat, CheckIn) == []


@both
async def test_it_is_asked_again_after_four_months(database: Database, t: Tongue) -> None:
    chat, (_vera, anna, *_rest) = await after_a_meeting(database, "twice-a-year", FIRST, t.language)
    await anna.presses(t("Answer"))
    await anna.fills_in(text="Two classes read.")
    await chat.advance_to(SECOND)
    await chat.advance_to(datetime(2026, 7, 13, 9, tzinfo=UTC))
    asked = [one for one in anna.private.all() if t("How is it going after reading?") in one]
    assert len(asked) == 2
    await anna.says(f"{t('checkin')} Everybody reads.")
    await anna.fills_in()
    assert [row.turn for row in await rows(chat, CheckIn)] == ["first", "second"]


async def test_elsewhere_it_is_off_until_it_is_switched_on(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, "monthly", CALLS)
    await vera.says("plan")
    await vera.presses("Change the timetable")
    await vera.fills_in(**{"checkin-first": "E+3w"})
    await chat.advance_to(datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert "How is it going after reading?" in anna.private.last()
    monthly = [said for said in vera.private.all() if "Call list" in said]
    assert monthly == []


@both
async def test_refusals(database: Database, t: Tongue) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(template="twice-a-year", language=t.language)
    for one in (vera, anna):
        one.language = t.language
    assert t("There has been no meeting yet") in await anna.says(t("checkin"))
    assert t("no answers that you can see") in await anna.says(t("checkin list"))
    meeting = await chat.meeting(datetime(2026, 3, 10, 14))  # noqa: DTZ001 - a wall-clock time
    here = (chat.network_id, meeting)
    assert t("not over") in await anna.pushes("checkin.answer", *here, "first")
    assert t("not over") in await vera.pushes("checkin.calls", *here)
    await chat.advance_to(CALLS)
    assert t("older card") in await anna.pushes("checkin.answer", *here, "third")
    assert t("no answer of yours") in await anna.pushes("checkin.withdraw", *here, "first")
    assert t("not in the network") in await vera.pushes("checkin.tick", *here, "p999")
    await anna.says(t("checkin"))
    assert t("Write one line") in await anna.fills_in(text="   ")
    assert t("Choose who may see it") in await anna.fills_in(text="Well.", visible="world")
    assert t("at most 300 characters") in await anna.fills_in(text="x" * 10_000)


async def test_another_networks_meeting_is_out_of_reach(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await after_a_meeting(database, "twice-a-year", FIRST)
    await anna.says("checkin Ours.")
    await anna.fills_in(visible="group")
    (ours,) = await rows(chat, CheckIn)
    zoe, *_others = await chat.network("Other", facilitators=("Zoe",), members=("Yara",))
    said = await zoe.pushes("checkin.answer", chat.network_id, ours.meeting_id, "first")
    assert "I cannot find that meeting" in said
    assert "cannot find" in await zoe.pushes("checkin.calls", chat.network_id, ours.meeting_id)
    assert "Ours." not in await zoe.says("checkin list")


async def test_a_cancelled_meeting_asks_nothing(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(template="twice-a-year")
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await vera.presses("Cancel the meeting")
    await chat.advance_to(A_YEAR_ON)
    assert all("How is it going" not in said for said in anna.private.all())


async def test_in_dutch(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, "twice-a-year", FIRST, "nl")
    assert "Hoe gaat het na reading?" in anna.private.last()
    await anna.says("tussenstand Twee groepen lezen.")
    assert "de groep kan het zien" in await anna.fills_in(visible="group")
    assert "De Brug (Anna): Twee groepen lezen." in await vera.says("tussenstand lijst")
    assert "[Vertellen hoe het gaat] [Wat anderen zeggen]" in await vera.home()
    assert chat.room.all() == [said for said in chat.room.all() if "Twee groepen" not in said]


async def test_who_left_is_not_named_as_somebody_who_shares_the_answer(
    database: Database,
) -> None:
    _chat, (_vera, anna, bram, _carla) = await after_a_meeting(database, "five-times", FIRST)
    assert "Bram" in await anna.says("checkin")
    await bram.leaves()
    assert "Bram" not in await anna.says("checkin")


async def test_an_answer_stays_with_the_school_it_was_given_for(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await after_a_meeting(database, "twice-a-year", FIRST)
    await anna.presses("Answer")
    await anna.fills_in(text="Two classes read.", visible="facilitators")

    def moves(unit: Unit) -> None:
        school = people.organisation(unit.session, "De Beuk")
        for one in (anna, carla):
            row = membership(unit.session, chat.network_id, one.id)
            assert isinstance(row, Membership)
            row.organisation_id = school.id
            unit.session.add(row)

    await chat.database.write(moves)
    for one, sees in ((vera, True), (anna, True), (bram, True), (carla, False)):
        assert ("Two classes read." in await one.says("checkin list")) is sees
    (kept,) = await rows(chat, CheckIn)
    await anna.pushes("checkin.withdraw", chat.network_id, kept.meeting_id, "first")
    assert await rows(chat, CheckIn) == []


async def test_answers_of_a_school_in_dutch(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await after_a_meeting(
        database, "twice-a-year", FIRST, language="nl"
    )
    await anna.presses("Antwoorden")
    assert "één antwoord van jou en Bram" in anna.form.intro
    await anna.fills_in(text="Twee groepen lezen.", visible="facilitators")
    assert "het antwoord van je organisatie" in bram.private.last()
    assert "Twee groepen lezen." in await vera.says("tussenstand lijst")
    assert "geen antwoorden die jij kunt zien" in await carla.says("tussenstand lijst")
    await anna.presses("Intrekken")
    assert await rows(chat, CheckIn) == []


async def test_the_call_list_in_dutch(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await after_a_meeting(database, "five-times", CALLS, "nl")
    assert "Bellijst na reading" in vera.private.last()
    await vera.picks("Notitie maken", "De Brug")
    said = await vera.fills_in(note="Begint na de vakantie.", called="yes")
    assert "De Brug: gebeld · Begint na de vakantie." in said
    assert "Iedereen is gebeld." not in said
    assert "Iedereen is gebeld." in await vera.picks("Afvinken", "Carla")
    assert "die bijeenkomst zorgt" in await anna.pushes("checkin.calls", _chat.network_id, 1)
