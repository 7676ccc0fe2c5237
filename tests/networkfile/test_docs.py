"""The page about the file is true: its examples are read, and it names every field."""

import re

from bot.networkfile import NetworkFile, read, read_answers
from bot.networkfile.names import FIELDS
from bot.networkfile.words import TEMPLATE
from tests.networkfile.files import LINES, ROOT

PAGE = (ROOT / "docs" / "network-file.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_example_on_the_page_is_read():
    file: NetworkFile | None = None
    for block in BLOCKS:
        if block.startswith("-"):
            assert file is not None
            assert read_answers(block, file).events
        else:
            file = read(block, known_lines=LINES)
    assert len(BLOCKS) == 4


def test_every_field_is_named_in_both_languages():
    for field, (dutch, *_others) in FIELDS.items():
        assert re.search(rf"\b{field}\b", PAGE), field
        assert re.search(rf"\b{dutch}\b", PAGE), dutch


def test_every_template_is_named():
    for english, dutch, *_others in TEMPLATE.words.values():
        assert f"| `{english}` | `{dutch}` |" in PAGE
