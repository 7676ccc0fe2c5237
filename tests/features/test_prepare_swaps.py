"""Swapping turns: by consent, withdrawn, refused, ended by time, and raced by two processes."""

from datetime import UTC, datetime

import pytest

from storage import preparers
from storage.database import Database, Unit
from storage.mailbox import Part
from storage.preparers import Swap
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows
from tests.features.test_prepare import ASKED, TOLD, asked, offers, planned
from tests.features.tongue import Tongue, in_both
from tests.pressing import LEAVE, does
from tests.processes import at_once

pytestmark = pytest.mark.slow

DUTCH = {
    "Choose somebody else.": "Kies iemand anders.",
    "Choose somebody from the list": "Kies iemand uit de lijst.",
    "Facilitators have no turns": "Procesbegeleiders hebben geen beurten.",
    "I asked": "Ik heb het",
    "I ask privately": "Ik vraag het privé, en nee is prima.",
    "I know nobody here": "Ik ken hier niemand met die naam.",
    "It does not suit me": "Het past niet",
    "Nobody hears of it": "Niemand hoort ervan",
    "Only the person who asked can": "Alleen wie het vroeg, kan dit intrekken.",
    "Only the person who was asked": "Alleen wie gevraagd is, kan hier antwoorden.",
    "Swap a turn": "Een beurt ruilen",
    "Swap": "Ruilen",
    "This is not your turn any more": "Dit is jouw beurt niet meer.",
    "You help prepare": "Je helpt",
    "Yes, I take it over": "Ja, ik neem de beurt over",
    "cannot take it over.": "kan het niet overnemen.",
    "come no": "aanwezig nee",
    "has begun": "Die bijeenkomst is begonnen",
    "no longer there": "Die ruil is er niet meer.",
    "prepare": "voorbereiden",
    "prepare no": "voorbereiden nee",
    "settled already": "Deze ruil is al afgehandeld",
    "swap": "ruilen",
    "swap with": "ruilen met",
}
both = in_both(DUTCH)


async def with_turn(
    database: Database, *lines: str, **how: object
) -> tuple[Conversation, list[Somebody], Somebody, Somebody]:
    """Give a network, who has a turn at the first meeting, and somebody who has none."""
    chat, (_vera, *members) = await planned(database, *lines, **how)
    await chat.advance_to(ASKED)
    first = next(one for one in asked(members))
    other = next(one for one in members if one not in asked(members))
    return chat, members, first, other


async def test_the_other_agrees_and_takes_the_turn_over(database: Database) -> None:
    chat, _members, first, other = await with_turn(database)
    assert f"I asked {other.name} privately" in await first.says(f"swap with {other.name}")
    assert f"{first.name} asks whether you would take over" in other.private.last()
    assert "You agreed" in await other.presses("Yes, I take it over")
    assert f"{other.name} takes over your turn on Thursday 30 April 2026" in first.private.last()
    await chat.advance_to(TOLD)
    assert other.name in chat.room.last()
    assert "Preparing" in chat.room.last()
    listed = chat.room.last().split("help prepare")[0]
    assert first.name not in listed


async def test_turn_for_turn_after_the_group_heard_redraws_both_cards(database: Database) -> None:
    lines = ("meeting 30 April 14:00-17:00 at De Linde", "meeting 26 May 14:00-17:00 at De Beuk")
    chat, members, first, _other = await with_turn(database, *lines)
    other = next(one for one in members if one not in asked(members))
    await offers(other, "prepare 26 May")
    await chat.advance_to(TOLD)
    posted = next(card for card in chat.room.all() if "help prepare this meeting" in card)
    assert first.name in posted
    await first.says(f"swap 30 April with {other.name}")
    assert f"you Thursday 30 April 2026, {first.name} Tuesday 26 May 2026" in other.private.last()
    assert "[Yes, swap]" in other.private.last()
    assert "You agreed" in await other.says("swap yes")
    await chat.settle()
    redrawn = next(card for card in chat.room.all() if "help prepare this meeting" in card)
    assert other.name in redrawn
    assert first.name not in redrawn.split("help prepare this meeting")[0].splitlines()[-1]
    assert "You help prepare" in await first.says("prepare")


async def test_no_is_fine_and_another_can_be_asked(database: Database) -> None:
    _chat, members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    assert "You asked somebody already" in await first.says(f"swap with {members[-1].name}")
    assert "You said no. That is fine." in await other.presses("No, thank you")
    assert f"It did not work out with {other.name}" in first.private.last()
    assert "settled already" in await other.gets_press("prepare.swap_yes", 1)
    assert "I asked" in await first.says(f"swap with {other.name}")
    assert "You help prepare" not in await first.says("prepare")


async def test_a_swap_taken_back_is_settled(database: Database) -> None:
    _chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    assert "You took it back" in await first.presses("Take it back")
    assert "settled; you need not do anything" in other.private.last()
    assert "settled already" in await other.gets_press("prepare.swap_yes", 1)
    assert "settled already" in await first.gets_press("prepare.swap_back", 1)


async def test_a_swap_nobody_answers_ends_after_three_working_days(database: Database) -> None:
    chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    assert "Thursday 2 April 2026" in other.private.last()
    await chat.advance_to(datetime(2026, 4, 2, 11, tzinfo=UTC))
    assert "Yes, I take it over" in other.private.last()
    await chat.advance_to(datetime(2026, 4, 3, 12, tzinfo=UTC))
    assert "Yes, I take it over" not in next(
        card for card in other.private.all() if "A turn to take over?" in card
    )
    assert any("It did not work out" in card for card in first.private.all())
    assert "settled already" in await other.gets_press("prepare.swap_yes", 1)


@both
async def test_a_swap_of_a_turn_that_went_elsewhere_changes_nothing(
    database: Database, t: Tongue
) -> None:
    _chat, _members, first, other = await with_turn(database, language=t.language)
    await first.says(f"{t('swap with')} {other.name}")
    await first.says(t("prepare no"))
    assert t("settled already") in await other.gets_press("prepare.swap_yes", 1)
    assert t("You help prepare") not in await other.says(t("prepare"))


async def test_leaving_settles_the_swaps(database: Database) -> None:
    _chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    await first.leaves()
    assert "settled already" in await other.gets_press("prepare.swap_yes", 1)


@both
async def test_only_the_two_of_them_can_touch_a_swap(database: Database, t: Tongue) -> None:
    _chat, members, first, other = await with_turn(database, language=t.language)
    await first.says(f"{t('swap with')} {other.name}")
    stranger = next(one for one in members if one not in (first, other))
    for action in ("swap_yes", "swap_no", "swap_back"):
        assert t("no longer there") in await stranger.gets_press(f"prepare.{action}", 1)
    assert t("Only the person who was asked") in await first.gets_press("prepare.swap_yes", 1)
    assert t("Only the person who asked can") in await other.gets_press("prepare.swap_back", 1)


@both
async def test_the_form_asks_whom_and_refuses_what_cannot_be(database: Database, t: Tongue) -> None:
    chat, members, first, other = await with_turn(database, language=t.language)
    swap = t("swap with")
    assert t("I ask privately") in await first.says(t("swap"))
    assert first.form.title == t("Swap a turn")
    assert t("Choose somebody from the list") in await first.fills_in(other="0")
    assert t("I asked") in await first.fills_in(other=str(other.id))
    partner = next(one for one in asked(members) if one is not first)
    assert t("cannot take it over.") in await partner.says(f"{swap} {first.name}")
    assert t("Facilitators have no turns") in await partner.says(f"{swap} Vera")
    assert t("I know nobody here") in await partner.says(f"{swap} Zoë 🙂 <b>=1+1</b>")
    assert chat.room.all() == []


@both
async def test_the_button_of_an_older_answer_says_what_became_of_the_turn(
    database: Database, t: Tongue
) -> None:
    chat, _members, first, other = await with_turn(database, language=t.language)
    assert f"[{t('Swap')}]" in await first.says(t("prepare"))
    old = first._button(t("Swap"))
    await first.says(t("swap"))  # a form that is still open when the turn is somebody else's
    await first.says(f"{t('swap with')} {other.name}")
    await other.presses(t("Yes, I take it over"))
    assert t("This is not your turn any more") in await first.pushes(old.action, *old.args)
    assert t("This is not your turn any more") in await first.fills_in(other=str(other.id))
    assert f"[{t('Swap')}]" not in await first.says(t("prepare"))
    assert first.private.last().count("[") == 0
    await chat.advance_to(datetime(2026, 4, 30, 13, tzinfo=UTC))
    assert t("has begun") in await first.pushes(old.action, *old.args)
    assert t("has begun") in await other.pushes(old.action, *old.args)


async def test_in_dutch(database: Database) -> None:
    chat, (_vera, *members) = await planned(database, language="nl")
    await chat.advance_to(ASKED)
    turn = [one for one in members if any("aan de beurt" in card for card in one.private.all())]
    first, other = turn[0], next(one for one in members if one not in turn)
    assert "privé gevraagd" in await first.says(f"ruilen met {other.name}")
    assert "Nee is prima" in other.private.last()
    assert "[Ja, ik neem de beurt over]" in other.private.last()
    assert "het is geregeld" in await other.says("ruilen ja")
    assert "neemt je beurt" in first.private.last()


def race(url: str, tasks: list[str]) -> list[str]:
    """Let each task run in a process of its own, all at once; return what each was told.

    A task is what somebody does about the first swap or turn of the network, and a name.
    """
    calls = []
    for task in tasks:
        action, name = task.split()
        done = (LEAVE,) if action == LEAVE else (f"prepare.{action}", (1, 1))
        calls.append((url, ASKED, name, *done))
    return at_once(does, *calls)


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(2))
async def test_of_agreeing_and_taking_back_at_once_exactly_one_wins(
    database: Database, database_url: str, round_: int
) -> None:
    chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    tasks = [f"swap_yes {other.name}", f"swap_back {first.name}"]
    said = race(database_url, tasks if round_ % 2 else tasks[::-1])
    assert sum("settled already" in one for one in said) == 1, said
    (found,) = await swaps_of(chat, first)
    mine = "You help prepare" in await other.says("prepare")
    assert mine == (found.state == "accepted")


@pytest.mark.slow
async def test_leaving_and_accepting_at_once_leaves_no_turn(
    database: Database, database_url: str
) -> None:
    chat, _members, first, _other = await with_turn(database)
    race(database_url, [f"accept {first.name}", f"leave {first.name}"])

    def left(unit: Unit) -> bool:
        return preparers.has_turn(unit.connection, 1, first.id)

    assert not await chat.database.read(left)


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(2))
async def test_of_leaving_and_agreeing_to_a_swap_at_once_the_turn_is_nobodys_twice(
    database: Database, database_url: str, round_: int
) -> None:
    chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    tasks = [f"swap_yes {other.name}", f"leave {first.name}"]
    said = race(database_url, tasks if round_ % 2 else tasks[::-1])
    assert all("Something went wrong" not in one for one in said)
    (found,) = await swaps_of(chat, first)
    assert found.state in ("accepted", "withdrawn")
    turns = await turns_of(chat)
    assert first.id not in turns
    assert (found.state == "withdrawn") or other.id in turns


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(2))
async def test_of_two_who_offer_for_the_last_place_at_once_one_gets_it(
    database: Database, database_url: str, round_: int
) -> None:
    chat, (_vera, *members) = await planned(database)
    for one in members[:2]:
        await offers(one, "prepare 30 April")
    tasks = [f"volunteer {one.name}" for one in members[2:4]]
    said = race(database_url, tasks if round_ else tasks[::-1])
    assert sum("There are enough people" in one for one in said) == 1, said
    assert sum("You help prepare" in one for one in said) == 1, said
    turns = await turns_of(chat)
    assert len(turns) == 3
    assert len(set(turns) & {one.id for one in members[2:4]}) == 1


async def turns_of(chat: Conversation) -> list[int]:
    """Return who has a turn at the first meeting."""
    found = await chat.database.read(lambda unit: preparers.turns(unit.connection, chat.network_id))
    return [one.person_id for one in found if one.meeting_id == 1]


async def swaps_of(chat: Conversation, who: Somebody) -> list[Swap]:
    return await chat.database.read(
        lambda unit: preparers.swaps(unit.connection, chat.network_id, who.id)
    )


async def test_who_said_not_to_come_takes_no_turn_over(database: Database) -> None:
    _chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    await other.says("come no")
    assert "You said you can't come then" in await other.presses("Yes, I take it over")
    await other.says("come yes")
    assert "You agreed" in await other.presses("Yes, I take it over")


async def test_a_no_is_in_no_key_of_what_was_sent(database: Database) -> None:
    chat, _members, first, other = await with_turn(database)
    await first.says(f"swap with {other.name}")
    await other.presses("No, thank you")
    await first.presses("It does not suit me")
    await chat.settle()
    keys = [part.key for part in await rows(chat, Part)]
    assert any("TurnOpened" in key for key in keys)
    assert not [key for key in keys if "refused" in key or f"TurnOpened:1:1:{first.id}:" in key]


async def test_a_no_a_time_out_and_taking_back_in_dutch(database: Database) -> None:
    chat, (_vera, *members) = await planned(database, language="nl")
    await chat.advance_to(ASKED)
    first = asked(members)[0]
    other, third = [one for one in members if one not in asked(members)][:2]
    await first.says(f"ruilen met {other.name}")
    await other.presses("Nee, dank je")
    assert "niet gelukt" in first.private.last()
    await first.says(f"ruilen met {third.name}")
    await first.says("voorbereiden")
    found = (await swaps_of(chat, first))[0]
    assert "ingetrokken" in await first.gets_press("prepare.swap_back", found.id)
    await first.says(f"ruilen met {other.name}")
    await chat.advance_to(datetime(2026, 4, 3, 12, tzinfo=UTC))
    assert {one.state for one in await swaps_of(chat, first)} == {"refused", "withdrawn", "expired"}


@both
async def test_who_can_be_asked_does_not_tell_who_said_no(database: Database, t: Tongue) -> None:
    _chat, members, first, other = await with_turn(database, language=t.language)
    partner = next(one for one in asked(members) if one is not first)

    async def offered() -> list[str]:
        await partner.says(t("swap"))
        picks = [one for one in partner.form.inputs if one.name == "other"]
        return [option.label for option in picks[0].options]  # type: ignore[union-attr] # a pick

    before = await offered()
    assert sorted(before) == sorted(one.name for one in members if one is not partner)
    refused = f"{first.name} {t('cannot take it over.')} {t('Choose somebody else.')}"
    assert await partner.says(f"{t('swap with')} {first.name}") == refused
    assert t("Nobody hears of it") in await first.presses(t("It does not suit me"))
    assert await offered() == before
    assert await partner.says(f"{t('swap with')} {first.name}") == refused
    await other.says(t("come no"))
    assert t("cannot take it over.") in await partner.says(f"{t('swap with')} {other.name}")
