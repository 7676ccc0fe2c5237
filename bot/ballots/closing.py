"""Open and close an evaluation: the key is made at the one, and goes after the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.ballots import counting, questions, sealing
from bot.ballots.questions import Answers
from storage import evaluations
from storage.evaluations import Evaluation
from storage.keys import Keys
from storage.tables import id_of


@dataclass(frozen=True)
class Closed:
    """How an evaluation ended ('shown', 'few' or 'lost') and how many took part of how many."""

    ending: str
    took_part: int
    electorate: int


def unlock(connection: Connection, keys: Keys, evaluation: Evaluation, name: UUID) -> None:
    """Open an evaluation for ballots, under a key of its own."""
    public = keys.make(name.hex)
    changed = {"state": "open", "key": name.hex, "public": public}
    evaluations.change(connection, id_of(evaluation), **changed)


def cast(
    connection: Connection, evaluation: Evaluation, person: int, answers: Answers, key: UUID
) -> bool:
    """Seal a ballot and keep it; False when this person has already taken part."""
    number = id_of(evaluation)
    if evaluations.is_on_roll(connection, number, person):
        return False
    asked = questions.load(evaluation.questions)
    box = sealing.seal(evaluation.public, asked, answers)
    evaluations.put(connection, number, person, key, box)
    return True


def close(
    connection: Connection, keys: Keys, evaluation: Evaluation, members: int, now: datetime
) -> Closed:
    """Count the ballots of an open evaluation, keep what may be shown, destroy all else.

    `members` is how many could have taken part. All of it happens in the caller's transaction;
    the caller has `keys.destroy(evaluation.key)` done when that is kept.
    """
    number = id_of(evaluation)
    took_part = evaluations.taken_part(connection, number)
    ending, outcomes = _count(connection, keys, evaluation, took_part)
    evaluations.empty(connection, number, now)
    evaluations.put_outcomes(connection, number, [counting.dump(one) for one in outcomes])
    # Leavers who took part may outnumber those who are still there.
    ended = Closed(ending, took_part, max(members, took_part))
    evaluations.change(
        connection,
        number,
        state="closed",
        closed_at=now,
        took_part=ended.took_part,
        electorate=ended.electorate,
        ending=ended.ending,
    )
    return ended


def _count(
    connection: Connection, keys: Keys, evaluation: Evaluation, took_part: int
) -> tuple[str, tuple[counting.Outcome, ...]]:
    if took_part < max(evaluation.least, counting.NEVER_UNDER):
        return "few", ()  # destroyed unread
    private = keys.private(evaluation.key)
    if private is None:
        return "lost", ()
    asked = questions.load(evaluation.questions)
    boxes = evaluations.boxes(connection, id_of(evaluation))
    opened = [sealing.unseal(private, asked, box) for box in boxes]
    ballots = [ballot for ballot in opened if ballot is not None]
    outcomes = counting.count(asked, ballots, evaluation.least)
    return ("few", ()) if outcomes is None else ("shown", outcomes)
