from .admission import kept_inside
from .approved import changed_since_approval, made_with, page_of
from .comparing import TreeComparison, compare_tree
from .context import stands
from .copy import LoadedCopy, ReadIssue, open_issue, open_issues, read_issue, surroundings
from .drafts import Proof, mark_of
from .jobs import images_of, own_words, profile_faults, profile_for, shown_images
from .pipeline import Built, StandingIssue, build
from .press_run import MadeIssue
from .repeat import Sight, Spoken, look_round
from .sent import PAGE, SCREEN
from .standing import standing_errors

__all__ = [
    "PAGE",
    "SCREEN",
    "Built",
    "LoadedCopy",
    "MadeIssue",
    "Proof",
    "ReadIssue",
    "Sight",
    "Spoken",
    "StandingIssue",
    "TreeComparison",
    "build",
    "changed_since_approval",
    "compare_tree",
    "images_of",
    "kept_inside",
    "look_round",
    "made_with",
    "mark_of",
    "open_issue",
    "open_issues",
    "own_words",
    "page_of",
    "profile_faults",
    "profile_for",
    "read_issue",
    "shown_images",
    "standing_errors",
    "stands",
    "surroundings",
]
