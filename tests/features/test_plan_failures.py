"""What did not arrive stands in the plan, with what to do about it."""

import pytest

from bot.errors import DeliveryError
from bot.messenger import Outgoing
from bot.troubles import Trouble, named
from storage.database import Database
from tests.conversation import Conversation

SENTENCES: dict[Trouble, tuple[str, str]] = {
    "outside": ("Invite me there", "Nodig me daar uit"),
    "archived": ("The room is archived", "De groep is gearchiveerd"),
    "closed_room": ("Ask whoever manages", "Vraag wie de groep beheert"),
    "unreachable": ("take them out of the network", "haal de persoon uit het netwerk"),
    "blocked": ("which is their choice", "en dat mag"),
    "switched_off": ("has switched me off", "heeft mij daar uitgezet"),
    "not_installed": ("into the workspace any more", "de werkruimte niet meer in"),
    "no_right": ("I lack a permission", "Ik mis daar een recht"),
    "refused": ("the log says why", "in het logboek staat waarom"),
}


async def refuses(chat: Conversation, error: str) -> None:
    """Let the platform refuse the next post for good."""
    post = chat.ledger.post

    async def refuse(message: Outgoing) -> str:
        chat.ledger.post = post  # type: ignore[method-assign]
        raise DeliveryError(error, "permanent")

    chat.ledger.post = refuse  # type: ignore[method-assign]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "which"), [("en", 0), ("nl", 1)])
async def test_a_failure_says_what_to_do_and_can_be_sent_again(
    database: Database, language: str, which: int
):
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network(language=language)
    for n, (trouble, sentences) in enumerate(SENTENCES.items()):
        await refuses(chat, named(trouble, "some_code"))
        await vera.says(f'poll "Question {n}?" "Soup" "Bread"')
        assert f"Question {n}?" not in "".join(chat.room.all())
        plan = await vera.says("plan")
        assert sentences[which] in plan
        assert "some_code" not in plan
        assert sentences[which] not in await anna.says("plan")
        await vera.presses({"en": "Send again", "nl": "Opnieuw sturen"}[language])
        assert f"Question {n}?" in chat.room.last()
        assert sentences[which] not in await vera.says("plan")


async def test_a_reason_that_nobody_knows_stands_there_as_it_is(database: Database):
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    await refuses(chat, "gone: for good")
    await vera.says('poll "Lunch?" "Soup" "Bread"')
    assert "(gone: for good)" in await vera.says("plan")
