"""Files with one fault each, and what is said about it."""

from typing import NamedTuple

HEAD = "name: The valley\nmembers:\n  - {name: Hester, role: facilitator}\n"
MEETING = HEAD + "meetings:\n  - begins: 2026-09-15 15:30\n    ends: 2026-09-15 17:30\n"


class Case(NamedTuple):
    file: str
    line: int
    field: str
    english: str
    dutch: str


CASES = {
    "unknown field": Case(
        HEAD + "gaol: To learn\n", 4, "gaol", "Did you mean “goal”?", "Bedoel je “goal”?"
    ),
    "nothing like it": Case(
        HEAD + "xyzzy: 1\n", 4, "xyzzy", "Here belong: name, goal", "Hier horen: naam, doel"
    ),
    "not supported": Case(
        MEETING + "    call_list: 2\n",
        7,
        "meetings[1].call_list",
        "not supported yet. Take it out",
        "kan Kring nog niet. Haal het weg",
    ),
    "not supported, in Dutch": Case(
        HEAD + "bellijst: ja\n", 4, "bellijst", "not supported yet", "kan Kring nog niet"
    ),
    "commitments": Case(
        HEAD + "commitments: []\n", 4, "commitments", "not supported yet", "kan Kring nog niet"
    ),
    "twice": Case(HEAD + "name: Other\n", 4, "name", "stands here twice", "staat hier twee keer"),
    "twice in two languages": Case(
        HEAD + "naam: Other\n", 4, "naam", "the same field as “name”", "hetzelfde veld als “name”"
    ),
    "no day at all": Case(
        HEAD + "ready_at: tomorrow\n",
        4,
        "ready_at",
        "Write 2026-09-24 09:30",
        "Schrijf 2026-09-24 09:30",
    ),
    "Dutch order of a day": Case(
        HEAD + "ready_at: 31-08-2026 09:00\n",
        4,
        "ready_at",
        "Write 2026-09-24",
        "Schrijf 2026-09-24",
    ),
    "no such day": Case(
        HEAD + "ready_at: 2026-02-30 09:00\n",
        4,
        "ready_at",
        "The day 2026-02-30 does not exist",
        "De dag 2026-02-30 bestaat niet",
    ),
    "no time": Case(
        HEAD + "ready_at: 2026-08-31\n",
        4,
        "ready_at",
        "Write 2026-08-31 09:30",
        "Schrijf 2026-08-31 09:30",
    ),
    "no such time": Case(
        HEAD + "ready_at: 2026-08-31 25:00\n",
        4,
        "ready_at",
        "Use 00:00 to 23:59",
        "Gebruik 00:00 tot",
    ),
    "a year too far": Case(
        HEAD + "ready_at: 0026-08-31 09:00\n", 4, "ready_at", "Use 2000 to 2100", "Gebruik 2000 tot"
    ),
    "a clock that is none": Case(
        HEAD + "quiet: {from: six}\n", 4, "quiet.from", "Write 18:00", "Schrijf 18:00"
    ),
    "ends first": Case(
        MEETING.replace("17:30", "14:30"),
        6,
        "meetings[1].ends",
        "ends before it begins (Tuesday 15 September 2026, 15:30)",
        "eindigt voordat ze begint (dinsdag 15 september 2026, 15:30)",
    ),
    "lasts a year": Case(
        MEETING.replace("ends: 2026", "ends: 2027"),
        6,
        "meetings[1].ends",
        "Look at the month",
        "Kijk de maand",
    ),
    "no end": Case(
        HEAD + "meetings:\n  - begins: 2026-09-15 15:30\n",
        5,
        "meetings[1].ends",
        "Add a line such as “ends: 2026-09-24 12:30”",
        "Voeg een regel toe zoals “eindigt: 2026-09-24 12:30”",
    ),
    "announced too late": Case(
        MEETING + "    announced: 2026-09-16 09:00\n",
        7,
        "meetings[1].announced",
        "Choose an earlier moment",
        "Kies een eerder moment",
    ),
    "two at once": Case(
        MEETING + "  - {begins: 2026-09-15 15:30, ends: 2026-09-15 16:30}\n",
        7,
        "meetings[2].begins",
        "Make one of it, with sessions",
        "Maak er één van, met sessies",
    ),
    "template": Case(
        HEAD + "template: montly\n",
        4,
        "template",
        "Did you mean “monthly”?",
        "Bedoel je “monthly”?",
    ),
    "template unlike any": Case(
        HEAD + "sjabloon: q\n",
        4,
        "sjabloon",
        "Choose from: monthly, five-times, twice-a-year, knowledge-group, half-days",
        "Kies uit: maandelijks, vijf-keer, twee-keer-per-jaar, kennisgroep, dagdelen",
    ),
    "language": Case(
        HEAD + "language: fr\n", 4, "language", "Choose from: en, nl", "Kies uit: en, nl"
    ),
    "zone": Case(
        HEAD + "zone: Mars/Base\n", 4, "zone", "such as Europe/Amsterdam", "zoals Europe/Amsterdam"
    ),
    "country": Case(HEAD + "country: QQ\n", 4, "country", "code such as NL", "landcode zoals NL"),
    "region": Case(
        HEAD + "country: DE\nregion: Nowhere\n", 5, "region", "or leave it out", "of laat het weg"
    ),
    "region without country": Case(
        HEAD + "country: none\nregion: BY\n", 5, "region", "Add the country", "Voeg het land toe"
    ),
    "yes or no": Case(
        HEAD + "quiet: {weekends: perhaps}\n",
        4,
        "quiet.weekends",
        "Choose from: yes, no",
        "Kies uit: ja, nee",
    ),
    "holiday reversed": Case(
        HEAD + "holidays:\n  - {first: 2026-10-25, last: 2026-10-17}\n",
        5,
        "holidays[1].last",
        "Swap them",
        "Wissel ze om",
    ),
    "holiday with a time": Case(
        HEAD + "holidays:\n  - {first: 2026-10-17 09:00, last: 2026-10-25}\n",
        5,
        "holidays[1].first",
        "Write 2026-10-17",
        "Schrijf 2026-10-17",
    ),
    "offset": Case(
        HEAD + "lines:\n  come.unsaid: two weeks\n",
        5,
        "lines.come.unsaid",
        "B-14d 09:00, B-6w, E-10min, E+2h or E+4m",
        "B-14d 09:00, B-6w, E-10min, E+2h of E+4m",
    ),
    "line nearly known": Case(
        HEAD + "lines:\n  come.unsaidd: off\n",
        5,
        "lines.come.unsaidd",
        "Did you mean “come.unsaid”?",
        "Bedoel je “come.unsaid”?",
    ),
    "line unknown": Case(
        HEAD + "lines:\n  zzz: off\n",
        5,
        "lines.zzz",
        "no line “zzz”. Take it out",
        "geen regel “zzz”. Haal",
    ),
    "line twice": Case(
        HEAD + "lines:\n  come.unsaid: off\n  come.unsaid: B\n",
        6,
        "lines.come.unsaid",
        "stands here twice",
        "staat hier twee keer",
    ),
    "member twice": Case(
        HEAD + "  - {name: HESTER}\n",
        4,
        "members[2].name",
        "Make the names differ",
        "Maak de namen",
    ),
    "room twice": Case(
        HEAD + "rooms: [One, one]\n", 4, "rooms[2]", "Make the names differ", "Maak de namen"
    ),
    "no members": Case("name: X\n", 1, "members", "Add at least one", "Zet er minstens één bij"),
    "an empty list of members": Case(
        "name: X\nmembers: []\n", 2, "members", "Add at least one", "Zet er minstens één bij"
    ),
    "role": Case(
        HEAD + "  - {name: B, role: facilitater}\n",
        4,
        "members[2].role",
        "Did you mean “facilitator”?",
        "Bedoel je “facilitator”?",
    ),
    "leaves first": Case(
        HEAD + "  - {name: B, joins: 2026-11-02 09:00, leaves: 2026-11-01 09:00}\n",
        4,
        "members[2].leaves",
        "Look at both moments",
        "Kijk beide momenten na",
    ),
    "joins later than ready": Case(
        HEAD + "  - {name: B, joins: 2026-11-02 09:00}\nready_at: 2026-08-31 09:00\n",
        4,
        "members[2].joins",
        "Take it out",
        "Haal het weg",
    ),
    "going round, or not": Case(
        HEAD + "facilitator_rotates: perhaps\n",
        4,
        "facilitator_rotates",
        "Choose from: yes, no",
        "Kies uit: ja, nee",
    ),
    "a bare name": Case(
        HEAD + "  - Milan\n", 4, "members[2]", "a name, a colon", "een naam, een dubbele"
    ),
    "no list": Case(HEAD + "meetings: 12\n", 4, "meetings", "after a dash", "na een streepje"),
    "one not in a list": Case(
        HEAD + "meetings:\n  begins: 2026-09-15 15:30\n",
        4,
        "meetings",
        "after a dash",
        "na een streepje",
    ),
    "a list for a text": Case(HEAD + "goal: [a, b]\n", 4, "goal", "one text", "één tekst"),
    "an empty name": Case(
        HEAD + "rooms: [' ']\n", 4, "rooms[1]", "Write a name here", "Schrijf hier een naam"
    ),
    "too long": Case(HEAD + f"rooms: [{'x' * 300}]\n", 4, "rooms[1]", "Shorten it", "Kort het in"),
    "unknown session": Case(
        MEETING + "    speakers:\n      - {name: S, session: Law}\n",
        8,
        "meetings[1].speakers[1].session",
        "Add it to the sessions",
        "Zet die bij de sessies",
    ),
    "session twice": Case(
        MEETING + "    sessions: [{title: Law}, {title: law}]\n",
        7,
        "meetings[1].sessions[2].title",
        "Make the names differ",
        "Maak de namen",
    ),
    "seats": Case(
        MEETING + "    sessions: [{title: Law, seats: -3}]\n",
        7,
        "meetings[1].sessions[1].seats",
        "Write a whole number from 0 to 10000",
        "Schrijf een heel getal van 0 tot en met 10000",
    ),
    "brings": Case(
        MEETING + "    speakers: [{name: S, brings: cake}]\n",
        7,
        "meetings[1].speakers[1].brings",
        "Choose from: expertise, practice",
        "Kies uit: expertise, praktijk",
    ),
    "a script for a link": Case(
        MEETING + "    speakers: [{name: S, items: [{title: T, url: 'javascript:alert(1)'}]}]\n",
        7,
        "meetings[1].speakers[1].items[1].url",
        "such as https://example.org/text",
        "zoals https://example.org/tekst",
    ),
    "nothing to read": Case(
        MEETING + "    speakers: [{name: S, items: [{title: T}]}]\n",
        7,
        "meetings[1].speakers[1].items[1]",
        "Add an address (url) or a text (note)",
        "Voeg een adres (link) of een tekst (notitie) toe",
    ),
}
