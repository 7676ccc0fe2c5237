"""What goes wrong around Kring: one clear sentence, a status, and data that nobody touched."""

import hashlib
import os
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import psycopg
import pytest
from aiohttp import ClientSession
from typer.testing import CliRunner

from adapters.cli import app, clock
from adapters.settings import Settings
from scheduler.clock import SystemClock
from storage import migrate, revision
from tests.adapters.server import PATIENCE, ROOT, Ended, command, environment, run, served
from tests.databases import Server
from tests.year import EXAMPLES

pytestmark = pytest.mark.slow
COMMANDS = (("serve",), ("migrate",), ("backup", "b.kring"))
NEWER = "UPDATE alembic_version SET version_num = 'fffffffffff1'"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that has a network in it, to be copied."""
    folder = tmp_path_factory.mktemp("imported")
    assert run(folder, "import", str(EXAMPLES / "monthly.yaml")).status == 0
    return folder


@pytest.fixture
def data(imported: Path, tmp_path: Path) -> Path:
    """A folder of the test's own with a database that has a network in it."""
    return shutil.copytree(imported, tmp_path / "data")


def content(folder: Path) -> dict[str, str]:
    """Return the hashes of the files of a database."""
    found = [path for path in folder.iterdir() if path.name.startswith("kring.sqlite")]
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.suffix != ".lock"
    }


def refused(done: Ended, words: str) -> None:
    """Look whether a command ended with one sentence that holds these words."""
    assert done.status == 1, done.said
    assert words in done.said
    assert len(done.sentences) == 1, done.said
    assert "Traceback" not in done.said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://somewhere/kring", "sqlite:/// or postgresql://"),
        ("nonsense", "KRING_DATABASE_URL is no address"),
        ("sqlite://", "names no file"),
        ("postgresql://kring:s3cret@127.0.0.1:1/kring", "cannot be reached"),
    ],
)
def test_a_wrong_address(
    tmp_path: Path, url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "nice", lambda _by: 0)  # this process goes on with other tests
    monkeypatch.setenv("KRING_DATABASE_URL", url)
    for command_ in COMMANDS[1:]:
        found = CliRunner().invoke(app, list(command_))
        refused(Ended(found.exit_code, found.output), words)
        assert "s3cret" not in found.output
    refused(run(tmp_path, "serve", database_url=url), words)


def test_a_server_without_that_database(postgresql: Server, tmp_path: Path) -> None:
    refused(run(tmp_path, "serve", database_url=postgresql.url("nobody_made_it")), "Make it")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "kring.sqlite").write_text("Dear diary, " * 999)
    for words in ("serve", "backup"):
        refused(run(tmp_path, words, *([] if words == "serve" else ["b"])), "no database")
    assert (tmp_path / "kring.sqlite").read_text().startswith("Dear diary")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_of_a_newer_version(data: Path, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(data / "kring.sqlite")) as driver, driver:
        driver.execute(NEWER)
    before = content(data)
    if words[0] == "backup":
        assert run(data, *words).status == 0  # what can be read is worth keeping
        refused(run(data, "restore", "b.kring", "--force"), "The backup is of a newer Kring")
    else:
        refused(run(data, *words), "The database is of a newer Kring")
    assert content(data) == before


def test_a_newer_version_has_been_on_postgresql(postgresql: Server, tmp_path: Path) -> None:
    with postgresql.database() as url:
        with psycopg.connect(url) as connection:
            connection.execute(NEWER)
        for words in ("serve", "migrate"):
            refused(run(tmp_path, words, database_url=url), "The database is of a newer Kring")


def test_tables_that_are_somebody_elses(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "kring.sqlite")) as driver, driver:
        driver.execute("CREATE TABLE invoice (id INTEGER)")
    for words in ("serve", "migrate"):
        refused(run(tmp_path, words), "that Kring did not make")


def test_a_table_that_is_missing(data: Path) -> None:
    with closing(sqlite3.connect(data / "kring.sqlite")) as driver, driver:
        driver.execute("DROP TABLE pollvote")
    refused(run(data, "serve"), "Tables are missing: pollvote")


def test_a_migration_that_was_not_made(data: Path) -> None:
    """What cannot go on without the newest tables says so; what can make them does."""
    older(data)
    done = run(data, "doctor")
    assert done.status == 1
    assert "should be at" in done.said
    assert "Run 'kring migrate'" in done.said
    assert run(data, "migrate").status == 0
    assert run(data, "doctor").status == 0


def test_two_servers_on_one_database(data: Path, postgresql: Server) -> None:
    with postgresql.database() as url:
        for settings in ({}, {"database_url": url}):
            with served(data, **settings) as first:
                refused(run(data, "serve", **settings), "Stop that one first")
                assert run(data, "backup", f"b{len(settings)}", **settings).status == 0
                assert run(data, "restore", "b0", "--force", **settings).status == 1
                assert first.stop() == 0


def test_a_wrong_secret(data: Path) -> None:
    with served(data) as first:
        assert first.stop() == 0
    before = content(data)
    done = run(data, "serve", secret_key="another" * 6)
    refused(done, "The secret is not the one")
    assert "anotheranother" not in done.said
    assert content(data) == before


def test_a_port_in_use(data: Path) -> None:
    before = content(data)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(run(data, "serve", port=port), "The port is in use")
    with served(data) as again:
        assert again.stop() == 0
    assert before.keys() == content(data).keys()


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_clock_that_is_off(data: Path, minutes: int) -> None:
    before = content(data)
    with slack_at(timedelta(minutes=minutes)) as url:
        tokens = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
        done = run(data, "serve", slack_api_url=url, **tokens)
    refused(done, f"is 60 minutes {'behind' if minutes > 0 else 'ahead'}")
    assert content(data) == before


async def test_a_clock_that_is_off_in_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", "an-app")
    for minutes, words in ((-60, "60 minutes ahead of Microsoft's"), (2, "")):
        with slack_at(timedelta(minutes=minutes)) as url:
            monkeypatch.setattr(clock, "MICROSOFT", url)
            said = await clock.fault(Settings(), SystemClock())
        assert words in said
        assert bool(said) == bool(words)
    monkeypatch.delenv("TEAMS_APP_ID")
    assert await clock.fault(Settings(), SystemClock()) == ""


class _Late(BaseHTTPRequestHandler):
    off: ClassVar[timedelta] = timedelta(0)

    def do_GET(self) -> None:
        self.send_response_only(200)
        self.send_header("Date", format_datetime(datetime.now(UTC) + self.off, usegmt=True))
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def slack_at(off: timedelta) -> Iterator[str]:
    """Serve as Slack's address does, with a clock of its own."""
    handler = type("_Off", (_Late,), {"off": off, "log_message": lambda *_words: None})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api/"
        server.shutdown()


def on_a_disk(data: Path, options: str, before: str, *words: str) -> Ended:
    """Run a command with its data on a small disk of its own, which only it sees."""
    place = data.parent / "disk"
    place.mkdir()
    script = (
        f"mount -t tmpfs -o size=3m none {place} && cp -a {data}/. {place} && {before} && "
        f"mount -o remount,{options} {place} && sha256sum {place}/kring.sqlite > {data}/before; "
        'cd /; "$@"; status=$?; '
        f"sha256sum {place}/kring.sqlite > {data}/after; exit $status"
    )
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", *command(*words)],
        env=environment(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (data / "before").read_text() == (data / "after").read_text(), done.stdout
    return Ended(done.returncode, done.stdout)


@pytest.mark.parametrize("words", ["serve", "migrate"])
def test_a_disk_that_can_only_be_read(data: Path, words: str) -> None:
    older(data)
    refused(on_a_disk(data, "ro", "true", words), "can only be read")


@pytest.mark.parametrize("words", ["serve", "migrate", "backup"])
def test_a_disk_that_is_full(data: Path, words: str) -> None:
    older(data)
    place = data.parent / "disk"
    fill = f"(cat /dev/zero > {place}/fill || true) 2> /dev/null"
    more = (f"{place}/b.kring",) if words == "backup" else ()
    refused(on_a_disk(data, "rw", fill, words, *more), "The disk is full")


async def test_a_disk_that_fills_while_it_serves(data: Path) -> None:
    """No file may grow any more, as on a full disk; afterwards it goes on by itself."""
    with served(data) as server:
        async with ClientSession(server.address) as client:
            found = re.search(r"/as/[\w.-]+", await (await client.get("/")).text())
            assert found

            async def says(text: str) -> int:
                line = {"room": "", "text": text, "key": text}
                async with client.post(f"{found[0]}/say", json=line) as answer:
                    return answer.status

            assert await says("before.") == 200
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            assert await says("meanwhile.") == 500
            async with client.get("/readyz") as ready:
                assert (ready.status, await ready.text()) == (503, "database\n")
            free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, free)
            assert await says("after.") == 200
        assert server.stop() == 0
    with closing(sqlite3.connect(data / "kring.sqlite")) as driver:
        kept = {row[0] for row in driver.execute("SELECT text FROM webmessage")}
        [whole] = driver.execute("PRAGMA integrity_check")
    assert {"before.", "after."} <= kept
    assert "meanwhile." not in kept
    assert whole == ("ok",)


def older(data: Path) -> None:
    """Put a database of the version before in its place: the start has something to write."""
    for path in data.glob("kring.sqlite*"):
        path.unlink()
    before = revision.steps()[str(revision.head())]
    migrate.upgrade(f"sqlite:///{data / 'kring.sqlite'}", to=str(before))


def test_a_folder_without_rights_is_named(data: Path) -> None:
    shutil.rmtree(data)
    data.write_text("a file in the place of a folder")
    done = run(ROOT, "serve", data=str(data))
    assert done.status == 1
    assert "Traceback" not in done.said
    assert os.fspath(data) in done.said
