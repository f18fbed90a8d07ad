"""A past issue, whole in one document, back to the folder that it could have been made from."""

from bulletin.intake.whole.batch import DocumentOutcome, import_whole
from bulletin.intake.whole.issue import Whole, recognise_whole, write_whole
from bulletin.intake.whole.own import listed_name

__all__ = [
    "DocumentOutcome",
    "Whole",
    "import_whole",
    "listed_name",
    "recognise_whole",
    "write_whole",
]
