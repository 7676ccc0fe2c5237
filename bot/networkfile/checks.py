"""What must hold between the parts of a network file, checked even where other parts are faulty.

These read the translated data and not the models, which exist only once nothing is wrong.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.networkfile.fields import line_of, moment_of
from bot.networkfile.names import nearest
from bot.networkfile.translate import Place
from bot.texts import _

MOST_VOLUNTEERS = 3
Block = dict[str, Any]
Found = Iterator[tuple[Place, str]]


def blocks(data: object, name: str) -> Iterator[tuple[int, Block]]:
    """Go through the entries of a list that are blocks of fields."""
    listed = data.get(name) if isinstance(data, dict) else None
    for index, entry in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(entry, dict):
            yield index, entry


def text_at(block: Block, name: str) -> str:
    """Return a field's text as it will be kept, '' where there is none or it is too long."""
    value = block.get(name, "")
    try:
        return line_of(value) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _moment(block: Block, name: str) -> datetime | None:
    try:
        return moment_of(text_at(block, name))
    except ValueError:
        return None  # the model reports it


def network_checks(data: object) -> Found:
    """Find what does not fit together in a whole network file."""
    yield from _members(data)
    yield from _comings(data)
    yield from _rooms(data)
    yield from _times(data)
    for index, meeting in blocks(data, "meetings"):
        yield from _sessions(("meetings", index), meeting)
        yield from _volunteers(data, ("meetings", index, "volunteers"), meeting)
        for number, speaker in blocks(meeting, "speakers"):
            yield from _items(("meetings", index, "speakers", number), speaker)


def _members(data: object) -> Found:
    people = list(blocks(data, "members"))
    names = [(("members", index, "name"), text_at(one, "name")) for index, one in people]
    yield from _doubles(names)
    if isinstance(data, dict) and data.get("members") == []:
        yield ("members",), _("The members are missing. Add at least one.")


def _volunteers(data: object, place: Place, meeting: Block) -> Found:
    known = [text_at(one, "name") for _at, one in blocks(data, "members")]
    listed = meeting.get("volunteers")
    given = listed if isinstance(listed, list) else []
    names = [text_at({"name": one}, "name") for one in given]
    yield from _doubles([((*place, index), name) for index, name in enumerate(names)])
    for index, name in enumerate(names):
        if name and name not in known:
            yield (*place, index), _unknown_member(name, known)
    if len(names) > MOST_VOLUNTEERS:
        yield place, _("At most {n} people help prepare a meeting.", n=MOST_VOLUNTEERS)


def _unknown_member(name: str, known: list[str]) -> str:
    close = nearest(name, known)
    if close:
        return _("“{word}” is unknown. Did you mean “{close}”?", word=name[:40], close=close)
    return _("“{name}” is no member here. Write the name as it stands there.", name=name[:40])


def _comings(data: object) -> Found:
    ready = _moment(data, "ready_at") if isinstance(data, dict) else None
    for index, member in blocks(data, "members"):
        for name in ("joins", "leaves"):
            at = _moment(member, name)
            if ready and at and at > ready:
                yield ("members", index, name), comes_later()


def comes_later() -> str:
    """Say why nobody can be planned to join or leave."""
    return _(
        "Kring cannot plan yet that somebody joins or leaves after the network is ready. Take it "
        "out, and let it happen on the day."
    )


def _rooms(data: object) -> Found:
    rooms = data.get("rooms") if isinstance(data, dict) else None
    listed = rooms if isinstance(rooms, list) else []
    names = [(("rooms", index), room) for index, room in enumerate(listed)]
    yield from _doubles([(at, room) for at, room in names if isinstance(room, str)])


def _doubles(names: list[tuple[Any, str]]) -> Found:
    seen: set[str] = set()
    for place, name in names:
        if name and name.casefold() in seen:
            yield place, _("“{name}” stands here twice. Make the names differ.", name=name[:40])
        seen.add(name.casefold())


def _times(data: object) -> Found:
    seen = set()
    for index, meeting in blocks(data, "meetings"):
        begins = _moment(meeting, "begins")
        if begins and begins in seen:
            yield (
                ("meetings", index, "begins"),
                _("Another meeting begins at the same moment. Make one of it, with sessions."),
            )
        seen.add(begins)


def _sessions(place: Place, meeting: Block) -> Found:
    titles = [text_at(session, "title") for _at, session in blocks(meeting, "sessions")]
    at = [(*place, "sessions", index, "title") for index, _one in blocks(meeting, "sessions")]
    yield from _doubles(list(zip(at, titles, strict=True)))
    for index, speaker in blocks(meeting, "speakers"):
        wanted = text_at(speaker, "session")
        if wanted and wanted not in titles:
            yield (*place, "speakers", index, "session"), _no_session(wanted, titles)


def _no_session(wanted: str, titles: list[str]) -> str:
    close = nearest(wanted, titles)
    if close:
        return _("“{word}” is unknown. Did you mean “{close}”?", word=wanted[:40], close=close)
    return _(
        "This meeting has no session “{name}”. Add it to the sessions, or leave it out here.",
        name=wanted[:40],
    )


def _items(place: Place, speaker: Block) -> Found:
    for index, item in blocks(speaker, "items"):
        if not (item.get("url") or item.get("note")):
            yield (
                (*place, "items", index),
                _("There is nothing to read here. Add an address (url) or a text (note)."),
            )
