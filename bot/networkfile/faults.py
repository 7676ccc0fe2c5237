"""What is wrong with a file: every fault with its line, its field and how to mend it."""

from dataclasses import dataclass

from bot.texts import _


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the line (from 1), the field as written, a sentence for the reader."""

    line: int
    field: str
    text: str

    def __str__(self) -> str:
        if not self.field:
            return _("Line {line}: {text}", line=self.line, text=self.text)
        return _("Line {line}, {field}: {text}", line=self.line, field=self.field, text=self.text)


class BadFile(Exception):  # noqa: N818 - it is an answer to whoever wrote the file
    """A file that cannot be used; `faults` holds all that is wrong with it, in order of line.

    The sentences are in the language that was spoken when the file was read.
    """

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults, each once, in the order in which a reader meets them."""
        self.faults = sorted(dict.fromkeys(faults), key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults)))
