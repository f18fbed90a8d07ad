"""An issue as a Word document, and what a leader does to it."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bulletin.word.exporting import export
from bulletin.workspace import Workspace


def exported(workspace: Workspace, name: str) -> bytes:
    """What `bulletin export` makes, header of a draft included."""
    made = export(workspace, name, date(2024, 3, 4))
    assert made.content, made.diagnostics
    return made.content


class Marked:
    """A document open in Word."""

    def __init__(self, content: bytes) -> None:
        self.document = Document(io.BytesIO(content))
        self.notes: list[tuple[str, str]] = []

    @property
    def saved(self) -> bytes:
        written = io.BytesIO()
        self.document.save(written)
        if not self.notes:
            return written.getvalue()
        again = io.BytesIO()
        with ZipFile(written) as old, ZipFile(again, "w") as new:
            for name in old.namelist():
                part = old.read(name).decode() if name == "word/footnotes.xml" else None
                for was, now in self.notes if part else ():
                    assert part is not None
                    assert was in part
                    part = part.replace(was, now)
                new.writestr(name, part.encode() if part else old.read(name))
        return again.getvalue()

    def note(self, was: str, now: str) -> Marked:
        """Type over words in a footnote."""
        self.notes.append((was, now))
        return self

    def paragraphs(self) -> Iterator[Any]:
        return iter(self.document.element.body.iter(qn("w:p")))

    def texts(self) -> Iterator[Any]:
        return iter(self.document.element.body.iter(qn("w:t")))

    def paragraph(self, words: str) -> Any:
        """The last paragraph that says `words`: not the contents' line."""
        found = [
            each
            for each in self.paragraphs()
            if words in "".join(str(text.text) for text in each.iter(qn("w:t")))
        ]
        return found[-1]

    def replace(self, was: str, now: str) -> Marked:
        """Type over words of one face, wherever they stand."""
        found = [each for each in self.texts() if was in str(each.text)]
        if not found:  # the colophon stands among the notes where there are any
            return self.note(was, now)
        for each in found:
            each.text = each.text.replace(was, now)
            each.set(qn("xml:space"), "preserve")
        return self

    def track(self, was: str, now: str, author: str = "张部长") -> Marked:
        """Type over words with changes tracked."""
        text = next(each for each in self.texts() if was in str(each.text))
        run = text.getparent()
        before, _, after = text.text.partition(was)
        text.text = before
        text.set(qn("xml:space"), "preserve")
        last = run
        for kind, words in (("w:del", was), ("w:ins", now), ("", after)):
            made = copy.deepcopy(run)
            inner = made.find(qn("w:t"))
            inner.text = words
            inner.set(qn("xml:space"), "preserve")
            if kind == "w:del":
                inner.tag = qn("w:delText")
            if kind:
                wrapper = OxmlElement(kind)
                wrapper.set(qn("w:author"), author)
                wrapper.set(qn("w:date"), "2024-03-04T09:00:00Z")
                wrapper.set(qn("w:id"), "900")
                wrapper.append(made)
                made = wrapper
            last.addnext(made)
            last = made
        return self

    def comment(self, words: str, said: str, author: str = "张部长") -> Marked:
        run = next(
            run
            for paragraph in self.document.paragraphs
            for run in paragraph.runs
            if words in run.text
        )
        self.document.add_comment(run, text=said, author=author)
        return self

    def remove(self, words: str) -> Marked:
        paragraph = self.paragraph(words)
        paragraph.getparent().remove(paragraph)
        return self

    def add_after(self, words: str, text: str) -> Marked:
        """Press Enter at a paragraph's end and type."""
        paragraph = self.paragraph(words)
        made = copy.deepcopy(paragraph)
        texts = list(made.iter(qn("w:t")))
        texts[-1].text = text
        for each in texts[:-1]:
            each.getparent().getparent().remove(each.getparent())
        for call in list(made.iter(qn("w:footnoteReference"))):
            call.getparent().getparent().remove(call.getparent())
        paragraph.addnext(made)
        return self

    def move_after(self, words: str, end: str, after: str) -> Marked:
        """Cut from the paragraph with `words` to that with `end`, and paste elsewhere."""
        body = self.document.element.body
        first, last = self.paragraph(words), self.paragraph(end)
        children = list(body)
        cut = children[children.index(first) : children.index(last) + 1]
        target = self.paragraph(after)
        for each in reversed(cut):
            target.addnext(each)
        return self
