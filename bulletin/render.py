"""Rendering values to HTML with the templates, for the screen and for the press."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from bulletin.address import image_address, permanent_id, slug
from bulletin.diagnostics import Diagnostic, error
from bulletin.half_marks import by_meeting_marks
from bulletin.kept_answers import user_cache
from bulletin.model import (
    Article,
    Attachment,
    Block,
    Flow,
    Inline,
    Issue,
    LineBreak,
    Mark,
    Paragraph,
    Publication,
    Section,
    Text,
    is_layered,
    plain,
)
from bulletin.numbering import is_item
from bulletin.patterns import pattern_of
from bulletin.script_runs import runs_of
from bulletin.segmenter import by_words
from bulletin.source import Source, Span
from bulletin.table_figures import with_sides
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from jinja2 import Environment  # a build of nothing fills no template

# -- How an article flows --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a passage: the title, a run-in heading, or copy."""

    kind: str
    """`title`, `byline`, `run-in` or `copy`."""

    children: tuple[Inline, ...]
    stop: str = ""
    """The 。 after a run-in title or heading; empty for anything else."""

    level: int = 2


@dataclass(frozen=True, slots=True)
class RenderedPassage:
    """The parts of one paragraph, or a block that is not a paragraph."""

    parts: tuple[Part, ...]
    block: Block | None
    at: int
    """The offset in the article's file at which it begins."""

    marked: bool = False
    """Whether it is the first of the article and begins with □."""

    own_line: bool = False
    """Whether it is a title, a byline or a heading on its own line."""


def passages(article: Article, flow: Flow) -> tuple[RenderedPassage, ...]:
    """The paragraphs of an article as they are printed in the issue.

    `Flow.FLOW`: a run-in heading and the first paragraph under it continue the paragraph before,
    and so does the text after the title. Further paragraphs of a section are separate. If some
    section ends without a final mark, the sections are separate too, so that nothing is joined to
    it.

    `Flow.PARAGRAPHS`: the title and each section are separate paragraphs.

    `Flow.LINES`: title, byline and headings have their own lines, without □ and end mark (GB/T
    9704-2012 7.3.1, 7.3.3). If an article has headings of two levels, they have their own lines in
    any flow, because a run-in heading could be taken for text of another level.

    In any flow, a title that no text continues has no end mark, and a heading without text is a
    separate paragraph.
    """
    if flow is Flow.LINES:
        return tuple(_on_lines(article))
    title = Text(article.full_title, article.title.span)
    setting = _Setting(article.sections, flow, Part("title", (title,), article.run_in_stop))
    return setting.passages()


def attachment_passages(attachment: Attachment, flow: Flow) -> tuple[RenderedPassage, ...]:
    """The paragraphs of an attachment below its title, in the form of the text (GB/T 9704-2012
    7.3.4)."""
    if flow is Flow.LINES:
        return tuple(_sections_on_lines(attachment.sections))
    return _Setting(attachment.sections, flow).passages()


_ENDED = pattern_of(r"[。！？…][”’）》」』】〕〉]*(?:（[^（）]*）)?\s*\Z")
"""A final mark, and what may follow it: closing marks, a source in brackets."""


def _breaks_off(section: Section) -> bool:
    """Whether the text of a section ends without a final mark."""
    last = section.blocks[-1] if section.blocks else None
    return isinstance(last, Paragraph) and not _ENDED.search(plain(last.children))


class _Setting:
    """Collects the title, headings and paragraphs of a text into passages."""

    def __init__(
        self, sections: tuple[Section, ...], flow: Flow, title: Part | None = None
    ) -> None:
        self.sections = sections
        self.made: list[RenderedPassage] = []
        self.parts = [title] if title else []
        self.at = sections[0].span.start if sections else 0
        self.running = flow is Flow.FLOW
        self.is_marked = title is not None
        self.layered = is_layered(sections)
        self.apart = any(map(_breaks_off, sections[:-1]))

    def passages(self) -> tuple[RenderedPassage, ...]:
        """All of them."""
        for section in self.sections:
            self.take(section)
        self.close()
        return tuple(self.made)

    def take(self, section: Section) -> None:
        """Add a section: its heading and its blocks."""
        if section.heading:
            self._head(section)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self.close()
                self.made.append(RenderedPassage((), block, block.span.start))

    def close(self) -> None:
        """End the paragraph."""
        if self.parts:
            alone = len(self.parts) == 1 and self.parts[0].kind == "title"
            parts = (replace(self.parts[0], stop=""),) if alone else tuple(self.parts)
            marked = self.is_marked and not self.made
            self.made.append(RenderedPassage(parts, None, self.at, marked=marked))
        self.parts = []

    def _head(self, section: Section) -> None:
        if self.layered:
            self.close()
            part = Part("run-in", section.heading, "", section.level)
            self.made.append(RenderedPassage((part,), None, section.span.start, own_line=True))
            return
        if not section.runs_in or not self._goes_on():
            self.close()
        self._add(
            Part("run-in", section.heading, section.run_in_stop, section.level), section.span.start
        )
        if not section.runs_in:
            self.close()

    def _goes_on(self) -> bool:
        """Whether a heading may continue the paragraph: after a title, or a finished sentence."""
        if not self.running or not self.parts:
            return False
        last = self.parts[-1].kind
        return last == "title" or (last == "copy" and not self.apart)

    def _paragraph(self, block: Paragraph) -> None:
        last = self.parts[-1].kind if self.parts else ""
        alone = last == "title" and (not self.running or is_item(plain(block.children)))
        if last == "copy" or alone:
            self.close()
        self._add(Part("copy", block.children), block.span.start)

    def _add(self, part: Part, at: int) -> None:
        if not self.parts:
            self.at = at
        self.parts.append(part)


def _on_lines(article: Article) -> Iterator[RenderedPassage]:
    """The passages of an article with title, byline and headings on their own lines."""
    start = article.sections[0].span.start if article.sections else 0
    title = as_typed(article.title, article.source)
    byline = Text(article.printed_byline, article.byline.span)
    for kind, inlines in (("title", title), ("byline", (byline,))):
        yield RenderedPassage((Part(kind, inlines),), None, start, own_line=True)
    yield from _sections_on_lines(article.sections)


def as_typed(title: Text, source: Source) -> tuple[Inline, ...]:
    """A title on lines of its own, with the line ends that its file has in it.

    The front matter may go on in the next line, two blanks in:

        标题: “三措并举”
          推动治理服务提质增效
    """
    parts: list[Inline] = []
    at = 0
    for line in source.quote(title.span).strip("\"'").split("\n"):
        words = line.strip()
        if not words or not title.text.startswith(words, at):
            return (title,)  # it is quoted or escaped, or stands elsewhere
        words += " " * title.text.startswith(" ", at + len(words))
        parts += [LineBreak(title.span)] if parts else []
        parts.append(Text(words, title.span))
        at += len(words)
    return tuple(parts) if at == len(title.text) else (title,)


def _sections_on_lines(sections: tuple[Section, ...]) -> Iterator[RenderedPassage]:
    for section in sections:
        at = section.span.start
        if section.heading:
            part = Part("run-in", section.heading, "", section.level)
            yield RenderedPassage((part,), None, at, own_line=True)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield RenderedPassage((Part("copy", block.children),), None, block.span.start)
            else:
                yield RenderedPassage((), block, block.span.start)


def unit_names(publication: Publication) -> tuple[str, ...]:
    """The names of an office's units, which no title is divided in."""
    return tuple(name for unit in publication.units for name in (unit.name, *unit.aliases))


# -- Templates -------------------------------------------------------------------------------------

_UNPRINTABLE = pattern_of("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that XML 1.0 cannot contain, not even escaped (2.2 Characters)."""


def printable(text: str) -> str:
    """The text without characters that XML cannot contain."""
    return _UNPRINTABLE.sub("", text)


class DirectedText(NamedTuple):
    """A piece of text that is read in one direction."""

    text: str
    leftward: bool
    """Whether it consists of words that are read from right to left."""


def by_direction(text: str) -> Iterator[DirectedText]:
    """A text divided into pieces, so that right-to-left words are separate.

    Otherwise the bidirectional algorithm (UAX #9) would treat the marks and figures of the line as
    part of those words.
    """
    at = 0
    for run in runs_of(text):
        if run.is_leftward:
            yield DirectedText(text[at : run.start], False)
            yield DirectedText(run.text, True)
            at = run.stop
    yield DirectedText(text[at:], False)


def is_one_way(text: str) -> bool:
    """Whether no word of a text is read from right to left."""
    return not any(run.is_leftward for run in runs_of(text))


def environment_of(folders: Sequence[Path]) -> Environment:
    """The Jinja environment with the templates in these folders. An earlier folder wins."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from bulletin.compiled_templates import Compiled

    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(str(user_cache("templates"))),
    )
    environment.filters.update(
        slug=slug,
        image_address=image_address,
        permanent_id=permanent_id,
        printable=printable,
        by_direction=by_direction,
        by_meeting_marks=by_meeting_marks,
        by_words=by_words,
        with_sides=with_sides,
    )
    environment.tests.update(one_way=is_one_way)
    environment.globals.update(
        passages=passages,
        attachment_passages=attachment_passages,
        unit_names=unit_names,
        alone=False,
    )
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
    }
    return environment


def templates_under(folders: Sequence[Path], roots: Iterable[str]) -> frozenset[str]:
    """The names of the templates that these `roots` are made with, they themselves among them.

    Where a template takes another by a name that is known only while it is filled in, all of them.
    """
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        path = next((each / name for each in folders if (each / name).is_file()), None)
        if name in found or path is None:
            continue
        found.add(name)
        others = _referenced(path.read_bytes())
        if None in others:
            return frozenset(environment_of(folders).list_templates())
        waiting += [each for each in others if each]
    return frozenset(found)


@lru_cache(maxsize=256)
def _referenced(template: bytes) -> tuple[str | None, ...]:
    """The names of the templates that a template takes; None for one that is not known yet.

    Reading a template takes longer than all else that is done to list the copy of an issue.
    """
    from jinja2 import Environment, TemplateSyntaxError, meta

    try:
        return tuple(meta.find_referenced_templates(Environment().parse(template.decode())))
    except (TemplateSyntaxError, ValueError):  # told when it is rendered
        return ()


class Unrendered(Exception):
    """One of the office's own templates failed while it was rendered."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.message)
        self.fault = fault


_WORDS = (
    (r"'(?:\S+ )?(?:.*?)object' has no attribute '(.*)'", "没有 `{}` 这个属性"),
    (r"'(.*?)' is undefined", "没有 `{}` 这个变量"),
    (r".*got an unexpected keyword argument '(.*?)'", "没有 `{}` 这个参数"),
    (r"macro '(.*?)' takes .*", "宏 `{}` 的参数个数不对"),
    (r"'?(\S+?)'? not found.*", "没有 `{}` 这个模板"),
)
"""Jinja's messages about failures while rendering, and our words for them."""


def _in_chinese(problem: Exception) -> str:
    words = str(problem)
    for pattern, chinese in _WORDS:
        if match := re.match(pattern, words, re.DOTALL):
            return chinese.format(match[1])
    return f"{type(problem).__name__}: {words}"


@dataclass(frozen=True)
class Renderer:
    """Renders the templates of one workspace. Undefined names are errors; everything is escaped."""

    workspace: Workspace

    @cached_property
    def _environment(self) -> Environment:
        return environment_of(self.workspace.folders("templates"))

    def page(self, template: str, **values: object) -> str:
        """Render a template with `values`. Raises Unrendered if the office's own template fails."""
        try:
            return self._environment.get_template(template).render(**values)
        except Exception as problem:
            fault = self._fault(template, problem)
            if fault is None:
                raise
            raise Unrendered(fault) from problem

    def _fault(self, template: str, problem: Exception) -> Diagnostic | None:
        """The fault in one of the office's own templates; None if it was in none of them."""
        from jinja2 import TemplateSyntaxError

        own = self.workspace.root / "templates"
        if len(self.workspace.folders("templates")) == 1:
            return None
        places = [
            (Path(frame.filename), line)
            for frame, line in (
                (each, each.lineno or 1) for each in extract_tb(problem.__traceback__)
            )
            if Path(frame.filename).is_relative_to(own)
        ]
        if isinstance(problem, TemplateSyntaxError):
            places.append((Path(problem.filename or own / template), problem.lineno))
        if not places:
            return None
        path, line = places[-1]
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        source = Source(path.relative_to(self.workspace.root).as_posix(), text)
        start = source.line_starts[min(line, len(source.line_starts)) - 1]
        span = Span(start, start + len(source.line(line)))
        return error("F038", source, span, f"模板填不下去：{_in_chinese(problem)}", "对照原件改正")

    def text(self, article: Article, publication: Publication) -> Markup:
        """The text of an article for all pages and the feed."""
        flow = publication.house.sections
        values = {
            "article": article,
            "passages": passages(article, flow),
            "flow": flow,
            "own": unit_names(publication),
        }
        return Markup(self.page("text.html", **values))

    def sheet(self, issue: Issue, sections: Flow | None = None, mark: Mark | None = None) -> str:
        """The sheet of an issue, which the press sets.

        `sections` is the layout that the profile wants, if any; it comes before the office's own.
        `mark` says that it is a draft or proof.
        """
        sections = sections or issue.publication.house.sections
        return self.page("sheet.html", issue=issue, sections=sections, mark=mark)
