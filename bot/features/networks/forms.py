"""The forms of a network: start, its texts, quiet hours and holidays, the timetable."""

from bot.cards import Option
from bot.forms import ClockInput, FileInput, Form, PickInput, TextInput, ToggleInput
from bot.texts import _
from bot.timetable.lines import Lines
from bot.timetable.moments import offset_for
from bot.timetable.templates import TEMPLATES, template_title
from bot.timetable.view import NetworkView
from storage.networks import Network

LONG = 1000


def start_form() -> Form:
    """Ask what a new network needs; only its name cannot be left for later."""
    kinds = tuple(Option(template_title(name), name) for name in TEMPLATES)
    return Form(
        _("Start a learning network"),
        "networks.start",
        (
            TextInput(
                "name",
                _("Name of the network"),
                hint=_("Needed, unless you begin from a network file."),
                required=False,
                longest=80,
            ),
            PickInput("template", _("How often do you meet?"), kinds, ("monthly",)),
            TextInput(
                "goal",
                _("The goal: what will pupils notice?"),
                hint=_("You can write it later."),
                required=False,
                many_lines=True,
                longest=LONG,
            ),
            FileInput("file", _("Or begin from a network file"), hint=_("A file in YAML.")),
        ),
        _("Start"),
        args=(0,),
        intro=_("Nothing is sent until you say so."),
    )


def texts_form(network: Network) -> Form:
    """Ask the name, goal and agreements anew."""
    assert network.id is not None  # noqa: S101 - it was read from the database
    return Form(
        _("Name, goal and agreements"),
        "networks.texts",
        (
            TextInput("name", _("Name of the network"), network.name, longest=80),
            TextInput(
                "goal",
                _("The goal: what will pupils notice?"),
                network.goal,
                required=False,
                many_lines=True,
                longest=LONG,
            ),
            TextInput(
                "agreements",
                _("Our agreements"),
                network.agreements,
                hint=_("How do you want to work together?"),
                required=False,
                many_lines=True,
                longest=LONG,
            ),
            PickInput("language", _("Language in the group"), languages(), (network.language,)),
        ),
        _("Save"),
        args=(network.id,),
    )


def languages() -> tuple[Option, ...]:
    """Return the languages in their own words."""
    return (Option("English", "en"), Option("Nederlands", "nl"))


def quiet_form(network: Network, periods: str) -> Form:
    """Ask the quiet hours, the public holidays and the holiday periods (a line each)."""
    assert network.id is not None  # noqa: S101 - it was read from the database
    return Form(
        _("Quiet hours and holidays"),
        "networks.quiet",
        (
            ClockInput("from", _("Quiet from"), f"{network.quiet_from:%H:%M}"),
            ClockInput("until", _("Quiet until"), f"{network.quiet_until:%H:%M}"),
            ToggleInput("weekends", _("Weekends are quiet"), network.quiet_weekends),
            TextInput(
                "country",
                _("Country of the public holidays"),
                network.country,
                hint=_("Two letters, such as NL or BE. Empty: no public holidays."),
                required=False,
                longest=2,
            ),
            TextInput(
                "periods",
                _("Holiday periods, one on a line"),
                periods,
                hint=_("For example: 17-10-2026 to 25-10-2026 autumn break"),
                required=False,
                many_lines=True,
                longest=4000,
            ),
            FileInput("file", _("Or a calendar file (.ics) with the holidays")),
        ),
        _("Save"),
        args=(network.id,),
        intro=_("In quiet hours nothing goes out; messages move to the next allowed moment."),
    )


def lines_form(view: NetworkView, lines: Lines) -> Form:
    """Ask the offset of every line."""
    inputs = tuple(
        TextInput(
            name.replace(".", "-"),
            f"{line.title()} ({line.whom()})" if line.whom() else line.title(),
            offset_for(view, name),
            required=False,
            longest=20,
        )
        for name, line in lines.items()
    )
    return Form(
        _("The timetable"),
        "networks.lines",
        inputs,
        _("Save"),
        args=(view.id,),
        intro=_(
            "B is the beginning of a meeting, E its end: 'B-14d 09:00' is two weeks before, at "
            "nine. Write 'off' to switch a line off."
        ),
    )
