"""What people of the demo answer after the meeting: most of them, each in their own words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from adapters.web.settle_in import Settled
from adapters.web.timeline import Act
from bot.ballots.questions import STEPS
from bot.calendar.wallclock import to_utc
from bot.core import Core
from bot.events import AccountRef, Origin, Submission
from bot.forms import Values
from bot.networkfile import NetworkFile
from storage import evaluations, people
from storage.evaluations import Evaluation
from storage.tables import id_of
from storage.unit import Unit
from storage.webrooms import PLATFORM, TENANT

LINES = {
    "en": ("The example of the boat.", "More time to talk in pairs.", "Seeing how others do it."),
    "nl": ("Het voorbeeld uit de praktijk.", "Meer tijd in tweetallen.", "Zien hoe het kan."),
}
DAYS = 21
SILENT = 3
"""One in so many does not answer."""


def answering(core: Core, here: Settled, file: NetworkFile, now: datetime) -> list[Act]:
    """Let people look for an evaluation to answer, each day after the next meeting (`now`: UTC).

    A meeting of the demo may move, and then so does its evaluation.
    """
    ends = [to_utc(meeting.ends, file.zone_info) for meeting in file.meetings]
    after = min((end for end in ends if end > now), default=None)
    users = [user for user in here.users.values() if user != here.facilitator]
    lines = LINES[file.language]
    return [
        Act(
            after + timedelta(days=day, minutes=1 + number),
            partial(_answer, core, here.network, user, number, lines),
        )
        for day in range(DAYS if after else 0)
        for number, user in enumerate(users)
        if after and number % SILENT
    ]


async def _answer(core: Core, network: int, user: str, number: int, lines: Sequence[str]) -> None:
    account = AccountRef(PLATFORM, TENANT, user)

    def waiting(unit: Unit) -> list[Evaluation]:
        who = people.find(unit.connection, PLATFORM, TENANT, user)
        live = evaluations.live(unit.connection, network)
        return [
            row
            for row in live
            if row.state == "open" and row.meeting_id and who
            if not evaluations.is_on_roll(unit.connection, id_of(row), who.id)
        ]

    for row in await core.database.read(waiting):
        origin = Origin(f"demo-answer-{id_of(row)}-{user}", account)
        values = _values(row, number, lines)
        args = (network, id_of(row))
        await core.dispatch(Submission(origin, "evaluations.send", args, values))


def _values(row: Evaluation, number: int, lines: Sequence[str]) -> Values:
    said: Values = {}
    for place, question in enumerate(row.questions):
        if question["kind"] == "line":
            said[f"q{place}"] = (lines[number % len(lines)],)
        else:
            said[f"q{place}"] = (str(STEPS - (number + place) % SILENT),)
    return said
