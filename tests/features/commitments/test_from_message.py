"""A commitment from a message: the link back is one that an adapter signed, or none."""

import pytest

from bot.events import Press
from bot.links import MESSAGE, Links
from storage.database import Database
from tests.conversation import Somebody
from tests.features.commitments.test_commitments import begun

HERE = "/in/circle?before=8#m7"


async def begins(somebody: Somebody, link: str, text: str = "hello") -> str:
    """Press 'make this a commitment' as an event that says it comes from an adapter."""
    return await somebody._gets(
        Press(somebody.origin(), "commitments.from_message", (0, link), text)
    )


@pytest.mark.parametrize(
    ("language", "title", "label", "link"),
    [
        ("en", "A commitment", "12 March", "[The message it came from]"),
        ("nl", "Een voornemen", "12 maart", "[Het bericht waar het uit komt]"),
    ],
)
async def test_it_begins_from_a_message(
    database: Database, language: str, title: str, label: str, link: str
) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, language)
    signed = chat.core.links.token(MESSAGE, 0, HERE)
    assert (await begins(anna, signed, "Shall we visit a school?")).startswith(title)
    assert anna.form.inputs[0].value == "Shall we visit a school?"
    shown = await anna.fills_in(until=label)
    assert link in shown
    await anna.presses("Change" if language == "en" else "Aanpassen")
    assert link in await anna.fills_in(text="visit a school")


async def test_a_link_that_no_adapter_signed_is_left_out(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database)
    for forged in (HERE, "https://phish.example/login", "", "x" * 10_000):
        await begins(anna, forged)
        assert anna.form.args[2] == ""
    shown = await anna.fills_in(until="12 March")
    assert "The message it came from" not in shown


async def test_a_signature_of_another_secret_or_for_another_thing_is_none(
    database: Database,
) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    other = Links("another").token(MESSAGE, 0, HERE)
    for_a_file = chat.core.links.token("files", 0, HERE)
    for token in (other, for_a_file):
        await begins(anna, token)
        assert anna.form.args[2] == ""


BAD = ("javascript:alert(1)", "//b.example", "/in/../as/vera", "https://b|c", "https://b\n<!here>")


async def test_only_a_link_to_a_message_is_kept(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    for link in BAD:
        await begins(anna, chat.core.links.token(MESSAGE, 0, link))
        assert anna.form.args[2] == "", link
    good = "https://chat.example/archives/C1/p17?thread_ts=1.2&cid=C1"
    await begins(anna, chat.core.links.token(MESSAGE, 0, good))
    assert chat.core.links.read(MESSAGE, anna.form.args[2]) == (0, good)
