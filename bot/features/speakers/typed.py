"""What people type here, checked: lines, texts, minutes and addresses."""

import re
import unicodedata

from pydantic import HttpUrl, TypeAdapter

from bot.cards import clean
from bot.errors import Refusal
from bot.forms import number_of
from bot.texts import _

NAME = 100
TOPIC = 200
TITLE = 150
NOTE = 2000
QUESTION = 500
ADDRESS = 1000
MOST_MINUTES = 600

_http = TypeAdapter(HttpUrl)
# The libraries follow browsers and mend what is odd; an address that needs mending is refused.
_PLAIN = re.compile(r"https?://[^\s/\\?#@]+([/?#][^\s\\]*)?", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-][a-z0-9._-]*|\[[0-9a-f:.]+\]")
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp", "Zs"}
_SPEAKER = re.compile(r"(?P<name>[^,:]+)(,(?P<organisation>[^:]*))?(:(?P<topic>.*))?", re.DOTALL)


def within(text: str, longest: int, field: str = "") -> str:
    """Return a typed text cleaned; Refusal when it is longer than `longest` characters."""
    cleaned = clean(text)
    if len(cleaned) > longest:
        start = cleaned[:40]
        raise Refusal(
            _(
                "This is {n} characters, and at most {most} fit: “{start}…”. Make it shorter.",
                n=len(cleaned),
                most=longest,
                start=start,
            ),
            field,
        )
    return cleaned


def line(text: str, longest: int, field: str = "") -> str:
    """Return a typed text cleaned and on one line; Refusal when it is too long."""
    return within(" ".join(clean(text).split()), longest, field)


def shortened(text: str, longest: int) -> str:
    """Return a text cut at `longest` characters, with an ellipsis when it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def picked(value: str, field: str = "") -> int:
    """Return the id behind an option that was picked; Refusal when it is no id."""
    number = number_of(value)
    if number is None:
        raise Refusal(_("Pick one of the list."), field)
    return number


def minutes(text: str, field: str = "") -> int:
    """Return a reading time in minutes, 0 when left empty; Refusal when it is no such number."""
    digits = text.strip()
    if not digits:
        return 0
    if not re.fullmatch(r"[0-9]{1,3}", digits) or int(digits) > MOST_MINUTES:
        text = _("Write the reading time in minutes, up to {most}, such as 10.", most=MOST_MINUTES)
        raise Refusal(text, field)
    return int(digits)


def address(text: str, field: str = "") -> str:
    """Return a link as plain ASCII; Refusal unless it is a whole http or https address.

    No name or password in it, nothing invisible, no spaces, at most ADDRESS characters.
    """
    given = text.strip(" ")
    if len(given) > ADDRESS:
        raise Refusal(_("A link has at most {most} characters.", most=ADDRESS), field)
    if "@" in re.split(r"[/?#\\]", given.partition("://")[2])[0]:
        raise Refusal(_("Leave the name or password out of the link."), field)
    found = _parsed(given)
    if found is None:
        raise Refusal(_("Write the whole link, beginning with https:// and without spaces."), field)
    # A bar and quotes mean something else in the markup of chats.
    return str(found).replace("|", "%7C").replace("'", "%27")


def _parsed(given: str) -> HttpUrl | None:
    if not _PLAIN.fullmatch(given) or {unicodedata.category(one) for one in given} & _UNSEEN:
        return None
    try:
        found = _http.validate_python(given)
    except ValueError:
        return None
    whole = not (found.username or found.password) and _HOST.fullmatch(found.host or "")
    return found if whole else None


def speaker_line(text: str) -> tuple[str, str, str]:
    """Split 'Name, organisation: topic' into its three parts; what is not there is ''."""
    found = _SPEAKER.fullmatch(clean(text))
    if found is None or not found["name"].strip():
        raise Refusal(
            _("Write it like this: speaker Marit de Wit, De Linde: data in the classroom")
        )
    name = line(found["name"], NAME, "name")
    organisation = line(found["organisation"] or "", NAME, "organisation")
    return name, organisation, line(found["topic"] or "", TOPIC, "topic")
