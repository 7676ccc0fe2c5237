"""What buttons in Teams carry: nobody forges it, and a form in it cannot be read from the chat."""

import base64
import json
import re
import zlib

from adapters.teams.ids import LOCKED, OPENS_FOR, Mark, Seal

SEAL = Seal("a secret")
PRIVATE = {"title": "Intake", "value": "I am afraid of speaking in public"}
FORM = Mark("open", "t1", "intake.tell", (1,), user="anna", form=PRIVATE)


def readable(sealed: str) -> bytes:
    """Unpack what anybody can who sees the card's data."""
    found = sealed.encode()
    for part in re.findall(r"[\w-]{16,}", sealed):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        found += raw
        try:
            found += zlib.decompress(raw)
        except zlib.error:
            continue
    return found


def test_a_mark_comes_back_as_it_was_to_whom_it_is_for() -> None:
    for mark in (FORM, Mark("press", "t1", "come.yes", (1, "a"))):
        sealed = SEAL.close(mark)
        assert SEAL.open(sealed, "t1", "anna") == mark
        assert SEAL.open(sealed, "t2", "anna") is None
        assert Seal("another").open(sealed, "t1", "anna") is None
        assert SEAL.open(f"{sealed[:-4]}AAAA", "t1", "anna") is None
    assert SEAL.open(SEAL.close(FORM), "t1", "bram") is None


def test_what_a_form_holds_cannot_be_read_from_the_chat() -> None:
    assert b"afraid" in readable(SEAL._signer.dumps(["open", PRIVATE]))  # signed alone, it could
    assert b"afraid" not in readable(SEAL.close(FORM))


def test_a_button_opens_its_form_for_a_day() -> None:
    made = SEAL._lock.extract_timestamp(SEAL.close(FORM).removeprefix(LOCKED).encode())
    for late, works in ((OPENS_FOR - 60, True), (OPENS_FOR + 60, False)):
        older = _made_at(made - late)
        assert (SEAL.open(older, "t1", "anna") is not None) == works


def _made_at(second: int) -> str:
    mark = ["open", "t1", "intake.tell", [1], "", "anna", "", False, PRIVATE]
    packed = zlib.compress(json.dumps(mark).encode())
    return LOCKED + SEAL._lock.encrypt_at_time(packed, second).decode()
