"""Seal a ballot for the closing: a box of one length, whatever is in it."""

import json
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from bot.ballots.questions import LONGEST_LINE, Answer, Answers, Question, fits

# A character takes at most four bytes in UTF-8; of those that JSON escapes, two.
_BYTES_OF_A_LINE = 4 * LONGEST_LINE
_BYTES_OF_A_CHOICE = 64


def size(questions: Sequence[Question]) -> int:
    """Return the length in bytes that every ballot for these questions is filled up to."""
    lines = sum(question.kind == "line" for question in questions)
    return lines * _BYTES_OF_A_LINE + len(questions) * _BYTES_OF_A_CHOICE + _BYTES_OF_A_CHOICE


def seal(public: bytes, questions: Sequence[Question], answers: Answers) -> bytes:
    """Seal a ballot so that only who has the private key can open it; ValueError if it is none."""
    if not fits(questions, answers):
        raise ValueError("this is no ballot for these questions")
    plain = json.dumps(answers, ensure_ascii=False).encode()
    length = size(questions)
    if len(plain) > length:
        raise ValueError("this ballot is longer than any can be")
    return bytes(SealedBox(PublicKey(public)).encrypt(plain.ljust(length)))


def unseal(private: bytes, questions: Sequence[Question], box: bytes) -> Answers | None:
    """Open a box; None for one that is damaged or holds no ballot for these questions."""
    try:
        given = json.loads(SealedBox(PrivateKey(private)).decrypt(box))
    except (CryptoError, ValueError):
        return None
    answers: list[Answer] = [tuple(one) if isinstance(one, list) else one for one in given]
    return tuple(answers) if fits(questions, tuple(answers)) else None
