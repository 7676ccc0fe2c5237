"""What is declared of answers: who took part, what somebody asked, what they told of themselves."""

from storage.evaluations import Evaluation, RollEntry
from storage.intakes import Intake
from storage.kept import Kept, by, draft, in_own_words, ready_made, settled

_ASKED = ("opens", "title", "questions")
_BALLOT = ("form", "state", "rule", "key", "public", "ending")

OF_ANSWERS: tuple[Kept, ...] = (
    Kept(
        RollEntry,
        "roll",
        by("person_id"),
        ("person_id",),
        "delete",
        ("evaluation_id",),
    ),
    Kept(
        Evaluation,
        "evaluations",
        settled(Evaluation, in_own_words),
        ("person_id",),
        "step",
        _ASKED,
        texts=("title", "questions"),
        codes=_BALLOT,
    ),
    Kept(
        Evaluation,
        "evaluations",
        settled(Evaluation, ready_made),
        ("person_id",),
        "step",
        _ASKED,
        codes=(*_BALLOT, "title", "questions"),
    ),
    Kept(
        Evaluation,
        "drafts",
        draft(Evaluation, by("person_id")),
        ("person_id",),
        "step",
        _ASKED,
        texts=("title", "questions"),
        codes=_BALLOT,
    ),
    Kept(
        Intake,
        "intake",
        by("person_id"),
        ("person_id",),
        "delete",
        ("answers",),
        texts=("answers",),
    ),
)
"""In this order, among all others, they are erased."""
