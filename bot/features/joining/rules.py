"""What a code looks like, how long it serves, and how it is read back."""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

SERVES = timedelta(hours=1)
"""From making a code to its end."""

ASKS = timedelta(days=7)
"""So long a facilitator may think about a group that would join."""

TRIES, WITHIN = 5, timedelta(hours=1)
"""How many wrong codes an account may type in how long."""

LONGEST_NAME = 80
"""Of somebody who is invited, in characters."""

# Without what looks alike when it is read aloud or written down.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
_YES = ("yes", "ja")
_ODD = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True)
class Typed:
    """What follows the command: a code in the form that is kept ('' for none), and a yes."""

    code: str = ""
    yes: bool = False


def made(number: UUID) -> str:
    """Return the code that a random id stands for, without its hyphen."""
    left = int.from_bytes(sha256(number.bytes).digest())
    letters = []
    for _place in range(LENGTH):
        left, one = divmod(left, len(LETTERS))
        letters.append(LETTERS[one])
    return "".join(letters)


def shown(code: str) -> str:
    """Write a code as people read it."""
    return f"{code[:4]}-{code[4:]}"


def read(words: str) -> Typed:
    """Read what somebody typed: 'abcd-efgh', 'ABCD EFGH yes'."""
    parts = words.split()
    yes = bool(parts) and parts[-1].casefold() in _YES
    code = _ODD.sub("", "".join(parts[:-1] if yes else parts).upper())
    return Typed(code[: 2 * LENGTH], yes)
