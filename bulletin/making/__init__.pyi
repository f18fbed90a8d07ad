from .admission import kept_inside
from .context import stands
from .copy import LoadedCopy, ReadIssue, open_issue, read_copy, read_issue
from .drafts import Proof, images_of, mark_of, press_job, profile_faults, profile_for, shown_images
from .pipeline import Built, build
from .press_run import MadeIssue
from .standing import standing_errors

__all__ = [
    "Built",
    "LoadedCopy",
    "MadeIssue",
    "Proof",
    "ReadIssue",
    "build",
    "images_of",
    "kept_inside",
    "mark_of",
    "open_issue",
    "press_job",
    "profile_faults",
    "profile_for",
    "read_copy",
    "read_issue",
    "shown_images",
    "standing_errors",
    "stands",
]
