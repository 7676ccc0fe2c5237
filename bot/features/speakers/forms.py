"""The forms of this slice."""

from bot.cards import Option
from bot.features.speakers import words
from bot.features.speakers.typed import NAME, NOTE, QUESTION, TITLE, TOPIC
from bot.forms import FileInput, Form, Input, PickInput, TextInput, ToggleInput
from bot.texts import LANGUAGES, _, long_moment
from storage.meetings import Meeting, ParallelSession
from storage.speakers import Item, Speaker
from storage.tables import id_of

BRINGS = ("expertise", "practice", "inspiration", "connections")


def honest() -> str:
    """Say what it means that a name is not shown."""
    return _(
        "Kring shows your name to nobody: not to the group, the facilitators or the speaker. "
        "Somebody who looks after Kring's database could find it."
    )


def ask(network: int, speakers: list[Speaker], text: str = "") -> Form:
    """Ask a question: to the one speaker there is, or to one of several."""
    single = speakers[0].id if len(speakers) == 1 else 0
    inputs: list[Input] = []
    if not single:
        options = tuple(Option(one.name, str(one.id)) for one in speakers)
        inputs.append(PickInput("speaker", _("Whom do you ask?"), options))
    title = _("Ask {name}", name=speakers[0].name) if single else _("Ask a question")
    inputs += _question(text, named=True)
    return Form(title, "speakers.ask", tuple(inputs), _("Ask"), (network, single or 0))


def change_question(network: int, question: int, text: str, *, named: bool) -> Form:
    """Change a question of one's own."""
    inputs = tuple(_question(text, named=named))
    args = (network, question)
    return Form(_("Change your question"), "speakers.change", inputs, _("Save"), args)


def _question(text: str, *, named: bool) -> list[Input]:
    label = _("My name is not shown")
    hint = _("Half a sentence is enough.")
    field = TextInput("text", _("Your question"), text, hint, many_lines=True, longest=QUESTION)
    return [field, ToggleInput("nameless", label, not named, honest())]


def add_speaker(
    network: int, meetings: list[Meeting], sessions: list[ParallelSession], language: str
) -> Form:
    """Add a speaker to one of these meetings, the first beforehand."""
    options = tuple(Option(long_moment(one.begins), str(one.id)) for one in meetings)
    chosen = (str(meetings[0].id),)
    meeting = PickInput("meeting", _("Meeting"), options, chosen)
    empty = Speaker(meeting_id=id_of(meetings[0]), name="", language=language)
    inputs = (meeting, *_speaker(empty, sessions))
    return Form(_("A guest speaker"), "speakers.add", inputs, _("Save"), (network,))


def edit_speaker(network: int, speaker: Speaker, sessions: list[ParallelSession]) -> Form:
    """Change a speaker."""
    args = (network, id_of(speaker))
    inputs = tuple(_speaker(speaker, sessions))
    return Form(_("Change the speaker"), "speakers.edit", inputs, _("Save"), args)


def _speaker(speaker: Speaker, sessions: list[ParallelSession]) -> list[Input]:
    brings = tuple(Option(words.brings_title(one), one) for one in BRINGS)
    tongues = tuple(Option(words.language_title(one), one) for one in LANGUAGES)
    inputs: list[Input] = [
        TextInput("name", _("Name"), speaker.name, longest=NAME),
        TextInput(
            "organisation",
            _("Organisation"),
            speaker.organisation,
            required=False,
            longest=NAME,
        ),
        TextInput("topic", _("Topic"), speaker.topic, required=False, longest=TOPIC),
        PickInput("brings", _("Brings"), brings, _on(speaker.brings), required=False),
        PickInput("language", _("Language of the list"), tongues, (speaker.language,)),
    ]
    if sessions:
        options = tuple(Option(one.title[:75], str(one.id)) for one in sessions)
        chosen = _on(str(speaker.session_id or ""))
        hint = _("Leave it open for the whole meeting.")
        label = _("Parallel session")
        inputs.append(PickInput("session", label, options, chosen, required=False, hint=hint))
    return inputs


def _on(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def item(network: int, speaker: Speaker) -> Form:
    """Add something to read for a speaker."""
    title = _("To read for {name}", name=speaker.name)
    empty = Item(speaker_id=id_of(speaker), title="")
    args = (network, id_of(speaker))
    return Form(title, "speakers.item_add", _item(empty), _("Save"), args, _one_of_three())


def edit_item(network: int, row: Item) -> Form:
    """Change something to read; a file stays when no other is chosen."""
    args = (network, id_of(row))
    intro = _one_of_three()
    if row.file_id:
        intro = _("The file stays as it is when you choose no other.")
    return Form(_("Change"), "speakers.item_edit", _item(row), _("Save"), args, intro)


def _one_of_three() -> str:
    return _("A link, a file or a note: one of the three.")


def _item(row: Item) -> tuple[Input, ...]:
    minutes = str(row.minutes) if row.minutes else ""
    hint = _("In minutes, such as 10.")
    return (
        TextInput("title", _("Title"), row.title, required=False, longest=TITLE),
        TextInput("url", _("Link"), row.url, "https://", required=False, longest=1000),
        FileInput("file", _("File")),
        TextInput("note", _("Note"), row.note, required=False, many_lines=True, longest=NOTE),
        TextInput("minutes", _("Reading time"), minutes, hint, required=False, longest=3),
    )
