"""Keeps pauses short: what the collector need not look at, and how soon a thread gives way."""

import gc
import sys

SELDOM = 50
"""Collections of the middle generation before one of all there is; Python's own is a fifth."""

FULL = 2  # the generation that is all there is

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
    if _once_more not in gc.callbacks:
        gc.callbacks.append(_once_more)
    young, middle, _all = gc.get_threshold()
    gc.set_threshold(young, middle, SELDOM)
    gc.enable()


def _once_more(phase: str, info: dict[str, int]) -> None:
    """Leave out of the first full collection, and of all later ones, what is there by then.

    For the most part that is what was made at its first use: statements, texts, templates. Only
    once, for garbage that is at hand is kept with it.
    """
    if phase == "start" and info["generation"] == FULL:
        gc.callbacks.remove(_once_more)
        gc.freeze()
