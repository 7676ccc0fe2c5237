"""The yield of a meeting: who is asked, what the group sees, and what newcomers get."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cards import Card, Link
from bot.turn import Scene
from storage.database import Database, Unit
from storage.takeaways import MeetingYield, SchoolNote
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows
from tests.features.tongue import Tongue, in_both

pytestmark = pytest.mark.slow

BEGINS = datetime(2026, 3, 10, 14, 0)  # noqa: DTZ001 - a wall-clock time
DAYS_AFTER = datetime(2026, 3, 13, 8, 5, tzinfo=UTC)
AFTER_POST = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
MEETING_OVER = datetime(2026, 3, 10, 16, 30, tzinfo=UTC)
DUTCH = {
    "After reading": "Na reading",
    "Back to school after reading": "Terug naar school na reading",
    "Change the timetable": "Tijdschema aanpassen",
    "I tell: My team.": "Ik vertel: My team.",
    "Move": "Verzetten",
    "Nobody gets this unless you send it on.": "Niemand krijgt dit, tenzij jij het doorstuurt.",
    "Tuesday 10 March 2026": "dinsdag 10 maart 2026",
    "Write two lines": "Twee regels schrijven",
    "plan": "planning",
    "school": "school",
    "yield": "opbrengst",
}
both = in_both(DUTCH)


async def after_a_meeting(
    database: Database, until: datetime = DAYS_AFTER, language: str = "en", **more: object
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in which a meeting was held on Tuesday 10 March 2026, until 17:00."""
    chat = await Conversation.open(database)
    people = await chat.network(language=language, **more)
    for one in people:
        one.language = language
    vera = people[0]
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await chat.advance_to(until)
    return chat, people


async def test_the_yield_goes_from_the_facilitator_to_the_group(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database)
    assert "The yield of reading" in vera.private.last()
    assert "What is written by Monday 16 March 2026" in vera.private.last()
    assert all("yield" not in said for said in anna.private.all())
    form = await vera.presses("Write the yield")
    assert form.startswith("The yield of reading")
    kept = await vera.fills_in(line1="Read five minutes a day.", line3="Let pupils choose.")
    assert "Read five minutes a day.\nLet pupils choose." in kept
    assert "It goes to the group on Monday 16 March 2026, 08:00" in kept
    assert "Read five minutes a day." in vera.private.last()
    assert all("five minutes" not in said for said in chat.room.all())
    await chat.advance(days=6)
    assert "What reading yielded\nRead five minutes a day.\nLet pupils choose." in chat.room.last()
    (mine,) = [said for said in vera.private.all() if said.startswith("The yield of reading")]
    assert "The group has it; what you change, changes there too." in mine


@both
async def test_it_is_one_post_with_looking_back(database: Database, t: Tongue) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, language=t.language)
    await vera.says("meeting 14 April 14:00-17:00 at De Brug: writing")
    await vera.says(f"{t('yield')} Read five minutes a day.")
    before = len(chat.room.all())
    await chat.advance_to(AFTER_POST.replace(hour=17))
    assert len(chat.room.all()) == before + 1
    assert t("After reading") in chat.room.last()
    assert "Read five minutes a day." in chat.room.last()


async def test_nothing_is_posted_when_nothing_was_written(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, AFTER_POST.replace(day=18))
    assert all("yielded" not in said for said in chat.room.all())
    (mine,) = [said for said in vera.private.all() if said.startswith("The yield of reading")]
    assert "goes to the group" not in mine


async def test_a_correction_redraws_the_post(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database)
    await vera.says("yield Read five minutes a day.")
    await chat.advance(days=6)
    await vera.says("yield")
    assert "The group has it; what you change" in await vera.fills_in(line1="Read ten minutes.")
    assert "Read ten minutes." in chat.room.last()
    assert "five" not in chat.room.last()


async def test_what_is_taken_out_disappears(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database)
    await vera.says("yield Read five minutes a day.")
    await chat.advance(days=6)
    await vera.says("yield")
    await vera.fills_in(line1="")
    assert all("yielded" not in said for said in chat.room.all())
    assert "No meeting has a yield yet." in await vera.says("yield list")


async def test_a_late_yield_is_put_in_the_group_by_a_button(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, AFTER_POST.replace(day=18))
    await vera.says("yield Read five minutes a day.")
    assert await vera.presses("Put it in the group") == "The group sees it now."
    assert "Read five minutes a day." in chat.room.last()
    posts = len(chat.room.all())
    assert "has it already" in await vera.presses("Put it in the group")
    assert len(chat.room.all()) == posts


async def test_an_early_yield_waits_for_its_moment(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database)
    card = await vera.says("yield Read five minutes a day.")
    assert "[Put it in the group]" not in card
    await chat.advance(days=9)
    posts = [said for said in chat.room.all() if "yielded" in said]
    assert len(posts) == 1


async def test_a_facilitator_asks_somebody_else(database: Database) -> None:
    _chat, (vera, anna, bram, *_rest) = await after_a_meeting(database)
    assert "Vera. Tell them your line" in await anna.says("yield My line.")
    assert "privately to write it" in await vera.picks("Ask somebody to write it", "Anna")
    assert "Vera asked Anna to write the yield of" in await vera.says("history")
    # At once, although she was written to today: later it would have gone to the group.
    assert "What is written by Monday 16 March 2026, 08:00" in anna.private.last()
    assert "Begin small." in await anna.says("yield Begin small.")
    assert "Anna. Tell them your line" in await bram.says("yield Mine.")
    assert "And slowly." in await vera.says("yield And slowly.")


async def test_two_writers_never_overwrite_each_other(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, facilitators=("Vera", "Wim"))
    wim = chat.people["Wim"]
    await vera.says("yield")
    await wim.says("yield")
    await vera.fills_in(line1="Vera's line.")
    assert "has just changed it" in await wim.fills_in(line1="Wim's line.")
    assert "Vera's line." in await wim.says("yield And Wim's.")


@both
async def test_handing_in_twice_counts_once(database: Database, t: Tongue) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, language=t.language)
    await vera.says(t("yield"))
    await vera.fills_in(line1="Once.", key="same")
    await vera.fills_in(line1="Once.", key="same")
    (kept,) = await rows(chat, MeetingYield)
    assert (kept.lines, kept.revision) == (["Once."], 1)


async def test_five_lines_and_no_more(database: Database) -> None:
    _chat, (vera, *_rest) = await after_a_meeting(database)
    for number in range(5):
        await vera.says(f"yield Line number {number}")
    assert "There are five lines already" in await vera.says("yield One more.")


@pytest.mark.parametrize("typed", ["x" * 10_000, "y" * 201])
async def test_a_long_line_is_refused(database: Database, typed: str) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database)
    assert "at most 200 characters" in await vera.says(f"yield {typed}")
    await vera.says("yield")
    assert "at most 200 characters" in await vera.fills_in(line2=typed)
    assert await rows(chat, MeetingYield) == []


@pytest.mark.parametrize("typed", ["=1+1", "<b>bold</b>", "שלום {name} %s", "a 🎈 b", "\ue000"])
async def test_any_words_are_kept_as_they_are(database: Database, typed: str) -> None:
    _chat, (vera, *_rest) = await after_a_meeting(database)
    said = await vera.says(f"yield a{typed}")
    assert f"a{typed}".replace("\ue000", "") in said


async def test_before_any_meeting_there_is_nothing_to_write(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    assert "There has been no meeting yet" in await vera.says("yield A line.")
    assert "No meeting has a yield yet." in await vera.says("yield")
    assert "No meeting has a yield yet." in await anna.says("opbrengst lijst")


async def test_a_cancelled_meeting_asks_nothing(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await vera.presses("Cancel the meeting")
    await chat.advance(days=30)
    for one in (vera, anna):
        assert all("yield" not in said and "school" not in said for said in one.private.all())


@both
async def test_a_moved_meeting_asks_after_its_new_time(database: Database, t: Tongue) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language=t.language)
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await vera.presses(t("Move"))
    await vera.fills_in(day="2026-03-17", last_day="2026-03-17")
    await chat.advance_to(DAYS_AFTER.replace(day=14))
    assert all(t("school") not in said for said in anna.private.all())
    await chat.advance_to(DAYS_AFTER.replace(day=20))
    assert t("Back to school after reading") in anna.private.last()


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "What the last meetings yielded"), ("nl", "Wat de laatste bijeenkomsten opbrachten")],
)
async def test_a_newcomer_gets_the_last_three_yields(
    database: Database, language: str, title: str
) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(language=language)
    for number, month in enumerate(("March", "April", "May", "June"), start=1):
        await vera.says(f"meeting 10 {month} 2026 14:00-17:00 at De Linde: theme {number}")
    for number, month in enumerate((3, 4, 5, 6), start=1):
        await chat.advance_to(datetime(2026, month, 10, 16, tzinfo=UTC))
        await vera.says(f"yield Line of {number}.")
    await chat.advance_to(datetime(2026, 6, 11, 9, tzinfo=UTC))
    dora = Somebody(chat, "Dora", 0, vera.room, language=language)
    await dora.joins()
    welcome = dora.private.last()
    assert title in welcome
    assert [n for n in range(1, 5) if f"Line of {n}." in welcome] == [1, 2, 3]  # 4 is a draft
    assert "Line of 4." not in await dora.says("yield list")

    def drawn(unit: Unit) -> Card | None:
        zone, registry = ZoneInfo("Europe/Amsterdam"), chat.core.features
        scene = Scene(unit, chat.clock.now, chat.network_id, zone, chat.core.links, registry)
        return registry.cards["takeaways.recent"](scene, 4)

    assert await database.read(drawn) is None  # what was public may be a draft again


async def test_back_to_school_is_mine_alone(database: Database) -> None:
    chat, (vera, anna, bram, *_rest) = await after_a_meeting(database, DAYS_AFTER)
    assert "Whom at school do you tell" in anna.private.last()
    await vera.says("yield Read five minutes a day.")
    await anna.presses("Write two lines")
    page = await anna.fills_in(tell="My team, on Monday.", ask="Our librarian: which books?")
    assert "I tell: My team, on Monday.\nI ask: Our librarian: which books?" in page
    assert "Nobody gets this unless you send it on." in page
    assert "five minutes" not in page  # the group has not seen it yet
    assert "I tell: My team" in anna.private.last()
    for one in (vera, bram):
        seen = [*one.private.all(), *chat.room.all(), await one.home(), await one.says("yield")]
        assert all("My team" not in said for said in seen)
        assert "My team" not in await one.presses("Back to school")
    await chat.advance_to(AFTER_POST.replace(day=17))
    assert "Read five minutes a day." in await anna.presses("My one-page take-away")


@both
async def test_the_take_away_is_a_page(database: Database, t: Tongue) -> None:
    from bot.features.takeaways.page import take_away_page

    chat, (_vera, anna, *_rest) = await after_a_meeting(database, DAYS_AFTER, t.language)
    await anna.presses(t("Write two lines"))
    assert t("Nobody gets this unless you send it on.") in await anna.fills_in(tell="My team.")
    card = anna.answers[-1]
    links = [item for part in card.body for item in getattr(part, "items", ())]
    url = next(one.url for one in links if isinstance(one, Link) and "/takeaway/" in one.url)
    signed = chat.core.links.read("takeaway", url.rpartition("/")[2])
    assert signed
    meeting, person = signed

    async def page() -> str | None:
        return await database.read(
            lambda unit: take_away_page(
                unit, chat.core.features, meeting, int(person), chat.clock.now
            )
        )

    text = await page()
    assert text
    assert f"reading\nCircle\n{t('Tuesday 10 March 2026')}" in text
    assert t("I tell: My team.") in text
    await anna.leaves()
    assert await page() is None
    assert await rows(chat, SchoolNote) == []


async def test_who_could_not_come_is_not_asked(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, *_rest = await chat.network()
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await anna.says("come no")
    await chat.advance_to(DAYS_AFTER)
    assert all("Back to school" not in said for said in anna.private.all())
    assert "Back to school" in bram.private.last()


@both
async def test_the_timetable_switches_it_off(database: Database, t: Tongue) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language=t.language)
    await vera.says(t("plan"))
    await vera.presses(t("Change the timetable"))
    await vera.fills_in(**{"takeaways-school": "off"})
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await chat.advance_to(DAYS_AFTER)
    assert all(t("Back to school after reading") not in one for one in anna.private.all())


async def test_another_networks_meeting_is_out_of_reach(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database)
    await vera.says("yield Ours.")
    (ours,) = await rows(chat, MeetingYield)
    first = chat.network_id
    zoe, *_others = await chat.network("Other", facilitators=("Zoe",), members=("Yara",))
    for action in ("write", "page", "school", "publish"):
        said = await zoe.pushes(f"takeaways.{action}", chat.network_id, ours.meeting_id)
        assert "I cannot find that meeting" in said
        outside = await zoe.pushes(f"takeaways.{action}", first, ours.meeting_id)
        assert "You are not in this learning network" in outside


async def test_in_dutch(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, language="nl")
    assert "Opbrengst: reading" in vera.private.last()
    await vera.presses("Opbrengst schrijven")
    kept = await vera.fills_in(line1="Elke dag vijf minuten lezen.")
    assert "Op maandag 16 maart 2026, 08:00 gaat het naar de groep" in kept
    await chat.advance_to(DAYS_AFTER)
    assert "Terug naar school na reading" in anna.private.last()
    await anna.presses("Twee regels schrijven")
    assert "Ik vertel: mijn team" in await anna.fills_in(tell="mijn team")
    await chat.advance(days=6)
    assert "De opbrengst van reading\nElke dag vijf minuten lezen." in chat.room.last()
    assert "Terug naar school" in await anna.home()
    assert "geschreven door Vera" in await anna.says("opbrengst Ik ook.")
