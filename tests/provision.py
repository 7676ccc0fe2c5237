"""The programs that the tests need beside Python: Chromium and PostgreSQL's server.

`python -m tests.provision` finds them, or as root installs them with apt, or says in one sentence
what is missing.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
PACKAGES = {"Chromium": ("chromium", "fonts-liberation"), "PostgreSQL": ("postgresql",)}


def find_chromium() -> Path | None:
    """Return the Chromium program on the PATH, or None."""
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((Path(program) for program in found if program), None)


def find_postgresql() -> Path | None:
    """Return the folder with initdb, postgres and pg_ctl (the newest of Debian's), or None."""
    on_path = [Path(program).resolve().parent for program in _on_path("pg_ctl", "initdb")]
    debian = sorted(DEBIAN_POSTGRESQL.glob("*/bin"), key=_major, reverse=True)
    complete = ("initdb", "postgres", "pg_ctl")
    return next(
        (
            folder
            for folder in [*on_path, *debian]
            if all(os.access(folder / name, os.X_OK) for name in complete)
        ),
        None,
    )


def _on_path(*names: str) -> list[str]:
    return [program for name in names if (program := shutil.which(name))]


def _major(folder: Path) -> int:
    number = re.match(r"\d+", folder.parent.name)
    return int(number.group()) if number else 0


def missing() -> list[str]:
    """Return the names of the programs that are not here: keys of PACKAGES."""
    found = {"Chromium": find_chromium(), "PostgreSQL": find_postgresql()}
    return [name for name, place in found.items() if place is None]


def install(names: list[str]) -> None:
    """Install programs with apt; CalledProcessError when apt cannot."""
    packages = [package for name in names for package in PACKAGES[name]]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "--quiet=2", *command], check=True, env=quiet, stdin=subprocess.DEVNULL
        )


def main() -> int:
    """Provide what is missing; return 0 when everything is here."""
    lacking = missing()
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(lacking)} with apt.", flush=True)
        try:
            install(lacking)
        except subprocess.CalledProcessError as failure:
            print(f"apt-get ended with status {failure.returncode}.", file=sys.stderr)
        lacking = missing()
    if lacking:
        packages = " ".join(package for name in lacking for package in PACKAGES[name])
        print(
            f"The tests need {' and '.join(lacking)}: install the Debian packages {packages}, "
            "or put the programs on the PATH.",
            file=sys.stderr,
        )
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
