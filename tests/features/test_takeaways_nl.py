"""The rules of the yield as conversations in Dutch."""

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.features.test_takeaways import AFTER_POST, DAYS_AFTER, after_a_meeting

pytestmark = pytest.mark.slow

LATE = AFTER_POST.replace(day=18)
MINE = "opbrengst Elke dag vijf minuten lezen."


async def dutch(
    database: Database, **more: object
) -> tuple[Conversation, Somebody, Somebody, Somebody]:
    """Give a network that speaks Dutch, its facilitator and two members, after a meeting."""
    chat, (vera, *members) = await after_a_meeting(database, language="nl", **more)
    anna, bram = (one for one in members if one.name in ("Anna", "Bram"))
    return chat, vera, anna, bram


async def test_a_late_yield_is_put_in_the_group_by_a_button(database: Database) -> None:
    chat, vera, *_rest = await dutch(database, until=LATE)
    assert all("opbrengst" not in said for said in chat.room.all())
    assert await vera.says(MINE) == (
        "Opbrengst: reading\nElke dag vijf minuten lezen.\n"
        "[In de groep zetten] [Opbrengst wijzigen]"
    )
    assert await vera.presses("In de groep zetten") == "De groep ziet het nu."
    assert "De opbrengst van reading\nElke dag vijf minuten lezen." in chat.room.last()
    posts = len(chat.room.all())
    already = "De groep heeft het al; wat je wijzigt, verandert daar ook."
    assert await vera.presses("In de groep zetten") == already
    assert len(chat.room.all()) == posts


async def test_an_early_yield_waits_for_its_moment(database: Database) -> None:
    chat, vera, *_rest = await dutch(database)
    said = await vera.says(MINE)
    assert "Op maandag 16 maart 2026, 08:00 gaat het naar de groep." in said
    assert "[In de groep zetten]" not in said
    await chat.advance_to(LATE)
    assert len([one for one in chat.room.all() if "De opbrengst van reading" in one]) == 1


async def test_two_writers_never_overwrite_each_other(database: Database) -> None:
    chat, vera, *_rest = await dutch(database, facilitators=("Vera", "Wim"))
    wim = chat.people["Wim"]
    await vera.says("opbrengst")
    await wim.says("opbrengst")
    await vera.fills_in(line1="De regel van Vera.")
    assert await wim.fills_in(line1="De regel van Wim.") == (
        "Iemand anders heeft het net gewijzigd. Kopieer je regels en open het formulier opnieuw."
    )
    assert "De regel van Vera.\nEn die van Wim." in await wim.says("opbrengst En die van Wim.")
    assert "geschreven door Vera en Wim." in await chat.people["Anna"].says("opbrengst Ik ook.")


async def test_a_facilitator_asks_somebody_else(database: Database) -> None:
    _chat, vera, anna, bram = await dutch(database)
    told = "De opbrengst van deze bijeenkomst wordt geschreven door {}. Geef je regel gerust door."
    assert await anna.says("opbrengst Mijn regel.") == told.format("Vera")
    assert "privé om het te schrijven." in await vera.picks(
        "Iemand vragen het te schrijven", "Anna"
    )
    assert "Opbrengst: reading\nWat bracht deze" in anna.private.last()
    assert "Begin klein." in await anna.says("opbrengst Begin klein.")
    assert await bram.says("opbrengst De mijne.") == told.format("Anna")
    assert "Begin klein.\nEn rustig." in await vera.says("opbrengst En rustig.")


async def test_a_correction_redraws_the_post_and_nothing_left_takes_it_out(
    database: Database,
) -> None:
    chat, vera, *_rest = await dutch(database)
    await vera.says(MINE)
    await chat.advance_to(LATE)
    await vera.says("opbrengst")
    said = await vera.fills_in(line1="Elke dag tien minuten.")
    assert "De groep heeft het; wat je wijzigt, verandert daar ook." in said
    assert "Elke dag tien minuten." in chat.room.last()
    assert "vijf" not in chat.room.last()
    await vera.says("opbrengst")
    await vera.fills_in(line1="")
    assert all("De opbrengst van" not in one for one in chat.room.all())
    nothing = "Er is nog van geen enkele bijeenkomst een opbrengst."
    assert nothing in await vera.says("opbrengst lijst")


async def test_five_lines_of_a_length_and_no_more(database: Database) -> None:
    _chat, vera, *_rest = await dutch(database)
    long = "Dat is lang voor één regel: er passen hoogstens 200 tekens."
    assert await vera.says(f"opbrengst {'x' * 201}") == long
    for number in range(5):
        await vera.says(f"opbrengst Regel {number}")
    assert await vera.says("opbrengst Nog een.") == (
        "Er staan al vijf regels. Typ 'opbrengst' om ze in het formulier te wijzigen."
    )


async def test_before_any_meeting_there_is_nothing_to_write(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language="nl")
    assert await vera.says(MINE) == (
        "Er is nog geen bijeenkomst geweest. Daarna kun je schrijven wat die opbracht."
    )
    nothing = "Er is nog van geen enkele bijeenkomst een opbrengst."
    assert nothing in await anna.says("opbrengst lijst")


async def test_back_to_school_is_mine_alone(database: Database) -> None:
    chat, vera, anna, bram = await dutch(database)
    assert "Alleen jij ziet dit. Leeg laten mag." in anna.private.last()
    await anna.presses("Twee regels schrijven")
    page = await anna.fills_in(tell="Mijn team, maandag.", ask="Onze bibliothecaris.")
    assert "Ik vertel: Mijn team, maandag.\nIk vraag: Onze bibliothecaris." in page
    assert "Niemand krijgt dit, tenzij jij het doorstuurt." in page
    for one in (vera, bram):
        seen = [*one.private.all(), *chat.room.all(), await one.home(), await one.says("opbrengst")]
        seen.append(await one.presses("Terug naar school"))
        assert all("Mijn team" not in said for said in seen)


async def test_who_could_not_come_and_what_was_cancelled_are_not_asked(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, *_rest = await chat.network(language="nl")
    await vera.says("bijeenkomst 10 maart 14:00-17:00 in De Linde: lezen")
    await vera.says("bijeenkomst 11 maart 14:00-17:00 in De Linde: schrijven")
    await vera.presses("Afzeggen")
    await anna.says("aanwezig nee")
    await chat.advance_to(DAYS_AFTER)
    assert all("Terug naar school" not in said for said in anna.private.all())
    assert any("Terug naar school na lezen" in said for said in bram.private.all())
    assert all("na schrijven" not in said for said in bram.private.all())


async def test_another_networks_meeting_is_out_of_reach(database: Database) -> None:
    chat, vera, *_rest = await dutch(database)
    await vera.says(MINE)
    zoe, *_others = await chat.network("Plein", ("Zoe",), ("Yara",), language="nl")
    for action in ("write", "page", "school", "publish"):
        said = await zoe.pushes(f"takeaways.{action}", chat.network_id, 1)
        assert "Ik kan die bijeenkomst niet vinden." in said
