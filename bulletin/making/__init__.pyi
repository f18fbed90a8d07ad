from .admission import changed_since_approval, kept_inside
from .context import stands
from .copy import LoadedCopy, ReadIssue, open_issue, read_copy, read_issue
from .drafts import Proof, mark_of
from .jobs import images_of, page_digest, press_job, profile_faults, profile_for, shown_images
from .pipeline import Built, StandingIssue, build
from .press_run import MadeIssue
from .standing import standing_errors

__all__ = [
    "Built",
    "LoadedCopy",
    "MadeIssue",
    "Proof",
    "ReadIssue",
    "StandingIssue",
    "build",
    "changed_since_approval",
    "images_of",
    "kept_inside",
    "mark_of",
    "open_issue",
    "page_digest",
    "press_job",
    "profile_faults",
    "profile_for",
    "read_copy",
    "read_issue",
    "shown_images",
    "standing_errors",
    "stands",
]
