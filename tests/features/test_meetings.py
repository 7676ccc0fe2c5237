"""Planning meetings: by line and by form, what is refused, and what the group hears."""

from storage.database import Database
from tests.conversation import Conversation


async def test_one_line_plans_a_meeting_and_confirms_it_in_full(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    said = await vera.says("meeting 26 March 14:00-17:00 at De Linde: reading aloud")
    assert "Planned: reading aloud" in said
    assert "When: Thursday 26 March 2026, 14:00 to 17:00" in said
    assert "Where: De Linde" in said
    assert "[Change] [Move] [Cancel the meeting] [All meetings]" in said
    listed = await vera.says("meeting list")
    assert "reading aloud: Thursday 26 March 2026, 14:00 to 17:00" in listed
