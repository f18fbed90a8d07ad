"""Markdown for Chinese: the configured parser, reading copy into the model, and writing it back."""

from bulletin.markdown.attachment_lines import (
    AttachmentLabel,
    is_left_out,
    is_name_of_one,
    is_nothing,
    label_in,
    may_be_in_title,
    may_be_title,
    name_after_strange_label,
    reads_as_sentence,
    said_left_out,
    title_lines,
)
from bulletin.markdown.attachments import ListedAttachment, label_of
from bulletin.markdown.dialects import dialect_marks
from bulletin.markdown.marks import MarkKind
from bulletin.markdown.parser import submission_parser
from bulletin.markdown.reading import (
    NAMES_ATTACHMENTS,
    SENTENCE_ENDS,
    ReadBody,
    read_copy,
    run_in_places,
    run_ins,
)
from bulletin.markdown.seams import (
    UNWRAPPED,
    Seam,
    Wrapping,
    figures_between,
    line_width,
    listed,
    seams,
    space_between,
)
from bulletin.markdown.settling import settled
from bulletin.markdown.typed import typed
from bulletin.markdown.writing import (
    FrontValue,
    destination,
    is_written_run_in,
    scalar,
    write_front,
    write_sections,
)

__all__ = [
    "NAMES_ATTACHMENTS",
    "SENTENCE_ENDS",
    "UNWRAPPED",
    "AttachmentLabel",
    "FrontValue",
    "ListedAttachment",
    "MarkKind",
    "ReadBody",
    "Seam",
    "Wrapping",
    "destination",
    "dialect_marks",
    "figures_between",
    "is_left_out",
    "is_name_of_one",
    "is_nothing",
    "is_written_run_in",
    "label_in",
    "label_of",
    "line_width",
    "listed",
    "may_be_in_title",
    "may_be_title",
    "name_after_strange_label",
    "read_copy",
    "reads_as_sentence",
    "run_in_places",
    "run_ins",
    "said_left_out",
    "scalar",
    "seams",
    "settled",
    "space_between",
    "submission_parser",
    "title_lines",
    "typed",
    "write_front",
    "write_sections",
]
