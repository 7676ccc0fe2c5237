"""Private keys of open evaluations: one small file each, outside the database and its backups."""

import os
import re
from pathlib import Path

from nacl.public import PrivateKey

_NAME = re.compile(r"[0-9a-f]{32}")
ENDING = ".key"


class Keys:
    """A folder of private keys that only its owner may read; a name is 32 hexadecimal digits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, name: str) -> bytes:
        """Make a pair of keys, keep the private one safely, and return the public one.

        Asked again for the same name it returns the same: a transaction may be replayed.
        """
        private = self.private(name)
        if private is None:
            private = bytes(PrivateKey.generate())
            self._keep(name, private)
        return bytes(PrivateKey(private).public_key)

    def private(self, name: str) -> bytes | None:
        """Return a private key, None when it was destroyed or is not on this machine."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def destroy(self, name: str) -> None:
        """Overwrite a private key and take its file away; nothing to do where there is none."""
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(bytes(PrivateKey.SIZE))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        self._settle()

    def kept(self) -> dict[str, float]:
        """Return the names of the keys there are, with when each was made (seconds, UTC)."""
        found = self._folder.glob(f"*{ENDING}") if self._folder.is_dir() else ()
        return {path.stem: path.stat().st_mtime for path in found if _NAME.fullmatch(path.stem)}

    def _keep(self, name: str, private: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(name)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)  # of a process that was killed here
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
        self._settle()

    def _settle(self) -> None:
        # A file's name is safe on the disk when its folder is.
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a key's name is 32 hexadecimal digits")
        return self._folder / f"{name}{ENDING}"
