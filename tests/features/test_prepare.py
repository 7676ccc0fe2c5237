"""Preparing together: asked privately, a no without trace, offers, the list, thanks."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody

pytestmark = pytest.mark.slow

LINE = "meeting 30 April 14:00-17:00 at De Linde: reading"
LATER = "meeting 11 June 14:00-17:00 at De Linde: writing"
ASKED = datetime(2026, 3, 30, 12, tzinfo=UTC)
TOLD = datetime(2026, 4, 16, 12, tzinfo=UTC)
NAMES = ("Anna", "Bram", "Carla", "Dirk", "Els")


async def planned(
    database: Database, *lines: str, **how: object
) -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    people = await chat.network(members=NAMES, preparers=None, **how)  # type: ignore[arg-type] # passed on as they are
    for line in lines or (LINE,):
        await people[0].says(line)
    return chat, people


def asked(people: list[Somebody]) -> list[Somebody]:
    return [one for one in people if times_asked(one)]


def times_asked(who: Somebody) -> int:
    """Count how often somebody was asked; the questions go when their meeting is over."""
    posts = (one for one in who.chat.ledger.posts() if one.target.user == who.account.user)
    cards = [ref for one in posts for ref in one.refs if ref.kind == "prepare.ask"]
    return len(cards)


async def offers(who: Somebody, line: str) -> str:
    """Look at a meeting by this line, and press the button on its card."""
    await who.says(line)
    label = "Ik wil graag mee voorbereiden" if line.startswith("v") else "I offer to help prepare"
    return await who.presses(label)


async def test_those_whose_turn_it_is_are_asked_before_the_group_hears(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    assert "The group knows nothing yet" in first.private.last()
    assert vera.private.all() == []
    assert "You help prepare this meeting." in await first.presses("That suits me")
    assert f"{first.name} helps too." in second.private.last()
    assert all("Preparing" not in card for card in chat.room.all())
    await chat.advance_to(TOLD)
    assert f"{first.name} and {second.name} help prepare this meeting" in chat.room.last()


async def test_when_it_is_over_nobody_can_join_in(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    await offers(members[0], "prepare 30 April")
    for one in members[1:]:
        await one.gets_press("prepare.pool", 0)
    await chat.advance_to(TOLD)
    assert "[I join in]" in chat.room.last()
    await chat.advance_to(datetime(2026, 4, 30, 16, tzinfo=UTC))
    assert not [card for card in chat.room.all() if "I join in" in card]


READ_BY_ALL = ("prepare", "prepare season", "plan", "meeting next", "meeting list")


async def test_a_no_leaves_no_trace_and_the_next_is_asked(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    assert "That is fine. Nobody hears of it" in await first.presses("It does not suit me")
    await chat.settle()
    third = next(one for one in asked(members) if one not in (first, second))
    await third.presses("That suits me")
    await second.presses("That suits me")
    await chat.advance_to(TOLD)
    others = [one for one in (vera, *members) if one is not first]
    seen = [*chat.room.all(), *(card for one in others for card in one.private.all())]
    for one in others:
        seen += [await one.says(line) for line in READ_BY_ALL]
        seen.append(await one.home())
        assert f"{first.name}: –" in await one.says("prepare list")
    assert first.name not in await second.says("prepare why")
    assert f"{first.name}: –" in await vera.says("prepare why")
    assert [card for card in seen if first.name in card] == []
    posted = next(card for card in chat.room.all() if "help prepare" in card)
    assert f"{second.name}" in posted
    assert f"{third.name}" in posted
    assert first.name not in posted


async def test_the_plan_does_not_say_whom_it_will_ask(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    before = await vera.says("plan")
    assert "privately, to whom it concerns · " in before
    assert "Your turn to help prepare?" in before
    await chat.advance_to(ASKED)
    (first, _second) = asked(chat_members(chat))
    told = await vera.says("plan")
    await first.presses("It does not suit me")
    assert await vera.says("plan") == told


def chat_members(chat: Conversation) -> list[Somebody]:
    return [chat.people[name] for name in NAMES]


async def test_who_offers_comes_first_and_is_not_asked(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    els = members[-1]
    assert "You help prepare this meeting." in await offers(els, "prepare 30 April")
    await chat.advance_to(ASKED)
    (other,) = asked(members)
    assert other is not els
    await chat.advance_to(TOLD)
    assert "Els" in chat.room.last()
    assert other.name in chat.room.last()


async def test_a_meeting_is_looked_at_and_nothing_changes(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    seen = await vera.says("prepare 30 April")
    assert "Preparing reading" in seen
    assert "The group has not heard yet who helps prepare this meeting." in seen
    assert "[I offer to help prepare]" in seen
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("That suits me")
    assert await vera.says("prepare 30 April") == seen
    assert await members[-1].says("prepare 30 April") == seen
    assert "The group knows nothing yet" in await second.says("prepare 30 April")
    own = await first.says("prepare 30 April")
    assert "You help prepare this meeting." in own
    assert "not heard yet" not in own
    for one in (vera, members[-1]):
        assert one.name not in await vera.says("prepare")
    await chat.advance_to(TOLD)
    known = await vera.says("prepare 30 April")
    assert f"{first.name} and {second.name} help prepare this meeting" in known
    assert "Vera" not in known


async def test_what_is_settled_is_said_and_not_asked(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("That suits me")
    assert first.private.last().startswith("You help prepare reading\n")
    assert second.private.last().startswith("Your turn to help prepare reading?\n")
    await vera.says("meeting next")
    await vera.presses("Cancel the meeting")
    for one in (first, second):
        assert one.private.last() == "Preparing reading\nThis meeting does not take place."


async def test_of_a_cancelled_meeting_no_private_card_can_be_answered(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    assert "[Swap]" not in await first.presses("That suits me")
    await second.presses("It does not suit me")
    assert "[I would like to after all]" in second.private.last()
    other = next(one for one in members if one not in asked(members))
    await first.says(f"swap with {other.name}")
    assert "[Yes, I take it over]" in other.private.last()
    await vera.says("meeting next")
    await vera.presses("Cancel the meeting")
    words = ("[Swap]", "after all]", "[Yes, I take it over]", "[That suits me]")
    for one in members:
        assert not [card for card in one.private.all() if any(word in card for word in words)]


async def test_who_cannot_come_is_passed_over_and_replaced(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    await members[0].says("come no")
    await chat.advance_to(ASKED)
    first, second = asked(members)
    assert members[0] not in (first, second)
    await second.presses("That suits me")
    await second.says("come no")
    await chat.settle()
    assert len(asked(members)) == 3
    await chat.advance_to(TOLD)
    posted = next(card for card in chat.room.all() if "help prepare" in card)
    assert second.name not in posted


async def test_who_leaves_hands_on_only_their_own_turn(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("That suits me")
    await second.leaves()
    await chat.settle()
    third = next(one for one in asked(members) if one not in (first, second))
    assert "You help prepare this meeting." in first.private.last()
    await chat.advance_to(TOLD)
    assert "help prepare this meeting" in chat.room.last()
    assert third.name in chat.room.last()


async def test_thanks_and_the_next_preparers_come_in_the_one_post_afterwards(
    database: Database,
) -> None:
    chat, (_vera, *members) = await planned(
        database, LINE, "meeting 26 May 14:00-17:00 at De Linde: writing"
    )
    await chat.advance_to(datetime(2026, 5, 4, 8, tzinfo=UTC))
    for one in asked(members):
        await one.says("prepare yes")
    posts = len(chat.room.all())
    await chat.advance_to(datetime(2026, 5, 6, 12, tzinfo=UTC))
    assert len(chat.room.all()) == posts + 1
    last = chat.room.last()
    assert "After reading" in last
    assert "helped prepare reading. Thank you all!" in last
    assert "Preparing writing" in last


async def test_the_checklist_goes_to_those_who_prepare(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    await chat.advance_to(datetime(2026, 4, 24, 12, tzinfo=UTC))
    got = [one for one in members if any("what to arrange" in card for card in one.private.all())]
    assert got == asked(members)
    assert "Together with" not in got[0].private.last()


async def test_the_list_and_why_me(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    assert "There are no turns yet" not in await vera.says("prepare list")
    await chat.advance_to(datetime(2026, 5, 1, 12, tzinfo=UTC))
    first, second = asked(members)
    listed = await members[-1].says("prepare list")
    assert f"{first.name}: Thu 30 April 2026" in listed
    assert "Vera" not in listed
    assert "You have had 1 turn of 1 meeting" in await first.says("prepare why")
    other = next(one for one in members if one not in (first, second))
    assert "You have had 0 turns of 1 meeting" in await other.says("prepare why")
    await other.says("prepare")
    assert "It counts as a turn" in await other.picks("More", "I helped prepare reading")
    assert f"{other.name}: Thu 30 April 2026" in await vera.says("prepare list")


async def test_nobody_is_asked_twice_before_everybody_had_a_turn(database: Database) -> None:
    lines = [f"meeting {day} 14:00-17:00 at De Linde" for day in ("30 April", "28 May", "25 June")]
    chat, (_vera, *members) = await planned(database, *lines)
    await chat.advance_to(datetime(2026, 6, 26, 12, tzinfo=UTC))
    turns = [times_asked(one) for one in members]
    assert sum(turns) == 6
    assert max(turns) - min(turns) <= 1


async def test_a_newcomer_begins_at_the_average(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(datetime(2026, 5, 4, 12, tzinfo=UTC))
    new = Somebody(chat, "Fien", 0, members[0].room)
    await new.joins()
    had = asked(members)
    await vera.says("meeting 25 June 14:00-17:00 at De Linde: writing")
    await chat.advance_to(datetime(2026, 5, 26, 12, tzinfo=UTC))
    never = {one.name for one in members if one not in had}
    second = {
        one.name
        for one in members
        if any("help prepare writing" in card for card in one.private.all())
    }
    assert second <= never


async def test_a_cancelled_meeting_counts_for_nothing(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, _second = asked(members)
    await vera.says("meeting next")
    await vera.presses("Cancel the meeting")
    assert "does not take place" in first.private.last()
    assert "nothing to prepare" in await first.gets_press("prepare.accept", 1)
    assert "You have had no turn yet." in await first.says("prepare why")


async def test_a_moved_meeting_keeps_its_turns(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("That suits me")
    await vera.says("meeting next")
    await vera.presses("Move")
    await vera.fills_in(day="2026-05-07")
    assert "7 May 2026" in first.private.all()[0]
    await chat.advance_to(datetime(2026, 4, 24, 12, tzinfo=UTC))
    told = next(card for card in chat.room.all() if "help prepare this meeting" in card)
    assert first.name in told
    assert second.name in told


async def test_a_facilitator_chooses_how_many_and_members_whether(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await vera.says("prepare")
    await vera.picks("More", "How it goes here")
    assert "1 person helps" in await vera.picks("How many each time", "1")
    for one in members[1:]:
        await one.says("prepare")
        await one.picks("More", "Don't ask me")
    await chat.advance_to(ASKED)
    assert asked(members) == [members[0]]
    await members[0].presses("It does not suit me")
    await chat.advance_to(TOLD)
    assert asked(members) == [members[0]]


async def test_in_a_pool_only_who_offered_is_asked(database: Database) -> None:
    chat, (_vera, *members) = await planned(
        database, "meeting 11 June 14:00-17:00 at De Linde", template="knowledge-group"
    )
    await members[0].says("prepare")
    await members[0].picks("More", "You may ask me")
    await chat.advance_to(datetime(2026, 4, 20, 12, tzinfo=UTC))
    assert asked(members) == [members[0]]


REFUSED = {
    "prepare yes": "You have no turn ahead",
    "prepare no": "You have no turn ahead",
    "prepare 1 May": "There is no meeting on that day",
    "swap": "You have no turn ahead",
    "swap with Anna": "You have no turn ahead",
    "swap Anna": "Say with whom",
    "swap yes": "Nobody asked you",
}


@pytest.mark.parametrize(("line", "answer"), REFUSED.items())
async def test_every_refusal_says_what_to_do(database: Database, line: str, answer: str) -> None:
    _chat, (_vera, _anna, bram, *_rest) = await planned(database)
    assert answer in await bram.says(line)


async def test_another_networks_meeting_reaches_nothing(database: Database) -> None:
    chat, (_vera, *_members) = await planned(database)
    other = await chat.network("Other", facilitators=("Wim",), members=("Fien",))
    for action in ("accept", "decline", "volunteer", "credit", "open_swap", "swap_yes"):
        answer = await other[1].gets_press(f"prepare.{action}", 1)
        assert "Something went wrong" not in answer
    assert "Fien" not in await chat.people["Anna"].says("prepare list")


async def test_saying_yes_twice_and_old_buttons_are_refused(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, _second = asked(members)
    await first.says("prepare yes")
    assert "You have no turn ahead" in await first.says("prepare yes")
    await first.presses("It does not suit me after all")
    assert "This is not your turn any more" in await first.gets_press("prepare.accept", 1)
    await chat.advance_to(datetime(2026, 4, 30, 13, tzinfo=UTC))
    assert "has begun" in await first.gets_press("prepare.accept", 1)


async def test_in_dutch(database: Database) -> None:
    chat, (vera, *members) = await planned(database, language="nl")
    await chat.advance_to(ASKED)
    got = [one for one in members if any("aan de beurt" in card for card in one.private.all())]
    assert len(got) == 2
    assert "Je helpt" in await got[0].presses("Dat past")
    assert "Niemand hoort" in await got[1].presses("Het past niet")
    assert "Wie welke beurten had" in await vera.says("voorbereiden overzicht")
    assert "Waarom ik" in await got[0].says("voorbereiden waarom")


async def test_an_offer_is_chosen_from_the_meetings_with_a_place(database: Database) -> None:
    _chat, (_vera, anna, *_) = await planned(database, LINE, LATER)
    assert "I offer to help prepare" in await anna.says("prepare")
    label = "Thu 30 April 2026: reading"
    assert "You help prepare this meeting." in await anna.picks("I offer to help prepare", label)
    assert "[I offer: Thu 11 June]" in await anna.says("prepare")
    for value in ("99", "x", "-1", ""):
        assert "Type 'meeting list'" in await anna.gets_press("prepare.offer", value)
        assert "Preparing together" in await anna.gets_press("prepare.more", value)


async def test_the_choices_checklist_and_thanks_in_dutch(database: Database) -> None:
    chat, (vera, anna, *_) = await planned(database, LINE, LATER, language="nl")
    for one in (vera, anna):
        one.language = "nl"
    await vera.says("voorbereiden")
    await vera.picks("Meer", "Hoe het hier gaat")
    assert "helpt 1 persoon voorbereiden" in await vera.picks("Hoeveel per keer", "1")
    await anna.says("voorbereiden")
    await anna.picks("Ik wil graag mee voorbereiden", "do 30 april 2026: reading")
    await chat.advance_to(datetime(2026, 5, 6, 12, tzinfo=UTC))
    assert any("reading voorbereiden: wat er te regelen is" in c for c in anna.private.all())
    assert any("Anna hielp reading voorbereiden. Dank je wel!" in c for c in chat.room.all())


async def test_the_answer_of_another_is_found_nowhere_in_the_database_after_the_meeting(
    database: Database,
) -> None:
    chat, (_vera, *members) = await planned(database)
    await chat.advance_to(ASKED)
    first, _second = asked(members)
    await first.presses("It does not suit me")
    await chat.advance_to(datetime(2026, 5, 2, 12, tzinfo=UTC))
    from storage import preparers

    left = await database.read(lambda unit: preparers.unsuited(unit.connection, chat.network_id))
    assert left == set()


DUTCH_REFUSED = {
    "voorbereiden ja": "Je bent voorlopig niet aan de beurt",
    "voorbereiden nee": "Je bent voorlopig niet aan de beurt",
    "voorbereiden 1 mei": "geen bijeenkomst",
    "ruilen": "Je bent voorlopig niet aan de beurt",
    "ruilen Anna": "met wie",
    "ruilen ja": "Niemand",
}


@pytest.mark.parametrize(("line", "answer"), DUTCH_REFUSED.items())
async def test_every_refusal_says_what_to_do_in_dutch(
    database: Database, line: str, answer: str
) -> None:
    _chat, (_vera, _anna, bram, *_rest) = await planned(database, language="nl")
    assert answer.casefold() in (await bram.says(line)).casefold()


async def test_offers_credit_and_the_pool_in_dutch(database: Database) -> None:
    chat, (vera, *members) = await planned(database, language="nl")
    els = members[-1]
    assert "Je helpt" in await offers(els, "voorbereiden 30 april")
    await members[0].says("voorbereiden")
    await members[0].picks("Meer", "Vraag mij niet")
    await chat.advance_to(TOLD)
    assert members[0] not in asked(members)
    assert "Els" in chat.room.last()
    assert "Wie zich aanbiedt, gaat voor" in await vera.says("voorbereiden waarom")
    await chat.advance_to(datetime(2026, 5, 1, 12, tzinfo=UTC))
    await members[0].says("voorbereiden")
    await members[0].picks("Meer", "Ik hielp reading voorbereiden")
    assert "Anna: do 30 april 2026" in await vera.says("voorbereiden overzicht")
