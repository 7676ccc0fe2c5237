"""Values that are chosen from a few words, in English and in Dutch."""

import re
from dataclasses import dataclass

from bot.networkfile.names import nearest
from bot.texts import _, language


@dataclass(frozen=True)
class Choice:
    """A value and its words: the English one, the Dutch one, and what else is understood."""

    words: dict[str, tuple[str, ...]]

    def find(self, written: str) -> str | None:
        """Return the value a word means, None if it means none."""
        wanted = _plain(written)
        for value, words in self.words.items():
            if wanted in words:
                return value
        return None

    def read(self, written: str) -> str:
        """Return the value a word means; ValueError, for people, names what there is."""
        found = self.find(written)
        if found is not None:
            return found
        known = [word for words in self.words.values() for word in words]
        close = nearest(_plain(written), known)
        if close:
            raise ValueError(
                _("“{word}” is unknown. Did you mean “{close}”?", word=written[:40], close=close)
            )
        raise ValueError(
            _(
                "“{word}” is unknown. Choose from: {options}.",
                word=written[:40],
                options=self.options,
            )
        )

    @property
    def options(self) -> str:
        """List the words in the reader's language."""
        place = 1 if language() == "nl" else 0
        return ", ".join(words[place] for words in self.words.values())


def _plain(written: str) -> str:
    return re.sub(r"[\s_-]+", "-", written.strip().casefold())


TEMPLATE = Choice(
    {
        "monthly": ("monthly", "maandelijks"),
        "five-times": ("five-times", "vijf-keer"),
        "twice-a-year": ("twice-a-year", "twee-keer-per-jaar", "tweemaal-per-jaar"),
        "knowledge-group": ("knowledge-group", "kennisgroep"),
        "half-days": ("half-days", "dagdelen"),
    }
)
LANGUAGE = Choice(
    {
        "en": ("en", "en", "english", "engels"),
        "nl": ("nl", "nl", "dutch", "nederlands"),
    }
)
ROLE = Choice(
    {
        "facilitator": ("facilitator", "begeleider", "procesbegeleider"),
        "participant": ("participant", "deelnemer", "member", "lid"),
    }
)
LESS = Choice(
    {
        "all": ("all", "alles"),
        "must": ("answers-only", "alleen-antwoorden", "must"),
        "home": ("home-only", "alleen-startpagina", "home"),
        "without": ("without", "zonder"),
    }
)
BRINGS = Choice(
    {
        "expertise": ("expertise", "expertise", "kennis"),
        "practice": ("practice", "praktijk"),
        "inspiration": ("inspiration", "inspiratie"),
        "connections": ("connections", "contacten", "verbindingen"),
    }
)
YES_NO = Choice(
    {
        "yes": ("yes", "ja", "true", "on", "aan"),
        "no": ("no", "nee", "false", "off", "uit"),
    }
)
BY = Choice(
    {
        "meeting": ("next-meeting", "volgende-bijeenkomst", "meeting", "bijeenkomst"),
    }
)
SEEN = Choice(
    {
        "me": ("only-me", "alleen-ik", "me", "ik"),
        "group": ("group", "groep", "the-group", "de-groep"),
    }
)
STATE = Choice(
    {
        "done": ("done", "gedaan", "ready", "klaar"),
        "later": ("later", "later", "not-yet", "nog-niet"),
        "let_go": ("let-go", "losgelaten", "laat-los"),
    }
)
OFF = Choice({"off": ("off", "uit", "no", "nee")})
# Not "no": that is Norway.
NONE = Choice({"": ("none", "geen")})
