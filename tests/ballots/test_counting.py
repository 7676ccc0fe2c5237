"""What may be shown of many ballots: properties that hold whatever people answer."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ballots import counting, questions
from bot.ballots.counting import FULL, LEAST, Outcome, count
from bot.ballots.questions import Answer, Answers, Question

ASKED = (
    Question("scale", "Was it useful?", low="not at all", high="very"),
    Question("one", "Longer or shorter?", ("longer", "shorter", "as it was")),
    Question("several", "Which parts stay?", ("cases", "lunch", "speaker")),
    Question("line", "What else?"),
)
BALLOT = st.tuples(
    st.none() | st.integers(1, 5),
    st.none() | st.integers(0, 2),
    st.none() | st.sets(st.integers(0, 2)).map(lambda chosen: tuple(sorted(chosen))),
    st.none() | st.text("abAB é", max_size=5),
)
BALLOTS = st.lists(BALLOT, max_size=30)


@given(BALLOTS, st.integers(0, 12))
def test_too_few_ballots_show_nothing_and_the_least_is_never_under_three(
    ballots: list[Answers], least: int
) -> None:
    outcomes = count(ASKED, ballots, least)
    assert (outcomes is None) == (len(ballots) < max(least, 3))


@given(BALLOTS, st.integers(0, 12))
def test_a_question_too_few_answered_shows_nothing(ballots: list[Answers], least: int) -> None:
    outcomes = count(ASKED, ballots, least) or ()
    for number, outcome in enumerate(outcomes[:3]):
        answered = sum(ballot[number] not in (None, ()) for ballot in ballots)
        assert outcome.few == (answered < max(least, 3))
        if outcome.few:
            assert outcome == Outcome(few=True)


@given(BALLOTS)
def test_under_ten_answers_no_number_is_exact(ballots: list[Answers]) -> None:
    for number, outcome in enumerate(count(ASKED, ballots) or ()):
        answered = sum(ballot[number] not in (None, (), "") for ballot in ballots)
        if answered < FULL:
            assert outcome.counts == ()
            assert outcome.mean is None or outcome.mean in (1.5, 2, 2.5, 3, 3.5, 4, 4.5)
            assert set(outcome.bands) <= {"few", "half", "most"}


@given(BALLOTS, st.randoms(use_true_random=False))
def test_who_answered_what_together_makes_no_difference(
    ballots: list[Answers], dice: random.Random
) -> None:
    """Each question's answers are dealt out anew: what is shown cannot depend on the ballots."""
    columns: list[list[Answer]] = [list(column) for column in zip(*ballots, strict=True)]
    for column in columns:
        dice.shuffle(column)
    dealt: list[Answers] = list(zip(*columns, strict=True))
    assert count(ASKED, ballots) == count(ASKED, dealt)


@given(BALLOTS)
def test_lines_show_from_five_ballots_on_in_the_order_of_the_alphabet(
    ballots: list[Answers],
) -> None:
    outcomes = count(ASKED, ballots)
    if outcomes is None:
        return
    lines = sorted((str(b[3]) for b in ballots if b[3]), key=lambda one: (one.casefold(), one))
    assert outcomes[3] == (Outcome(lines=tuple(lines)) if len(ballots) >= 5 else Outcome(few=True))


def scale(*given: int, least: int = LEAST) -> Outcome:
    """Count one scale."""
    outcomes = count(ASKED[:1], [(one,) for one in given], least)
    assert outcomes
    return outcomes[0]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ((1, 1, 1, 1), 1.5),
        ((1, 1, 2, 2), 1.5),
        ((1, 2, 2, 2), 2),
        ((3, 3, 4, 3), 3.5),
        ((3, 4, 4, 3), 3.5),
        ((5, 5, 4, 4), 4.5),
        ((5, 5, 5, 5), 4.5),
    ],
)
def test_a_small_groups_mean_is_a_half_point_with_open_ends(
    given: tuple[int, ...], shown: float
) -> None:
    assert scale(*given) == Outcome(mean=shown)


def test_from_ten_on_the_mean_is_in_tenths_with_every_step_counted() -> None:
    assert scale(5, 5, 4, 4, 4, 3, 3, 2, 1, 5) == Outcome(mean=3.6, counts=(1, 1, 2, 3, 3))


def test_choices_of_a_small_group_are_told_in_thirds() -> None:
    ballots: list[Answers] = [(0,), (0,), (0,), (0,), (1,), (1,)]
    assert count((ASKED[1],), ballots) == (Outcome(bands=("most", "few", "few")),)


def test_from_ten_on_options_are_counted_and_who_chose_several_counts_for_each() -> None:
    ballots: list[Answers] = [((0, 1),)] * 4 + [((1,),)] * 6
    assert count((ASKED[2],), ballots) == (Outcome(counts=(4, 10, 0)),)


@given(BALLOTS)
def test_outcomes_survive_being_kept(ballots: list[Answers]) -> None:
    for outcome in count(ASKED, ballots) or ():
        assert counting.load(counting.dump(outcome)) == outcome


def test_questions_survive_being_kept() -> None:
    assert questions.load(questions.dump(ASKED)) == ASKED


@pytest.mark.parametrize("answer", [0, 6, True, "5", (1,), 2.0])
def test_what_is_no_step_of_a_scale_is_no_ballot(answer: Answer) -> None:
    assert not questions.fits(ASKED[:1], (answer,))


@pytest.mark.parametrize("answer", [3, -1, True, "1", (0,)])
def test_what_is_no_option_is_no_ballot(answer: Answer) -> None:
    assert not questions.fits(ASKED[1:2], (answer,))


@pytest.mark.parametrize("answer", [(3,), (1, 0), (0, 0), 1, "0"])
def test_what_are_no_options_is_no_ballot(answer: Answer) -> None:
    assert not questions.fits(ASKED[2:3], (answer,))


@pytest.mark.parametrize("answer", ["x" * 501, 3, ("x",)])
def test_what_is_no_line_is_no_ballot(answer: Answer) -> None:
    assert not questions.fits(ASKED[3:], (answer,))


def test_a_ballot_answers_as_many_questions_as_there_are() -> None:
    assert questions.fits(ASKED, (None, None, None, None))
    assert not questions.fits(ASKED, (None, None, None))
    assert questions.is_empty((None, None, (), ""))
    assert not questions.is_empty((None, 0, None, None))
