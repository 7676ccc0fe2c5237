"""Making a commitment: in words, by form or from a message; shown first, and then kept."""

import re
from typing import Any

from bot.cards import clean
from bot.effects import Ask, Reply, Whisper
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.commitments import asking, finding, rules
from bot.features.commitments.asking import ask
from bot.features.commitments.cards import draft_card
from bot.features.commitments.deadline import Deadline
from bot.features.commitments.declared import feature
from bot.features.commitments.forms import (
    BUDDY,
    ME,
    Filled,
    Preset,
    commitment_form,
    read_form,
)
from bot.features.commitments.model import Item
from bot.features.commitments.nudging import again
from bot.features.commitments.sentence import Parsed, Sentence, Unsure, parse, resolve
from bot.features.commitments.settling import (
    Until,
    check_ready,
    circle,
    mine,
    next_meeting,
    present,
    reader,
    settled,
)
from bot.features.commitments.views import draft as as_draft
from bot.features.commitments.views import number
from bot.features.commitments.wording import until_words
from bot.links import MESSAGE
from bot.texts import _
from bot.turn import Turn
from storage import commitments
from storage.commitments import Commitment

LONGEST_LINK = 500
_LINK = re.compile(r"(?:https://|/in/)[^\s<>|\\\"'`]+")


def _read(reading: Reading, words: str) -> Parsed | None:
    if not words.strip():
        return None
    try:
        return parse(clean(words), reading.now, reading.zone)
    except Unsure as unsure:
        raise Refusal(unsure.question()) from unsure


@feature.command(
    "commit",
    "voornemen",
    help=lambda: _("Say what you are going to do, and by when."),
    aliases=("commitment", "promise", "afspraak", "actie", "toezegging"),
    parse=_read,
)
def commit(turn: Turn, parsed: Parsed | None) -> Reply:
    """Show what was understood of one line, or ask back in a form what was not."""
    if parsed is None:
        return [Ask(_form(turn, Preset(owners=(turn.who.id,), mine=mine(turn))))]
    try:
        said = resolve(parsed, circle(turn), turn.local_now.date())
        _check_organisation(turn, said.organisation, said.owners)
        until = _until(turn, said)
    except Unsure as unsure:
        partly = unsure.partly
        return [Ask(_form(turn, _preset(turn, parsed, partly), intro=unsure.question()))]
    except Refusal as refusal:
        return [Ask(_form(turn, _preset(turn, parsed, said), intro=refusal.text))]
    if max(len(said.text), len(said.trigger), len(said.because)) > rules.LONGEST_WHY:
        intro = _("That is long for one line. Shorten it here.")
        return [Ask(_form(turn, _preset(turn, parsed, said), intro=intro))]
    values = _texts(said.text, said.trigger, said.because) | {"organisation": said.organisation}
    return _draft(turn, values, said.owners, until)


def _until(turn: Turn, said: Sentence) -> Until:
    if said.meeting:
        return next_meeting(turn)
    return settled(turn, Deadline(said.day, said.at))


def _check_organisation(turn: Turn, organisation: str, owners: tuple[int, ...]) -> None:
    members = {one.id for one in turn.view.present if one.organisation == organisation}
    if organisation and not members.intersection(owners):
        raise Refusal(
            _(
                "Somebody of {organisation} takes this on for it. Whom do you ask?",
                organisation=organisation,
            ),
            "owners",
        )


def _preset(turn: Turn, parsed: Parsed, said: Sentence | None) -> Preset:
    owners = (turn.who.id,)
    if said is None:
        return Preset(text=parsed.line[: rules.LONGEST], owners=owners, mine=mine(turn))
    until = f"{said.at:%Y-%m-%d %H:%M}" if said.at else f"{said.day or ''}"
    return Preset(
        text=said.text[: rules.LONGEST],
        owners=said.owners,
        organisation=bool(said.organisation) and said.organisation == mine(turn),
        until=_("next meeting") if said.meeting else until,
        trigger=said.trigger[: rules.LONGEST_WHY],
        because=said.because[: rules.LONGEST_WHY],
        mine=mine(turn),
    )


def _form(turn: Turn, preset: Preset, *, link: str = "", intro: str = "", draft: int = 0) -> Any:
    people = tuple((one.id, one.name) for one in turn.view.present)
    signed = turn.links.token(MESSAGE, 0, link) if link else ""
    args = (turn.network.id, draft, signed)
    return commitment_form("commitments.create", args, people, preset, intro)


def _texts(text: str, trigger: str, because: str) -> dict[str, Any]:
    return {"text": text, "trigger": trigger, "because": because}


@feature.form("create", parse=read_form)
def create(turn: Turn, filled: Filled, draft: int, link: str) -> Reply:
    """Show a commitment that was filled in, in place of the draft it changes."""
    owners = present(turn, filled.owners or (turn.who.id,), "owners")
    organisation = mine(turn) if filled.for_organisation else ""
    _check_organisation(turn, organisation, owners)
    until = settled(turn, filled.until, filled.said)
    values = _texts(filled.text, filled.trigger, filled.because)
    values |= {"organisation": organisation, "link": _link(turn, link)}
    values |= buddy_values(turn, filled, owners)
    if draft:
        commitments.drop(turn.connection, number(finding.draft(turn, draft)))
    return _draft(turn, values, owners, until)


def buddy_values(turn: Turn, filled: Filled, owners: tuple[int, ...]) -> dict[str, Any]:
    """Return who may see it, as it is kept; Refusal when a buddy is not named or does it too."""
    if filled.visible != BUDDY:
        return {"visible": filled.visible, "buddy_id": None}
    if not filled.buddy or filled.buddy in owners:
        raise Refusal(_("Choose a buddy: somebody who does not do it with you."), "buddy")
    present(turn, (filled.buddy,), "buddy")
    return {"visible": BUDDY, "buddy_id": filled.buddy}


def _link(turn: Turn, token: str) -> str:
    """Keep a link to a message that an adapter signed; anything else is left out."""
    signed = turn.links.read(MESSAGE, token)
    link = signed[1] if signed else ""
    known = len(link) <= LONGEST_LINK and _LINK.fullmatch(link)
    return link if known and clean(link) == link and "/.." not in link else ""


def _draft(turn: Turn, values: dict[str, Any], owners: tuple[int, ...], until: Until) -> Reply:
    row = {
        "network_id": turn.network.id,
        "maker_id": turn.who.id,
        "visible": ME,
        "buddy_id": None,
        "buddy_agreed": False,
        "link": "",
        "until": until.local,
        "has_time": until.has_time,
        "meeting_id": until.meeting,
        "state": "draft",
        "made_at": turn.now,
    }
    states = {one: "yes" if one == turn.who.id else "asked" for one in owners}
    made = commitments.add(turn.connection, row | values, states)
    return [Whisper(draft_card(_as_shown(turn, made)))]


@feature.press("keep")
def keep(turn: Turn, commitment: int, shown: str = "") -> Reply:
    """Let a draft count as it was `shown`; whoever it names is asked privately."""
    before = _as_shown(turn, commitment)
    _tie(turn, finding.draft(turn, commitment))
    after = _as_shown(turn, commitment)
    if (shown or before.shown) != after.shown:
        return [Whisper(draft_card(after, changed=True))]
    return _keep(turn, finding.draft(turn, commitment))


def _as_shown(turn: Turn, commitment: int) -> Item:
    states = commitments.owners_of(turn.connection, commitment)
    return as_draft(finding.draft(turn, commitment), states, reader(turn))


def _tie(turn: Turn, row: Commitment) -> None:
    """Tie what is due at the next meeting to it: it may have moved or gone since."""
    if row.meeting_id is not None:
        tied = next_meeting(turn)
        values = {"until": tied.local, "meeting_id": tied.meeting}
        commitments.change(turn.connection, number(row), values)


def _keep(turn: Turn, row: Commitment) -> Reply:
    if row.until is None or row.until <= turn.local_now:
        raise Refusal(_("That moment has passed. Press Change and give a later one."))
    commitment = number(row)
    states = commitments.owners_of(turn.connection, commitment)
    others = [one for one, state in states.items() if state == "asked"]
    if others or row.buddy_id:
        check_ready(turn)
    mine_too = states.get(turn.who.id) == "yes"
    commitments.change(turn.connection, commitment, {"state": "open" if mine_too else "asked"})
    again(turn, commitment)
    asked = [ask(row, asking.OWNER, one) for one in others]
    if row.buddy_id:
        asked.append(ask(row, asking.BUDDY, row.buddy_id))
    return [*asked, Whisper(_kept(turn, row, others=bool(others)))]


def _kept(turn: Turn, row: Commitment, *, others: bool) -> str:
    when = until_words(row.until, has_time=row.has_time) if row.until else ""
    if row.meeting_id is not None:
        when = _("by the next meeting")
    if others:
        return _("Kept: {text}, {when}. The others are asked privately.", text=row.text, when=when)
    if not turn.network.ready:
        return _(
            "Kept: {text}, {when}. Once a facilitator has pressed ready I ask you how it went.",
            text=row.text,
            when=when,
        )
    return _("Kept: {text}, {when}. I ask you then how it went.", text=row.text, when=when)


@feature.press("drop")
def drop(turn: Turn, commitment: int) -> Reply:
    """Forget a draft."""
    commitments.drop(turn.connection, number(finding.draft(turn, commitment)))
    return [Whisper(_("Fine, nothing is kept."))]


def draft_form(turn: Turn, row: Commitment) -> Reply:
    """Open the form with a draft in it."""
    states = commitments.owners_of(turn.connection, number(row))
    until = f"{row.until:%Y-%m-%d %H:%M}" if row.has_time else f"{row.until:%Y-%m-%d}"
    preset = Preset(
        text=row.text,
        owners=tuple(states),
        organisation=bool(row.organisation),
        until=_("next meeting") if row.meeting_id else until,
        visible=row.visible,
        buddy=row.buddy_id or 0,
        trigger=row.trigger,
        because=row.because,
        mine=mine(turn),
    )
    return [Ask(_form(turn, preset, link=row.link, draft=number(row)))]


@feature.press("from_message")
def from_message(turn: Turn, link: str, text: str) -> Reply:
    """Begin a commitment from a message of the chat, with a link back to it."""
    words = " ".join(clean(text).split())[: rules.LONGEST]
    preset = Preset(text=words, owners=(turn.who.id,), mine=mine(turn))
    return [Ask(_form(turn, preset, link=_link(turn, link)))]
