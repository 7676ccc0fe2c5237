"""How a command is typed in a group: by its slash, and in Teams by Kring's name."""

from bot.events import Origin
from bot.texts import _


def called(platform: str, line: str) -> str:
    """Write a command line as people type it in a group on this platform."""
    return f"@Kring {line}" if platform == "teams" else f"/kring {line}"


def no_network(origin: Origin | None) -> str:
    """Say that there is no network where somebody typed, and how one is begun there."""
    room = origin.room if origin else None
    line = called(origin.account.platform, "start") if origin and room else "start"
    return _("There is no learning network here yet. Type '{line}' to make one.", line=line)
