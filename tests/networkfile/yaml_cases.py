"""Files that are no YAML a facilitator would write, and what is said about it."""

from tests.networkfile.cases import HEAD, Case
from tests.networkfile.files import SMALL

YAML_CASES = {
    "a tab": Case("name: X\n\tgoal: Y\n", 2, "", "Use spaces", "Gebruik spaties"),
    "a bare colon": Case("name: X: Y\n", 1, "", "between quotes", "tussen aanhalingstekens"),
    "an open bracket": Case("name: X\nrooms: [a\n", 3, "", "Look at", "Kijk"),
    "a reference": Case(HEAD + "rooms: [&a x, *a]\n", 4, "", "Write it out", "Schrijf het voluit"),
    "a type": Case("name: !!python/name:os.system x\n", 1, "", "Take it out", "Haal het weg"),
    "two files": Case(SMALL + "---\nname: Y\n", 10, "", "Keep one", "Houd het bij één"),
    "a list as name": Case("? [a]\n: b\n", 1, "", "the name of one field", "de naam van één veld"),
    "a strange character": Case("name: X\ngoal: \x07\n", 2, "", "Take it out", "Haal het weg"),
    "nothing": Case("", 1, "", "Begin with a line such as “name: …”", "zoals “naam: …”"),
    "prose": Case("Dear Kring\n", 1, "", "no network file", "geen netwerkbestand"),
}
