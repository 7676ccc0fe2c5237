"""Verbs by their form: whether a word can be what one person does, or what several do."""

import re

_ENGLISH = (
    "writes visits makes calls sends reads asks brings does goes has will shall can wants tries"
    " prepares plans talks speaks gives takes shows tells invites organises organizes shares"
    " collects checks finds gets helps hosts leads learns starts finishes presents reports draws"
    " designs discusses observes interviews arranges books buys orders practises practices teaches"
    " decides delivers drafts edits explains fills follows joins keeps looks meets opens prints"
    " publishes puts researches reviews runs sets submits summarises summarizes tests tries updates"
    " uses works"
)
_DUTCH = (
    "schrijft bezoekt maakt belt stuurt leest vraagt brengt doet gaat heeft zal wil kan probeert"
    " bereidt plant praat spreekt geeft neemt laat vertelt nodigt organiseert deelt verzamelt"
    " controleert zoekt krijgt helpt ontvangt leidt leert begint start rondt presenteert verslaat"
    " tekent ontwerpt bespreekt observeert interviewt regelt boekt koopt bestelt oefent besluit"
    " levert houdt kijkt ontmoet opent print publiceert zet onderzoekt evalueert werkt test vult"
    " voert volgt gebruikt zorgt mailt overlegt onderhoudt verzorgt haalt wijzigt bouwt toont"
)
DOES = "|".join((*_ENGLISH.split(), *_DUTCH.split()))
_NO_VERBS = {
    "het",
    "met",
    "dat",
    "niet",
    "dit",
    "wat",
    "uit",
    "tot",
    "voort",
    "alsmede",
    "want",
    "ons",
    "eens",
    "vast",
    "altijd",
    "steeds",
    "soms",
    "s",
    "this",
    "his",
    "its",
    "less",
    "always",
    "perhaps",
    "yes",
    "does",
}
_SINGULAR = set(DOES.split("|")) | {"is", "mag", "does", "zou", "gaat", "ziet", "staat"}
_NO_INFINITIVES = {
    "een",
    "van",
    "ten",
    "den",
    "geen",
    "tussen",
    "boven",
    "binnen",
    "tegen",
    "samen",
    "even",
    "eigen",
    "alleen",
}
_SHORT = {"gaan", "doen", "zien", "staan", "slaan", "zijn", "verstaan", "nagaan"}


def is_singular(word: str) -> bool:
    """Whether a word is a verb of one other person: 'writes', 'belt'."""
    plain = word.casefold()
    if plain in _SINGULAR:
        return True
    return (
        plain not in _NO_VERBS
        and re.fullmatch(r"[a-z]{2,}[^\W\d_s]s|[a-zë]{2,}t", plain) is not None
    )


def is_infinitive(word: str) -> bool:
    """Whether a word can be a Dutch verb of several people, or one without a subject."""
    plain = word.casefold()
    if plain in _SHORT:
        return True
    return plain not in _NO_INFINITIVES and re.fullmatch(r"[a-zë-]{2,}en", plain) is not None
