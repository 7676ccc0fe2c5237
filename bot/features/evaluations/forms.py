"""The forms of evaluations: an own one, what is asked after meetings, and the answering."""

from bot.ballots import asking
from bot.ballots.counting import LEAST
from bot.ballots.questions import Question
from bot.cards import Arg, Option, clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.evaluations import ready
from bot.features.evaluations.line import LONGEST_TITLE, Draft, read_least, read_questions
from bot.forms import ClockInput, DayInput, Form, PickInput, TextInput, Values, one
from bot.opening import NO_TIMES, Times, read_times
from bot.texts import _

LEASTS = (3, 4, 5, 6, 8, 10)


def build(
    args: tuple[Arg, ...],
    questions: str = "",
    title: str = "",
    least: int = LEAST,
    times: Times = NO_TIMES,
) -> Form:
    """Ask for an evaluation of one's own; `args` are the network and the draft (0: a new one)."""
    inputs = (
        TextInput("title", _("What is it called?"), title, required=False, longest=LONGEST_TITLE),
        TextInput(
            "questions",
            _("What do you want to ask?"),
            questions,
            _(
                "One question a line. End it with 1-5 for a scale, with line for a few words, or"
                " with options: “What next?” reading, writing."
            ),
            many_lines=True,
            longest=4000,
        ),
        *_times(times),
        _least(least),
    )
    return Form(_("An evaluation of your own"), "evaluations.build", inputs, _("Preview"), args)


def _times(times: Times) -> tuple[DayInput | ClockInput | TextInput, ...]:
    day, clock = _parts(times.closes)
    from_day, from_clock = _parts(times.opens)
    usual = _("Left empty: in five days, holidays not counted.")
    every = _("For example: every Monday 9:00. Left empty: it does not.")
    return (
        DayInput("closes", _("Closes on"), day, required=False, hint=usual),
        ClockInput("closes_time", _("Closes at"), clock, required=False, hint=_("Usually 17:00.")),
        DayInput("opens", _("Goes out on"), from_day, False, _("Left empty: when you open it.")),
        ClockInput("opens_time", _("Goes out at"), from_clock, required=False),
        TextInput("every", _("Comes back"), hint=every, required=False),
    )


def _parts(local: object) -> tuple[str, str]:
    return (f"{local:%Y-%m-%d}", f"{local:%H:%M}") if local else ("", "")


def _least(least: int) -> PickInput:
    options = tuple(Option(str(one), str(one)) for one in sorted({*LEASTS, least}))
    label = _("Results are shown from how many answers on?")
    return PickInput("least", label, options, (str(least),), required=False)


def read_build(reading: Reading, values: Values) -> Draft:
    """Read an evaluation of one's own; Refusal at the field."""
    title = " ".join(clean(one(values, "title")).split())
    if len(title) > LONGEST_TITLE:
        text = _("A title has at most {most} characters.", most=LONGEST_TITLE)
        raise Refusal(text, "title")
    times = read_times(
        reading, _both(values, "opens"), _both(values, "closes"), one(values, "every")
    )
    least = read_least(one(values, "least"))
    return Draft(read_questions(one(values, "questions")), ready.OWN, title, times, least)


def _both(values: Values, name: str) -> str:
    return f"{one(values, name)} {one(values, f'{name}_time')}".strip()


def answer(args: tuple[Arg, ...], title: str, questions: tuple[Question, ...]) -> Form:
    """Ask for a ballot."""
    intro = _(
        "Anonymous. You may leave questions out. What you send cannot be changed or taken back."
    )
    if any(question.kind == "line" for question in questions):
        intro += " " + _("Mind that how somebody writes can tell who it is.")
    inputs = asking.inputs(questions)
    return Form(title, "evaluations.send", inputs, _("Send"), args, intro)


def after_meetings(network: int, form: str, least: int, *, own: bool) -> Form:
    """Ask what is asked after each meeting, and from how many answers on results are shown."""
    names = [*ready.AT_ONCE, *([ready.OWN] if own else [])]
    titles = {name: ready.title_of(name) or _("Your own questions") for name in names}
    options = tuple(Option(titles[name], name) for name in names)
    label = _("What is asked after each meeting?")
    inputs = (PickInput("form", label, options, (form,)), _least(least))
    intro = _("What is open now stays as it is. When it goes out, you set in the timetable.")
    return Form(_("After each meeting"), "evaluations.usual", inputs, _("Save"), (network,), intro)


def read_after(_reading: Reading, values: Values) -> tuple[str, int]:
    """Read what is asked after each meeting."""
    form = one(values, "form")
    if form not in (*ready.AT_ONCE, ready.OWN):
        raise Refusal(_("Choose one of the forms."), "form")
    return form, read_least(one(values, "least")) or LEAST
