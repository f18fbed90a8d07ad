"""Measures any bulletin's PDF against the rules of official typography.

It reads glyphs, bars and pictures, and knows nothing of how the file was made; only where its lines
are otherwise than usual does it heed what the file says they were set to, and for what.
"""

from bulletin.inspect.inspection import Inspection, Row, Verdict, exit_code, inspect_pdf
from bulletin.inspect.measured import PaperPlace
from bulletin.inspect.report import as_json, as_table
from bulletin.inspect.requirements import (
    LETTER,
    STANDARD,
    Requirement,
    Requirements,
    Strength,
)

__all__ = [
    "LETTER",
    "STANDARD",
    "Inspection",
    "PaperPlace",
    "Requirement",
    "Requirements",
    "Row",
    "Strength",
    "Verdict",
    "as_json",
    "as_table",
    "exit_code",
    "inspect_pdf",
]
