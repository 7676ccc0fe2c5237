"""What went wrong is logged with its place, and without a word that anybody wrote."""

import json
import logging

import pytest
import structlog

from adapters import logs

SECRET = "I would rather not come"


def fail() -> None:
    said = SECRET
    try:
        int(said)
    except ValueError as fault:
        raise RuntimeError(f"cannot read {said}") from fault


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_is_told_by_its_place(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(form)
    try:
        fail()
    except RuntimeError:
        structlog.get_logger().exception("turn failed", turn="0123")
    written = capsys.readouterr().err
    assert SECRET not in written
    assert "turn failed" in written
    assert "0123" in written
    assert "RuntimeError" in written
    assert "ValueError" in written
    assert "test_logs.py" in written
    if form == "json":
        assert "RuntimeError" in json.loads(written)["exception"]


def test_what_libraries_log_keeps_to_that_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("text")
    logs.set_up("text")
    log = logging.getLogger("asyncio")
    try:
        fail()
    except RuntimeError as fault:
        words = f"Task exception was never retrieved\nfuture: <Task {fault!r}>"
        log.error(words, exc_info=True)
    written = capsys.readouterr().err
    assert SECRET not in written
    assert written.count("Task exception was never retrieved") == 1
    assert "RuntimeError" in written
