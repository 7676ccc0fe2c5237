"""The cards of a meeting, drawn from plain facts; each says when it was moved or cancelled."""

from collections.abc import Iterable, Sequence

from bot.cards import Actions, Button, Card, Element, Facts, Link, Text, command_button, mention
from bot.features.meetings.facts import MeetingFacts
from bot.meeting_words import meeting_name, span, standing, who_come
from bot.texts import _, listed, n_
from storage.attendance import Places
from storage.guests import Guest
from storage.meetings import Meeting
from storage.tables import id_of

MOST_LISTED = 24


def when(facts: MeetingFacts) -> str:
    """Write when a meeting is, in full."""
    return span(facts.meeting.begins, facts.meeting.ends)


def _rows(facts: MeetingFacts, *, all_of_it: bool) -> Facts:
    rows = [
        (_("When"), when(facts)),
        (_("Where"), facts.meeting.place or _("to follow")),
        (_("Bring"), facts.meeting.bring),
        (_("Facilitates"), listed([mention(one) for one in facts.leading])),
        (_("Our goal"), facts.goal),
        (_("Our agreements"), facts.agreements if all_of_it else ""),
    ]
    return Facts(tuple((name, value) for name, value in rows if value))


def meeting(facts: MeetingFacts) -> Card:
    """Draw everything about a meeting."""
    body: list[Element] = [*standing(facts.meeting), _rows(facts, all_of_it=True)]
    body += [Text(_guest(guest)) for guest in facts.guests]
    body += [Text(_session(one)) for one in facts.sessions]
    if not facts.cancelled:
        body.append(Text(_coming(facts)))
    return Card(facts.name, (*body, *_actions(facts)), f"{facts.name}: {when(facts)}")


def _coming(facts: MeetingFacts) -> str:
    if not facts.come:
        return _("Nobody has said yes so far.")
    if facts.alone:
        return who_come(facts.come)
    # A post that names people calls them.
    return n_("{n} person comes.", "{n} people come.", len(facts.come))


def _guest(guest: Guest) -> str:
    name = f"{guest.name} ({guest.organisation})" if guest.organisation else guest.name
    return _("Guest speaker: {name}", name=f"{name}, {guest.topic}" if guest.topic else name)


def _session(one: Places) -> str:
    title = f"{one.title} ({one.place})" if one.place else one.title
    return _("Session: {title}. {places}", title=title, places=_places(one))


def _places(one: Places) -> str:
    if not one.seats and not one.taken:
        return _("Nobody has chosen it yet.")
    if not one.seats:
        return n_("{n} person chose it.", "{n} people chose it.", one.taken)
    said = _("{taken} of {seats} places taken.", taken=one.taken, seats=one.seats)
    waits = n_("{n} person waits.", "{n} people wait.", one.waiting)
    return f"{said} {waits}" if one.waiting else said


def _actions(facts: MeetingFacts) -> list[Element]:
    here = (facts.network, facts.id)
    items: list[Button | Link] = []
    if facts.ahead and not facts.cancelled:
        items.append(Button(_("I come"), "come.yes", here, main=True))
        items.append(Button(_("I can't come"), "come.no", here))
    items.append(Link(_("Calendar file"), facts.calendar))
    found: list[Element] = [Actions(tuple(items))]
    if facts.facilitator and facts.ahead and not facts.cancelled:
        found.append(Actions((*steering(facts.network, facts.id), *_more(here))))
    return found


def _more(here: tuple[int, int]) -> tuple[Button, ...]:
    return (
        Button(_("Sessions"), "meetings.sessions", here),
        Button(_("Who comes"), "come.overview", here),
        Button(_("Show it to the group"), "meetings.post", here),
    )


def steering(network: int, meeting_id: int) -> tuple[Button, ...]:
    """Offer to change, move and cancel a meeting."""
    here = (network, meeting_id)
    sure = _("Cancel this meeting? The group is told, and nothing more is sent about it.")
    return (
        Button(_("Change"), "meetings.open_change", here),
        Button(_("Move"), "meetings.open_move", here),
        Button(_("Cancel the meeting"), "meetings.cancel", here, confirm=sure),
    )


def practical(facts: MeetingFacts) -> Card:
    """Say once more when, where and what to bring."""
    title = _("{name}: the practical side", name=facts.name)
    body = [*standing(facts.meeting), _rows(facts, all_of_it=False)]
    if not facts.cancelled:
        body.append(Actions((Link(_("Calendar file"), facts.calendar),)))
    return Card(title, tuple(body), f"{facts.name}: {when(facts)}")


def warning(facts: MeetingFacts, unread: Sequence[str]) -> Card | None:
    """Tell facilitators what a meeting lacks; None when it lacks nothing."""
    lacking = [] if facts.meeting.place else [_("There is no place yet.")]
    lacking += [_("There is nothing to read from {name} yet.", name=name) for name in unread]
    if not lacking or facts.cancelled or not facts.ahead:
        return None
    title = _("{name}: what is open", name=facts.name)
    here = (facts.network, facts.id)
    buttons: list[Button] = [Button(_("Change"), "meetings.open_change", here, main=True)]
    if unread:
        buttons.append(command_button(_("Pre-reading"), facts.network, "speaker"))
    ways = [Actions(tuple(buttons))] if facts.steered else _take_up(facts.network)
    body: list[Element] = [Text(when(facts)), *map(Text, lacking), *ways]
    return Card(title, tuple(body), title)


def _take_up(network: int) -> list[Element]:
    text = _("Nobody steers just now, so it comes to you. To change it, take that up.")
    sure = _("You become the facilitator, and the group hears it.")
    here = Button(_("I steer from now on"), "members.take_up", (network,), confirm=sure)
    return [Text(text, "quiet"), Actions((here,))]


def moved(facts: MeetingFacts, newest: bool) -> Card:
    """Tell the group of another time."""
    if facts.cancelled:
        return cancelled(facts)
    title = _("{name} has moved", name=facts.name)
    body: list[Element] = [Facts((*_was(facts), (_("New"), when(facts)), *_where(facts)))]
    if not newest:
        body.insert(0, Text(_("It was moved once more since."), "quiet"))
    body.append(Text(_("Answers for the old time no longer count.")))
    return Card(title, (*body, *_actions(facts)), f"{title}: {when(facts)}")


def _was(facts: MeetingFacts) -> list[tuple[str, str]]:
    return [(_("Was"), span(*facts.was))] if facts.was else []


def _where(facts: MeetingFacts) -> list[tuple[str, str]]:
    return [(_("Where"), facts.meeting.place)] if facts.meeting.place else []


def cancelled(facts: MeetingFacts) -> Card:
    """Tell the group that a meeting does not take place."""
    title = _("{name} is off", name=facts.name)
    text = _("{when} does not take place. You need not do anything.", when=when(facts))
    link = Actions((Link(_("Calendar file"), facts.calendar),))
    return Card(title, (Text(text), link), f"{title}: {when(facts)}")


def after(facts: MeetingFacts, answered: Sequence[str], following: Meeting | None) -> Card | None:
    """Look back: the answered questions, and the next date; None when there is neither."""
    if facts.cancelled or not (answered or following):
        return None
    body: list[Element] = []
    if answered:
        body += [Text(_("These questions were answered"), "strong")]
        body += [Text(question) for question in answered[:MOST_LISTED]]
    if following:
        day = span(following.begins, following.ends)
        name = meeting_name(following.number, following.title)
        body.append(Facts(((_("Next"), f"{name}: {day}"),)))
    title = _("After {name}", name=facts.name)
    return Card(title, tuple(body), title)


def listing(network: int, found: Iterable[Meeting], steers: bool) -> Card:
    """List meetings, each with a button to see it."""
    shown = list(found)[:MOST_LISTED]
    rows = tuple((meeting_name(one.number, one.title), _line(one)) for one in shown)
    standing = [one for one in shown if one.state == "planned"]
    buttons = tuple(
        Button(meeting_name(one.number, one.title)[:60], "meetings.show", (network, id_of(one)))
        for one in standing
    )
    body: list[Element] = [Facts(rows)] if rows else [Text(_("There is no meeting planned yet."))]
    body += [Actions(buttons)] if buttons else []
    if steers:
        body.append(Actions((plan_one(network),)))
    title = _("Meetings")
    return Card(title, tuple(body), title)


def _line(one: Meeting) -> str:
    day = span(one.begins, one.ends)
    return _("{when} (off)", when=day) if one.state == "cancelled" else day


def kept(facts: MeetingFacts, title: str, notes: Sequence[str], late: str = "") -> Card:
    """Confirm in full what was planned or changed; `late` offers to tell the group at once."""
    body: list[Element] = [_rows(facts, all_of_it=False)]
    body += [Text(note, "quiet") for note in notes if note]
    if late:
        tell = Button(_("Tell the group now"), "meetings.tell", (facts.network, facts.id))
        body += [Text(late), Actions((tell,))]
    if not facts.cancelled:
        buttons = (*steering(facts.network, facts.id), see_all(facts.network))
        body.append(Actions(buttons))
    return Card(title, tuple(body), f"{title}: {when(facts)}")


def plan_one(network: int) -> Button:
    """Lead to the form of a new meeting."""
    return Button(_("Plan a meeting"), "meetings.open", (network,))


def see_all(network: int) -> Button:
    """Lead to the list of meetings."""
    return command_button(_("All meetings"), network, "meeting list")


def sessions(facts: MeetingFacts) -> Card:
    """Let facilitators see and change the parallel sessions of a meeting."""
    title = _("Sessions of {name}", name=facts.name)
    none = Text(_("There are no parallel sessions: everybody is together."))
    body: list[Element] = [] if facts.sessions else [none]
    sure = _("Remove this session? Whoever chose it is asked to choose another.")
    for one in facts.sessions:
        here = (facts.network, one.id)
        change = Button(_("Change"), "meetings.open_session", here)
        remove = Button(_("Remove"), "meetings.remove_session", here, confirm=sure)
        body += [Text(_session(one)), Actions((change, remove))]
    return Card(title, (*body, Actions((_add_session(facts),))), title)


def _add_session(facts: MeetingFacts) -> Button:
    return Button(_("Add a session"), "meetings.new_session", (facts.network, facts.id), main=True)


def session_kept(facts: MeetingFacts, name: str) -> Card:
    """Confirm a session, without counts: who waited for more places is only now given one."""
    title = _("Saved: {name}", name=name)
    all_of_them = Button(_("Sessions"), "meetings.sessions", (facts.network, facts.id))
    body = (
        Text(_("Sessions of {name}", name=facts.name)),
        Actions((_add_session(facts), all_of_them)),
    )
    return Card(title, body, title)
