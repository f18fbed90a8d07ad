"""Markdown for Chinese: the one configured parser, and the reading of copy into the model."""

from bulletin.markdown.parser import commonmark, submission_parser
from bulletin.markdown.reading import Reading, read_copy

__all__ = ["Reading", "commonmark", "read_copy", "submission_parser"]
