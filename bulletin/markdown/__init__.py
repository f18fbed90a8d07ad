"""Markdown for Chinese: the one configured parser, the reading of copy into the model, and back."""

from bulletin.markdown.parser import submission_parser
from bulletin.markdown.reading import ReadBody, read_copy
from bulletin.markdown.settling import settled
from bulletin.markdown.writing import write_front, write_sections

__all__ = [
    "ReadBody",
    "read_copy",
    "settled",
    "submission_parser",
    "write_front",
    "write_sections",
]
