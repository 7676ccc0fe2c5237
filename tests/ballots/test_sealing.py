"""A sealed box: nobody but the key opens it, and its length tells nothing."""

import pytest
from hypothesis import given
from nacl.public import PrivateKey

from bot.ballots.questions import LONGEST_LINE, Answers, Question
from bot.ballots.sealing import seal, size, unseal
from tests.ballots.test_counting import ASKED, BALLOT

SECRET = PrivateKey(bytes(range(32)))
PRIVATE, PUBLIC = bytes(SECRET), bytes(SECRET.public_key)
OVERHEAD = 48  # libsodium's crypto_box_SEALBYTES


@given(BALLOT)
def test_every_ballot_comes_back_from_a_box_of_one_length(ballot: Answers) -> None:
    box = seal(PUBLIC, ASKED, ballot)
    assert unseal(PRIVATE, ASKED, box) == ballot
    assert len(box) == size(ASKED) + OVERHEAD


@pytest.mark.parametrize("character", ["a", '"', "\\", "\n", "é", "中", "\U0001f469"])
def test_the_longest_line_fits_whatever_it_is_made_of(character: str) -> None:
    lines = (Question("line", "One?"), Question("line", "Two?"))
    ballot: Answers = (character * LONGEST_LINE,) * 2
    assert unseal(PRIVATE, lines, seal(PUBLIC, lines, ballot)) == ballot


def test_the_same_ballot_twice_makes_two_different_boxes() -> None:
    assert seal(PUBLIC, ASKED, (3, 1, (), "yes")) != seal(PUBLIC, ASKED, (3, 1, (), "yes"))


def test_another_key_and_a_damaged_box_open_nothing() -> None:
    box = seal(PUBLIC, ASKED, (3, 1, (), "yes"))
    assert unseal(bytes(PrivateKey.generate()), ASKED, box) is None
    assert unseal(PRIVATE, ASKED, box[:-1] + bytes([box[-1] ^ 1])) is None
    assert unseal(PRIVATE, ASKED[:2], box) is None


def test_what_is_no_ballot_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="no ballot"):
        seal(PUBLIC, ASKED, (9, None, None, None))
