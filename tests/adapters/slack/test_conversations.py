"""A group in Slack, from its first command on: everything over signed HTTP."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack.incoming import ASK, COMMIT, OPEN, Spot
from adapters.slack.installed import Installation, OneWorkspace
from adapters.slack.start import Keys, connected
from storage import networks, outbox
from storage.database import Database, Unit
from tests.adapters.slack.house import SECRET, House, moved_in
from tests.peers.slack.persona import Persona, Place
from tests.peers.slack.reading import plain
from tests.peers.slack.server import Slack
from tests.year import EXAMPLES

pytestmark = pytest.mark.slow


async def started(house: House, **more: Any) -> tuple[Persona, Persona]:
    """Let Vera start a network in a channel in which Anna is too, and say that it is ready."""
    channel = house.team.add_channel("circle", {house.team.bot.id})
    vera, anna = house.somebody("Vera", **more), house.somebody("Anna", **more)
    channel.creator = vera.id
    await acts(house, vera.types("/kring start"))
    dutch = more.get("locale") == "nl-NL"
    name = "Naam van het netwerk" if dutch else "Name of the network"
    assert await acts(house, vera.fills({name: "Reading together"})) == {}
    await acts(house, vera.types("/kring plan"))
    await acts(house, vera.presses("Klaar" if dutch else "Ready"))
    return vera, anna


async def acts(house: House, doing: Any) -> Any:
    """Let somebody do something, and all that follows happen."""
    done = await doing
    await house.settle()
    return done


def seen_by_all(house: House) -> str:
    """Return what the channel shows to everybody."""
    return Place(house.team, house.room, "nobody").shows()


async def present(house: House) -> set[int]:
    return await house.core.database.read(lambda unit: networks.present(unit.connection, 1))


async def test_a_network_begins_in_a_channel(house: House) -> None:
    vera, _anna = await started(house)
    assert "Reading together" in vera.sees()
    assert not vera.screen.modals
    assert len(await present(house)) == 2
    assert "Meet Kring" in seen_by_all(house)


async def test_only_who_made_the_channel_begins(house: House) -> None:
    house.team.add_channel("circle", {house.team.bot.id})
    anna = house.somebody("Anna")
    await acts(house, anna.types("/kring start"))
    assert "Whoever owns a group starts its network" in anna.sees()


async def test_a_poll_in_one_line_and_a_vote(house: House) -> None:
    vera, anna = await started(house)
    await acts(house, vera.types('/kring poll "Lunch?" "Soup" "Bread"'))
    assert "Lunch?" in seen_by_all(house)
    await acts(house, anna.presses("Soup"))
    assert "Soup: 1" in seen_by_all(house)
    assert f"<@{anna.id}>" in seen_by_all(house)


async def test_what_comes_twice_is_done_once(house: House) -> None:
    vera, anna = await started(house)
    await acts(house, vera.types('/kring poll "Lunch?" "Soup" "Bread"'))
    sight = anna.finds("Soup")
    payload = {
        "type": "block_actions",
        **anna._actor(),
        "actions": [{**sight.element, "block_id": "b"}],
        "channel": {"id": house.room.id, "name": "circle"},
    }
    for _ in range(3):
        assert (await acts(house, house.slack.door.interact(payload))).ok
    assert "Soup: 1" in seen_by_all(house)


async def test_a_mention_and_a_private_line_are_commands(house: House) -> None:
    _vera, anna = await started(house)
    await acts(house, anna.says(f"<@{house.team.bot.id}> members"))
    assert f"<@{anna.id}>" in anna.sees()
    assert "Anna" not in seen_by_all(house)
    anna.privately()
    await acts(house, anna.says("voornemens"))
    assert len(anna.private.messages()) == 2


async def test_a_form_from_a_mention_opens_by_a_button(house: House) -> None:
    _vera, anna = await started(house)
    await acts(house, anna.says(f"<@{house.team.bot.id}> commit"))
    assert not anna.screen.modals
    await acts(house, anna.presses("Open the form"))
    assert anna.screen.modals


async def test_a_trigger_that_expired_gives_a_button(house: House) -> None:
    _vera, anna = await started(house)
    house.slack.faults.plan("views.open", "expired_trigger_id")
    await acts(house, anna.types("/kring commit"))
    assert not anna.screen.modals
    await acts(house, anna.presses("Open the form"))
    assert anna.modal.view["callback_id"] == "kring.form"


async def test_what_is_wrong_in_a_form_stands_at_its_field(house: House) -> None:
    _vera, anna = await started(house)
    await acts(house, anna.types("/kring poll"))
    errors = await acts(
        house, anna.fills({"What do you want to ask?": "Lunch?", "Comes back": "x"})
    )
    assert list(errors) == ["Comes back"]
    assert await acts(house, anna.fills({"What do you want to ask?": "Lunch?"})) == {}
    assert "Lunch?" in seen_by_all(house)


async def test_a_message_becomes_a_commitment_with_a_link_back(house: House) -> None:
    _vera, anna = await started(house)
    said = house.team.say(house.room, anna.id, "I visit two schools &amp; tell you")
    await acts(house, anna.shortcut(COMMIT, said))
    inputs = [one for one in anna.modal.view["blocks"] if one["type"] == "input"]
    assert inputs[0]["element"]["initial_value"] == "I visit two schools & tell you"
    assert await acts(house, anna.fills({"By when?": "12 March"})) == {}
    link = anna.finds("The message it came from").element["url"]
    assert link.endswith(f"/archives/{house.room.id}/p{said.ts.replace('.', '')}")


async def test_a_message_becomes_a_question_to_the_group(house: House) -> None:
    _vera, anna = await started(house)
    said = house.team.say(house.room, anna.id, "Shall we start at nine?")
    await acts(house, anna.shortcut(ASK, said))
    assert await acts(house, anna.fills()) == {}
    assert "Shall we start at nine?" in seen_by_all(house)


async def test_no_chat_keeps_that_somebody_took_part(house: House) -> None:
    vera, anna = await started(house)
    await acts(house, vera.types('/kring evaluate "Was it useful?" 1-5; "What stays?" line'))
    await acts(house, vera.presses("Open it"))
    await acts(house, anna.presses("Answer"))
    before = anna.private.all()
    house.slack.faults.plan("chat.postEphemeral", "user_not_in_channel")
    assert await acts(house, anna.fills({"What stays?": "The boat"})) == {}
    assert house.slack.faults.are_spent()
    assert anna.private.all() == before
    await acts(house, anna.presses("Answer"))
    assert "You have answered already" in anna.sees()


async def test_the_global_shortcut_opens_what_there_is(house: House) -> None:
    _vera, anna = await started(house)
    await acts(house, anna.shortcut(OPEN))
    assert "Reading together" in plain(anna.modal.view["blocks"]) + str(anna.modal.view["title"])


async def test_the_home_view_leads_to_a_form_and_answers_in_place(house: House) -> None:
    _vera, anna = await started(house)
    await anna.home()
    await house.settle()
    assert anna.screen.home is not None
    before = plain(anna.screen.home.view["blocks"])
    assert "Reading together" in before
    await acts(house, anna.presses("Make a commitment"))
    what = next(one for one in anna.modal.view["blocks"] if one["type"] == "input")
    said = {what["label"]["text"]: "I visit two schools"}
    if any(one.get("block_id") == "in:until" for one in anna.modal.view["blocks"]):
        said["By when?"] = "12 March"
    assert await acts(house, anna.fills(said)) == {}
    assert "I visit two schools" in plain(anna.modal.view["blocks"])


async def test_coming_and_leaving_follow_the_channel(house: House) -> None:
    await started(house)
    carla = Persona(house.slack, house.team, "Carla")
    await acts(house, carla.joins(house.room))
    assert len(await present(house)) == 3
    await acts(house, carla.leaves(house.room))
    assert len(await present(house)) == 2


async def test_people_are_spoken_to_in_their_language(house: House) -> None:
    vera, _anna = await started(house, locale="nl-NL", tz="Europe/Brussels")

    def zone(unit: Unit) -> str:
        return networks.get(unit.session, 1).zone

    assert await house.core.database.read(zone) == "Europe/Brussels"
    await acts(house, vera.types("/kring hulp"))
    assert "Wat" in vera.sees() or "Zie" in vera.sees()


async def test_a_form_of_somebody_else_or_forged_changes_nothing(house: House) -> None:
    vera, anna = await started(house)
    await acts(house, vera.types("/kring poll"))
    view = vera.modal.as_json(house.team.id, house.slack.app_id)
    for metadata in (view["private_metadata"], "x", "", view["private_metadata"][:-2] + "AA"):
        forged = {**view, "id": f"V{len(metadata)}", "private_metadata": metadata}
        payload = {"type": "view_submission", **anna._actor(), "view": forged}
        answer = await acts(house, house.slack.door.interact(payload))
        assert answer.payload["response_action"] == "update"
        assert "can no longer be handed in" in json.dumps(answer.payload)


async def test_another_workspace_is_told_nothing(house: House) -> None:
    _vera, anna = await started(house)
    form = {
        "team_id": "T0OTHER", "user_id": anna.id, "channel_id": house.room.id, "text": "members",
        "command": "/kring", "trigger_id": "1.2", "response_url": "http://127.0.0.1:9/",
    }  # fmt: skip
    answer = await house.slack.door.post(urlencode(form))
    assert answer.status == 200
    assert "not installed" in json.dumps(answer.payload)


async def test_a_button_that_is_not_ours_is_answered_kindly(house: House) -> None:
    _vera, anna = await started(house)
    for action in ("nonsense", "b1:polls.vote", "b1:nobody.knows", "p1:polls.vote:[1]"):
        pressed = {"action_id": action, "block_id": "x", "type": "button", "value": "[1,2,3,4,5]"}
        payload = {
            "type": "block_actions", **anna._actor(), "actions": [pressed],
            "channel": {"id": house.room.id},
            "response_url": house.slack.responses.new(house.team.id, house.room.id, anna.id),
        }  # fmt: skip
        before = len(house.room.messages)
        assert (await acts(house, house.slack.door.interact(payload))).ok
        assert len(house.room.messages) == before + 1
        assert "older card" in anna.sees().splitlines()[-1]


async def test_taken_back_tokens_end_it(house: House) -> None:
    _vera, anna = await started(house)
    await acts(house, house.slack.door.event(house.team.id, {"type": "app_uninstalled"}))
    answer = await anna.types("/kring members")
    assert "not installed" in json.dumps(answer.payload)


async def test_all_of_it_works_over_socket_mode(database: Database) -> None:
    async with moved_in(database, socket=True) as house:
        await house.slack.socket.connected.wait()
        vera, anna = await started(house)
        await acts(house, vera.types('/kring poll "Lunch?" "Soup" "Bread"'))
        await acts(house, anna.presses("Soup"))
        assert "Soup: 1" in seen_by_all(house)
        await acts(house, anna.types("/kring poll"))
        errors = await acts(house, anna.fills({"What do you want to ask?": "x", "Comes back": "x"}))
        assert list(errors) == ["Comes back"]


async def test_what_was_shortened_is_shown_to_who_can_see_it(house: House) -> None:
    vera, anna = await started(house)
    agreed = " ".join(f"word{n}" for n in range(120))
    bert = Persona(house.slack, house.team, "Bert").enters(house.team.add_channel("other", set()))

    def write(unit: Unit) -> None:
        row = networks.get(unit.session, 1)
        row.goal = f"{agreed} {agreed} {agreed} the end"
        unit.session.add(row)
        outbox.want(unit.connection, [("networks.meet", (1,))])

    await house.core.database.write(write, network=1)
    await house.advance_to(house.clock.now + timedelta(minutes=1))
    await house.settle()
    del vera
    sight = anna.finds("Show all")
    await acts(house, anna.press(sight))
    assert "the end" in plain(anna.modal.view["blocks"])
    elsewhere = replace(sight, channel=bert.at)
    await acts(house, bert.press(elsewhere))
    assert "nothing to show" in plain(bert.modal.view["blocks"])


NETWORK_FILE = (EXAMPLES / "monthly.yaml").read_bytes()


@pytest.mark.parametrize(
    ("data", "size", "said"),
    [
        (NETWORK_FILE, -1, ""),
        (b"x", 11 * 1024 * 1024, "up to 10 MB"),
        (b"x" * (10 * 1024 * 1024 + 1), 1, "did not hand me this file"),
        (b"name: x\nlanguage: fr", -1, "Line"),
    ],
    ids=["network", "large", "larger than said", "faulty"],
)
async def test_a_file_in_a_form_is_fetched_from_slack(
    house: House, data: bytes, size: int, said: str
) -> None:
    channel = house.team.add_channel("circle", {house.team.bot.id})
    vera = house.somebody("Vera")
    channel.creator = vera.id
    await acts(house, vera.types("/kring start"))
    shared = house.slack.shared("network.yaml", data, size)
    errors = await acts(house, vera.fills({"Or begin from a network file": [shared]}))
    assert said in "".join(errors.values())
    assert bool(errors) == bool(said)
    assert (not said) == bool(vera.sees())


async def test_a_token_goes_to_no_other_address(house: House) -> None:
    channel = house.team.add_channel("circle", {house.team.bot.id})
    vera = house.somebody("Vera")
    channel.creator = vera.id
    await acts(house, vera.types("/kring start"))
    for url in ("http://127.0.0.1:9/files/x", "https://slack.com.evil.example/x", "file:///x", ""):
        shared = {**house.slack.shared("network.yaml", b"x"), "url_private_download": url}
        errors = await acts(house, vera.fills({"Or begin from a network file": [shared]}))
        assert "did not hand me this file" in "".join(errors.values())


async def test_the_token_of_the_settings_is_looked_up_first(house: House) -> None:
    token = f"xoxb-{house.team.id}"
    keys = Keys(token, Slack.signing_secret, url=house.slack.api_url)
    async with connected(house.core, keys, SECRET) as there:
        assert await there.slack.installations.find(Spot(house.team.id, "", False, "U", "home"))
    for wrong, said in (
        (replace(keys, bot_token=f"{token}x"), "SLACK_BOT_TOKEN"),
        (replace(keys, url="http://127.0.0.1:9/"), "SLACK_API_URL"),
        (replace(keys, signing_secret=""), "SLACK_SIGNING_SECRET"),
    ):
        with pytest.raises(ValueError, match=said):
            async with connected(house.core, wrong, SECRET):
                raise AssertionError
    house.slack.problems.clear()  # a wrong token was the point


async def test_who_brings_kring_into_a_channel_is_told_how_to_begin(house: House) -> None:
    channel = house.team.add_channel("circle", set())
    vera = house.somebody("Vera", locale="nl-NL")
    channel.creator = vera.id
    event = {
        "type": "member_joined_channel", "user": house.team.bot.id, "channel": channel.id,
        "inviter": vera.id, "team": house.team.id,
    }  # fmt: skip
    channel.members.add(house.team.bot.id)
    await acts(house, house.slack.door.event(house.team.id, event))
    assert "Hallo, ik ben Kring" in vera.sees()
    assert "Hallo" not in seen_by_all(house)
    await acts(house, vera.presses("Begin een leernetwerk"))
    assert vera.screen.modals


async def test_a_very_large_channel_is_no_network_by_itself(house: House) -> None:
    channel = house.team.add_channel("circle", {house.team.bot.id})
    crowd = {house.team.add_user(f"Member {n}").id for n in range(301)}
    channel.members |= crowd
    vera = house.somebody("Vera")
    channel.creator = vera.id
    await acts(house, vera.types("/kring start"))
    assert await acts(house, vera.fills({"Name of the network": "Everybody"})) == {}
    assert "more than 300 people" in vera.sees()
    assert len(await present(house)) == 1


async def test_who_is_in_no_network_and_where_kring_is_gone_their_language_is_spoken(
    house: House,
) -> None:
    vera, anna = (Persona(house.slack, house.team, one, locale="nl-NL") for one in ("Vera", "Anna"))
    await acts(house, vera.home())
    assert "leernetwerk" in await vera.home()
    await acts(house, anna.says("plan"))
    assert "Er is hier nog geen leernetwerk" in anna.sees()
    await acts(house, anna.types("/kring privacy"))
    house.kring.slack.installations = OneWorkspace(Installation("T0ELSEWHERE", "xoxb", "U1"))
    answer = await anna.types("/kring plan")
    assert answer.payload == {"text": "Kring is in deze werkruimte niet geïnstalleerd."}


async def test_a_name_that_slack_did_not_give_comes_later(house: House) -> None:
    _vera, _anna = await started(house)
    carla = Persona(house.slack, house.team, "Carla", locale="nl-NL")
    house.slack.faults.plan("users.info", "503")
    await acts(house, carla.joins(house.room))

    async def names() -> set[str]:
        ids = await present(house)
        return set((await house.core.names(ids)).values())

    assert carla.id in await names()
    await acts(house, carla.types("/kring help"))
    assert "Carla" in await names()
    await acts(house, carla.types("/kring wie?"))
    assert "Ik ken 'wie?' niet." in carla.sees()


ANYTHING = [
    *("x" * 10_000, "😀" * 500, "مرحبا بالعالم", "<b>&amp;</b>", "=1+1"),
    *("<!channel> <@U1|x>", "\u202eabc"),
]


@pytest.mark.parametrize("said", ANYTHING)
async def test_whatever_people_type_is_shown_as_they_typed_it(house: House, said: str) -> None:
    _vera, anna = await started(house)
    for words in (f'poll "{said}" "Soup" "{said}"', f"commit {said}", said):
        before = len(house.room.messages) + len(anna.screen.modals)
        assert (await acts(house, anna.types(f"/kring {words}"))).ok
        assert len(house.room.messages) + len(anna.screen.modals) > before
        anna.screen.modals.clear()
    anna.privately()
    await acts(house, anna.says(said))
    assert anna.private.messages()
    shown = [block for message in house.room.messages for block in message.blocks]
    assert "mrkdwn" not in json.dumps(shown)
