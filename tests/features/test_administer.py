"""The way to the administrators' page: by a link, in a private chat, for who is named."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.admission import KIND, LASTS, Admission, admission
from bot.cards import Actions, Card, Link
from bot.effects import Whisper
from bot.events import Command
from bot.links import Links
from storage.database import Database
from tests.conversation import MONDAY, Conversation, Somebody


async def begun(database: Database, language: str = "en") -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    people = await chat.network(language=language)
    named = people[0].account
    chat.core._administers = lambda account: account == named
    return chat, people


def link_in(card: Card) -> str:
    [actions] = [part for part in card.body if isinstance(part, Actions)]
    [link] = actions.items
    assert isinstance(link, Link)
    return link.url


async def test_who_is_named_gets_a_link_in_private(database: Database) -> None:
    chat, (vera, *_) = await begun(database)
    [answer] = await chat.core.dispatch(Command(vera.origin(privately=True), "admin"))
    assert isinstance(answer, Whisper)
    assert isinstance(answer.card, Card)
    place, _slash, token = urlsplit(link_in(answer.card)).path.rpartition("/")
    assert place == f"/{KIND}"
    read = admission(chat.core.links, token, MONDAY)
    assert read == Admission(vera.account.name, MONDAY + LASTS, read.id if read else "")
    assert admission(chat.core.links, token, MONDAY + LASTS) is None
    assert admission(chat.core.links, token, MONDAY + LASTS - timedelta(seconds=1)) == read
    assert admission(chat.core.links, f"{token}x", MONDAY) is None
    assert admission(Links("another secret"), token, MONDAY) is None
    other = chat.core.links.token("privacy", 2**31, "id:web:local:vera")
    assert admission(chat.core.links, other, MONDAY) is None


@pytest.mark.parametrize(
    ("language", "word", "page", "private"),
    [
        ("en", "admin", "for whoever keeps Kring running", "in our private chat"),
        ("nl", "beheer", "voor wie Kring draaiende houdt", "in onze privéchat"),
    ],
)
async def test_nobody_else_gets_one_and_nobody_in_a_room(
    database: Database, language: str, word: str, page: str, private: str
) -> None:
    _chat, (vera, anna, *_) = await begun(database, language)
    assert private in await vera.says(word)
    assert "10 min" in await vera.says(word, privately=True)
    assert page in await anna.says(word)
    assert "KRING_ADMINS" not in await anna.says(word)
    told = await anna.says(word, privately=True)
    assert page in told
    assert told.endswith(f"KRING_ADMINS and start Kring again: {anna.account.name}") or (
        language == "nl" and anna.account.name in told
    )
    assert word not in await anna.says({"en": "help", "nl": "hulp"}[language])
