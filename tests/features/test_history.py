"""Who changed what: for facilitators, in their language, without answers or texts of others."""

from datetime import datetime, timedelta

import pytest

from bot.changes import DEEDS
from bot.events import Press
from bot.features.history.handlers import feature
from bot.features.history.sentences import CODES
from bot.texts import LANGUAGES, speaking
from storage import history, retention
from storage.database import Database
from storage.history import Change
from tests.conversation import MONDAY, Conversation, Somebody
from tests.features.speaking import rows
from tests.features.test_plan_failures import refuses

APRIL = datetime(2026, 4, 30, 14)  # noqa: DTZ001 - a wall-clock time
slow = pytest.mark.slow


async def begun(database: Database, **how: object) -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    return chat, await chat.network(**how)  # type: ignore[arg-type] # plain values


def test_every_change_has_its_words_and_its_sentence() -> None:
    assert set(DEEDS) == CODES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_shows_it(language: str) -> None:
    with speaking(language):
        assert len([card for make in feature.samples for card in make()]) == 2


@slow
async def test_a_facilitator_reads_who_changed_what(database: Database) -> None:
    _chat, (vera, anna, *_) = await begun(database)
    assert "Nothing was changed yet." in await vera.says("history")
    await vera.says("meeting 30 April 14:00-17:00 at De Linde")
    meeting = 1
    await vera.gets_press("meetings.open_move", meeting)
    await vera.fills_in(day="2026-05-07")
    await vera.says("members")
    await vera.picks("Make facilitator", "Anna")
    await anna.gets_press("meetings.cancel", meeting)
    await anna.says("members")
    await anna.picks("Take out", "Bram")
    told = await anna.says("changes")
    assert "Vera planned Meeting 1 on Thursday 30 April 2026, 14:00." in told
    assert "from Thursday 30 April 2026, 14:00 to Thursday 7 May 2026, 14:00." in told
    assert "Vera made Anna a facilitator as well." in told
    assert "Anna called off Meeting 1 of Thursday 7 May 2026, 14:00." in told
    assert told.index("Anna took Bram out of the network.") < told.index("Vera planned")
    assert "Mon 2 March 2026 10:00" in told
    assert "for 400 days" in told


@slow
async def test_settings_are_told_only_where_they_changed(database: Database) -> None:
    _chat, (vera, *_) = await begun(database)
    for action in ("texts", "quiet", "lines"):
        await vera.gets_press(f"networks.{action}")
        await vera.fills_in()
    assert "Nothing was changed yet." in await vera.says("history")
    await vera.gets_press("networks.texts")
    await vera.fills_in(name="=1+1 <b>Ring</b>", goal="‮geheim " * 20)
    await vera.gets_press("networks.quiet")
    assert "Saved" in await vera.fills_in(**{"from": "19:00", "country": "BE"})
    await vera.gets_press("networks.lines")
    await vera.fills_in(**{"meetings-practical": "off", "come-unsaid": "B-5d 10:00"})
    await vera.gets_press("prepare.rotate", 1)
    await vera.gets_press("prepare.rotate", 1)
    told = await vera.says("history")
    assert "Vera changed the name and the goal." in told
    assert "quiet hours (now 19:00 to 08:00) and the country of the public holidays" in told
    assert "Vera switched 'The practical side' off in the timetable." in told
    assert "from B-6d 09:00 to B-5d 10:00" in told
    assert told.count("go round") == 1
    assert "geheim" not in told


@slow
async def test_in_dutch(database: Database) -> None:
    chat, (vera, anna, *_) = await begun(database, language="nl")
    meeting = await chat.meeting(APRIL)
    await vera.gets_press("meetings.cancel", meeting)
    await vera.says("deelnemers")
    await vera.picks("Procesbegeleider maken", "Anna")
    told = await anna.says("geschiedenis")
    assert "Vera heeft Bijeenkomst 1 van donderdag 30 april 2026, 14:00 afgelast." in told
    assert "Vera heeft Anna ook procesbegeleider gemaakt." in told
    assert "400 dagen bewaard" in told


async def test_it_is_for_the_facilitators_of_that_network(database: Database) -> None:
    chat, (vera, anna, *_) = await begun(database)
    await vera.gets_press("meetings.cancel", await chat.meeting(APRIL))
    assert "for the facilitators of Circle" in await anna.says("history")
    assert "for the facilitators of Circle" in await anna.pushes("history.page", 1, 0)
    [walt, *_] = await chat.network("Square", facilitators=("Walt",), members=("Xena",))
    assert "Nothing was changed yet." in await walt.says("history", privately=True)
    assert "You are not in this learning network" in await walt.pushes("history.page", 1, 0)
    assert "What was changed in Circle" in await vera.pushes("history.page", 1, 999)


@slow
async def test_older_changes_are_a_press_away(database: Database) -> None:
    chat, (vera, *_) = await begun(database)
    for day in range(14):
        await vera.gets_press("meetings.cancel", await chat.meeting(APRIL + timedelta(days=day)))
    assert "30 April" not in await vera.says("history")
    assert "30 April" in await vera.presses("Older")
    assert "13 May" in await vera.presses("Newer")


@slow
async def test_a_hidden_line_is_told_without_what_it_said(database: Database) -> None:
    chat, (vera, anna, *_) = await begun(database)
    await chat.meeting(APRIL)
    await vera.says("speaker Noor")
    await anna.says("ask What about Karim and his late reports?")
    for on in (1, 1, 0):
        await vera.gets_press("speakers.hide", 1, on)
    told = await vera.says("history")
    assert told.count("Vera hid a question for Meeting 1.") == 1
    assert told.count("Vera showed a hidden question for Meeting 1 again.") == 1
    assert "Karim" not in told
    assert "Anna" not in told


@slow
async def test_what_people_do_for_themselves_is_not_in_it(database: Database) -> None:
    chat, (vera, anna, *_) = await begun(database)
    meeting = await chat.meeting(APRIL)
    await anna.gets_press("come.answer", meeting, "no")
    await anna.gets_press("members.less", "without")
    await anna.says('poll "Lunch?" "Soup" "Bread"')
    await anna.presses("Soup")
    await anna.leaves()
    assert "Nothing was changed yet." in await vera.says("history")


@slow
async def test_who_erased_themselves_is_somebody_who_left(database: Database) -> None:
    chat, (vera, anna, *_) = await begun(database)
    await vera.says("members")
    await vera.picks("Make facilitator", "Anna")
    await anna.gets_press("meetings.cancel", await chat.meeting(APRIL))
    assert "What was changed in a network, by you or about you" in await anna.says("privacy")
    await anna.says("privacy erase")
    await anna.presses("Erase everything")
    del chat.people["Anna"]
    told = await vera.says("history")
    names = (f"#{anna.id}", "somebody who left")  # a platform names them by itself
    assert any(f"{name} called off Meeting 1" in told for name in names)
    names = await chat.core.names({anna.id, vera.id})
    assert names == {anna.id: "somebody who left", vera.id: "Vera"}


@slow
async def test_it_is_forgotten_in_time(database: Database) -> None:
    chat, (vera, *_) = await begun(database)
    await vera.gets_press("meetings.cancel", await chat.meeting(APRIL))
    for days, left in ((399, 1), (401, 0)):
        now = MONDAY + timedelta(days=days)
        await database.write(
            lambda unit, at=now: history.forget(unit.connection, at - retention.PERIODS["changes"])
        )
        assert len(await rows(chat, Change)) == left


async def test_any_page_is_answered(database: Database) -> None:
    _chat, (vera, *_) = await begun(database)
    for skipped in (-1, 12, 2**40, "x", "10" * 5000, True):
        said = await vera.gets_press("history.page", skipped)
        assert "What was changed in Circle" in said or "older card" in said, skipped


@slow
async def test_what_a_facilitator_changes_around_a_meeting_is_told(database: Database) -> None:
    chat, (vera, anna, bram, *_) = await begun(database)
    meeting = await chat.meeting(APRIL)
    await vera.gets_press("meetings.new_session", meeting)
    await vera.fills_in(title="Morning")
    await vera.says("speaker Noor")
    await vera.gets_press("speakers.item_add", 1)
    await vera.fills_in(note="Read this", title="A note")
    await vera.gets_press("speakers.item_remove", 1)
    await anna.says("ask How do you begin?")
    await bram.says("ask Where do you start?")
    into = Press(vera.origin(), "speakers.into", (chat.network_id, 1), "2")
    await chat.way.take(into)
    for _twice in range(2):
        await vera.gets_press("speakers.unmerge", 2)
    told = await vera.says("history")
    assert "Vera changed Meeting 1." in told
    assert "Vera took away something to read for Meeting 1." in told
    assert told.count("Vera put two questions for Meeting 1 together.") == 1
    assert told.count("Vera took questions for Meeting 1 apart.") == 1
    assert "start" not in told
    assert "for the facilitators" in await anna.says("history")


@slow
async def test_reminders_and_evaluations_that_were_changed_are_told(database: Database) -> None:
    _chat, (vera, *_) = await begun(database)
    for text in ("us", "me"):
        await vera.says(f"remind {text} every thursday at 9: bring your poster")
        await vera.presses("Set it")
    for number in (1, 2):
        for deed in ("pause", "resume"):
            await vera.gets_press(f"remind.{deed}", number)
    for _twice in range(2):
        await vera.gets_press("evaluations.choose")
        await vera.fills_in(form="energy")
    told = await vera.says("history")
    for said in ("Vera paused a", "Vera resumed a", "Vera changed what is asked after meetings."):
        assert told.count(said) == 1
    assert "poster" not in told


@slow
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_message_sent_again_is_told(database: Database, language: str) -> None:
    chat, (vera, *_) = await begun(database, language=language)
    await refuses(chat, "archived: is_archived")
    await vera.says('poll "Lunch?" "Soup" "Bread"')
    await vera.says("plan")
    await vera.presses({"en": "Send again", "nl": "Opnieuw sturen"}[language])
    said = {"en": "Vera had a message sent again", "nl": "Vera heeft een bericht opnieuw laten"}
    assert said[language] in await vera.says("history")
