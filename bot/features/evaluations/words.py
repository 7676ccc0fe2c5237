"""The words that may follow the command, and the one that a mistyped word looks like."""

from rapidfuzz import fuzz, process

from bot.cards import Actions, Card, command_button
from bot.features.evaluations import ready
from bot.texts import _, language

RESULTS = {"results", "result", "resultaten", "resultaat", "uitkomst", "uitkomsten"}
LIST = {"list", "lijst"}
ALIKE = 61
"""From how much likeness on, of a hundred, a word is taken for a mistyped other one."""


def nearest(typed: str) -> str:
    """Return the known word that one or two words look like, '' when they look like none."""
    words = typed.casefold().split()
    known = [*RESULTS, *LIST, *(word for form in ready.READY.values() for word in form.words)]
    for one in (" ".join(words), *words[:1]):
        best = process.extractOne(one, sorted(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best:
            return best[0]
    return ""


def meant(network: int, word: str) -> Card:
    """Offer the command with the word that was meant."""
    dutch = language() == "nl"
    if word in RESULTS:
        word = "resultaten" if dutch else "results"
    title = _("Did you mean this?")
    typed = f"{'evaluatie' if dutch else 'evaluate'} {word}"
    button = command_button(typed, network, typed, main=True)
    return Card(title, (Actions((button,)),), title)
