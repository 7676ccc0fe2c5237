"""The network file: read, checked and turned into a picture or rows; all faults at once."""

from bot.networkfile.answers import read_answers
from bot.networkfile.faults import BadFile, Fault
from bot.networkfile.happenings import Script
from bot.networkfile.models import NetworkFile
from bot.networkfile.reader import read

__all__ = ["BadFile", "Fault", "NetworkFile", "Script", "read", "read_answers"]
