"""Read from the database what the cards of this slice show."""

from sqlmodel import select as choose

from bot.features.speakers import rules
from bot.features.speakers.finding import line_is_done, parallel
from bot.features.speakers.model import Asked, Guest, Occasion, Own, Reading
from bot.turn import Scene, Turn
from storage import networks, questions, speakers
from storage.meetings import Meeting
from storage.questions import Question
from storage.speakers import Item, Speaker
from storage.tables import id_of, table

_question, _speaker, _meeting = table(Question), table(Speaker), table(Meeting)


def occasion(scene: Scene, meeting: int, *, hidden: bool = False) -> Occasion | None:
    """Return a meeting of the scene's network with its guests; None when it is not there.

    With `hidden` the hidden questions are there too: for facilitators.
    """
    row = scene.session.get(Meeting, meeting)
    if row is None or row.network_id != scene.network:
        return None
    present = networks.present(scene.connection, scene.network)
    return Occasion(
        scene.network,
        meeting,
        row.begins,
        tuple(_guests(scene, meeting, present, hidden)),
        row.title,
        row.state == "cancelled",
        scene.local_now >= row.begins,
        len(present) > rules.LARGE,
        scene.viewer is not None,
    )


def _guests(scene: Scene, meeting: int, present: set[int], hidden: bool) -> list[Guest]:
    rows = speakers.of_meeting(scene.session, meeting)
    ids = [id_of(one) for one in rows]
    titles = {one.id: one.title for one in parallel(scene.session, [meeting])}
    items = speakers.items(scene.session, ids)
    asked = questions.of_speakers(scene.session, ids)
    upvotes = questions.upvotes(scene.connection, ids)
    readings = _readings(scene, items)
    found = []
    for row in rows:
        mine = [one for one in asked if one.speaker_id == row.id]
        theirs = rules.newest_first(rules.groups(mine, upvotes, present))
        shown = [one for one in theirs if hidden or not one.root.hidden]
        found.append(
            Guest(
                id_of(row),
                row.name,
                row.organisation,
                row.topic,
                row.brings,
                titles.get(row.session_id, ""),
                row.language,
                tuple(readings[id_of(one)] for one in items if one.speaker_id == row.id),
                tuple(_asked(one) for one in shown),
                sum(one.root.hidden for one in theirs),
            )
        )
    return found


def _readings(scene: Scene, items: list[Item]) -> dict[int, Reading]:
    ids = [id_of(one) for one in items]
    counts = questions.read_counts(scene.connection, ids)
    viewer = scene.viewer
    mine = questions.read_by(scene.connection, viewer, ids) if viewer else set()
    found = {}
    for one in items:
        number = id_of(one)
        address = scene.links.to("files", one.file_id) if one.file_id else one.url
        found[number] = Reading(
            number,
            one.title,
            address,
            one.note,
            one.minutes,
            counts.get(number, 0),
            number in mine,
        )
    return found


def _asked(group: rules.Group) -> Asked:
    return Asked(
        group.id,
        group.root.text,
        group.names,
        group.nameless,
        group.support,
        tuple(one.text for one in group.merged if not one.hidden),
        group.root.answered,
        group.root.hidden,
    )


def own_questions(turn: Turn, *, most: int = 10) -> list[Own]:
    """Return the newest questions of the person who acts, of meetings that have not begun."""
    found = []
    for question, speaker, meeting in _own_rows(turn.scene, most):
        open_ = not line_is_done(turn, "speakers.questions", id_of(meeting))
        found.append(
            Own(
                id_of(question),
                question.text,
                speaker.name,
                question.named,
                question.hidden,
                question.merged_into is not None,
                open_,
            )
        )
    return found


def has_own(scene: Scene) -> bool:
    """Say whether the viewer has asked something of a meeting that has not begun."""
    return bool(_own_rows(scene, 1))


def _own_rows(scene: Scene, most: int) -> list[tuple[Question, Speaker, Meeting]]:
    chosen = (
        choose(Question, Speaker, Meeting)
        .where(
            Question.speaker_id == Speaker.id,
            Speaker.meeting_id == Meeting.id,
            _question.c.person_id == scene.viewer,
            _meeting.c.network_id == scene.network,
            _meeting.c.state == "planned",
            _meeting.c.begins > scene.local_now,
        )
        .order_by(_question.c.id.desc())
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in scene.session.exec(chosen)]
