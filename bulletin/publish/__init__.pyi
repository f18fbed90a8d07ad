from .act import (
    ActContext,
    ActOutcome,
    ahead,
    approve,
    approved_pdf,
    correct,
    publish,
    withdraw,
)
from .auditors import as_json, as_text
from .gates import findings
from .make import Press
from .overview import STATE_LABELS, status
from .receipts import may_be_written_over, read_witness_file, receipt_of
from .signing import sign
from .verification import verify

__all__ = [
    "STATE_LABELS",
    "ActContext",
    "ActOutcome",
    "Press",
    "ahead",
    "approve",
    "approved_pdf",
    "as_json",
    "as_text",
    "correct",
    "findings",
    "may_be_written_over",
    "publish",
    "read_witness_file",
    "receipt_of",
    "sign",
    "status",
    "verify",
    "withdraw",
]
