"""The manifest that an administrator gives Slack to make the app: the least that Kring needs."""

from typing import Literal

import yaml

from adapters.payload import Json
from adapters.slack.incoming import ASK, COMMIT, OPEN
from adapters.slack.scopes import BOT, events
from bot.texts import _, speaking

Way = Literal["http", "socket", "oauth"]
"""Into one workspace over HTTP, into one over Socket Mode, or into many over OAuth."""


def manifest(url: str, language: str, way: Way = "http") -> Json:
    """Return the manifest for Kring at an address such as 'https://kring.example.org'.

    With Socket Mode the address is for nothing. Only many workspaces have tokens that are
    renewed: the one in SLACK_BOT_TOKEN would end after half a day.
    """
    base = url.rstrip("/")
    http = way != "socket"
    with speaking(language):
        features = _features(f"{base}/slack/commands" if http else "")
        about = _about()
    return {
        "display_information": about,
        "features": features,
        "oauth_config": _oauth(base, way),
        "settings": _settings(base, way),
    }


def written(found: Json) -> str:
    """Write a manifest as YAML, as the app's page takes it."""
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100)


def _about() -> Json:
    return {
        "name": "Kring",
        "description": _("Remembers, asks, reminds and counts for a learning network."),
        "background_color": "#2f4b5c",
        "long_description": _(
            "Kring helps the facilitator of a professional learning network. It shares what there "
            "is to read before a guest speaker comes and gathers the questions, asks who comes, "
            "shares out the turns to help prepare, keeps what people want to do by when, and asks "
            "how a meeting was. Everything works with one press. Nothing is sent before a "
            "facilitator says that it is ready, and nothing goes out in quiet hours."
        ),
    }


def _features(command_url: str) -> Json:
    at = {"url": command_url} if command_url else {}
    command = {
        "command": "/kring",
        **at,
        "description": _("Talk to Kring"),
        "usage_hint": _("help"),
        # People and channels come with their ids, so that a name typed by hand forges nobody.
        "should_escape": True,
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Kring", "always_online": True},
        "shortcuts": _shortcuts(),
        "slash_commands": [command],
    }


def _shortcuts() -> list[Json]:
    return [
        {
            "name": _("Make this a commitment"),
            "type": "message",
            "callback_id": COMMIT,
            "description": _("Take on what this message says, with a link back"),
        },
        {
            "name": _("Ask the group"),
            "type": "message",
            "callback_id": ASK,
            "description": _("Make a quick question to the group of this message"),
        },
        {
            "name": _("Open Kring"),
            "type": "global",
            "callback_id": OPEN,
            "description": _("See what waits for you, from wherever you are"),
        },
    ]


def _oauth(base: str, way: Way) -> Json:
    back = {"redirect_urls": [f"{base}/slack/oauth_redirect"]} if way == "oauth" else {}
    return {**back, "scopes": {"bot": list(BOT)}}


def _settings(base: str, way: Way) -> Json:
    address = {} if way == "socket" else {"request_url": f"{base}/slack/events"}
    return {
        "event_subscriptions": {**address, "bot_events": events()},
        "interactivity": {
            "is_enabled": True,
            **({} if way == "socket" else {"request_url": f"{base}/slack/actions"}),
        },
        "org_deploy_enabled": way == "oauth",
        "socket_mode_enabled": way == "socket",
        "token_rotation_enabled": way == "oauth",
    }
