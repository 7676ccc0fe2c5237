"""The package for Teams: what Microsoft's schema says, and that the one kept is the newest."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, Draft6Validator
from typer.testing import CliRunner

from adapters.cli import app
from adapters.teams import package
from bot.registry import standard

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = ROOT / "tests/peers/npm/node_modules/@microsoft/app-manifest/build/json-schemas/teams"
URL, APP = "https://kring.example.org", "00000000-0000-4000-8000-000000000000"


def files() -> dict[str, bytes]:
    return package.files(standard(), URL, APP)


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Return the width, height and pixels of an icon, however it was compressed."""
    width, height = struct.unpack(">II", png[16:24])
    size = struct.unpack(">I", png[33:37])[0]
    return width, height, zlib.decompress(png[41 : 41 + size])


@pytest.mark.slow
def test_what_is_kept_is_what_is_made() -> None:
    for name, made in files().items():
        kept = (ROOT / "manifest" / "teams" / name).read_bytes()
        same = pixels(kept) == pixels(made) if name.endswith(".png") else kept == made
        assert same, f"{name}: run `kring manifest teams` for {URL}"
    with zipfile.ZipFile(ROOT / "manifest" / "kring-teams.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (ROOT / "manifest" / "teams" / name).read_bytes()


@pytest.mark.slow
def test_microsofts_schema_takes_it() -> None:
    for name, schema in (("manifest.json", ""), ("nl.json", ".Localization")):
        text = (SCHEMAS / "v1.29" / f"MicrosoftTeams{schema}.schema.json").read_text("utf-8")
        kind = Draft4Validator if "draft-04" in text else Draft6Validator
        assert list(kind(json.loads(text)).iter_errors(json.loads(files()[name]))) == []


def test_every_text_has_its_dutch() -> None:
    manifest, dutch = (json.loads(files()[name]) for name in ("manifest.json", "nl.json"))
    lists = manifest["bots"][0]["commandLists"]
    wanted = {
        f"bots[0].commandLists[{n}].commands[{m}].{part}"
        for n, one in enumerate(lists)
        for m, command in enumerate(one["commands"])
        for part in command
    }
    assert wanted <= set(dutch)
    assert all(len(one["commands"]) <= 12 for one in lists)
    assert dutch["bots[0].commandLists[0].commands[0].title"] == "voornemen"
    for text in (manifest["description"], manifest["name"]):
        assert text["short"] not in ("", dutch["description.short"])


def test_it_asks_no_more_than_it_needs() -> None:
    manifest = json.loads(files()["manifest.json"])
    assert "authorization" not in manifest  # reads no messages that are not for Kring
    assert "webApplicationInfo" not in manifest
    assert manifest["validDomains"] == ["kring.example.org"]


@pytest.mark.slow
def test_reading_along_is_asked_for_only_when_it_is_wanted(tmp_path: Path) -> None:
    given = ["manifest", "teams", "--url", URL, "--app-id", APP, "--out", str(tmp_path)]
    assert CliRunner().invoke(app, [*given, "--read-along"]).exit_code == 0
    made = json.loads((tmp_path / "teams" / "manifest.json").read_text("utf-8"))
    text = (SCHEMAS / "v1.29" / "MicrosoftTeams.schema.json").read_text("utf-8")
    kind = Draft4Validator if "draft-04" in text else Draft6Validator
    assert list(kind(json.loads(text)).iter_errors(made)) == []
    asked = made.pop("authorization")["permissions"]["resourceSpecific"]
    assert [one["name"] for one in asked] == list(package.READING)
    assert made.pop("webApplicationInfo")["id"] == APP
    assert made == json.loads(files()["manifest.json"])


def test_the_icons_have_their_sizes() -> None:
    assert pixels(files()["color.png"])[:2] == (192, 192)
    width, height, found = pixels(files()["outline.png"])
    assert (width, height) == (32, 32)
    rows = [found[y * 129 + 1 : (y + 1) * 129] for y in range(32)]
    assert {row[x * 4 : x * 4 + 3] for row in rows for x in range(32)} == {b"\xff\xff\xff"}
    assert rows[0][3] == 0


def test_the_zip_is_the_same_each_time() -> None:
    assert package.packed(files()) == package.packed(files())
    with zipfile.ZipFile(io.BytesIO(package.packed(files()))) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "given",
    [["--url", "http://x", "--app-id", APP], ["--url", URL], ["--url", URL, "--app-id", "x"]],
)
def test_what_makes_no_package_is_said(given: list[str], tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["manifest", "teams", *given, "--out", str(tmp_path)])
    assert found.exit_code == 1
    assert "Give" in found.output
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_package(tmp_path: Path) -> None:
    given = ["manifest", "teams", "--url", URL, "--app-id", APP, "--out", str(tmp_path)]
    found = CliRunner().invoke(app, given)
    assert found.exit_code == 0, found.output
    kept = (ROOT / "manifest" / "teams" / "manifest.json").read_bytes()
    assert (tmp_path / "teams" / "manifest.json").read_bytes() == kept
    assert (tmp_path / "kring-teams.zip").exists()
