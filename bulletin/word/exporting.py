"""From an issue's folder, or from what was published of it, to its Word document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil
from pathlib import Path

from bulletin.address import image_address
from bulletin.archive import publishing_faults
from bulletin.diagnostics import Diagnostic, Severity, error, has_errors, in_order
from bulletin.fields import key_in_sheet
from bulletin.image_files import figures
from bulletin.making import (
    Proof,
    ReadIssue,
    images_of,
    kept_inside,
    mark_of,
    open_issue,
    own_words,
    profile_faults,
    profile_for,
    stands,
    surroundings,
)
from bulletin.model import (
    Block,
    Figure,
    Inline,
    Issue,
    Link,
    List,
    Mark,
    Paragraph,
    Quotation,
    Section,
    Site,
    Strong,
    Table,
    section_texts,
)
from bulletin.pdf import read_outline
from bulletin.press import LEAST_TEXT, MOST_UNNUMBERED, em_widths, image_fault
from bulletin.profile import STANDARD_PROFILE, Profile, profile_of
from bulletin.source import Source, Span
from bulletin.word.composing import LEVELS
from bulletin.word.file import document_bytes
from bulletin.word.origin import copy_digest, exported_copy
from bulletin.word.page import WordPage
from bulletin.word.sheet import compose_document
from bulletin.word.styles import ITEM_TEXTS
from bulletin.workspace import Workspace, built_in


@dataclass(frozen=True)
class Exported:
    """An issue as a Word document, and what there is to say about it."""

    issue: Issue | None
    content: bytes
    """Empty if something is wrong with the issue."""

    diagnostics: tuple[Diagnostic, ...]
    copy: Mapping[str, bytes] = field(default_factory=dict)
    """The files that it was made of, by path (`keep_copy`)."""


def export(workspace: Workspace, name: str, today: date | None = None) -> Exported:
    """The issue called `name`; `today` is printed on one that is not signed off.

    A published issue is exported as it was published, with the profile of that day. Raises OSError
    if a file cannot be read.
    """
    read, faults = open_issue(workspace, name)
    if read is None:
        return Exported(None, b"", in_order(faults))
    faults += surroundings(workspace)
    if read.issue is not None and read.issue.withdrawn:
        faults += (_gone(read.issue),)
    if read.issue is None or read.loaded is None or has_errors(faults):
        return Exported(read.issue, b"", in_order(faults))
    faults += tuple(_faults(workspace, read, read.issue))
    if has_errors(faults):
        return Exported(read.issue, b"", in_order(faults))
    mark = None
    if read.kept is None:
        mark = mark_of(workspace, read.loaded, read.issue, Proof(today))
    images = images_of(read.loaded.folder, read.issue)
    copy = exported_copy(read.kept.workspace if read.kept else workspace, read.loaded)
    profile = _profile(workspace, read, read.issue)
    faults += tuple(_first_page(read.issue, profile))
    numbers, told = _numbers(workspace, read, read.issue, profile)
    own = words_of_titles(workspace, read.issue)
    content = word_document(read.issue, profile, images, mark, copy_digest(copy), numbers, own)
    faults += told
    return Exported(read.issue, content, in_order(faults), copy)


def words_of_titles(workspace: Workspace, issue: Issue) -> tuple[str, ...]:
    """The office's own words that no title of the issue is divided in."""
    attached = (each.title for article in issue.articles for each in article.attachments)
    titles = "\n".join((*(str(each.title) for each in issue.articles), *attached))
    return own_words(workspace, issue, titles)


def _profile(workspace: Workspace, read: ReadIssue, issue: Issue) -> Profile:
    """The issue's profile, completed by figures that older profiles did not name."""
    name = f"profiles/{STANDARD_PROFILE}.css"
    ours = (name, (built_in("styles") / name).read_text("utf-8"))
    own = profile_for(read.kept.workspace if read.kept else workspace, issue)
    return profile_of(own.name, (ours, *own.stylesheets))


def _gone(issue: Issue) -> Diagnostic:
    """D401."""
    message, hint = f"{issue.label}已撤回，不再导出", f"撤回的原因：{issue.withdrawn}"
    return error("D401", issue.source, Span(0, 0), message, hint)


def _faults(workspace: Workspace, read: ReadIssue, issue: Issue) -> Iterator[Diagnostic]:
    """What prevents the document, and what the document leaves out."""
    assert read.loaded is not None
    yield from publishing_faults(Site(read.publication), [issue])
    if read.kept is None:
        yield from profile_faults(read.loaded, issue.profile or STANDARD_PROFILE, workspace)
    yield from _image_faults(read.loaded.folder, issue)
    yield from _unkept_faults(issue)
    if issue.fit:
        message = f"Word 文件不按 fit 收放，可能不是 {issue.fit} 页"
        yield _at_setting("D403", issue, "fit", message, "页数以 PDF 为准")
    if issue.publication.house.even_page:
        message = "Word 文件的版记在最后一页，不一定是偶数页"
        yield _at_setting("D404", issue, "number", message, "要双面印，用 PDF")


NARROW_LETTER = 0.5
"""Width of a letter or figure of the text, in em."""


def _first_page(issue: Issue, profile: Profile) -> Iterator[Diagnostic]:
    """That the PDF's first page is set closer so that it shows text, while the document's is not.

    Estimated in lines; that a paragraph of three lines is not divided counts for one.
    """
    cells = profile.measure / profile.points("size")
    entries = [each.contents_line for each in issue.articles if len(issue.articles) > 1]
    notes = [*map(str, section_texts(issue.editor_note))]
    before = profile.number("masthead-lines") + bool(issue.topic)
    for texts, indent, room in ((entries, 0, cells - 2), (notes, 2, cells)):
        rows = [ceil((indent + sum(em_widths(each, NARROW_LETTER))) / room) for each in texts]
        before += sum(rows) + (profile.number("blank-lines") if rows else 0)
    depth = profile.depth / profile.points("pitch")
    if (entries or notes) and before + LEAST_TEXT + 1 > depth + 0.1:
        message = "Word 文件不压低报头、不缩小目录，首页可能没有正文"
        yield _at_setting("D406", issue, "articles", message, "版面以 PDF 为准")


# -- Page numbers of the contents ------------------------------------------------------------------


def _numbers(
    workspace: Workspace, read: ReadIssue, issue: Issue, profile: Profile
) -> tuple[dict[str, int], tuple[Diagnostic, ...]]:
    """The pages that the contents of the issue's PDF name, by anchor; D407 where it is not there.

    Word's own pages are known to Word alone, which shows these until its fields are updated.
    """
    if len(issue.articles) < 2:
        return {}, ()
    pdf = _pdf(workspace, read, issue)
    outline = read_outline(pdf.read_bytes()) if pdf else None
    if outline and outline.pages <= MOST_UNNUMBERED:
        return {}, ()
    entries = outline.entries if outline else ()
    if [title for title, _ in entries] == [each.contents_line for each in issue.articles]:
        pages = (page for _, page in entries)
        return dict(zip((each.anchor for each in issue.articles), pages, strict=True)), ()
    if _reckoned_pages(issue, profile) < MOST_UNNUMBERED - 1:
        return {}, ()
    message = "没有照现在的稿件生成的 PDF，Word 文件的目录没有印页码"
    hint = f"先运行 bulletin build {issue.name}，再导出"
    source, span = issue.source, Span(0, 0)
    return {}, (Diagnostic("D407", Severity.WARNING, source, span, message, hint),)


def _pdf(workspace: Workspace, read: ReadIssue, issue: Issue) -> Path | None:
    """The issue's PDF: as it was sent, or as a build made it of the copy as it stands."""
    name = f"{issue.file_name}.pdf"
    if read.kept is not None:
        return read.kept.file(name)
    internal = kept_inside(workspace, read) is not None
    tree = workspace.internal_output if internal else workspace.output
    path = tree / issue.address / name
    there = path.is_file() and stands(workspace, Site(read.publication, internal), issue.name)
    return path if there else None


def _reckoned_pages(issue: Issue, profile: Profile) -> float:
    """About how many pages an issue has, by its characters."""
    characters = sum(len(str(text)) for text in section_texts(issue.whole))
    a_page = profile.measure / profile.points("size") * profile.depth / profile.points("pitch")
    return characters / a_page


def _by_file(issue: Issue) -> Iterator[tuple[Source, tuple[Section, ...]]]:
    """The texts of the articles and of their attachments, each with its file."""
    for article in issue.articles:
        yield article.source, article.sections
        yield from ((each.source, each.whole) for each in article.attachments)


def _image_faults(folder: Path, issue: Issue) -> Iterator[Diagnostic]:
    """Images that cannot be put into the document."""
    written = [(issue.source, issue.editor_note)]
    written += _by_file(issue)
    for source, sections in written:
        for figure in figures(sections):
            if fault := image_fault(folder, image_address(figure.path)):
                message, hint = f"图片“{figure.path}”{fault[0]}", fault[1]
                yield error("D402", source, figure.span, message, hint)


def _unkept_faults(issue: Issue) -> Iterator[Diagnostic]:
    """What is printed but does not come back from Word as it was."""
    written = [(issue.source, unkept(issue.editor_note, note=True))]
    written += [(source, unkept(sections)) for source, sections in _by_file(issue)]
    for source, found in written:
        for span, what in found:
            message = f"Word 文件记不住{what}，再收进来会和原来不同"
            yield Diagnostic("D405", Severity.INFO, source, span, message, "内容不会少")


def _at_setting(code: str, issue: Issue, name: str, message: str, hint: str) -> Diagnostic:
    """Something about a setting of the issue that an editor may want to know."""
    place = key_in_sheet(issue.source, name)
    return Diagnostic(code, Severity.INFO, issue.source, place, message, hint)


def word_document(
    issue: Issue,
    profile: Profile,
    images: Mapping[str, bytes],
    mark: Mark | None = None,
    copy: str = "",
    numbers: Mapping[str, int] | None = None,
    own_words: Sequence[str] = (),
) -> bytes:
    """The issue as an editable Word document (ECMA-376, transitional) to GB/T 9704-2012.

    `images` are the files that the issue shows, all of them sound, by their path in its folder.
    `mark` says that it is a draft or a proof; `copy` is the digest of the copy it is made of;
    `numbers` are the pages of its articles that the PDF's contents name, by anchor; `own_words` are
    words of the office that no title is divided in. The bytes depend on these values only.
    """
    composed = compose_document(issue, WordPage(profile), images, numbers or {}, tuple(own_words))
    return document_bytes(issue, composed, mark, copy)


Unkept = tuple[Span, str]
"""Where it stands, and what it is, in an editor's words."""


def unkept(sections: tuple[Section, ...], *, note: bool = False) -> Iterator[Unkept]:
    """The parts of the sections that do not come back; `note` is true for the editor's note."""
    for section in sections:
        if _holds(section.heading, Strong):
            yield section.span, "小标题里的粗体"
        yield from _in_blocks(section.blocks, 0, in_text=not note)


def _holds(inlines: tuple[Inline, ...], kind: type) -> bool:
    return any(
        isinstance(each, kind) or (isinstance(each, Strong | Link) and _holds(each.children, kind))
        for each in inlines
    )


def _in_blocks(blocks: tuple[Block, ...], depth: int, *, in_text: bool) -> Iterator[Unkept]:
    for one, two in pairwise(blocks):
        if isinstance(one, List) and isinstance(two, List) and one.ordered == two.ordered:
            yield two.span, "紧接着另一个列表的列表"
    for block in blocks:
        if isinstance(block, Quotation):
            for inner in block.blocks:
                if not isinstance(inner, Paragraph):
                    yield inner.span, f"引文里的{_NAMES[type(inner)]}"
        elif isinstance(block, List):
            yield from _in_list(block, depth + 1, in_text=in_text)
        elif isinstance(block, Table) and not block.rows and any(c.align for c in block.head):
            yield block.span, "只有表头的表格的对齐"


def _in_list(block: List, depth: int, *, in_text: bool) -> Iterator[Unkept]:
    if depth == LEVELS + 1:
        yield block.span, f"第 {depth} 层列表"
    for item in block.items:
        if not item.blocks or not isinstance(item.blocks[0], Paragraph):
            yield block.span, "没有文字的条目"
        for inner in item.blocks[1:]:
            if isinstance(inner, Paragraph):
                if not in_text or depth > len(ITEM_TEXTS):
                    where = "第四层起的列表" if in_text else "编者按的列表"
                    yield inner.span, f"{where}里一条的第二段"
            elif not isinstance(inner, List):
                yield inner.span, f"列表里的{_NAMES[type(inner)]}"
        yield from _in_blocks(
            tuple(each for each in item.blocks if isinstance(each, List | Paragraph)),
            depth,
            in_text=in_text,
        )


_NAMES = {List: "列表", Quotation: "引文", Table: "表格", Figure: "图片", Paragraph: "段落"}
