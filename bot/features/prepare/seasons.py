"""The card of the season ahead: who was announced, and who is likely to be asked after that."""

from collections.abc import Callable, Sequence

from bot.cards import Actions, Card, Element, Facts, Text, command_button
from bot.features.prepare.cards import names
from bot.features.prepare.season import Outlook
from bot.meeting_words import meeting_name
from bot.texts import _, n_, short_date

MOST_ROWS = 12


def season(network: int, found: Sequence[Outlook], *, steers: bool) -> Card:
    """Show what is certain of the season, and apart from it what is likely."""
    title = _("The season ahead")
    certain = [one for one in found if one.people or one.asking]
    likely = [one for one in found if not (one.people or one.asking)]
    body: list[Element] = []
    if certain:
        body += [Text(_("Announced, or being asked now"), "strong"), _rows(certain, _known)]
    if likely:
        body += [Text(_("Tentative: nobody has been asked"), "strong"), Text(_changes(), "quiet")]
        body.append(_rows(likely, _tentative if steers else _mine))
    if not body:
        body.append(Text(_("There is no meeting planned yet.")))
    more = max(len(certain) - MOST_ROWS, 0) + max(len(likely) - MOST_ROWS, 0)
    if more:
        body.append(Text(n_("And {n} more meeting.", "And {n} more meetings.", more), "quiet"))
    back = command_button(_("Preparing together"), network, "prepare")
    return Card(title, (*body, Actions((back,))), title)


def _changes() -> str:
    return _("This may change when people come, go, offer, swap or cannot be there.")


def _rows(found: Sequence[Outlook], say: Callable[[Outlook], str]) -> Facts:
    return Facts(tuple((_day(one), f"{_name(one)}: {say(one)}") for one in found[:MOST_ROWS]))


def _day(one: Outlook) -> str:
    return f"{short_date(one.meeting.begins.date())} {one.meeting.begins.year}"


def _name(one: Outlook) -> str:
    return meeting_name(one.meeting.number, one.meeting.title)


def _known(one: Outlook) -> str:
    if one.people:
        return names(one.people)
    if one.mine:
        return _("you; the group knows nothing yet")
    return _("being asked privately")


def _tentative(one: Outlook) -> str:
    if not one.places:
        return _("nobody is asked")
    if len(one.among) == one.places:
        return names(one.among)
    return _("{n} of {names}", n=one.places, names=names(one.among))


def _mine(one: Outlook) -> str:
    return _("perhaps you") if one.likely else _("nobody known yet")
