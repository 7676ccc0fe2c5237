"""Commitments as files, for one person, as they may see them now."""

from datetime import datetime

from bot.calendar.wallclock import to_local
from bot.cards import with_names
from bot.features.commitments import views
from bot.features.commitments.model import Item
from bot.features.commitments.wording import by_when, by_whom, seen_by
from bot.sheets import MIMES, File, sheet
from bot.texts import _, speaking
from bot.timetable.load import load_view
from storage.database import Unit


def list_file(unit: Unit, network: int, extra: str, now: datetime) -> File | None:
    """Write what a link's `extra` ('person:mine:csv') names, as things stand now (UTC).

    None when the person is not in the network any more, or the link names nothing.
    """
    person, _colon, rest = extra.partition(":")
    which, _colon, kind = rest.partition(":")
    if not person.isdecimal() or kind not in MIMES:
        return None
    try:
        view = load_view(unit.connection, network)
    except LookupError:
        return None
    member = next((one for one in view.present if one.id == int(person)), None)
    if member is None:
        return None
    reader = views.Reader(member.id, view, to_local(now, view.zone))
    names = {one.id: one.name for one in view.members}
    with speaking(member.language):
        rows = _mine(unit, reader) if which == "mine" else _group(unit, reader)
        named = [[with_names(cell, lambda one: names.get(one, "")) for cell in row] for row in rows]
        return sheet(_("commitments"), kind, named)


def _mine(unit: Unit, reader: views.Reader) -> list[list[str]]:
    head = [_("What"), _("If"), _("Because"), _("Who"), _("By when"), _("Who sees it"), _("State")]
    states = {"open": _("Open"), "done": _("Done"), "let_go": _("You let this go.")}
    return [
        head,
        *(
            [*_said(item), by_whom(item), by_when(item), seen_by(item), states[item.state]]
            for item in views.mine(unit.connection, reader)
        ),
    ]


def _group(unit: Unit, reader: views.Reader) -> list[list[str]]:
    head = [_("What"), _("If"), _("Because"), _("Who"), _("By when"), _("State")]
    states = {"open": _("Open"), "done": _("Done")}
    rows = [head]
    for item in views.of_group(unit.connection, reader):
        when = by_when(item) if item.state == "open" else ""
        rows.append([*_said(item), by_whom(item), when, states[item.state]])
    return rows


def _said(item: Item) -> list[str]:
    return [item.text, item.trigger, item.because]
