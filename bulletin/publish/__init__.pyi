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
from .attesting import key_list_faults
from .auditors import as_json, as_text, compared_line, of_register
from .gates import background, command_for_new, findings
from .key_acts import (
    KeyDesk,
    accept_key,
    attest,
    lose_key,
    named_key,
    revoke_key,
    show_key,
)
from .make import Press
from .overview import STATE_LABELS, status
from .receipts import may_be_written_over, read_witness_file, receipt_of
from .signing import sign
from .verification import Report, Verified, verify

__all__ = [
    "STATE_LABELS",
    "ActContext",
    "ActOutcome",
    "KeyDesk",
    "Press",
    "Report",
    "Verified",
    "accept_key",
    "ahead",
    "approve",
    "approved_pdf",
    "as_json",
    "as_text",
    "attest",
    "background",
    "command_for_new",
    "compared_line",
    "correct",
    "findings",
    "key_list_faults",
    "lose_key",
    "may_be_written_over",
    "named_key",
    "of_register",
    "publish",
    "read_witness_file",
    "receipt_of",
    "revoke_key",
    "show_key",
    "sign",
    "status",
    "verify",
    "withdraw",
]
