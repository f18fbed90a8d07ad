from .inspection import Inspection, Verdict, exit_code, inspect_apart, inspect_pdf
from .layout import DISTRIBUTION, read_layout
from .report import as_json, as_table
from .requirements import LETTER, STANDARD, Requirements

__all__ = [
    "DISTRIBUTION",
    "LETTER",
    "STANDARD",
    "Inspection",
    "Requirements",
    "Verdict",
    "as_json",
    "as_table",
    "exit_code",
    "inspect_apart",
    "inspect_pdf",
    "read_layout",
]
