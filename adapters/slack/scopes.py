"""What Kring asks of a workspace, and what each permission is for: no more than it uses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """A permission: why, and the events and methods of Slack's that need it."""

    why: str
    events: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


_READ_BACK = ("conversations.history", "conversations.replies")
_ROOMS = ("conversations.info", "conversations.members")
_MOVES = ("member_joined_channel", "member_left_channel")

BOT: dict[str, Scope] = {
    "app_mentions:read": Scope("Hears what is said to @Kring in a channel.", ("app_mention",)),
    "channels:history": Scope(
        "Looks in a public channel whether a message of its own arrived, when in doubt.",
        methods=_READ_BACK,
    ),
    "channels:read": Scope(
        "Knows who is in a public channel where a network meets, and who made it.", _MOVES, _ROOMS
    ),
    "chat:write": Scope(
        "Posts, corrects and takes back its own messages, where it was invited.",
        methods=("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"),
    ),
    "commands": Scope("Has the command /kring and the shortcuts."),
    "files:read": Scope("Takes a file that somebody puts into one of its forms."),
    "groups:history": Scope("The same look in a private channel.", methods=_READ_BACK),
    "groups:read": Scope("The same in a private channel.", _MOVES, _ROOMS),
    "im:history": Scope(
        "Hears what somebody says to it privately, and looks there in the same way.",
        ("message.im",),
        _READ_BACK,
    ),
    "im:write": Scope("Opens the private chat with somebody.", methods=("conversations.open",)),
    "users:read": Scope("Knows names, languages and time zones.", methods=("users.info",)),
}
"""The bot's scopes."""

APP = {"connections:write": Scope("Opens the connection.", methods=("apps.connections.open",))}
"""The scope of the app-level token for Socket Mode."""

FREE = {
    *("api.test", "auth.test", "auth.revoke", "oauth.v2.access", "chat.getPermalink"),
    *("views.open", "views.update", "views.publish"),
}
"""Methods that need no scope."""

FREE_EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked")
"""Events that need no scope."""


def events() -> list[str]:
    """Return every event that Kring takes, by name."""
    return sorted({*FREE_EVENTS, *(event for scope in BOT.values() for event in scope.events)})
