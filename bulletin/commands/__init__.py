"""The commands of the command line, one file each."""

from bulletin.commands.chinese import ChineseGroup, ListedCommand, explain
from bulletin.commands.speech import CLEAN, ENVIRONMENT, FAULTS, USAGE, progress, tell

__all__ = [
    "CLEAN",
    "ENVIRONMENT",
    "FAULTS",
    "USAGE",
    "ChineseGroup",
    "ListedCommand",
    "explain",
    "progress",
    "tell",
]
