"""Quick polls in one line and by form, voted in one press, closed in time."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.events import AccountRef, Origin, Press, RoomRef
from bot.feature import Reading
from bot.features.polls.line import read_line
from storage.database import Database, Unit
from storage.networks import Membership
from storage.people import Account, Person
from tests.conversation import MONDAY, Conversation

NUMBERS = count(1)


async def opened(database: Database, line: str = 'poll "Lunch?" "Soup" "Bread"') -> Conversation:
    chat = await Conversation.open(database)
    await chat.network()
    await chat.people["Anna"].says(line)
    return chat


async def test_a_poll_in_one_line_is_answered_in_one_press(database: Database) -> None:
    chat = await opened(database)
    anna, bram, vera = (chat.people[name] for name in ("Anna", "Bram", "Vera"))
    assert chat.room.last() == (
        "Lunch?\nSoup: 0\nBread: 0\n"
        "Nobody has chosen yet. Choose one; you can still move."
        " Open until Monday 9 March 2026, 17:00. Asked by Anna.\n"
        "[Soup] [Bread] [Manage]"
    )
    assert await bram.presses("Soup") == ""
    assert await vera.presses("Soup") == ""
    assert "Soup: 2 Bram and Vera\nBread: 0\n2 people chose." in chat.room.last()
    await bram.presses("Bread")
    assert "Soup: 1 Vera\nBread: 1 Bram" in chat.room.last()
    assert await bram.presses("Bread") == "Your choice stands: Bread."
    assert "Soup: 1 Vera\nBread: 1 Bram" in chat.room.last()
    await anna.presses("Bread")
    await chat.advance(days=7, hours=8)
    assert chat.room.last() == (
        "Lunch?\nSoup: 1 Vera\nBread: 2 Anna and Bram\n"
        "Most chosen: “Bread”, with 2 votes.\n"
        "3 people chose. Closed on Monday 9 March 2026, 17:00. Asked by Anna."
    )
    assert len(chat.room.all()) == 1


async def test_several_choices_are_switched_on_and_off(database: Database) -> None:
    chat = await opened(database, 'poll "Lunch?" "Soup" "Bread" --many --closes friday 17:00')
    bram = chat.people["Bram"]
    assert "Open until Friday 6 March 2026, 17:00." in chat.room.last()
    await bram.presses("Soup")
    await bram.presses("Bread")
    assert "Soup: 1 Bram\nBread: 1 Bram\n1 person chose." in chat.room.last()
    await bram.presses("Soup")
    assert "Soup: 0\nBread: 1 Bram" in chat.room.last()
    await chat.people["Vera"].presses("Soup")
    await chat.advance(days=5)
    assert "“Soup” and “Bread” share first place, with 1 vote each." in chat.room.last()


async def test_a_poll_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language="nl")
    said = await anna.says("peiling „Lunch?” „Soep” „Brood” —meer —sluit vrijdag 17:00")
    assert said == (
        "De peiling staat in de groep.\nLunch?\nKeuzes: Soep · Brood\n"
        "Sluit: vrijdag 6 maart 2026, 17:00\n[Beheren]"
    )
    assert chat.room.last() == (
        "Lunch?\nSoep: 0\nBrood: 0\n"
        "Nog niemand heeft gekozen. Kies er zoveel als je wilt."
        " Open tot vrijdag 6 maart 2026, 17:00. Gevraagd door Anna.\n"
        "[Soep] [Brood] [Beheren]"
    )
    await vera.presses("Soep")
    assert "Soep: 1 Vera" in chat.room.last()
    await anna.presses("Beheren")
    assert "gesloten" in await anna.presses("Nu sluiten")
    assert "Meest gekozen: “Soep”, met 1 stem." in chat.room.last()
    assert await anna.presses("Nu sluiten") == (
        "Deze peiling is al gesloten. Typ 'peiling' voor een nieuwe."
    )


async def test_a_poll_by_form(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network()
    assert (await anna.says("poll")).startswith("A new poll")
    said = await anna.fills_in(question="Which day?", options="Mon\nTue\nWed\nThu\nFri\nSat")
    assert said.startswith("The poll is in the group.")
    await anna.picks("Your choice", "Thu")
    assert "Thu: 1 Anna" in chat.room.last()
    await anna.says("poll")
    assert await anna.fills_in(question=" ") == (
        'A poll begins with a question. For example: poll "Lunch?" "Soup" "Bread"'
        " --closes friday 17:00"
    )
    assert "is there twice" in await anna.fills_in(question="Q?", options="a\nA")
    assert "closing time is past" in await anna.fills_in(question="Q?", closes="2026-03-01")
    said = await anna.fills_in(question="Shall we?", closes="2026-03-05", closes_time="12:30")
    assert "Yes · No · It depends" in said
    assert "Thursday 5 March 2026, 12:30" in said
    assert len(chat.room.all()) == 2


NO_POLLS = (
    ("poll Lunch", "cannot tell the question from the options"),
    ('poll "Lunch?" "Soup" "Bread', "quotation mark is missing"),
    ("poll Lunch? Soup Bread", "like this: poll Lunch? Soup, Bread"),
    ("poll Lunch? hot soup or bread", "like this: poll Lunch? hot soup, bread"),
    ("poll Lunch? Soup", "like this: poll Lunch? Soup, something else"),
    ('poll "Lunch?" Soup Bread', "like this: poll Lunch? Soup, Bread"),
    (f"poll Lunch? {'<b>😀 ' * 300}", "like this: poll Lunch? <b>😀, <b>😀"),
    ('poll "Lunch?" "Soup"', "2 to 10 options; this one has 1"),
    ('poll "Lunch?" "Soup" "soup "', "“Soup” is there twice"),
    ('poll "Lunch?" ' + " ".join(f'"{n}"' for n in range(11)), "this one has 11"),
    (f'poll "{"x" * 201}" "a" "b"', "at most 200 characters"),
    (f'poll "Q?" "{"x" * 76}" "b"', "at most 75 characters"),
    (f"poll {'x' * 10_000}", "too long for one line"),
    ('poll "Q?" "a" "b" --colour red', "I don't know --colour"),
    ('poll "Q?" "a" "b" --closes', "Say when after"),
    ('poll "Q?" "a" "b" --closes yesterday', "closing time is past"),
    ('poll "Q?" "a" "b" --closes 1 march 2026', "closing time is past"),
    ('poll "Q?" "a" "b" --closes 30 february', "not in the calendar"),
    ('poll "Q?" "a" "b" --closes 1 october', "at most half a year"),
    ('poll "Q?" "a" "b" --closes whenever', "‘"),
    ('poll "Q?" "a" "b" --every blue moon', "how often"),
    ('poll "Q?" "a" "b" --at tomorrow 9:00 --closes 2 march 2026', "closing time is past"),
    ('poll "Q?" "a" "b" --at saturday 9:00 --closes sunday 17:00', "All that time is quiet"),
    ('poll "Q?" "a" and now "b"', "what to do with “and now”"),
    ('poll " " "a" "b"', "begins with a question"),
)


async def test_what_is_no_poll_is_answered_with_a_way_out(database: Database) -> None:
    chat = await Conversation.open(database)
    await chat.network()
    for line, answer in NO_POLLS:
        assert answer in await chat.people["Anna"].says(line), line
        assert chat.room.all() == [], line
    assert "There is no poll now." in await chat.people["Anna"].says("poll list")


@pytest.mark.parametrize(
    ("language", "none", "one", "nobody"),
    [
        ("en", "Nobody has chosen yet.", "1 person chose.", "Nobody chose."),
        ("nl", "Nog niemand heeft gekozen.", "1 persoon heeft gekozen.", "Niemand heeft gekozen."),
    ],
)
async def test_none_and_one_are_said_as_people_do(
    language: str, none: str, one: str, nobody: str, database: Database
) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language=language)
    await vera.says("poll Lunch? Soup, Bread")
    assert none in chat.room.last()
    await anna.presses("Soup")
    assert one in chat.room.last()
    await vera.says("poll Tea? Green, Black")
    await chat.advance(days=8)
    assert nobody in chat.room.last()
    assert "0 " not in chat.room.last()


async def test_options_without_commas_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(language="nl")
    said = await vera.says("peiling Lunch? Soep Brood")
    assert said == "Zet een komma tussen de keuzes, zo: peiling Lunch? Soep, Brood"
    assert await vera.says(said.split("zo: ")[1])
    assert "Soep: 0" in chat.room.last()


@pytest.mark.parametrize(
    "line",
    [
        "Lunch? Soup, Bread",
        "'Lunch?' 'Soup' 'Bread'",
        "“Lunch?” “Soup”, “Bread”",
        "„Lunch?“ „Soup“ „Bread“",
        '"Lunch?" Soup, Bread',
        'Lunch? "Soup" or "Bread"',
        '--many "Lunch?" "Soup" "Bread"',
        "‘Lunch?’ ‘Soup’ ‘Bread’ –many",
    ],
)
def test_all_quotation_marks_are_accepted(line: str) -> None:
    draft = read_line(Reading(MONDAY, ZoneInfo("Europe/Amsterdam")), line)
    assert (draft.question, draft.options) == ("Lunch?", ("Soup", "Bread"))


def test_apostrophes_are_no_quotation_marks() -> None:
    reading = Reading(MONDAY, ZoneInfo("Europe/Amsterdam"))
    draft = read_line(reading, "Wanneer? 's ochtends, 's avonds")
    assert draft.options == ("'s ochtends", "'s avonds")
    assert read_line(reading, "What's the school's plan?").question == "What's the school's plan?"


@given(st.text(alphabet=st.sampled_from("ab?,'\"“”„ -—\n‮<=1😀"), max_size=60), st.text(max_size=40))
def test_no_line_breaks_the_reader(start: str, rest: str) -> None:
    try:
        draft = read_line(Reading(MONDAY, ZoneInfo("Europe/Amsterdam")), start + rest)
    except Refusal:
        return
    assert draft.question
    assert len(draft.options) != 1


async def test_strange_texts_are_kept_as_they_are(database: Database) -> None:
    chat = await opened(
        database, 'poll "<b>=1+1</b> 😀?" "\u202eאבג" "=SUM(A1)" "{x} \ue0005\ue001"'
    )
    assert chat.room.last().startswith("<b>=1+1</b> 😀?\nאבג: 0\n=SUM(A1): 0\n{x} 5: 0\n")


async def test_only_the_maker_and_facilitators_manage(database: Database) -> None:
    chat = await opened(database)
    anna, bram, vera = (chat.people[name] for name in ("Anna", "Bram", "Vera"))
    assert "changed by who asked it" in await bram.presses("Manage")
    assert "Manage this poll" in await anna.presses("Manage")
    assert "Another closing time" in await anna.presses("Change the closing time")
    assert "closing time is past" in await anna.fills_in(closes="2026-03-01")
    said = await anna.fills_in(closes="2026-03-04", closes_time="12:00")
    assert said == "The poll now closes on Wednesday 4 March 2026, 12:00."
    assert "Open until Wednesday 4 March 2026, 12:00." in chat.room.last()
    await vera.presses("Manage")
    assert "The poll is closed." in await vera.presses("Close now")
    assert "Nobody chose." in chat.room.last()
    assert "Closed on Monday 2 March 2026, 10:00." in chat.room.last()
    assert "closed already" in await anna.presses("Close now")
    await chat.advance(days=14)
    assert "Closed on Monday 2 March 2026, 10:00." in chat.room.last()


async def test_a_vote_after_the_closing_is_not_counted(database: Database) -> None:
    chat = await opened(database, 'poll "Lunch?" "Soup" "Bread" --closes tomorrow 12:00')
    bram, vera = chat.people["Bram"], chat.people["Vera"]
    button = bram._button("Soup")
    chat.clock.now = datetime(2026, 3, 3, 11, 0, tzinfo=UTC) - timedelta(microseconds=1)
    await bram.presses("Soup")
    chat.clock.now = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
    said = await chat.core.dispatch(Press(vera.origin(), button.action, button.args))
    assert "This poll is closed, so your choice was not counted." in str(said)
    await chat.settle()
    assert "Soup: 1 Bram" in chat.room.last()
    assert "Closed on Tuesday 3 March 2026, 12:00." in chat.room.last()
    again = await chat.core.dispatch(Press(vera.origin(), button.action, button.args))
    assert "This poll is closed" in str(again)


async def test_votes_that_race_with_the_closing_are_counted_or_refused(database: Database) -> None:
    chat = await opened(database)
    circle, poll, _option = chat.people["Anna"]._button("Soup").args
    somebody = [chat.people[name] for name in ("Vera", "Anna", "Bram", "Carla")]
    votes = [Press(one.origin(), "polls.vote", (circle, poll, 0)) for one in somebody]
    closing = Press(somebody[0].origin(), "polls.close", (circle, poll))
    answers = await asyncio.gather(
        *(chat.core.dispatch(event) for event in (*votes[:2], closing, *votes[2:]))
    )
    counted = sum(answer == [] for answer in answers)
    assert sum("was not counted" in str(answer) for answer in answers) == 4 - counted
    await chat.settle()
    assert f"Soup: {counted}" in chat.room.last()
    assert "Closed on Monday 2 March 2026, 10:00." in chat.room.last()


async def test_a_daily_poll_closes_when_the_next_one_opens(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network(language="nl")
    said = await anna.says('peiling "Hoe gaat het?" "Goed" "Matig" --elke werkdag om 9 uur')
    assert "Gaat uit: dinsdag 3 maart 2026, 09:00\nSluit: woensdag 4 maart 2026, 09:00" in said
    await chat.advance(days=2)
    first, second = chat.room.all()
    assert "Gesloten op woensdag 4 maart 2026, 09:00." in first
    assert "Open tot donderdag 5 maart 2026, 09:00." in second


async def test_old_cards_and_other_networks(database: Database) -> None:
    chat = await opened(database)
    anna = chat.people["Anna"]
    vote = anna._button("Soup")
    circle = int(vote.args[0])
    (zoe,) = await chat.network("Other", facilitators=("Zoe",), members=())
    other = chat.network_id
    for action, *args in [
        ("polls.vote", other, vote.args[1], 0),
        ("polls.manage", other, vote.args[1]),
        ("polls.close", other, vote.args[1]),
        ("polls.vote", other, 999, 0),
    ]:
        said = await chat.core.dispatch(Press(zoe.origin(), str(action), tuple(args)))
        assert "no longer there" in str(said)
    said = await chat.core.dispatch(Press(zoe.origin(), "polls.vote", vote.args))
    assert "You are not in this learning network" in str(said)
    for number in (2, 99):
        args = (circle, vote.args[1], number)
        said = await chat.core.dispatch(Press(anna.origin(), "polls.vote", args))
        assert "not in this poll" in str(said)
    said = await chat.core.dispatch(Press(anna.origin(), "polls.pick", vote.args[:2], "x" * 99))
    assert "not in this poll" in str(said)
    for args in (
        (circle,),
        (circle, "x", 0),
        (circle, 1, 0, 0),
        (circle, True, 0),
        (circle, 1, -1),
    ):
        said = await chat.core.dispatch(Press(anna.origin(), "polls.vote", args))
        assert "older card" in str(said)
    assert "Nobody has chosen yet." in chat.room.all()[0]


async def test_the_same_press_twice_counts_once(database: Database) -> None:
    chat = await opened(database, 'poll "Lunch?" "Soup" "Bread" --many')
    bram = chat.people["Bram"]
    await bram.presses("Soup", key="once")
    await bram.presses("Soup", key="once")
    assert "Soup: 1 Bram" in chat.room.last()
    await bram.says("poll")
    await bram.fills_in(question="Tea?", key="form")
    await bram.fills_in(question="Tea?", key="form")
    assert len(chat.room.all()) == 2


async def test_a_planned_poll_waits_for_its_moment_and_for_quiet_hours(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, bram, *_rest = await chat.network()
    said = await anna.says('poll "Lunch?" "Soup" "Bread" --at saturday 9:00 --closes monday 17:00')
    assert said == (
        "The poll is planned.\nLunch?\nOptions: Soup · Bread\n"
        "Goes out: Monday 9 March 2026, 08:00\n"
        "Moved: Saturday 7 March 2026, 09:00 falls in a quiet time.\n"
        "Closes: Monday 9 March 2026, 17:00\n[Manage]"
    )
    assert chat.room.all() == []
    await chat.advance(days=6, hours=20)
    assert chat.room.all() == []
    assert "Lunch?" in await bram.home()
    await chat.advance(hours=3)
    assert "Open until Monday 9 March 2026, 17:00." in chat.room.last()
    await anna.says('poll "Tea?" "Green" "Black" --op morgen 9:00')
    await anna.presses("Manage")
    assert await anna.presses("Cancel this poll") == "The poll is cancelled. Nothing goes out."
    assert "no longer there" in await anna.presses("Cancel this poll")
    await chat.advance(days=3)
    assert len(chat.room.all()) == 1


async def test_a_recurring_poll_comes_back_until_it_is_stopped(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, *_rest = await chat.network()
    said = await anna.says('poll "Where?" "Here" "There" --every monday 9:00 --closes friday 17:00')
    assert "Goes out: Monday 9 March 2026, 09:00" in said
    assert "Closes: Friday 13 March 2026, 17:00" in said
    assert "After that: Mon 16 March, Mon 23 March, Mon 30 March" in said
    await chat.advance(days=7)
    await bram.presses("Here")
    await chat.advance(days=28)  # over the change of the clocks of 29 March, and Easter Monday
    shown = chat.room.all()
    assert "Closed on Friday 13 March 2026, 17:00." in shown[0]
    assert "Here: 1 Bram" in shown[0]
    opened = [message.due_at for message in chat.ledger.posts()]
    local = [moment.astimezone(ZoneInfo("Europe/Amsterdam")) for moment in opened]
    assert [f"{one:%d %b %H:%M}" for one in local] == [
        "09 Mar 09:00",
        "16 Mar 09:00",
        "23 Mar 09:00",
        "30 Mar 09:00",
    ]
    assert "Manage “Where?”" in await vera.says("poll list")
    await vera.presses("Manage “Where?”")
    assert "The series is stopped." in await vera.presses("Stop the series")
    assert "No more polls of this series" in await vera.presses("Stop the series")
    await chat.advance(days=30)
    assert len(chat.ledger.posts()) == 5  # that of Easter Monday was open and waited for Tuesday
    assert "Closed on Friday 10 April 2026, 17:00." in chat.room.last()


async def test_after_a_standstill_old_polls_are_left_out(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network()
    await anna.says('poll "Q?" "a" "b" --every monday 9:00 --closes friday 17:00')
    chat.clock.now = MONDAY + timedelta(days=29)
    await chat.settle()
    assert chat.room.all() == []
    await chat.advance(days=7)
    assert len(chat.room.all()) == 1


async def test_nothing_goes_out_before_ready(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(ready=False)
    assert "once a facilitator has pressed ready" in await vera.says("poll Lunch?")
    assert "once a facilitator" in await vera.says("poll Lunch? --at tomorrow 9:00")


async def test_home_shows_what_waits_and_many_names_are_cut_short(database: Database) -> None:
    chat = await Conversation.open(database)
    names = tuple(f"P{number:02}" for number in range(12))
    vera, *members = await chat.network(members=names)
    await vera.says("poll Lunch? Soup, Bread")
    assert "Lunch?" in await members[0].home()
    for member in members:
        await member.presses("Soup")
    assert "Soup: 12 P00, P01, P02, P03, P04, P05 … and 6 more" in chat.room.last()
    assert "Lunch?" not in await members[0].home()
    assert "Lunch?" in await vera.home()
    await vera.presses("Polls")
    await vera.presses("Ask a poll")
    assert vera.form.title == "A new poll"


@pytest.mark.slow
async def test_five_hundred_votes_at_once_are_all_counted(database: Database) -> None:
    chat = await opened(database, 'poll "Lunch?" "Soup" "Bread" "Both"')
    vote = chat.people["Anna"]._button("Soup")
    crowd, now = range(500), chat.clock.now

    def work(unit: Unit) -> None:
        session = unit.session
        people = [Person(name=f"V{number:03}") for number in crowd]
        session.add_all(people)
        session.flush()
        for number, person in enumerate(people):
            account = {"platform": "web", "tenant": "local", "user_ref": f"v{number}"}
            session.add(Account(**account, person_id=person.id))
            session.add(Membership(network_id=chat.network_id, person_id=person.id, joined_at=now))

    await database.write(work)
    room = RoomRef("web", "local", "circle")
    presses = [
        Press(
            Origin(f"crowd-{number}", AccountRef("web", "local", f"v{number}"), room),
            vote.action,
            (*vote.args[:2], number % 3),
        )
        for number in crowd
    ]
    answers = await asyncio.gather(*(chat.core.dispatch(press) for press in presses))
    assert answers == [[]] * 500
    await chat.settle()
    assert "Soup: 167 " in chat.room.last()
    assert "Bread: 167 " in chat.room.last()
    assert "Both: 166 " in chat.room.last()
    assert "500 people chose." in chat.room.last()


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.text(max_size=80))
async def test_whatever_follows_the_word_is_answered(database: Database, words: str) -> None:
    chat = await Conversation.open(database)
    chat.keys = NUMBERS  # the database is the same, so no event may look like an earlier one
    _vera, anna, *_rest = await chat.network(name=f"n{next(NUMBERS)}")
    said = await anna.says(f"poll {words}")
    assert said
    assert "went wrong" not in said
