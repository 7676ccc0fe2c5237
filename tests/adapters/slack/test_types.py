"""What we draw has the shapes of Slack's own types: a schema made from npm @slack/types.

Slack's charts are not among them yet; the loopback Slack checks those.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from adapters.slack import forms, render
from bot.forms import Form
from bot.registry import standard
from bot.texts import speaking
from tests.adapters.slack.test_render import FORGED, READERS, every_input, huge

pytestmark = pytest.mark.slow
NPM = Path(__file__).resolve().parents[2] / "peers" / "npm"
Check = Callable[[Any], None]


def schema(kind: str) -> Draft7Validator:
    """Make the schema of one of Slack's types."""
    modules = NPM / "node_modules"
    made = subprocess.run(
        [
            modules / ".bin" / "ts-json-schema-generator", "--no-type-check", "--type", kind,
            "--path", modules / "@slack" / "types" / "dist" / "index.d.ts",
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return Draft7Validator(json.loads(made.stdout))


@pytest.fixture(scope="module")
def is_block() -> Check:
    return schema("KnownBlock").validate


@pytest.fixture(scope="module")
def is_view() -> Check:
    return schema("View").validate


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_gallery_has_the_shapes_of_slack(
    is_block: Check, is_view: Check, language: str
) -> None:
    with speaking(language):
        for _feature, shown in standard().samples():
            if isinstance(shown, Form):
                is_view(forms.modal(shown, "", READERS))
                continue
            for block in render.message(shown, READERS, more="x").blocks:
                is_block(block)


def test_what_is_large_and_every_input_have_the_shapes_of_slack(
    is_block: Check, is_view: Check
) -> None:
    for text in ("Words", FORGED * 20):
        is_view(forms.modal(every_input(text), "sealed", READERS))
        is_view(render.home(huge(text), READERS))
        is_view(render.reading(huge(text), READERS))
        for block in render.message(huge(text), READERS, more="x").blocks:
            is_block(block)
