"""A group in Teams, from its first command on: everything over HTTP with signed tokens."""

import re
from dataclasses import replace

import pytest

from adapters.teams import render
from adapters.teams.incoming import ASK, COMMIT
from adapters.teams.registration import Credentials
from storage import networks
from storage.database import Database
from storage.inbox import Seen
from storage.tables import table
from tests.adapters.teams.house import REGISTERED, House, moved_in
from tests.peers.teams import Persona
from tests.peers.teams.cards import everything
from tests.peers.teams.reading import actions, inputs, plain
from tests.peers.teams.server import APP, Fault

pytestmark = pytest.mark.slow


async def started(house: House, **more: str) -> tuple[Persona, Persona]:
    """Let Vera bring Kring in and start a network with Anna, and say that it is ready."""
    vera, anna = house.somebody("Vera", **more), house.somebody("Anna", **more)
    await house.after(vera.adds_kring(house.room))
    await house.after(vera.says("start", house.room))
    dutch = more.get("locale") == "nl-NL"
    await vera.presses("Formulier openen" if dutch else "Open the form")
    name = "Naam van het netwerk" if dutch else "Name of the network"
    await house.after(vera.fills({name: "Reading together"}))
    vera.dialog = None
    await house.after(vera.says("plan", house.room))
    await house.after(vera.presses("Klaar" if dutch else "Ready"))
    vera.dialog = None
    return vera, anna


async def present(house: House) -> set[int]:
    return await house.core.database.read(lambda unit: networks.present(unit.connection, 1))


async def test_a_network_begins_in_a_channel(house: House) -> None:
    vera, _anna = await started(house)
    assert "Reading together" in vera.reads()
    assert len(await present(house)) == 2
    assert "Meet Kring" in vera.reads(house.room)


async def test_only_who_brought_kring_in_begins(house: House) -> None:
    vera, anna = house.somebody("Vera"), house.somebody("Anna")
    await house.after(vera.adds_kring(house.room))
    await house.after(anna.says("start Reading together", house.room))
    await anna.presses("Open the form") if "Open the form" in anna.reads() else None
    if anna.dialog:
        await house.after(anna.fills({"Name of the network": "Mine"}))
        assert "Whoever owns a group" in anna.sees()
    else:
        assert "type '@Kring start' there" in anna.reads()
    await house.after(anna.says("home"))
    assert "open your group and type '@Kring start' there" in anna.reads()
    assert await present(house) == set()


async def test_a_poll_in_one_line_and_votes_on_its_card(house: House) -> None:
    vera, anna = await started(house)
    await house.after(vera.says('poll "Lunch?" "Soup" "Bread"', house.room))
    assert "Lunch?" in anna.reads(house.room)
    await house.after(anna.presses("Soup", house.room))
    assert "Soup: 1" in anna.reads(house.room)
    assert "@Anna" in anna.reads(house.room)
    card = next(one for one in reversed(house.room.messages) if "Lunch?" in str(one.card))
    named = [one["mentioned"] for one in card.card["msteams"]["entities"]]
    assert {"id": anna.user, "name": "Anna"} in named
    assert card.edits > 0


async def test_what_comes_twice_is_done_once(house: House) -> None:
    vera, _anna = await started(house)
    line = vera.activity("message", house.room, text='kring poll "Lunch?" "Soup" "Bread"')
    for _again in range(2):
        await house.after(vera.tells(line))
    assert vera.reads(house.room).count("Lunch?") == 1


async def test_what_is_not_said_to_kring_is_left_unread(house: House) -> None:
    vera, anna = await started(house)
    for text, heard in (("commitments", False), ("Kringen in het water", False), ("plan", False),
                        ("/kring commitments", True), ("Kring commitments", True)):  # fmt: skip
        before = (anna.reads(), await kept(house))
        line = anna.activity("message", house.room, text=text)
        await house.after(anna.tells(line))
        assert anna.status == 200
        assert ((anna.reads(), await kept(house)) != before) == heard, text
    slash = anna.activity("message", house.room, text="commitments")
    slash["recipient"]["isTargeted"] = True  # how a command after a slash comes
    before = (anna.reads(), await kept(house))
    await house.after(anna.tells(slash))
    assert (anna.reads(), await kept(house)) != before
    assert vera.status == 200


async def kept(house: House) -> int:
    rows = table(Seen)
    return await house.core.database.read(
        lambda unit: len(unit.connection.execute(rows.select()).all())
    )


async def test_private_answers_stay_private(house: House) -> None:
    vera, anna = await started(house)
    before = len(house.room.messages)
    await house.after(anna.says("commitments", house.room))
    assert len(house.room.messages) == before
    assert "ommitments" in anna.reads()
    assert "ommitments" not in vera.reads()


async def test_who_cannot_be_reached_hears_so_and_nothing_else(house: House) -> None:
    await started(house)
    piet = Persona(house.teams, "Piet")
    house.teams.fail("create", Fault(403, "ForbiddenOperationException"))
    await house.after(piet.says("help", house.room))
    assert "I have an answer for you alone" in house.room.messages[-1].activity["text"]


async def test_private_answers_in_the_room_where_the_tenant_has_them(database: Database) -> None:
    registered = replace(REGISTERED, targeted=True)
    async with moved_in(database, "group", registered) as house:
        anna, tom = house.somebody("Anna"), house.somebody("Tom")
        await house.after(anna.says("help", house.room))
        assert "help" in anna.reads(house.room)
        assert tom.reads(house.room) == ""
        house.teams.targeted = False
        await house.after(tom.says("help", house.room))
        assert tom.reads(house.room) == ""
        assert "help" in tom.reads()


async def test_a_message_becomes_a_commitment_with_a_link_back(house: House) -> None:
    _vera, anna = await started(house)
    await anna.uses(COMMIT, "<p>I visit two schools</p><script>x()</script>", house.room)
    assert "I visit two schools" in anna.sees()
    await house.after(anna.fills({"By when?": "1 april"}))
    assert "teams.microsoft.com/l/message" in str(anna.dialog)
    await house.after(anna.presses("Keep"))
    anna.dialog = None
    await house.after(anna.says("commitments"))
    assert "I visit two schools" in anna.reads()


async def test_a_message_becomes_a_question_to_the_group(house: House) -> None:
    _vera, anna = await started(house)
    await anna.uses(ASK, "<div>Shall we <b>eat</b> first?</div>", house.room)
    assert "Shall we eat first?" in anna.sees()


async def test_the_private_chat_shows_ones_home(house: House) -> None:
    vera, anna = await started(house)
    await house.after(anna.adds_kring())
    assert "Reading together" in anna.reads()
    await house.after(vera.says("home"))
    await vera.presses("The plan")
    assert vera.dialog


async def test_members_come_and_go(house: House) -> None:
    vera, _anna = await started(house)
    tom = house.somebody("Tom")
    came = {"membersAdded": [{"id": tom.account, "aadObjectId": tom.user}]}
    await house.after(vera.tells(vera.activity("conversationUpdate", house.room, **came)))
    assert len(await present(house)) == 3
    went = {"membersRemoved": [{"id": tom.account, "aadObjectId": tom.user}]}
    await house.after(vera.tells(vera.activity("conversationUpdate", house.room, **went)))
    assert len(await present(house)) == 2


async def test_who_comes_into_the_team_comes_into_the_channel(house: House) -> None:
    vera, _anna = await started(house)
    general = house.teams.add("team", "channel", team=house.room.team)
    tom = house.somebody("Tom").enters(general)
    came = {"membersAdded": [{"id": tom.account, "aadObjectId": tom.user}]}
    await house.after(vera.tells(vera.activity("conversationUpdate", general, **came)))
    assert len(await present(house)) == 3


async def test_a_refused_form_is_shown_again_with_what_was_filled_in(house: House) -> None:
    vera, _anna = await started(house)
    await house.after(vera.says("remind", house.room))
    await vera.presses("Open the form")
    labels = [one["label"] for one in inputs(vera.dialog["card"]["content"]) if "label" in one]
    await house.after(vera.fills({labels[0]: "Bring your book", labels[1]: "when pigs fly"}))
    assert "<Bring your book>" in vera.sees()
    assert "color" in str(vera.dialog)


async def test_a_client_without_dialogs_gets_forms_in_the_chat(house: House) -> None:
    vera, _anna = await started(house)
    await house.after(vera.says("remind", house.room))
    opener = next(one for one in actions(vera.messages()[-1].card))
    data = {"value": opener["data"]}
    await house.after(vera.tells(vera.activity("message", vera.chat, **data)))
    form = vera.messages()[-1].card
    names = [one["id"] for one in inputs(form)]
    button = actions(form)[-1]
    data = {"value": {**button["data"], names[0]: "Bring your book", names[1]: "when pigs fly"}}
    await house.after(vera.tells(vera.activity("message", vera.chat, **data)))
    assert "<Bring your book>" in plain(vera.messages()[-1].card)
    assert vera.messages()[-1].card != form


async def test_who_left_opens_no_form_of_the_network_any_more(house: House) -> None:
    vera, anna = await started(house)
    await house.after(anna.says("remind", house.room))
    await anna.presses("Open the form")
    assert inputs(anna.dialog["card"]["content"])
    went = {"membersRemoved": [{"id": anna.account, "aadObjectId": anna.user}]}
    await house.after(vera.tells(vera.activity("conversationUpdate", house.room, **went)))
    anna.dialog = None
    await anna.presses("Open the form")
    assert "You are not in this learning network" in anna.sees()
    assert not inputs(anna.dialog["card"]["content"])


async def test_a_form_of_somebody_else_is_not_theirs_to_hand_in(house: House) -> None:
    vera, anna = await started(house)
    await house.after(vera.says("remind", house.room))
    await vera.presses("Open the form")
    anna.dialog, anna.where = vera.dialog, vera.where
    await house.after(anna.fills({}))
    assert "from an older card" in anna.sees()


async def test_a_forged_button_reaches_nothing(house: House) -> None:
    vera, anna = await started(house)
    await house.after(vera.says('poll "Lunch?" "Soup" "Bread"', house.room))
    data = {"kring": '["press","x","polls.close",[1,1],"","","",false,null]'}
    await anna.performs({"type": "Action.Execute", "verb": "kring", "data": data})
    assert "from an older card" in anna.said


async def test_the_button_of_another_tenant_reaches_nothing(database: Database) -> None:
    registered = replace(REGISTERED, credentials=Credentials(APP, "a password", "", "multi"))
    async with moved_in(database, "channel", registered) as house:
        vera, _anna = await started(house)
        await house.after(vera.says('poll "Lunch?" "Soup" "Bread"', house.room))
        other = house.somebody("Eve", tenant="99999999-0000-4000-8000-000000000009")
        card = house.room.messages[-1].card
        button = next(one for one in actions(card) if one["title"] == "Soup")
        await other.performs(button)
        assert "from an older card" in other.said
        await house.after(other.says("commitments"))
        assert "no learning network here yet" in other.reads()
        assert "Soup: 1" not in vera.reads(house.room)


async def test_a_tenant_that_is_not_allowed_is_not_let_in(house: House) -> None:
    other = house.somebody("Eve", tenant="99999999-0000-4000-8000-000000000009")
    assert await other.says("help") == 403
    assert other.reads() == ""


async def test_a_long_card_can_be_shown_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, anna = await started(house)
    options = " ".join(f'"Option number {n}"' for n in range(9))
    monkeypatch.setattr(render, "LARGEST", 9000)
    await house.after(vera.says(f'poll "Which?" {options}', house.room))
    assert "Option number 8: 0" not in anna.reads(house.room)
    monkeypatch.undo()
    await anna.presses("Show all", house.room)
    assert "Option number 8: 0" in anna.sees()
    eve = Persona(house.teams, "Eve")
    card = next(one.card for one in house.room.messages if "Show all" in str(one.card))
    await eve.performs(next(one for one in actions(card) if one["title"] == "Show all"))
    assert "There is nothing to show any more." in eve.sees()


async def test_kring_is_taken_out_and_says_so_in_the_plan(house: House) -> None:
    vera, _anna = await started(house)
    await house.after(vera.tells(vera.activity("installationUpdate", house.room, action="remove")))
    house.teams.fail(f"POST {house.room.id}", Fault(403, "BotNotInConversationRoster"))
    await house.after(vera.says('poll "Lunch?" "Soup" "Bread"', None))
    await house.after(vera.says("plan"))
    assert "Invite me there" in vera.reads()


async def test_dutch_from_the_first_word(house: House) -> None:
    vera, _anna = await started(house, locale="nl-NL")
    await house.after(vera.says("help"))
    assert "voornemen" in vera.reads()


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_what_people_type_is_no_markup(database: Database, kind: str) -> None:
    nasty = "**bold** [link](https://evil.example.org) <at>Vera</at> {{DATE(2026)}} # 1. _x_"
    async with moved_in(database, kind) as house:
        vera, anna = await started(house)
        await house.after(vera.says(f'poll "{nasty}" "=1+1" "שלום 🙂 <b>x</b>"', house.room))
        assert "=1+1" in anna.reads(house.room)
        assert nasty.split(" <")[0] in anna.reads(house.room)
        card = house.room.messages[-1].card
        for one in everything(card):
            if one["type"] == "TextBlock":
                assert not re.search(r"(?<!\\)\*\*bold|<b>|\{\{", one["text"])
        assert [one["mentioned"]["name"] for one in card["msteams"]["entities"]] == ["Vera"]


async def test_no_chat_keeps_that_somebody_took_part(house: House) -> None:
    vera, anna = await started(house)
    line = 'evaluate "Was it useful?" 1-5; "What stays?" line'
    await house.after(vera.says(line, house.room))
    await house.after(vera.presses("Open it"))
    await anna.presses("Answer", house.room)
    before = anna.reads()
    await house.after(anna.fills({"What stays?": "The boat"}))
    assert "sealed" in anna.sees()
    assert anna.reads() == before
    opener = next(
        one
        for message in reversed(house.room.messages)
        for one in actions(message.card)
        if one["title"] == "Answer"
    )
    pressed = anna.activity("message", house.room, value=opener["data"])
    await house.after(anna.tells(pressed))
    assert anna.reads() == before
