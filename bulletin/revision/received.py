"""A Word document that came back, as a version of the issue it was made from.

It is recognised like any past issue, put into a folder of its own, and read from there, so that
both sides of a comparison have gone through the same reader.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from bulletin.address import image_address
from bulletin.assemble import assemble
from bulletin.diagnostics import Diagnostic, Severity, error, warning
from bulletin.image_files import figures
from bulletin.intake import ReceivedDocument, Remark
from bulletin.intake.whole import listed_name, recognise_whole
from bulletin.intake.word import read_word
from bulletin.load import Loaded, load_issue
from bulletin.making import images_of, profile_for
from bulletin.model import (
    SIGNATURES,
    Figure,
    Publication,
    Section,
    Serial,
    Text,
    with_figures,
)
from bulletin.output import write_tree
from bulletin.patterns import pattern_of
from bulletin.press import as_shown, image_fault
from bulletin.revision.compare import Fact, Version, Written
from bulletin.revision.letters import Letters, text_letters
from bulletin.revision.version import folder_as_version, in_print
from bulletin.revision.words import likeness
from bulletin.source import Source, Span
from bulletin.word import word_document, words_of_titles
from bulletin.workspace import Workspace

ALIKE = 0.5
"""How much of a line must agree with a line of the contents for it to be that one, changed."""

LARGEST_DIFFERENCE = 12.0
"""The average difference, in 255 levels of grey, up to which two pictures are the same."""


@dataclass(frozen=True)
class RevisedDocument:
    """What came back."""

    version: Version | None
    """None if the document is not an issue, or is another one."""

    remarks: tuple[tuple[Remark, str], ...]
    """Comments and tracked changes, each with the words that it is about."""

    diagnostics: tuple[Diagnostic, ...]


def received(path: str, content: bytes, publication: Publication, ours: Loaded) -> RevisedDocument:
    """The document in `content` as a version of the issue that `ours` is.

    `path` is how an editor knows the document.
    """
    document = read_word(path, content)
    remarks = tuple((each, document.source.quote(each.span)) for each in document.remarks)
    alone = replace(publication.of(ours.name), others=())
    whole = recognise_whole(document, alone)
    found = tuple(
        each
        for each in whole.diagnostics
        if each.severity >= Severity.WARNING or each.code in _BESIDE_THE_TEXT
    )
    found += tuple(_running(document))
    if whole.serial is None:
        return RevisedDocument(None, remarks, found or whole.diagnostics)
    home = Serial.named(ours.name)
    serial = replace(whole.serial, year=home.year) if home else whole.serial
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        folder = root / "issues" / serial.folder
        write_tree(folder, whole.files)
        theirs = load_issue(root, folder, publication)
    if theirs.sheet is None or len(in_print(theirs)) != whole.articles:
        return RevisedDocument(None, remarks, (*found, _unreadable(document)))
    version = _as_ours(folder_as_version(theirs, publication), whole.files, ours, publication)
    before = folder_as_version(ours, publication)
    found = (*_of_contents(found, before, version), *_uncompared(document.source, ours, theirs))
    return RevisedDocument(version, remarks, found)


_BESIDE_THE_TEXT = ("D513", "D515", "D526")
"""The codes that report words of a leader although an import only mentions them."""

_OUR_MARK = pattern_of(
    r"(?:送审稿|清样)(?:\s*[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)?\s*稿次\s*[0-9a-f]{8}"
)
"""The header of our export (`bulletin.word.running.proof_mark`)."""

_PAGE_NUMBER = pattern_of(r"[\W\d第共页]*")


def _running(document: ReceivedDocument) -> Iterator[Diagnostic]:
    """D514: words in headers and footers, which are no part of the copy."""
    for line in document.running:
        words = _OUR_MARK.sub(" ", line.text).strip()
        if not _PAGE_NUMBER.fullmatch(words):
            at = line.span.start + max(document.source.quote(line.span).find(words), 0)
            place = Span(at, min(at + len(words), line.span.end))
            message = f"页眉、页脚里的字不写进稿件：{words}"
            hint = "要印的写进稿件；不印的在 Word 里删去"
            yield warning("D514", document.source, place, message, hint)


def _uncompared(source: Source, ours: Loaded, theirs: Loaded) -> Iterator[Diagnostic]:
    """D514: names that were read into fields which a page does not show, and which are therefore
    not compared: signatures in the colophon, the author of an article."""
    known = set(_names(ours))
    for label, name in _names(theirs):
        if (label, name) not in known:
            at = max(source.text.rfind(name), 0)
            message = f"{label}“{name}”不写进稿件"
            file = "稿件" if label == "撰稿" else " issue.md "
            hint = f"要记下就写进{file}的前言；不要的在 Word 里删去"
            yield warning("D514", source, Span(at, at + len(name)), message, hint)


def _names(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Who signed and who wrote, each with what editors call that."""
    for each in loaded.sheet.sign_off.signatures if loaded.sheet else ():
        if each.by:
            yield SIGNATURES[each.role], str(each.by)
    for article in in_print(loaded):
        if article.author:
            yield "撰稿", str(article.author)


def as_read_back(
    workspace: Workspace, publication: Publication, ours: Loaded
) -> tuple[Version | None, frozenset[tuple[str, str]]]:
    """What our own export of the issue reads back as, and what the reader reports of it (`said`);
    neither is a change that somebody made."""
    issue = assemble(ours, publication)
    if issue is None:
        return None, frozenset()
    if any(image_fault(ours.folder, image_address(each.path)) for each in figures(issue.whole)):
        return None, frozenset()  # what cannot be exported did not come from our export
    if issue.profile not in workspace.profiles():  # it changes no word of the copy
        issue = replace(issue, profile="")
    images = images_of(ours.folder, issue)
    own = words_of_titles(workspace, issue)
    content = word_document(issue, profile_for(workspace, issue), images, own_words=own)
    reread = received(f"{issue.title}.docx", content, publication, ours)
    return reread.version, frozenset(map(said, reread.diagnostics))


def said(diagnostic: Diagnostic) -> tuple[str, str]:
    """By what a report about one document is known again in another: its code and words."""
    return diagnostic.code, diagnostic.quoted or diagnostic.message


_OF_CONTENTS = ("D350", "D353", "D364")
"""The codes that report a line of the contents, or a title that the contents do not have."""


def _of_contents(
    found: tuple[Diagnostic, ...], before: Version, after: Version
) -> Iterator[Diagnostic]:
    """What was found, without the contents, which are made from the titles.

    An untouched line says nothing if only its title was changed; a line that was itself changed is
    reported as that (D417).
    """
    ours, theirs = _contents(before), _contents(after)
    titles = {each.fact("title") for each in after.articles}
    listed = set(_attachment_titles(before))
    changed = any(each.code in ("D350", "D353") for each in found)
    for each in found:
        if each.code == "D375" and listed_name(each.quoted) in listed:
            continue
        if each.code == "D364" and changed:
            continue  # the changed line itself is reported
        words = each.quoted.strip()
        if words in ours or words.rstrip("。") in titles:
            continue
        like = (likeness(_letters(words), _letters(line)) for line in (*ours, *theirs))
        if each.code in _OF_CONTENTS and max(like, default=0.0) >= ALIKE:
            message, hint = "目录的这一行和标题不一致", "目录由标题生成；要改就改标题"
            yield warning("D417", each.source, each.span, message, hint)
        else:
            yield each


def _contents(version: Version) -> set[str]:
    return {f"{each.fact('unit')}：{each.fact('title')}" for each in version.articles}


def _attachment_titles(version: Version) -> Iterator[str]:
    for article in version.articles:
        yield from (each.heading_text for each in article.sections if each.begins_attachment)


def _unreadable(document: ReceivedDocument) -> Diagnostic:
    message = "认出的稿件读不回来，没有比较"
    hint = "在 Word 里另存一份再试"
    return error("D410", document.source, Span(0, 0), message, hint)


def _as_ours(
    theirs: Version, files: Mapping[str, bytes], ours: Loaded, publication: Publication
) -> Version:
    """The version with the things that Word cannot know taken from ours: file names of pictures.

    A number or date that was not recognised has been reported, and is no change.
    """
    before = folder_as_version(ours, publication)
    known = {each.name: each for each in before.facts}
    there = {each.name: each for each in theirs.facts}
    for name in ("number", "date"):
        if name in known and name not in there:
            there[name] = known[name]
    pictures = _OurFigures(ours, before, files)
    articles = tuple(
        Written(each.facts, pictures.in_sections(each.sections)) for each in theirs.articles
    )
    facts: tuple[Fact, ...] = tuple(there.values())
    return Version(facts, pictures.in_sections(theirs.note), articles)


# -- Pictures --------------------------------------------------------------------------------------


class _OurFigures:
    """Our figures, to be found again in what came back."""

    def __init__(self, ours: Loaded, before: Version, files: Mapping[str, bytes]) -> None:
        sections = (*before.note, *(s for each in before.articles for s in each.sections))
        self.figures = tuple(figures(sections))
        self.folder = ours.folder
        self.files = files

    def in_sections(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return with_figures(sections, self._ours)

    def _ours(self, figure: Figure) -> Figure:
        """The figure with the name of our file, if it shows the same picture."""
        content = self.files.get(figure.path, b"")
        for each in self.figures:
            path = self.folder / each.path
            if path.is_file() and same_picture(as_shown(path.read_bytes()), content):
                return replace(figure, path=each.path, alternative=each.alternative)
        return replace(figure, path=f"*{figure.path}")


def _letters(text: str) -> Letters:
    return tuple(text_letters(Text(text, Span(0, 0))))


def same_picture(one: bytes, two: bytes) -> bool:
    """Whether two files show the same picture, whatever program wrote them and at whatever size."""
    if one == two:
        return True
    try:
        small = [
            Image.open(io.BytesIO(each)).convert("RGB").resize((32, 32)) for each in (one, two)
        ]
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    mean = ImageStat.Stat(ImageChops.difference(small[0], small[1])).mean
    return max(mean) <= LARGEST_DIFFERENCE
