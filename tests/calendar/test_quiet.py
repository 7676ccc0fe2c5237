"""Quiet hours, weekends, public holidays and holiday periods."""

# ruff: noqa: DTZ001 - a wall-clock time has no zone of its own

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.calendar.quiet import MINUTE, Period, Placed, Quiet
from bot.calendar.working import working_days_before

CHRISTMAS = Period(date(2026, 12, 19), date(2027, 1, 3), "Christmas holidays")
DUTCH = Quiet(periods=(CHRISTMAS,))
LOCALS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda local: local.replace(microsecond=0)
)
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
SOON = st.integers(0, 72).map(lambda halves: timedelta(minutes=30 * halves))
PERIODS = st.builds(
    lambda first, days: Period(first, first + timedelta(days=days), "away"),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, 40),
)
QUIETS = st.builds(
    Quiet,
    CLOCKS,
    CLOCKS,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.sampled_from([None, "NL", "DE"]),
    st.none(),
    st.lists(PERIODS, max_size=3).map(tuple),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "reason", "allowed"),
    [
        ("2026-03-12 10:00", None, "2026-03-12 10:00"),
        ("2026-03-12 08:00", None, "2026-03-12 08:00"),
        ("2026-03-12 07:59", "hours", "2026-03-12 08:00"),
        ("2026-03-12 18:00", "hours", "2026-03-13 08:00"),
        ("2026-03-13 18:00", "hours", "2026-03-16 08:00"),
        ("2026-03-14 12:00", "weekend", "2026-03-16 08:00"),
        ("2026-04-06 12:00", "holiday", "2026-04-07 08:00"),  # Easter Monday
        ("2026-04-27 09:00", "holiday", "2026-04-28 08:00"),  # Koningsdag
        ("2025-04-27 09:00", "weekend", "2025-04-28 08:00"),  # a Sunday; kept the day before
        ("2026-12-05 19:00", "weekend", "2026-12-07 08:00"),
        ("2028-12-05 19:00", "hours", "2028-12-06 08:00"),
        ("2026-12-25 12:00", "period", "2027-01-04 08:00"),
    ],
)
def test_the_next_allowed_moment_in_the_netherlands(
    moment: str, reason: str | None, allowed: str
) -> None:
    assert DUTCH.reason(at(moment)) == reason
    assert DUTCH.next_allowed(at(moment)) == at(allowed)


@pytest.mark.parametrize(
    ("moment", "until", "since", "placed"),
    [
        # The morning of the meeting still serves.
        ("2026-03-15 09:00", "2026-03-16 13:00", None, ("2026-03-16 08:00", "weekend")),
        # A meeting on Monday at eight leaves only the Friday before.
        ("2026-03-15 09:00", "2026-03-16 08:00", None, ("2026-03-13 17:59", "weekend")),
        ("2027-01-03 09:00", "2027-01-04 08:00", None, ("2026-12-18 17:59", "period")),
        ("2026-03-15 09:00", "2026-03-16 08:00", "2026-03-14 10:00", None),
        ("2026-03-12 10:00", "2026-03-12 10:00", None, ("2026-03-12 09:59", None)),
        # Announced late: at once, if it is not quiet now.
        ("2026-03-02 09:00", "2026-03-16 13:00", "2026-03-05 11:20", ("2026-03-05 11:20", None)),
        ("2026-03-02 09:00", None, "2026-03-06 19:00", ("2026-03-09 08:00", None)),
        ("2026-03-02 09:00", "2026-03-05 13:00", "2026-03-05 13:00", None),
    ],
)
def test_a_message_moves_on_while_it_serves_else_back(
    moment: str, until: str | None, since: str | None, placed: tuple[str, str | None] | None
) -> None:
    found = DUTCH.place(at(moment), at(until) if until else None, at(since) if since else None)
    assert (found and (found.local, found.reason)) == (placed and (at(placed[0]), placed[1]))
    assert found is None or found.shifted


def test_a_message_that_is_not_quiet_stays_where_it_is() -> None:
    moment = at("2026-03-12 10:00")
    assert DUTCH.place(moment, None) == Placed(moment, False, None)


def test_moving_back_leaves_the_room_asked_for() -> None:
    hour = timedelta(hours=1)
    monday = at("2026-03-16 08:00")
    assert DUTCH.last_allowed_before(monday, hour) == at("2026-03-13 17:00")
    placed = DUTCH.place(at("2026-03-15 09:00"), monday, at("2026-03-13 17:40"), hour)
    assert placed == Placed(at("2026-03-13 17:40"), True, "weekend")


def test_quiet_again() -> None:
    assert DUTCH.quiet_again_at(at("2026-03-12 10:00")) == at("2026-03-12 18:00")
    assert DUTCH.quiet_again_at(at("2026-03-14 10:00")) == at("2026-03-14 10:00")
    round_the_clock = Quiet(time(0), time(0))
    assert round_the_clock.quiet_again_at(at("2026-03-12 10:00")) == at("2026-03-14 00:00")
    siesta = Quiet(time(12), time(14))
    assert siesta.quiet_again_at(at("2026-03-12 15:00")) == at("2026-03-13 12:00")


def test_never_quiet_ends_its_search() -> None:
    always = Quiet(time(9), time(9), frozenset(), None)
    moment = at("2026-03-12 23:59")
    assert always.next_allowed(moment) == moment
    assert always.quiet_again_at(moment) - moment > timedelta(days=365)


def test_always_quiet_is_refused_and_ends_its_search() -> None:
    never = Quiet(weekends=frozenset(range(7)))
    moment = at("2026-03-12 10:00")
    for search in (never.next_allowed, never.last_allowed_before):
        with pytest.raises(ValueError, match="no moment to send"):
            search(moment)
    with pytest.raises(ValueError, match="no moment to send"):
        never.place(moment, None)
    assert never.place(moment, moment + timedelta(days=3), moment) is None
    with pytest.raises(ValueError, match="at least one day"):
        Quiet.checked(weekends=frozenset(range(7)))
    with pytest.raises(ValueError, match="ends before it begins"):
        Period(date(2026, 1, 2), date(2026, 1, 1), "swapped")


@pytest.mark.parametrize(("country", "region"), [("XX", None), ("PUBLIC", None), ("DE", "ZZ")])
def test_an_unknown_country_or_region_is_refused(country: str, region: str | None) -> None:
    with pytest.raises(ValueError, match="do not know the public holidays"):
        Quiet.checked(country=country, region=region)


def test_countries_and_regions_are_found_in_any_case() -> None:
    quiet = Quiet.checked(country="de", region="by")
    assert quiet.closed(date(2026, 1, 6)) == "holiday"  # Epiphany, in Bavaria
    assert Quiet.checked(country="de").closed(date(2026, 1, 6)) is None
    assert Quiet.checked(country=None).closed(date(2026, 4, 27)) is None


def test_quiet_times_are_equal_by_value_whatever_they_have_looked_up() -> None:
    used = Quiet()
    used.is_quiet(at("2026-03-12 10:00"))
    assert {used: "same"}[Quiet()] == "same"


@given(QUIETS, LOCALS)
def test_the_next_allowed_moment_is_allowed_and_the_first(quiet: Quiet, local: datetime) -> None:
    found = quiet.next_allowed(local)
    assert found >= local
    assert not quiet.is_quiet(found)
    if found > local:
        assert quiet.is_quiet(found - timedelta(seconds=1))
        assert quiet.quiet_again_at(local) == local
    assert quiet.next_allowed(local + (found - local) / 2) == found


@given(QUIETS, LOCALS)
def test_the_last_allowed_moment_is_allowed_and_the_last(quiet: Quiet, bound: datetime) -> None:
    found = quiet.last_allowed_before(bound)
    assert found < bound
    assert not quiet.is_quiet(found)
    assert found + MINUTE >= bound or quiet.next_allowed(found + MINUTE) >= bound


@given(QUIETS, LOCALS)
def test_the_allowed_time_lasts_until_it_is_quiet_again(quiet: Quiet, local: datetime) -> None:
    ends = quiet.quiet_again_at(local)
    assert (ends == local) == quiet.is_quiet(local)
    assume(ends - local < timedelta(days=400))
    assert quiet.is_quiet(ends)
    assert ends == local or not quiet.is_quiet(ends - timedelta(seconds=1))


@given(
    QUIETS,
    LOCALS,
    st.none() | SOON | st.timedeltas(timedelta(0), timedelta(days=20)),
    st.none() | SOON | st.timedeltas(-timedelta(days=20), timedelta(days=2)),
    st.sampled_from([MINUTE, timedelta(hours=1)]),
)
@example(DUTCH, datetime(2026, 3, 15, 9), timedelta(hours=23), None, MINUTE)
def test_nothing_is_placed_in_quiet_times_or_where_it_does_not_serve(
    quiet: Quiet,
    local: datetime,
    serves: timedelta | None,
    since: timedelta | None,
    spare: timedelta,
) -> None:
    until = None if serves is None else local + serves
    start = None if since is None else local + since
    placed = quiet.place(local, until, start, spare)
    if placed is None:
        assert until is not None
        assert start is not None
        assert start >= until or quiet.next_allowed(start) >= until
        return
    assert not quiet.is_quiet(placed.local)
    assert until is None or placed.local < until
    assert start is None or placed.local >= start
    assert placed.shifted == (placed.local != local)
    assert placed.reason == quiet.reason(local)


def test_three_working_days_before_the_group_hears() -> None:
    assert working_days_before(date(2026, 3, 12), 3, DUTCH) == date(2026, 3, 9)
    assert working_days_before(date(2026, 4, 28), 3, DUTCH) == date(2026, 4, 22)
    assert working_days_before(date(2027, 1, 5), 3, DUTCH) == date(2026, 12, 17)
    assert working_days_before(date(2026, 3, 14), 1, DUTCH) == date(2026, 3, 13)
    assert working_days_before(date(2026, 3, 14), 0, DUTCH) == date(2026, 3, 14)


def test_working_days_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="too few working days"):
        working_days_before(date(2026, 3, 12), 1, Quiet(weekends=frozenset(range(7))))
    with pytest.raises(ValueError, match="counted from 0"):
        working_days_before(date(2026, 3, 12), -1, DUTCH)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 20), QUIETS)
def test_working_days_add_up(day: date, n: int, quiet: Quiet) -> None:
    found = working_days_before(day, n, quiet)
    assert quiet.closed(found) is None
    between = [found + timedelta(days=k) for k in range((day - found).days)]
    assert sum(quiet.closed(each) is None for each in between) == n
