"""On behalf of which organisation a commitment is made, said beside who does it."""

import re
from collections.abc import Sequence


def behalf(text: str, organisations: Sequence[str]) -> tuple[str, str]:
    """Take 'on behalf of De Brug' out of a sentence, once; return the organisation too."""
    known = {one.casefold(): one for one in organisations}
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "(?!)"
    pattern = rf"(?<!\w)(?:namens|on behalf of)\s+(?P<name>{names})(?!\w),?\s*"
    match = re.search(pattern, text, re.IGNORECASE)
    if match is None:
        return text, ""
    rest = f"{text[: match.start()]}{text[match.end() :]}".strip()
    return rest, known[match["name"].casefold()]
