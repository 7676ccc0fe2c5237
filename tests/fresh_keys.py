"""Folders for the keys of open evaluations, gone with the process that tests."""

import atexit
import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

from storage.keys import Keys

_numbers = count(1)


@cache
def _root() -> Path:
    root = Path(tempfile.mkdtemp(prefix="kring-keys-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root


def fresh_keys() -> Keys:
    """Return keys in a folder of their own."""
    return Keys(_root() / str(next(_numbers)))
