"""Who: the subject of a sentence, in English and Dutch, or asked back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.calendar.quiet import Period
from bot.features.commitments.behalf import behalf
from bot.features.commitments.unsure import Unsure
from bot.features.commitments.verbs import DOES, is_infinitive, is_singular

_ME = r"(?:I(?:['’](?:ll|m|ve|d))?|ik(?:zelf)?|['’]k|me|myself|mij|mezelf|mijzelf)"
_SUBJECT = re.compile(r"(?<![\w'’.])(?:[Ii](?:['’](?:ll|m|ve|d))?|[Ii]k(?:zelf)?)(?![\w'’.])")
_SEP = r"\s*(?:,\s*(?:and|en)\b|,|&|\+|/|\band\b|\ben\b)\s*"
_ENDS_JOINED = re.compile(rf"(?P<one>[\w'’.-]+){_SEP}$", re.IGNORECASE)
_JOINS_ON = re.compile(rf"{_SEP}(?P<one>[\w'’.-]+)(?P<next>\s+[\w'’.-]+)?", re.IGNORECASE)
_OTHERS = (
    r"(?:(?:we|they|he|she|you)['’](?:ll|re|ve|d|s)|"
    r"we|wij|they|zij|ze|he|hij|she|you|jij|je|jullie|u|everyone|everybody|iedereen|allemaal|"
    r"somebody|someone|iemand|(?:zullen|gaan|kunnen) we|(?:shall|can) we|let['’]s|laten we|"
    r"(?:the|our|my|de|het|onze|mijn|ons) (?:whole )?"
    r"(?:group|team|groep|network|netwerk|sectie|directie|board|bestuur))"
)
_OTHER_FIRST = re.compile(rf"{_OTHERS}(?![\w'’])(?!\s+[\w-]+en\s*$)", re.IGNORECASE)
_OTHER_TURNED = re.compile(
    r"[\w-]+\s+(?:we|wij|zij|ze|hij|jij|je|jullie|iedereen|iemand)(?!\w)", re.IGNORECASE
)
_THIRD = re.compile(
    r"(?:(?i:the|de|het|een|a|an|my|our|mijn|onze|ons|their|his|her|zijn|haar|every|each|elke|ieder"
    rf"|iedere)\s+(?:[\w-]+\s+){{1,3}}?|(?:[A-Z][\w-]+\s+){{1,3}})(?:{DOES})(?!\w)"
)
_THIRD_MANY = re.compile(
    # 'The pupils write a letter', 'de leerlingen schrijven een brief', and not 'de ouders bellen'.
    r"(?:the|de|my|our|mijn|onze|their|alle|all)\s+[\w-]+(?:s|en|ren)\s+"
    r"(?!(?:for|of|about|to|in|on|at|with|"
    r"from|and|by|en|van|voor|met|over|uit|op|aan|een|het|de)\b)[\w-]+\s+(?:a|an|the|their|our|een|het|de|"
    r"hun|ons|onze|\d+|two|twee|three|drie)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r",?\s*\b(?:samen met|together with)\s+", re.IGNORECASE)
_ASKS_ME = re.compile(
    r"\b(?:gevraagd|vraagt (?:mij|me|of)|asks me|asked me|wil dat|wants me|vindt dat)\b",
    re.IGNORECASE,
)
_OWN_SCHOOL = re.compile(r"(?:my|our|mijn|onze) school(?=\s)", re.IGNORECASE)
_LABEL = re.compile(r"(?P<who>[^:]{1,80}?)\s*:\s+(?P<rest>.+)")
_KIND = re.compile(r"\s*\((?:organisation|organization|organisatie|school)\)", re.IGNORECASE)
_WILL = re.compile(r"(?<!\w)([A-Z]\w+)['’]ll(?!\w)")
_TITLE = (
    r"(?:(?:(?:mrs|mr|ms|dr)\.?|mevrouw|meneer|juf|meester|basisschool|"
    r"school|obs|cbs|kbs|rkbs|de school|the school)\s+)?"
)


@dataclass(frozen=True)
class Circle:
    """Who there is: `me` types; people are (id, name), `mine` is the typist's organisation."""

    me: int
    people: tuple[tuple[int, str], ...] = ()
    organisations: tuple[str, ...] = ()
    mine: str = ""
    periods: tuple[Period, ...] = field(default=())

    @cached_property
    def known(self) -> dict[str, set[int]]:
        """People's ids by their names and first names, in lower case."""
        found: dict[str, set[int]] = {}
        for person, name in self.people:
            for each in {name.strip(), name.strip().split(" ")[0]}:
                if each:
                    found.setdefault(each.casefold(), set()).add(person)
        return found

    @cached_property
    def atom(self) -> str:
        """A pattern of one owner: a person, an organisation or oneself."""
        names = sorted({*self.known, *map(str.casefold, self.organisations)}, key=len, reverse=True)
        named = "|".join(rf"{_TITLE}{re.escape(name)}" for name in names if name) or "(?!)"
        return rf"(?<![\w'’])(?:{named}|{_ME})(?![\w'’])"

    @cached_property
    def group(self) -> re.Pattern[str]:
        """A pattern of owners side by side."""
        return re.compile(rf"{self.atom}(?:{_SEP}{self.atom})*", re.IGNORECASE)


@dataclass(frozen=True)
class Owners:
    """Who was meant, and the sentence without them."""

    people: tuple[int, ...]
    organisation: str
    rest: str


def owners_of(text: str, circle: Circle, *, after_date: bool) -> Owners:
    """Return who does it; the typist when nobody is named. Raises Unsure."""
    text, speaks_for = behalf(_WILL.sub(r"\1 will", _KIND.sub("", text)), circle.organisations)
    if speaks_for:
        said = owners_of(text, circle, after_date=True)
        return Owners(said.people, said.organisation or speaks_for, said.rest)
    text, helpers = _together(text, circle)
    found = _labelled(text, circle) or _subject(text, circle, after_date=after_date)
    people = tuple(dict.fromkeys((*found.people, *helpers)))
    return Owners(people, found.organisation, found.rest)


def _together(text: str, circle: Circle) -> tuple[str, tuple[int, ...]]:
    match = _TOGETHER.search(text)
    after = circle.group.match(text, match.end()) if match else None
    if match is None or after is None:
        return text, ()
    people, organisation = _who(after[0], circle)
    if organisation:
        return text, ()
    return f"{text[: match.start()]} {text[after.end() :].lstrip(' ,')}".strip(), people


def _labelled(text: str, circle: Circle) -> Owners | None:
    match = _LABEL.fullmatch(text)
    if match is None:
        return None
    if circle.group.fullmatch(match["who"].strip()):
        return Owners(*_who(match["who"], circle), match["rest"])
    if re.fullmatch(rf"[A-Z][\w'’-]+(?:(?:{_SEP}| )[A-Z][\w'’-]+)*", match["who"]):
        raise Unsure("unknown", match["who"])
    return None


def _subject(text: str, circle: Circle, *, after_date: bool) -> Owners:
    turned = _turned(text, circle) if after_date else None
    first = circle.group.match(text)
    pronoun = _SUBJECT.search(text)
    if first and not _has_me(first[0]):
        found = _third_first(text, first, circle)
        if found is not None:
            if pronoun and not _subordinate(text[: pronoun.start()]):
                raise Unsure("who")
            return found
    if turned is not None:
        return turned
    if pronoun is not None and not _other(text[: pronoun.start()], circle):
        return _with_me(text, pronoun, circle)
    if (own := _OWN_SCHOOL.match(text)) and circle.mine:
        return Owners((circle.me,), circle.mine, text[own.end() :].strip())
    if first and _has_me(first[0]):
        return Owners(*_who(first[0], circle), text[first.end() :].strip())
    if _other(text, circle) or (after_date and _OTHER_TURNED.match(text)):
        raise Unsure("who")
    if re.search(rf",\s+{circle.atom}\s+(?:will|shall|zal|gaat|is going)\b", text, re.IGNORECASE):
        raise Unsure("who")
    return Owners((circle.me,), "", text)


def _subordinate(before: str) -> bool:
    """Whether what follows is a clause of its own: 'that I', 'dat ik', 'die ik'."""
    return bool(
        re.search(
            r"\b(?:that|which|what|dat|die|wat|waar|zoals|as|than)\s*$", before, re.IGNORECASE
        )
    )


def _other(text: str, circle: Circle) -> bool:
    """Whether a sentence begins with somebody else who does it, known by no name here."""
    if _OTHER_FIRST.match(text):
        return True
    if (own := _OWN_SCHOOL.match(text)) and circle.mine:
        return not own
    if _THIRD.match(text) or _THIRD_MANY.match(text):
        return True
    pair = re.match(rf"(?P<one>[A-Z][\w'’-]+){_SEP}(?={circle.atom})", text)
    return pair is not None and circle.group.match(text) is None


def _has_me(words: str) -> bool:
    return re.search(rf"(?<![\w'’]){_ME}(?![\w'’])", words, re.IGNORECASE) is not None


def _turned(text: str, circle: Circle) -> Owners | None:
    """Read 'belt Anna de ouders', as Dutch turns it after a date."""
    match = re.match(rf"(?P<verb>[\w-]+)\s+(?P<who>{circle.group.pattern})", text, re.IGNORECASE)
    if match is None or _has_me(match["who"]) or not _capital(match["who"], text):
        return None
    people, organisation = _who(match["who"], circle)
    many = len(people) > 1
    if not (is_infinitive(match["verb"]) if many else is_singular(match["verb"])):
        return None
    return Owners(people, organisation, f"{match['verb']} {text[match.end() :].strip()}")


def _capital(who: str, text: str) -> bool:
    """Whether a name is written as one: with a capital, where the sentence has any."""
    return who[:1].isupper() or text == text.casefold()


def _third_first(text: str, first: re.Match[str], circle: Circle) -> Owners | None:
    """Read a sentence that begins with a name: 'Anna writes', and not 'Anna bellen'."""
    after = text[first.end() :]
    joined = _JOINS_ON.match(after)
    if joined:
        raise Unsure("unknown", joined["one"])
    verb = re.match(r"\s+(?P<verb>[\w'’-]+)(?P<more>.*)", after)
    if verb is None or not _capital(first[0], text):
        return None
    if _ASKS_ME.search(after):
        raise Unsure("who")
    many = len(re.split(_SEP, first[0].strip())) > 1
    if not many and is_singular(verb["verb"]):
        return Owners(*_who(first[0], circle), after.strip())
    if is_infinitive(verb["verb"]) and not (many and _object(verb["more"])):
        if many:
            raise Unsure("who")
        return None
    if many:
        return Owners(*_who(first[0], circle), after.strip())
    raise Unsure("who")


def _object(words: str) -> bool:
    """Whether an object follows the verb, so that what stood before it is who does it."""
    starts = r"\s+(?:samen |together )?(?:het|de|een|ons|onze|hun|twee|drie|vier|vijf|elke?|alle|"
    return re.match(starts + r"\d+|the|an?|our)\b", words, re.IGNORECASE) is not None


def _with_me(text: str, pronoun: re.Match[str], circle: Circle) -> Owners:
    start, end = pronoun.start(), pronoun.end()
    people: tuple[int, ...] = (circle.me,)
    organisation = ""
    before, after = text[:start], text[end:]
    joined = _ENDS_JOINED.search(before)
    if joined and not _aside(joined, circle):
        group = next(
            (one for one in circle.group.finditer(text) if one.end() >= end > one.start()), None
        )
        if group is None or group.start() >= start:
            raise Unsure("unknown", joined["one"])
        if stranger := _ENDS_JOINED.search(text[: group.start()]):
            raise Unsure("unknown", stranger["one"])
        start = group.start()
        end = max(end, group.end())
        people, organisation = _who(group[0], circle)
        after = text[end:]
    elif joined := _JOINS_ON.match(after):
        more = re.compile(rf"{_SEP}(?P<group>{circle.group.pattern})", re.IGNORECASE).match(after)
        if more:
            others, organisation = _who(more["group"], circle)
            people, end = (circle.me, *others), end + more.end()
        elif re.match(r"\s*(?:and|en|&|\+)\s", after) or joined["one"][:1].isupper():
            raise Unsure("unknown", joined["one"])
    elif _near_other(before):
        raise Unsure("who")
    # Further on in the sentence it belongs to the words around it.
    near = len(text[:start].split()) < 2 and not re.match(r"(?:als|if|when)\b", text, re.IGNORECASE)
    rest = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip() if near else text
    return Owners(people, organisation, rest)


def _aside(joined: re.Match[str], circle: Circle) -> bool:
    """Whether a comma ends an opening ('after lunch, I …') rather than a name in a row."""
    plain = joined["one"].casefold()
    return joined[0].strip().endswith(",") and joined["one"].islower() and plain not in circle.known


def _near_other(before: str) -> bool:
    return re.search(r"\b(?:and|en|&|or|of|nor|noch)\s*$", before, re.IGNORECASE) is not None


def _who(words: str, circle: Circle) -> tuple[tuple[int, ...], str]:
    """Return the ids and the organisation that words name; an organisation is the typist's act."""
    people: list[int] = []
    organisation = ""
    for atom in re.finditer(circle.atom, words, re.IGNORECASE):
        word = re.sub(rf"^{_TITLE}", "", atom[0], flags=re.IGNORECASE)
        found = _organisation((atom[0], word), circle.organisations)
        if re.fullmatch(_ME, atom[0], re.IGNORECASE):
            people.append(circle.me)
        elif found and word.casefold() not in circle.known:
            if organisation and organisation != found:
                raise Unsure("who")
            organisation = found
        else:
            people.append(_person(atom[0], circle))
    # Somebody speaks for an organisation: whoever is named beside it, else the one who types.
    return tuple(dict.fromkeys(people)) or (circle.me,), organisation


def _organisation(words: Sequence[str], organisations: Sequence[str]) -> str:
    plain = [word.casefold() for word in words]
    return next((one for one in organisations if one.casefold() in plain), "")


def _person(word: str, circle: Circle) -> int:
    ids = circle.known.get(word.casefold(), set())
    if len(ids) != 1:
        raise Unsure("several" if ids else "unknown", word)
    return next(iter(ids))
