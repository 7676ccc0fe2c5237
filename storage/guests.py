"""Guest speakers as a meeting sees them: who comes, what there is to read, what was answered."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.questions import Question
from storage.speakers import Item, Speaker
from storage.tables import table

_speaker = table(Speaker)
_item = table(Item)
_question = table(Question)


@dataclass(frozen=True)
class Guest:
    """A guest speaker as a meeting's card names them."""

    name: str
    organisation: str
    topic: str


def guests(connection: Connection, meeting: int) -> list[Guest]:
    """Return the guest speakers of a meeting."""
    columns = select(_speaker.c.name, _speaker.c.organisation, _speaker.c.topic)
    chosen = columns.where(_speaker.c.meeting_id == meeting).order_by(_speaker.c.id)
    return [Guest(*row) for row in connection.execute(chosen)]


def unread(connection: Connection, meeting: int) -> list[str]:
    """Return the names of a meeting's speakers who gave nothing to read."""
    given = select(_item.c.id).where(_item.c.speaker_id == _speaker.c.id).exists()
    chosen = select(_speaker.c.name).where(_speaker.c.meeting_id == meeting, ~given)
    return list(connection.execute(chosen.order_by(_speaker.c.id)).scalars())


def answered(connection: Connection, meeting: int) -> list[str]:
    """Return the questions that were answered at a meeting and may be shown."""
    chosen = (
        select(_question.c.text)
        .join(_speaker, _speaker.c.id == _question.c.speaker_id)
        .where(
            _speaker.c.meeting_id == meeting,
            _question.c.answered.is_(True),
            _question.c.hidden.is_(False),
            _question.c.merged_into.is_(None),
        )
    )
    return list(connection.execute(chosen.order_by(_question.c.id)).scalars())


def leave_session(connection: Connection, session: int) -> None:
    """Let the speakers of a parallel session speak to everybody again."""
    freed = _speaker.update().where(_speaker.c.session_id == session)
    connection.execute(freed.values(session_id=None))
