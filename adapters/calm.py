"""Keeps pauses short: what the collector need not look at, and how soon a thread gives way."""

import gc
import sys

TURN = 0.0005
"""Seconds a thread may compute while the event loop waits; Python's own is ten times that."""


def begin() -> None:
    """Call first: nothing is collected while all is loaded, which goes quicker."""
    gc.disable()
    sys.setswitchinterval(TURN)


def begun() -> None:
    """Call when all is loaded: it lives as long as the process and is never looked at again.

    Otherwise each full collection halts every thread for a tenth of a second.
    """
    gc.freeze()
    gc.enable()
