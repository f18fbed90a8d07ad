from .joint import LOOKS, JointState, joint_pages
from .pages import IssuePages, edition_page, issue_pages, publishing_faults
from .sent_page import SentPage
from .summary import (
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
