"""How a command is typed in a group: by its slash, and in Teams by Kring's name."""


def called(platform: str, line: str) -> str:
    """Write a command line as people type it in a group on this platform."""
    return f"@Kring {line}" if platform == "teams" else f"/kring {line}"
