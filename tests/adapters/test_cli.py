"""The command line: what it says when all is well, and one clear sentence when it is not."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.backups import last_backup, note_backup
from adapters.cli import app
from tests.year import EXAMPLES

runner = CliRunner()


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KRING_DATA", str(tmp_path / "data"))
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    found = runner.invoke(app, list(words))
    return found.exit_code, found.output


def test_an_administrator_gets_going() -> None:
    assert "revision" in run("migrate")[1]
    assert run("doctor")[0] == 0
    status, said = run("import", str(EXAMPLES / "monthly.yaml"))
    assert status == 0
    assert "Nothing is sent until a facilitator says ready" in said
    status, said = run("import", str(EXAMPLES / "monthly.yaml"))
    assert status == 1
    assert "already" in said


def test_a_bad_file_is_refused_with_all_its_faults(settings: Path) -> None:
    path = settings / "bad.yaml"
    path.write_text("name: X\ntemplate: weekly\nlanguage: fr\n")
    for command in (("import",), ("rehearse",)):
        status, said = run(*command, str(path))
        assert status == 1
        assert "Line 2" in said
        assert "Line 3" in said


def test_a_file_that_is_not_there(settings: Path) -> None:
    status, said = run("rehearse", str(settings / "nothing.yaml"))
    assert status == 1
    assert "nothing.yaml" in said


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
def test_a_wrong_setting_is_one_sentence(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_PORT", "99999")
    status, said = run(command)
    assert status == 1
    assert said.startswith("KRING_PORT: ")
    assert "99999" not in said


def test_the_local_chat_is_not_served_to_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_HOST", "0.0.0.0")  # noqa: S104 - this is what is refused
    assert "no passwords" in run("serve")[1]
    assert run("doctor")[0] == 1


def test_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_SECRET_KEY", "short")
    monkeypatch.setenv("KRING_DATABASE_URL", "mysql://nowhere")
    status, said = run("doctor")
    assert status == 1
    assert "KRING_DATABASE_URL" in said
    assert "at least 32 characters" in said
    assert "short" not in said.replace("is short", "")


def test_doctor_looks_whether_administrators_can_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    run("migrate")
    assert "ok  Nobody may open the administrators' page" in run("doctor")[1]
    monkeypatch.setenv("KRING_ADMINS", "slack:T1:U1, teams:a:b")
    assert "no  The administrators' page opens over https only" in run("doctor")[1]
    monkeypatch.setenv("KRING_URL", "https://kring.example.org")
    assert "ok  Accounts that may open the administrators' page: 2." in run("doctor")[1]


def test_a_backup_leaves_a_note_of_its_moment(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "nice", lambda _by: 0)  # this process goes on with other tests
    run("migrate")
    assert last_backup(settings / "data") is None
    assert run("backup", str(settings / "b.kring"))[0] == 0
    made = last_backup(settings / "data")
    assert made
    assert made <= datetime.now(UTC)
    (settings / "data" / "last-backup").write_text("not a moment")
    assert last_backup(settings / "data") is None
    note_backup(settings / "nowhere", made)  # what cannot be noted is only not known


def test_the_secret_is_for_its_owner_alone(settings: Path) -> None:
    from adapters.settings import Settings

    first = Settings().secret()
    assert Settings().secret() == first
    mode = stat.S_IMODE((settings / "data" / "secret").stat().st_mode)
    assert mode == stat.S_IRUSR | stat.S_IWUSR


def test_the_tokens_of_slack_can_be_forgotten() -> None:
    run("migrate")
    assert run("forget-slack") == (
        0,
        "0 workspaces are forgotten. Install Kring there anew at /slack/install.\n",
    )


def test_doctor_looks_at_slack_too(monkeypatch: pytest.MonkeyPatch) -> None:
    run("migrate")
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    status, said = run("doctor")
    assert status == 1
    for says in ("no  Slack has no way in", "ok  No workspace has", "cannot be reached"):
        assert says in said
