"""The names a file may use: each field in English and in Dutch, and what is for later.

This table is the only place: the reader, the messages and the documentation follow it.
"""

import re

from rapidfuzz import fuzz, process

from bot.texts import language

# English name: the Dutch name that messages use, then what else is understood.
FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("naam", "network", "netwerk"),
    "goal": ("doel",),
    "agreements": ("spelregels",),
    "language": ("taal",),
    "zone": ("tijdzone", "time_zone", "timezone"),
    "template": ("sjabloon",),
    "country": ("land",),
    "region": ("regio",),
    "quiet": ("stil", "stille_tijden", "quiet_hours"),
    "from": ("van", "vanaf"),
    "until": ("tot",),
    "weekends": ("weekenden", "weekend"),
    "holidays": ("vakanties",),
    "first": ("eerste_dag", "eerste", "first_day", "van", "from"),
    "last": ("laatste_dag", "laatste", "last_day", "tot_en_met"),
    "co_preparers": ("voorbereiders", "co_preparer", "preparers", "voorbereider"),
    "facilitator_rotates": ("begeleiding_rouleert", "rotating_facilitator", "begeleider_rouleert"),
    "lines": ("tijdlijn", "timetable", "regels"),
    "ready_at": ("klaar_op", "ready"),
    "members": ("deelnemers", "leden"),
    "role": ("rol",),
    "organisation": ("organisatie", "organization", "school"),
    "less": ("minder",),
    "joins": ("komt_erbij",),
    "leaves": ("vertrekt",),
    "pool": ("mag_gevraagd", "may_be_asked"),
    "rooms": ("groepen",),
    "meetings": ("bijeenkomsten",),
    "title": ("titel",),
    "begins": ("begint", "begin", "starts"),
    "ends": ("eindigt", "einde"),
    "place": ("plaats", "locatie", "location"),
    "bring": ("meenemen",),
    "announced": ("aangekondigd",),
    "volunteers": ("bieden_zich_aan", "vrijwilligers", "prepared_by"),
    "sessions": ("sessies", "deelsessies"),
    "session": ("sessie", "deelsessie"),
    "seats": ("plekken", "plaatsen"),
    "speakers": ("gastsprekers", "sprekers", "guest_speakers"),
    "speaker": ("gastspreker", "spreker", "guest_speaker"),
    "topic": ("onderwerp",),
    "brings": ("brengt",),
    "items": ("voorbereiding", "stukken", "pre_reading"),
    "url": ("link", "adres"),
    "note": ("notitie",),
    "minutes": ("minuten",),
    # The script of answers.
    "at": ("op",),
    "comes": ("komt",),
    "asks": ("vraagt",),
    "moves": ("verplaatst",),
    "cancels": ("vervalt", "zegt_af"),
    "adds_item": ("voegt_toe",),
    "writes_yield": ("schrijft_opbrengst",),
    "chooses": ("kiest",),
    "accepts": ("neemt_beurt",),
    "declines": ("laat_beurt",),
    "swaps": ("ruilt",),
    "steps_down": ("legt_rol_neer",),
    "takes_up": ("neemt_rol",),
    "commits": ("neemt_zich_voor",),
    "reports": ("meldt",),
    "by": ("uiterlijk",),
    "visible": ("zichtbaar_voor", "zichtbaar", "visible_to"),
    "partner": ("met",),
    "who": ("wie",),
    "meeting": ("bijeenkomst",),
    "answer": ("antwoord",),
    "text": ("tekst", "question", "vraag"),
}

# What a network may wish for and Kring cannot do: refused by its name, never passed over.
# fmt: off
LATER = frozenset(
    {
        "evaluation", "evaluations", "evaluatie", "evaluaties", "korte_evaluatie",
        "tussentijdse_evaluatie", "commitments", "commitment", "voornemens", "voornemen",
        "afspraken", "check_in", "check_ins", "tussenstand", "tussenstanden", "call_list",
        "bellijst", "intake", "yield", "opbrengst", "opbrengsten", "themes", "themas", "thema_s",
        "learning_question", "leervraag", "cases", "casus", "casussen", "consultation",
        "intervisie", "polls", "poll", "peilingen", "peiling", "reminders", "reminder",
        "herinneringen", "herinnering", "waiting_list", "wachtlijst", "night", "overnachting",
        "diet", "dieet", "handover", "overdracht", "report", "jaaroverzicht", "buddy", "buddies",
        "maatje", "files", "bestanden",
    }
)
# fmt: on

CLOSE = 65  # of 100: below it, a suggestion confuses more than it helps

# Something to copy, for a field that is missing.
SAMPLES = {
    "name": "Anna de Wit",
    "begins": "2026-09-24 09:30",
    "ends": "2026-09-24 12:30",
    "at": "2026-09-24 09:30",
    "first": "2026-10-17",
    "last": "2026-10-25",
    "meeting": "1",
    "who": "Anna de Wit",
    "speaker": "Anna de Wit",
}


def plain(written: str) -> str:
    """Write a field's name the way the table has it: 'Klaar op' and 'klaar-op' are klaar_op."""
    return re.sub(r"[\s_-]+", "_", written.strip().casefold())


def names_for(fields: list[str]) -> dict[str, str]:
    """Return every name these fields answer to, with the English name it means."""
    found = {field: field for field in fields}
    for field in fields:
        for alias in FIELDS[field]:
            found.setdefault(alias, field)
    return found


def shown(field: str) -> str:
    """Return a field's name in the reader's language."""
    return FIELDS[field][0] if language() == "nl" else field


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word that looks most like this one, None if none looks like it."""
    found = process.extractOne(word[:100], known, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return found[0] if found else None
