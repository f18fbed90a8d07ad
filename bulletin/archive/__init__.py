"""All issues as one static site: their pages, the indexes, the feed and the search.

What depends on one issue alone is made by `issue_pages`, which also sums the issue up; what joins
all of them is made by `joint_pages` from those summaries, so that an issue which did not change is
never read or rendered for the sake of another.
"""

from bulletin.archive.joint import LOOKS, JointState, joint_pages
from bulletin.archive.pages import IssuePages, edition_page, issue_pages, publishing_faults
from bulletin.archive.sent_page import SentPage
from bulletin.archive.summary import (
    ArticleSummary,
    ArticleText,
    IssueSummary,
    IssueText,
    Neighbours,
    Texts,
    neighbours,
    newest_first,
)

__all__ = [
    "LOOKS",
    "ArticleSummary",
    "ArticleText",
    "IssuePages",
    "IssueSummary",
    "IssueText",
    "JointState",
    "Neighbours",
    "SentPage",
    "Texts",
    "edition_page",
    "issue_pages",
    "joint_pages",
    "neighbours",
    "newest_first",
    "publishing_faults",
]
