"""Keeps pauses short: what the collector need not look at, and how soon a thread gives way."""

import gc
import sys

SELDOM = 50
"""Collections of the middle generation before one of all there is; Python's own is a fifth."""

TURN = 0.0005
"""Seconds a thread may compute while the event loop waits; Python's own is ten times that."""


def begin() -> None:
    """Call first: nothing is collected while all is loaded, which goes quicker."""
    gc.disable()
    sys.setswitchinterval(TURN)


def begun() -> None:
    """Call when all is loaded: it lives as long as the process and is never looked at again.

    Otherwise each full collection halts every thread for a tenth of a second. What is loaded
    does not count any more, so a few thousand messages at hand would have Python make one.
    """
    gc.freeze()
    young, middle, _all = gc.get_threshold()
    gc.set_threshold(young, middle, SELDOM)
    gc.enable()
