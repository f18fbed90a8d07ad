"""From an issue to HTML: one page for the screen, one sheet for the press. All of templates/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bulletin.model import Article, Block, Flow, Inline, Issue, Mark, Paragraph, Publication, Text
from bulletin.workspace import Workspace

# -- How an article flows --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a passage: its title, a run-in heading, or copy."""

    kind: str
    """`title`, `run-in` or `copy`."""

    children: tuple[Inline, ...]
    stop: str = ""
    """The 。 that ends a title or heading which is run in; empty elsewhere."""

    level: int = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands together in one paragraph, or a block that stands on its own."""

    parts: tuple[Part, ...]
    block: Block | None
    at: int
    """Offset in the article's file at which it begins."""

    marked: bool = False
    """Whether it opens the article, and so with □."""


def passages(article: Article, flow: Flow) -> tuple[Passage, ...]:
    """The article's paragraphs as they stand in the issue.

    In one flow, a run-in heading and the first paragraph under it go on in the paragraph before, as
    does the text after the title; a further paragraph of a section stands on its own. As
    paragraphs, the title and each section stand on their own, and a title on its own line takes no
    end mark.
    """
    running = flow is Flow.FLOW
    title = Text(article.full_title, article.title.span)
    stop = article.run_in_stop if running else ""
    made: list[Passage] = []
    current: list[Part] = [Part("title", (title,), stop)]
    at = article.sections[0].span.start if article.sections else 0
    marked = True

    def flush() -> None:
        nonlocal current, marked
        if current:
            made.append(Passage(tuple(current), None, at, marked))
            marked = False
        current = []

    if not running:
        flush()
    for section in article.sections:
        if section.heading:
            if not running or section.level > 2 or (current and current[-1].kind == "run-in"):
                flush()
            if not current:
                at = section.span.start
            current.append(Part("run-in", section.heading, section.run_in_stop, section.level))
        for block in section.blocks:
            if not isinstance(block, Paragraph):
                flush()
                made.append(Passage((), block, block.span.start))
                continue
            if current and current[-1].kind == "copy":
                flush()
            if not current:
                at = block.span.start
            current.append(Part("copy", block.children))
    flush()
    return tuple(made)


# -- Templates -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Renderer:
    """Renders the templates of one workspace. Nothing undefined is let pass, everything escaped."""

    workspace: Workspace

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self.workspace.folders("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["passages"] = passages
        return environment

    def _render(self, template: str, **values: object) -> str:
        return self._environment.get_template(template).render(**values)

    def issue_page(self, issue: Issue, *, with_pdf: bool = True, root: str = "../../") -> str:
        """The issue's page of the archive, whose top is at `root`; empty for a page by itself."""
        return self._render("issue.html", issue=issue, root=root, with_pdf=with_pdf)

    def sheet(self, issue: Issue, mark: Mark | None = None) -> str:
        """The issue as the press sets it, marked as a draft or proof where it is one."""
        return self._render("sheet.html", issue=issue, mark=mark)

    def index_page(self, publication: Publication, issues: Sequence[Issue]) -> str:
        """The first page of the archive; `issues` with the newest first."""
        return self._render("index.html", publication=publication, issues=issues, root="")
