"""What depends on one issue alone: its page, a page for each article, and its summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bulletin.archive.sent_page import SentPage
from bulletin.archive.summary import IssueSummary, IssueText, Neighbours, summarize, text_of
from bulletin.diagnostics import Diagnostic, error
from bulletin.model import Issue, Mark, Site
from bulletin.render import Renderer
from bulletin.source import Span


@dataclass(frozen=True)
class IssuePages:
    """An issue's pages, by their path in its folder, and what the archive keeps of the issue."""

    files: Mapping[str, bytes]
    summary: IssueSummary
    text: IssueText


def issue_pages(
    renderer: Renderer,
    site: Site,
    issue: Issue,
    beside: Neighbours,
    *,
    with_pdf: bool = True,
    mark: Mark | None = None,
    sent: SentPage | None = None,
) -> IssuePages:
    """The issue's pages. A withdrawn issue keeps every address, and each page says that it was
    withdrawn.

    `mark` says that it is a draft or proof, on the page and on paper. Of an issue that was `sent`
    out the text stands as it was sent, and only the frame round it is made.
    """
    if issue.withdrawn:
        files = _withdrawn_files(renderer, site, issue, beside)
        return IssuePages(files, summarize(issue), IssueText())
    texts = (
        [each.text.html for each in sent.articles]
        if sent
        else [renderer.text(each, issue.publication) for each in issue.articles]
    )
    path = f"{issue.address}/"
    shared = {
        "site": site.of(issue.serial),
        "root": "../" * path.count("/"),
        "issue": issue,
        "mark": mark,
    }
    whole = {"path": path, "neighbours": beside, **shared}
    pages = {
        "index.html": renderer.page("sent.html", sent=sent.pieces(with_pdf=with_pdf), **whole)
        if sent
        else renderer.page("issue.html", texts=texts, with_pdf=with_pdf, **whole)
    }
    around = zip(
        [None, *issue.articles], issue.articles, [*issue.articles[1:], None], texts, strict=False
    )
    for before, article, after, text in around:
        name = f"{article.anchor}.html"
        pages[name] = renderer.page(
            "article.html",
            path=path + name,
            article=article,
            text=text,
            previous=before,
            next=after,
            **shared,
        )
    files = {name: page.encode() for name, page in pages.items()}
    is_read = any(article.sections for article in issue.articles)
    said = text_of(issue, texts) if is_read or sent is None else sent.text
    return IssuePages(files, summarize(issue, mark), said)


def edition_page(renderer: Renderer, issue: Issue) -> str:
    """The issue's page alone, as a published edition keeps it: it has no links to other pages."""
    texts = [renderer.text(article, issue.publication) for article in issue.articles]
    return renderer.page(
        "withdrawn.html" if issue.withdrawn else "issue.html",
        site=Site(issue.publication, internal=True),
        root="",
        path=None,
        issue=issue,
        texts=texts,
        neighbours=Neighbours(),
        with_pdf=not issue.withdrawn,
        mark=None,
        alone=True,
    )


def _withdrawn_files(
    renderer: Renderer, site: Site, issue: Issue, beside: Neighbours
) -> dict[str, bytes]:
    names = ("index.html", *(f"{article.anchor}.html" for article in issue.articles))
    page = renderer.page(
        "withdrawn.html",
        site=site.of(issue.serial),
        root="../" * (issue.address.count("/") + 1),
        path=None,
        issue=issue,
        neighbours=beside,
    ).encode()
    return dict.fromkeys(names, page)


def publishing_faults(site: Site, issues: Iterable[Issue]) -> tuple[Diagnostic, ...]:
    """Issues that may not go where everybody reads them: 涉密不上网."""
    return tuple(
        error(
            "I009",
            issue.source,
            Span(0, 0),
            f"{issue.label}标有密级“{issue.secrecy}”，不能上网",
            "把 visibility 改为 internal；没有密级的，删去 secrecy",
        )
        for issue in issues
        if issue.secrecy and not site.internal and site.holds(issue)
    )
