"""The locks pin all that is installed, by hash, and name no place to download it from."""

import ast
import json
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-build.lock")
NPM = ("tests/browser", "tests/peers/npm")
HOUSE = ("adapters", "scheduler", "bot", "storage")
IMPORTED_AS = {"python-dateutil": "dateutil", "pyyaml": "yaml"}
"""The libraries whose module does not carry their own name."""


def read(name: str) -> str:
    """Read a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, object]:
    """Read pyproject.toml."""
    return tomllib.loads(read("pyproject.toml"))


def locked(name: str) -> list[str]:
    """Return a lock's entries, one requirement with its hashes on a line, comments left out."""
    text = re.sub(r"^\s*#.*\n", "", read(name), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def pinned(name: str) -> dict[str, str]:
    """Return the locked versions by canonical name."""
    entries = [re.split(r"[\s;]", entry)[0].split("==") for entry in locked(name)]
    return {canonicalize_name(library): version for library, version in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_is_pinned_by_hash(name: str) -> None:
    entries = locked(name)
    assert entries
    loose = [e for e in entries if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", e)]
    assert loose == []


@pytest.mark.parametrize(
    "name",
    [
        *LOCKS,
        "Makefile",
        "pyproject.toml",
        ".ci/run",
        ".ci/environment",
        ".pre-commit-config.yaml",
        "tests/provision.py",
        "tests/browser/.npmrc",
        "tests/browser/package.json",
        "tests/browser/package-lock.json",
        "tests/peers/npm/.npmrc",
        "tests/peers/npm/package.json",
    ],
)
def test_no_file_says_where_to_download(name: str) -> None:
    assert re.findall(r"\w+://\S*", read(name)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_machine(name: str) -> None:
    text = read(name)
    assert re.findall(r"(?m)^\s*--(?!hash)\S+|(?m:^# .* /\S+)|@ file", text) == []


def test_the_locks_cover_what_the_project_asks_for() -> None:
    table = project()["project"]
    groups = project()["dependency-groups"]
    assert isinstance(table, dict)
    assert isinstance(groups, dict)
    wanted = {
        "requirements.lock": chain(table["dependencies"], groups["dev"]),
        "requirements-build.lock": iter(groups["build"]),
    }
    for name, requirements in wanted.items():
        versions = pinned(name)
        for each in map(Requirement, requirements):
            version = versions.get(canonicalize_name(each.name))
            assert version, f"{each} is not in {name}: run `make lock`"
            assert each.specifier.contains(version), f"{name} has {version}, not {each}"


@pytest.mark.parametrize("folder", NPM)
def test_an_npm_lock_has_hashes_and_no_addresses(folder: str) -> None:
    lock = json.loads(read(f"{folder}/package-lock.json"))
    package = json.loads(read(f"{folder}/package.json"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert {f"node_modules/{name}" for name in package["devDependencies"]} <= set(packages)
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


@pytest.mark.slow
def test_an_excuse_in_deptry_is_given_up_once_the_library_is_imported() -> None:
    tool = project()["tool"]
    assert isinstance(tool, dict)
    excused = tool["deptry"]["per_rule_ignores"]["DEP002"]
    imported = imported_modules()
    served = [n for n in excused if IMPORTED_AS.get(n, n).replace("-", "_") in imported]
    assert not served, f"take {', '.join(served)} out of DEP002 in pyproject.toml"


def imported_modules() -> set[str]:
    """Return the top names of all modules that the house imports."""
    names: set[str] = set()
    for path in chain.from_iterable((ROOT / folder).rglob("*.py") for folder in HOUSE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


def test_every_library_has_its_reason() -> None:
    reasons = read("docs/decisions/0001-libraries.md")
    table = project()["project"]
    groups = project()["dependency-groups"]
    assert isinstance(table, dict)
    assert isinstance(groups, dict)
    asked = [*table["dependencies"], *groups["dev"], *groups["build"]]
    names = [name for each in asked if not (name := Requirement(each).name).startswith("types-")]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", reasons)] == []
