"""A Slack that says little, or says it otherwise: whatever may be absent, nothing needs."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from adapters.payload import Json
from adapters.slack import inbound
from adapters.slack.incoming import COMMIT, Other
from tests.adapters.slack import payloads
from tests.adapters.slack.house import House
from tests.adapters.slack.payloads import COMMAND, HANDED_IN
from tests.adapters.slack.test_conversations import acts, seen_by_all, started
from tests.conversation import MONDAY
from tests.peers.slack import sparse

ASKS = "What do you want to ask?"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def likened(came: Any) -> dict[str, Any]:
    """Return what matters of what came, without what a sparse Slack cannot tell."""
    said = dict(vars(came))
    spot = said.pop("spot")
    for unsaid in ("hash", "blocks"):
        said.pop(unsaid, None)
    if said.get("key", "").startswith("V"):
        said.pop("key")  # a form's is made of what there is
    return {**said, "where": (spot.team, spot.user, spot.place, spot.room, spot.trigger)}


@pytest.mark.parametrize("whole", payloads.everything(), ids=lambda one: one.get("type", "command"))
def test_a_payload_with_little_in_it_means_the_same(whole: Json) -> None:
    came, little = inbound.read(whole), inbound.read(sparse.told(whole))
    assert type(little) is type(came)
    if not isinstance(came, Other):
        assert likened(little) == likened(came)


def test_forms_in_one_dialog_are_told_apart_without_a_hash() -> None:
    first = sparse.told(HANDED_IN)
    keys = [inbound.read({**first, "trigger_id": f"{n}.t"}).key for n in (1, 2)]  # type: ignore[union-attr] # a form
    assert len(set(keys)) == 2


COMMANDS = urlencode(COMMAND)
PRESS = urlencode({"payload": json.dumps(payloads.PRESSED)})
MENTION = json.dumps(payloads.EVENTS[0])
CHALLENGE = json.dumps({"challenge": "3eZ", "type": "url_verification"})


WRITTEN = [
    (COMMANDS, f"{FORM}; charset=utf-8", "learning network"),
    (COMMANDS, f"{FORM};charset=UTF-8", "learning network"),
    (urlencode(sorted(COMMAND.items(), reverse=True)), FORM, "learning network"),
    (urlencode({**COMMAND, "is_enterprise_install": ""}), FORM, "learning network"),
    (PRESS, f"{FORM}; charset=utf-8", ""),
    (f"token=x&{PRESS}", FORM, ""),
    (f"{PRESS}&token=x", FORM, ""),
    (PRESS.replace("+", "%20"), FORM.upper(), ""),
    (MENTION, f"{JSON}; charset=utf-8", ""),
    (f" {MENTION}\n", JSON, ""),
    (CHALLENGE, f"{JSON}; charset=utf-8", "3eZ"),
    ("token=x&ssl_check=1", FORM, ""),
    ("ssl_check=1", f"{FORM}; charset=utf-8", ""),
]
"""Bodies and their kinds, and a word of the answer."""


@only_sqlite
async def test_requests_are_taken_however_they_are_written(house: House) -> None:
    async with ClientSession() as session:
        for number, (written, kind, says) in enumerate(WRITTEN):
            body = written.replace("13345224609", str(number))  # each is another press
            signed = {name.lower(): value for name, value in house.slack.door.signed(body).items()}
            headers = {**signed, "content-type": kind}
            answer = await session.post(house.slack.door.url, data=body.encode(), headers=headers)
            assert answer.status == 200, body
            assert says in await answer.text(), body
    await house.kring.slack.tasks.done()


@pytest.mark.slow
@only_sqlite
async def test_a_group_lives_in_a_slack_that_says_little(house: House) -> None:
    house.slack.sparse = True
    vera, anna = await started(house)
    await acts(house, anna.types("/kring poll"))
    errors = await acts(house, anna.fills({ASKS: "Lunch?", "Comes back": "x"}))
    assert list(errors) == ["Comes back"]
    house.slack.faults.plan("chat.postMessage", "drop after commit")
    assert await acts(house, anna.fills({ASKS: "Lunch?"})) == {}
    await house.advance_to(MONDAY + timedelta(minutes=5))
    assert sum("Lunch?" in one.text for one in house.room.messages) == 1  # found, not said again
    await acts(house, vera.types('/kring poll "Tea?" "Green" "Black"'))
    await acts(house, anna.presses("Green"))
    await house.advance_to(MONDAY + timedelta(minutes=10))
    assert "Green: 1" in seen_by_all(house)
    said = house.team.say(house.room, anna.id, "I visit a school")
    await acts(house, anna.shortcut(COMMIT, said))
    assert anna.screen.modals
    anna.screen.modals.clear()
    await acts(house, anna.privately().says("commit I visit two schools"))
    assert "A commitment" in anna.private.shows()
    await acts(house, anna.home())
    assert "Lunch?" in await anna.home()
