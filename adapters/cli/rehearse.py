"""`kring rehearse`: print a network's year as a table for people or as JSON lines."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from adapters.cli.files import read_network
from bot.networkfile import BadFile, NetworkFile, Script, read_answers
from bot.plan_words import about
from bot.registry import Registry, standard
from bot.rehearse import rehearse
from bot.texts import _, clock_time, n_, short_date, speaking
from bot.timetable.rehearsal import Missed, Planned, Rehearsal


def run(file: Path, answers: Path | None, as_json: bool) -> None:
    """Rehearse a file and print every message that would go out."""
    registry = standard()
    network = read_network(file, registry)
    script = _script(answers, network)
    first = min((one.begins for one in network.meetings), default=datetime(2026, 9, 1))  # noqa: DTZ001 - a wall-clock time
    begin = network.utc(first) or datetime.now(UTC)
    found = rehearse(registry, network, script, begin)
    lines = _json(found) if as_json else _table(found, registry)
    with speaking(network.language):
        sys.stdout.writelines(f"{line}\n" for line in lines)


def _script(path: Path | None, network: NetworkFile) -> Script:
    if path is None:
        return Script()
    try:
        return read_answers(path.read_bytes(), network)
    except (BadFile, OSError) as fault:
        raise typer.Exit(_complain(fault)) from fault


def _complain(fault: Exception) -> int:
    typer.echo(str(fault), err=True)
    return 1


def _json(found: Rehearsal) -> Iterator[str]:
    everything: list[Planned | Missed] = [*found.planned, *found.missed]
    for one in sorted(everything, key=_moment):
        yield json.dumps(_as_json(found, one), ensure_ascii=False)


def _moment(one: Planned | Missed) -> datetime:
    return one.due_at if isinstance(one, Planned) else one.at


def _as_json(found: Rehearsal, one: Planned | Missed) -> dict[str, Any]:
    when = _moment(one)
    cards = one.cards if isinstance(one, Planned) else (one.card,)
    why = one.why if isinstance(one, Planned) else (one.why,)
    return {
        "at": when.isoformat(),
        "local": found.view.local(when).isoformat(),
        "to": _whom(found, one),
        "cards": [f"{card.kind}({', '.join(map(str, card.args))})" for card in cards],
        "why": list(why),
        "sent": isinstance(one, Planned),
    }


def _whom(found: Rehearsal, one: Planned | Missed) -> str:
    return _("the group") if one.to.kind == "room" else found.view.member(one.to.id).name


def _table(found: Rehearsal, registry: Registry) -> Iterator[str]:
    for one in found.planned:
        local = found.view.local(one.due_at)
        what = about(found.view, registry.title, one.about)
        when = f"{short_date(local.date())} {local.year} {clock_time(local)}"
        yield f"{when}  {_whom(found, one)}  {what}"
    rooms = sum(one.to.kind == "room" for one in found.planned)
    group = n_("{n} message in the group", "{n} messages in the group", rooms)
    private = n_("{n} private one", "{n} private ones", len(found.planned) - rooms)
    people = n_("{n} person", "{n} people", len(found.view.members))
    yield _("{group}, {private} to {people}.", group=group, private=private, people=people)
