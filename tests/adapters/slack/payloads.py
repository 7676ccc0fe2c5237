"""What Slack sends, in the shapes that its documentation and Bolt's own tests show."""

from copy import deepcopy
from typing import Any

from adapters.payload import Json
from adapters.slack import ids
from adapters.slack.ids import Opened, Seal
from adapters.slack.incoming import COMMIT, OPEN
from tests.adapters.slack.house import SECRET

TEAM, USER, CHANNEL = "T0CIRCLE", "U0VERA", "C0CIRCLE"
RESPONSE = "http://127.0.0.1:9/response"

COMMAND: Json = {
    "token": "verification", "team_id": TEAM, "team_domain": "circle", "enterprise_id": "",
    "channel_id": CHANNEL, "channel_name": "circle", "user_id": USER, "user_name": "vera",
    "command": "/kring", "text": "members", "api_app_id": "A1", "trigger_id": "13345224609.738.8",
    "is_enterprise_install": "false", "response_url": RESPONSE,
}  # fmt: skip
ACTOR: Json = {
    "user": {"id": USER, "username": "vera", "name": "vera", "team_id": TEAM},
    "api_app_id": "A1", "token": "verification", "trigger_id": "13345224609.738.9",
    "team": {"id": TEAM, "domain": "circle"}, "enterprise": None, "is_enterprise_install": False,
}  # fmt: skip
PRESSED: Json = {
    **ACTOR,
    "type": "block_actions",
    "container": {"type": "message", "message_ts": "1.2", "channel_id": CHANNEL},
    "channel": {"id": CHANNEL, "name": "circle"},
    "message": {"type": "message", "text": "Lunch?", "ts": "1548261231.000200", "blocks": []},
    "state": {"values": {}},
    "response_url": RESPONSE,
    "actions": [
        {
            "type": "button", "action_id": "b1:polls.vote", "block_id": "k2", "value": "[1,1,1]",
            "text": {"type": "plain_text", "text": "Soup"}, "action_ts": "1548426417.840180",
        }
    ],
}  # fmt: skip
PICKED: Json = {
    **PRESSED,
    "actions": [
        {
            "type": "static_select", "action_id": "p1:members.remove:[1]", "block_id": "k2",
            "selected_option": {"text": {"type": "plain_text", "text": "Anna"}, "value": "2"},
        }
    ],
}  # fmt: skip
AT_HOME: Json = {
    **ACTOR,
    "type": "block_actions",
    "container": {"type": "view", "view_id": "V1"},
    "view": {"id": "V1", "team_id": TEAM, "type": "home", "hash": "1.a", "blocks": []},
    "actions": [{**PRESSED["actions"][0], "action_id": "b0:core.command", "value": '[1,"help"]'}],
}
SEALED = Seal(SECRET).close(Opened(TEAM, USER, CHANNEL, "polls.create", (1,)))
HANDED_IN: Json = {
    **ACTOR,
    "type": "view_submission",
    "response_urls": [],
    "view": {
        "id": "V2", "team_id": TEAM, "type": "modal", "callback_id": ids.FORM, "hash": "1.b",
        "private_metadata": SEALED, "app_installed_team_id": TEAM,
        "blocks": [
            {"type": "input", "block_id": "in:question"},
            {"type": "input", "block_id": "in:options"},
        ],
        "state": {
            "values": {
                "in:question": {"v": {"type": "plain_text_input", "value": "Lunch?"}},
                "in:options": {"v": {"type": "plain_text_input", "value": None}},
                "in:many": {"v": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}},
                "in:closes": {"v": {"type": "datepicker", "selected_date": "2026-03-12"}},
                "in:closes_time": {"v": {"type": "timepicker", "selected_time": "09:30"}},
                "in:kind": {"v": {"type": "radio_buttons", "selected_option": {"value": "a"}}},
            }
        },
    },
}  # fmt: skip
SHORTCUT: Json = {**ACTOR, "type": "shortcut", "callback_id": OPEN, "action_ts": "1.2"}
ON_MESSAGE: Json = {
    **ACTOR,
    "type": "message_action",
    "callback_id": COMMIT,
    "channel": {"id": CHANNEL, "name": "circle"},
    "message": {"type": "message", "user": USER, "ts": "1.2", "text": "I visit two schools"},
    "message_ts": "1.2",
    "response_url": RESPONSE,
}


def event(**inside: Any) -> Json:
    return {
        "token": "verification", "team_id": TEAM, "api_app_id": "A1", "type": "event_callback",
        "event": {"event_ts": "1.2", **inside}, "event_id": f"Ev{inside['type']}",
        "event_time": 1234567890,
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True,
             "is_enterprise_install": False}
        ],
    }  # fmt: skip


EVENTS: list[Json] = [
    event(type="app_mention", user=USER, text="<@U0BOT> members", ts="1.2", channel=CHANNEL),
    event(type="message", channel_type="im", user=USER, text="help", ts="1.2", channel="D1"),
    event(type="member_joined_channel", user=USER, channel=CHANNEL, channel_type="C", team=TEAM),
    event(type="member_left_channel", user=USER, channel=CHANNEL, channel_type="C", team=TEAM),
    event(type="app_home_opened", user=USER, channel="D1", tab="home", view={"hash": "1.a"}),
    event(type="tokens_revoked", tokens={"oauth": [USER], "bot": []}),
    event(type="reaction_added", user=USER, item={"type": "message", "channel": CHANNEL}),
]
INTERACTIONS: list[Json] = [PRESSED, PICKED, AT_HOME, HANDED_IN, SHORTCUT, ON_MESSAGE]


def everything() -> list[Json]:
    """Return one of each, to be changed at will."""
    return deepcopy([COMMAND, *INTERACTIONS, *EVENTS])
