from .index import NO_PAST, PastIndex, PastProgress, SentCopy, past_place, read_past
from .recognising import (
    RegisteredSubmission,
    digest_of_body,
    digest_of_bytes,
    digest_of_words,
    entry_of_copy,
    original_nodes,
)
from .sheets import Issued, PastIssue, is_printed, past_issues, sheet_status, whole_number_after
from .winnowing import COMMON, RUN, WINDOW, fingerprints, letters, runs

__all__ = [
    "COMMON",
    "NO_PAST",
    "RUN",
    "WINDOW",
    "Issued",
    "PastIndex",
    "PastIssue",
    "PastProgress",
    "RegisteredSubmission",
    "SentCopy",
    "digest_of_body",
    "digest_of_bytes",
    "digest_of_words",
    "entry_of_copy",
    "fingerprints",
    "is_printed",
    "letters",
    "original_nodes",
    "past_issues",
    "past_place",
    "read_past",
    "runs",
    "sheet_status",
    "whole_number_after",
]
