"""Notes for the history which settings are about to change: that they do, never their words."""

from bot.features.networks.rules import QuietSettings, offset_in_full
from bot.timetable.moments import offset_for
from bot.turn import Turn
from storage import networks


def texts(turn: Turn, wish: dict[str, str]) -> None:
    """Note which of name, goal, agreements and language are about to change."""
    row = networks.get(turn.session, turn.network.id)
    if fields := [name for name, value in wish.items() if getattr(row, name) != value]:
        turn.record("texts", fields=fields)


def quiet(turn: Turn, wish: QuietSettings) -> None:
    """Note what of the quiet hours and holidays is about to change."""
    row = networks.get(turn.session, turn.network.id)
    same = {
        "hours": (row.quiet_from, row.quiet_until) == (wish.start, wish.end),
        "weekends": row.quiet_weekends == wish.weekends,
        "country": row.country == wish.country,
        "periods": set(turn.view.quiet.periods) == set(wish.periods),
    }
    if fields := [name for name, kept in same.items() if not kept]:
        start, end = f"{wish.start:%H:%M}", f"{wish.end:%H:%M}"
        turn.record("quiet", fields=fields, start=start, end=end)


def lines(turn: Turn, wish: dict[str, str]) -> None:
    """Note which lines of the timetable are about to move, or to be switched on or off."""
    for name, after in wish.items():
        before = offset_in_full(offset_for(turn.view, name)) if name in turn.lines else after
        if before != after:
            turn.record("line", line=name, before=before, after=after)
