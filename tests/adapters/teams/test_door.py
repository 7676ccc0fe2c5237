"""Who is let in: tokens through botbuilder's own validator, tenants, bodies, mutations."""

import asyncio
import base64
import io
import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from structlog.testing import capture_logs

from adapters.teams.connector import Connector
from adapters.teams.openid import AGAIN, KEPT, NoKeys, OpenId
from adapters.teams.registration import Credentials, Registration
from adapters.teams.start import connected
from adapters.teams.tokens import NoToken, Tokens
from storage.database import Database, Unit
from storage.inbox import Seen
from storage.tables import table
from tests.adapters.teams.house import REGISTERED, SECRET, House, core_of, moved_in
from tests.conversation import MONDAY, Clock
from tests.peers.teams import Persona, Teams, tokens
from tests.peers.teams.server import APP, TENANT

pytestmark = pytest.mark.slow


def bad_tokens(service: str) -> dict[str, str]:
    """Every kind of token that nobody may come in with."""
    good = tokens.claims(APP, service)
    past = {"exp": good["nbf"] - 3600}
    header, payload, signature = tokens.signed(good).split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT","kid":"k1"}').decode().rstrip("=")
    return {
        "none at all": "",
        "garbage": "garbage",
        "three parts of garbage": "a.b.c",
        "expired": tokens.signed({**good, **past}),
        "another app": tokens.signed(tokens.claims("another", service)),
        "no app": tokens.signed({k: v for k, v in good.items() if k != "aud"}),
        "another issuer": tokens.signed({**good, "iss": "https://evil.example.org"}),
        "emulator's issuer": tokens.signed({**good, "iss": "https://sts.windows.net/x/"}),
        "another key": tokens.signed(good, key="mallory"),
        "an unknown key": tokens.signed(good, key="mallory", kid="k2"),
        "no key named": jwt.encode(good, tokens.private_key("microsoft"), "RS256"),
        "another service": tokens.signed(tokens.claims(APP, "https://evil.example.org/")),
        "no service": tokens.signed({k: v for k, v in good.items() if k != "serviceurl"}),
        "unsigned": f"{none}.{payload}.",
        "signed with a password": jwt.encode(good, "p" * 40, "HS256", headers={"kid": "k1"}),
        "a changed signature": f"{header}.{payload}.{signature[:-4]}AAAA",
        "not yet": tokens.signed({**good, "nbf": good["exp"] + 3600}),
    }


async def seen(database: Database) -> int:
    inbox = table(Seen)

    def work(unit: Unit) -> int:
        return len(unit.connection.execute(inbox.select()).all())

    return await database.read(work)


async def test_only_a_good_token_comes_in(house: House) -> None:
    vera = house.somebody("Vera")
    line = vera.activity("message", text="help")
    for name, token in bad_tokens(house.teams.service).items():
        status, _answer = await house.teams.tell(line, token)
        assert status == 401, name
    assert await seen(house.core.database) == 0
    status, _answer = await house.teams.tell(line)
    assert status == 200
    assert await seen(house.core.database) == 1
    await house.settle()
    assert "help" in vera.reads()


async def test_a_token_is_known_for_minutes_and_for_its_own_service_only(house: House) -> None:
    line = house.somebody("Vera").activity("message", text="help")
    good = tokens.signed(tokens.claims(APP, house.teams.service))
    assert (await house.teams.tell(line, good))[0] == 200
    for other in ({"serviceUrl": "https://evil.example.org/"}, {"serviceUrl": ""}):
        assert (await house.teams.tell({**line, **other}, good))[0] == 401
    assert (await house.teams.tell({**line, "channelId": "webchat"}, good))[0] == 401
    assert (await house.teams.tell(line, f"{good[:-4]}AAAA"))[0] == 401
    house.teams.keys = {"k9": "rotated"}
    assert (await house.teams.tell(line, good))[0] == 200
    house.clock.now += KEPT
    assert (await house.teams.tell(line, good))[0] == 401
    await house.settle()


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "Bearer  ", ""])
async def test_only_a_bearer_comes_in(house: House, scheme: str) -> None:
    line = house.somebody("Vera").activity("message", text="help")
    good = tokens.signed(tokens.claims(APP, house.teams.service))
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"{scheme} {good}"}
        async with session.post(house.teams.url, json=line, headers=headers) as response:
            assert response.status == 401


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"{", 400), (b"[]", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b"", 400),
     (b'{"a": "' + b"x" * 1_100_000 + b'"}', 413)],
)  # fmt: skip
async def test_a_body_that_is_none_is_said_to_be(house: House, raw: bytes, status: int) -> None:
    good = tokens.signed(tokens.claims(APP, house.teams.service))
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {good}"}
        async with session.post(house.teams.url, data=io.BytesIO(raw), headers=headers) as response:
            assert response.status == status


async def test_keys_are_fetched_once_and_a_new_one_is_found(house: House) -> None:
    vera = house.somebody("Vera")
    for _each in range(3):
        assert await vera.says("help") == 200
    assert house.teams.keys_asked == 1
    house.teams.keys["k9"] = "rotated"
    line = vera.activity("message", text="help")
    rotated = tokens.signed(tokens.claims(APP, house.teams.service), key="rotated", kid="k9")
    house.clock.now += AGAIN
    assert (await house.teams.tell(line, rotated))[0] == 200
    assert house.teams.keys_asked == 2
    house.clock.now += KEPT
    assert await vera.says("help") == 200
    assert house.teams.keys_asked == 3
    await house.settle()


async def test_while_nobody_can_tell_it_is_not_now(database: Database) -> None:
    async with moved_in(database) as house:
        vera = house.somebody("Vera")
        validator = house.kring.door.validator
        assert validator
        validator._extractor.open_id_metadata._url = "http://127.0.0.1:9/keys"
        assert await vera.says("help") == 503


async def test_yesterdays_keys_serve_while_there_are_no_new_ones() -> None:
    clock = Clock(MONDAY)
    async with Teams() as teams, Connector(Tokens(None, clock)) as calls:
        keys = OpenId(calls.session, teams.keys_url, clock)
        first = await keys.get("k1")
        keys._url = "http://127.0.0.1:9/keys"
        clock.now += KEPT
        assert await keys.get("k1") is first
        clock.now += KEPT
        with pytest.raises(NoKeys):
            await keys.get("k7")


async def test_a_token_is_fetched_once_off_the_loop_and_anew_when_refused() -> None:
    clock, fetched = Clock(MONDAY), []

    def fetch() -> str:
        fetched.append(1)
        return f"token {len(fetched)}"

    kept = Tokens(fetch, clock)
    assert set(await asyncio.gather(*(kept.get() for _each in range(20)))) == {"token 1"}
    clock.now += timedelta(minutes=5)
    assert await kept.get() == "token 2"
    kept.drop()
    assert await kept.get() == "token 3"


async def test_no_token_is_said_without_secrets() -> None:
    def fetch() -> str:
        raise PermissionError("a secret")

    with pytest.raises(NoToken) as caught:
        await Tokens(fetch, Clock(MONDAY)).get()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "loopback", "fault"),
    [
        (Credentials(), True, "TEAMS_APP_ID"),
        (Credentials("app"), True, "TEAMS_APP_PASSWORD"),
        (Credentials("app", "secret"), True, "TEAMS_APP_TENANT"),
        (Credentials("app", "secret", how="multi"), True, ""),
        (Credentials("app", how="managed"), True, "TEAMS_APP_TENANT"),
        (Credentials("app", tenant="a tenant", how="managed"), True, ""),
    ],
)
def test_no_start_without_credentials(given: Credentials, loopback: bool, fault: str) -> None:
    said = Registration(given).fault(on_loopback=loopback)
    assert fault in said
    assert bool(said) == bool(fault)
    assert "secret" not in repr(given)


async def test_without_tokens_on_this_machine_only(database: Database) -> None:
    unproven = Registration(Credentials(), unproven=True)
    core = core_of(database, Clock(MONDAY))
    with pytest.raises(ValueError, match="KRING_HOST"):
        async with connected(core, unproven, SECRET, on_loopback=False):
            pass
    async with moved_in(database, registered=unproven) as house:
        line = house.somebody("Vera").activity("message", text="help")
        assert (await house.teams.tell(line, ""))[0] == 200


async def test_only_allowed_tenants_come_in(database: Database) -> None:
    allowed = replace(
        REGISTERED,
        credentials=Credentials(APP, "secret", how="multi"),
        tenants=frozenset({"tenant-a", "tenant-b"}),
    )
    async with moved_in(database, registered=allowed) as house:
        for tenant, status in (("tenant-a", 200), ("tenant-b", 200), (TENANT, 403)):
            assert await Persona(house.teams, "Vera", tenant=tenant).says("help") == status


async def test_an_invoke_is_answered_as_json_once(house: House) -> None:
    vera = house.somebody("Vera")
    unknown = vera.activity("invoke", name="signin/verifyState", value={})
    assert (await house.teams.tell(unknown))[0] == 501
    pressed = vera.activity("invoke", name="task/fetch", value={"data": {"kring": "forged"}})
    status, answer = await house.teams.tell(pressed)
    assert (status, answer["task"]["type"]) == (200, "continue")
    on_card = {"action": {"type": "Action.Execute", "data": {"kring": 3}}}
    pressed = vera.activity("invoke", name="adaptiveCard/action", value=on_card)
    assert (await house.teams.tell(pressed))[0] == 400
    on_card = {"action": {"type": "Action.Execute", "data": {"kring": "forged"}}}
    pressed = vera.activity("invoke", name="adaptiveCard/action", value=on_card)
    status, answer = await house.teams.tell(pressed)
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    await house.settle()


WORST = [
    None, True, -1, 10**400, 1.5, "", " ", "x" * 70_000, "\ud800", "\u0000", "\ue0001\ue001",
    "<at>", [], [[]], [None], {}, {"id": {}}, "a:b;messageid=1", "http://", "__proto__",
]  # fmt: skip


def mutated(activity: Any, dice: random.Random) -> Any:
    """Return an activity with something in it changed, added or gone."""
    changed = json.loads(json.dumps(activity))
    for _each in range(dice.randint(1, 3)):
        place = changed
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = dice.choice(keys)
            inner = place[key]
            if isinstance(inner, dict | list) and inner and dice.random() < 0.75:
                place = inner
                continue
            if dice.random() < 0.3:
                del place[key]
            else:
                place[key] = dice.choice(WORST)
            break
    return changed


async def test_no_mutation_is_a_fault_of_ours(database: Database) -> None:
    registered = Registration(Credentials(), unproven=True)
    async with moved_in(database, registered=registered) as house:
        vera, anna = house.somebody("Vera"), house.somebody("Anna")
        await house.after(vera.adds_kring(house.room))
        room = house.room
        data = {"kring": "x", "in.what": "y", "msteams": {"type": "task/fetch"}}
        mention = {"type": "mention", "text": "<at>Kring</at>", "mentioned": {"id": "28:x"}}
        payload = {"body": {"content": "<p>x</p>"}, "linkToMessage": "https://example.org"}
        kinds = [
            vera.activity("message", room, text="<at>Kring</at> help", entities=[mention]),
            vera.activity("message", value=data),
            vera.activity(
                "invoke", room, name="adaptiveCard/action", value={"action": {"data": data}}
            ),
            vera.activity("invoke", name="task/fetch", value={"data": data}),
            vera.activity("invoke", room, name="task/submit", value={"data": data}),
            vera.activity(
                "invoke",
                room,
                name="composeExtension/fetchTask",
                value={"commandId": "kring_ask", "messagePayload": payload},
            ),
            vera.activity("conversationUpdate", room, membersAdded=[{"id": anna.account}]),
            vera.activity("installationUpdate", action="add"),
        ]
        dice, statuses = random.Random(6), set()
        with capture_logs() as logs:
            for number in range(5000):
                statuses.add((await house.teams.tell(mutated(kinds[number % 8], dice), ""))[0])
            await house.settle()
        assert statuses <= {200, 400, 501}
        assert not [one for one in logs if one["log_level"] in ("error", "critical")]
