"""What each kind of thing is called, who sees it, and how long it is kept."""

from bot.changes import DEEDS
from bot.texts import _, n_
from storage.retention import PERIODS

YEAR = 365


def titles() -> dict[str, str]:
    """Return the name of every kind in the reader's language, in the order of the card."""
    return {
        "account": _("Your name, language and accounts"),
        "membership": _("The networks you are in or were in"),
        "attendance": _("Whether you come"),
        "turns": _("Your turns to help prepare"),
        "swaps": _("Swaps of turns"),
        "questions": _("Your questions and those you support"),
        "reading": _("What you marked as read"),
        "polls": _("Your polls and votes"),
        "evaluations": _("What you asked without names"),
        "roll": _("That you answered without your name, until it closes"),
        "intake": _("What you told as you introduced yourself"),
        "commitments": _("Your commitments and their changes"),
        "checkins": _("How it goes with what you took home"),
        "takeaways": _("Whom you tell and ask at school"),
        "yields": _("That you wrote, or were asked for, a yield"),
        "reminders": _("Reminders"),
        "changes": _("What was changed in a network, by you or about you"),
        "drafts": _("What you began and did not confirm"),
        "files": _("Files you handed in"),
        "calls": _("What a facilitator noted after calling you"),
        "messages": _("Messages sent to you, or waiting"),
        "chat": _("What you wrote in the local chat"),
    }


def seen_by() -> dict[str, str]:
    """Return who sees each kind."""
    group, me = _("your group"), _("only you")
    return {
        "account": group,
        "membership": group,
        "attendance": _("who comes: your group; who cannot, night and diet: facilitators"),
        "turns": _("your group; what does not suit you: nobody"),
        "swaps": _("you and the other"),
        "questions": _("your group and the guest, with your name unless you turned it off"),
        "reading": _("your group sees a number"),
        "polls": group,
        "evaluations": group,
        "roll": _("nobody"),
        "intake": _("you and the facilitators"),
        "commitments": _("whom you chose"),
        "checkins": _("whom you chose"),
        "takeaways": me,
        "yields": _("facilitators and who writes"),
        "reminders": _("whom they are for"),
        "changes": _("facilitators"),
        "drafts": me,
        "files": _("whoever may see what they belong to"),
        "calls": _("facilitators"),
        "messages": me,
        "chat": _("whoever is in that room"),
    }


def kept_for() -> dict[str, str]:
    """Return how long each kind is kept."""
    network = _("as long as you are in a network, and {time} more", time=period("left"))
    fixed = {
        "account": network,
        "membership": network,
        "attendance": _("as long as the network; night and diet less long"),
        "turns": _("as long as the network: turns are shared out by it"),
        "swaps": _("until the meeting is over"),
        "yields": _("as long as the network"),
        "polls": _("until {time} after closing", time=period("polls")),
        "evaluations": _("until {time} after closing", time=period("evaluations")),
        "roll": _("until it closes"),
        "intake": _("as long as you are in that network"),
        "commitments": _("until {time} after they ended", time=period("commitments")),
        "reminders": _("until they ended, and {time} from their making", time=period("reminders")),
        "files": _("as long as they are shown; otherwise {time}", time=period("files")),
    }
    meetings = ("questions", "reading", "checkins", "takeaways", "calls")
    told = {kind: _("until {time} after the meeting", time=period(kind)) for kind in meetings}
    return {**{kind: period(kind) for kind in titles() if kind in PERIODS}, **told, **fixed}


def period(kind: str) -> str:
    """Return a period of the table in words."""
    days = PERIODS[kind].days
    if days >= 2 * YEAR:
        return n_("{n} year", "{n} years", days // YEAR)
    return n_("{n} day", "{n} days", days)


def labels() -> dict[str, str]:
    """Return the name of every column that goes along in an export."""
    return _facts() | _said()


def _facts() -> dict[str, str]:
    return {
        "answers": _("What I told"),
        "asked_at": _("Asked on"),
        "at": _("On"),
        "due_at": _("On"),
        "ended_at": _("Ended on"),
        "evaluation_id": _("Evaluation, by its number"),
        "expires_at": _("Until"),
        "first": _("First time"),
        "joined_at": _("Came in"),
        "language": _("Language"),
        "left_at": _("Left"),
        "made_at": _("Made on"),
        "meeting": _("Meeting"),
        "network": _("Network"),
        "opens": _("Opens"),
        "platform": _("Platform"),
        "rule": _("How often"),
        "size": _("Bytes"),
        "tenant": _("Where"),
        "turn": _("Which time"),
        "until": _("By when"),
        "user_ref": _("Account"),
        "wish": _("On"),
        "written_at": _("Written on"),
        "zone": _("Time zone"),
    }


def _said() -> dict[str, str]:
    return {
        "after": _("After"),
        "answer": _("My answer"),
        "answered": _("Answered"),
        "ask": _("I ask"),
        "because": _("Because"),
        "diet": _("Diet"),
        "inside": _("May be asked"),
        "less": _("How much reaches me"),
        "name": _("Name"),
        "named": _("With my name"),
        "night": _("Night"),
        "option": _("Number of the option I chose"),
        "options": _("Options"),
        "question": _("Question"),
        "questions": _("Questions"),
        "role": _("Role"),
        "state": _("State"),
        "tell": _("I tell"),
        "text": _("Text"),
        "title": _("Title"),
        "to_room": _("For the group"),
        "trigger": _("If"),
        "visible": _("Who sees it"),
        "what": _("What changed"),
    }


def told() -> dict[str, str]:
    """Return the names of what people tell as they introduce themselves."""
    return {
        "expectations": _("What I expect"),
        "learning": _("My learning question"),
        "mandate": _("What I may decide"),
        "brings": _("What I bring"),
    }


def codes() -> dict[str, str]:
    """Return in words what stands as a code in columns such as the state."""
    deeds = {what: name() for what, name in DEEDS.items()}
    return deeds | {
        "accepted": _("agreed"),
        "all": _("everything"),
        "asked": _("asked"),
        "buddy": _("a buddy"),
        "cancelled": _("cancelled"),
        "done": _("done"),
        "expired": _("expired"),
        "facilitator": _("facilitator"),
        "facilitators": _("facilitators"),
        "first": _("the first"),
        "group": _("the group"),
        "home": _("only my home view"),
        "let_go": _("let go"),
        "me": _("only me"),
        "missed": _("not sent"),
        "must": _("only what needs an answer"),
        "no": _("no"),
        "on": _("on"),
        "open": _("open"),
        "participant": _("participant"),
        "paused": _("paused"),
        "pending": _("waiting"),
        "refused": _("refused"),
        "second": _("the second"),
        "sent": _("sent"),
        "waiting": _("waiting"),
        "withdrawn": _("withdrawn"),
        "without": _("without Kring"),
        "yes": _("yes"),
    }
