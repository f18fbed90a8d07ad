"""Inspecting a PDF: each rule is measured on its pages, and what was measured is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from bulletin.diagnostics import Diagnostic, error, has_errors
from bulletin.inspect import measure_breaks as breaks
from bulletin.inspect import measure_file as file
from bulletin.inspect import measure_letter as letter
from bulletin.inspect import measure_lines as lines
from bulletin.inspect import measure_marks as marks
from bulletin.inspect import measure_pages as pages
from bulletin.inspect import measure_parts as parts
from bulletin.inspect import measure_spacing as spacing
from bulletin.inspect import tables
from bulletin.inspect.layout import is_letter, read_layout
from bulletin.inspect.measured import Measured, MeasureFunction, PaperPlace
from bulletin.inspect.requirements import LETTER, STANDARD, Requirement, Requirements, Strength
from bulletin.isolation import Limits, Stopped, apart
from bulletin.pdf import PrintedDocument, read_document
from bulletin.press import LOOSER, TIGHTER, told_lines
from bulletin.source import Span
from bulletin.system_errors import reason

LIMITS = Limits(seconds=60.0, processor=60)
"""What measuring one file may take; an issue of six pages takes a second."""

MEASURES = (breaks, file, letter, lines, marks, pages, parts, spacing, tables)
"""Where the measures stand; each has the name of its rule."""


def measure_of(rule: str) -> MeasureFunction:
    """The measure of a rule: `line-start` is measured by `line_start`."""
    name = rule.replace("-", "_")
    measure: MeasureFunction = next(getattr(each, name) for each in MEASURES if hasattr(each, name))
    return measure


class Verdict(StrEnum):
    """How a rule came out."""

    PASS = "合格"
    FAIL = "不合格"
    NOT_APPLICABLE = "不适用"


@dataclass(frozen=True)
class Row:
    """One rule of an inspection."""

    rule: str
    title: str
    clause: str
    strength: Strength
    measured: str
    """The figure with its unit, in Chinese, or why there is none."""

    required: str
    verdict: Verdict
    value: float | None
    """The bare figure in the requirement's unit."""

    places: tuple[PaperPlace, ...]
    """The worst offenders."""

    reason: str = ""
    """Why a figure passes although it differs from what is required: what the file says was done,
    and why."""


@dataclass(frozen=True)
class Inspection:
    """One PDF, inspected; without rows when it could not be read."""

    pages: int
    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...]
    is_letter: bool = False
    """Whether it was measured as a letter (信函)."""

    def __getitem__(self, rule: str) -> Row:
        """The row of `rule`; KeyError when there is none."""
        for row in self.rows:
            if row.rule == rule:
                return row
        raise KeyError(rule)

    @property
    def failed(self) -> tuple[Row, ...]:
        """Rows that do not pass, whatever their strength."""
        return tuple(row for row in self.rows if row.verdict is Verdict.FAIL)


def inspect_pdf(
    path_or_bytes: Path | str | bytes, *, requirements: Requirements | None = None
) -> Inspection:
    """Measures a bulletin's PDF, whoever made it.

    Without `requirements` it is measured as a letter if its first page has a letter's double rule,
    and otherwise by the standard.
    No content makes it raise anything: a file that cannot be read has no rows and a diagnostic.
    """
    if isinstance(path_or_bytes, bytes):
        name, content = "", path_or_bytes
    else:
        name = Path(path_or_bytes).name
        try:
            content = Path(path_or_bytes).read_bytes()
        except OSError as cause:
            return Inspection(
                0, (), (_fault("P301", name, f"打不开（{reason(cause)}）", "查路径"),)
            )
    document, faults = _read(content, name)
    if document is None:
        return Inspection(0, (), faults)
    asked = requirements or (LETTER if is_letter(document) else STANDARD)
    layout = read_layout(document, asked)
    adjusted = document.catalog.adjusted
    rows = tuple(_judge(row, measure_of(row.rule)(layout), adjusted) for row in asked.rows)
    return Inspection(len(document.pages), rows, faults, asked is LETTER)


def inspect_apart(
    path: Path, *, requirements: Requirements | None = None, limits: Limits = LIMITS
) -> Inspection:
    """`inspect_pdf` in a process of its own: a PDF from elsewhere may refer to itself without end,
    or unfold to any size. P305 if it takes more than it may."""
    try:
        return apart(limits, inspect_pdf, path, requirements=requirements)
    except Stopped as stopped:
        what, hint = f"PDF 量不完（{stopped}）", "文件多半损坏，或有特别大的内容；重新生成 PDF"
        return Inspection(0, (), (_fault("P305", path.name, what, hint),))


def exit_code(inspection: Inspection) -> int:
    """1 when the file could not be read or breaks a 规定 or 一般 rule, else 0."""
    broken = any(row.strength.binds for row in inspection.failed)
    return int(broken or has_errors(inspection.diagnostics))


def _judge(requirement: Requirement, measured: Measured, adjusted: str) -> Row:
    reason = ""
    if measured.value is None:
        verdict = Verdict.NOT_APPLICABLE
    elif requirement.accepts(measured.value):
        verdict = Verdict.PASS
    else:
        reason = adjusted if is_adjusted(requirement, measured.value, adjusted) else ""
        verdict = Verdict.PASS if reason else Verdict.FAIL
    return Row(
        rule=requirement.rule,
        title=requirement.title,
        clause=requirement.clause,
        strength=requirement.strength,
        measured=measured.text,
        required=requirement.text,
        verdict=verdict,
        value=measured.value,
        places=measured.places,
        reason=reason,
    )


def _read(content: bytes, name: str) -> tuple[PrintedDocument | None, tuple[Diagnostic, ...]]:
    """The document, or why there is none."""
    if b"%PDF-" not in content[:1024]:
        return None, (_fault("P301", name, "不是 PDF", "交 PDF 文件"),)
    try:
        document = read_document(content)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return None, (_fault("P303", name, "PDF 加了口令", "去掉口令后再量"),)
    except MemoryError:
        raise  # what it may have is said where the limit is
    except Exception as cause:  # a damaged file can fail at any line of pdfminer
        what = f"PDF 已损坏，读不下去（{type(cause).__name__}）"
        return None, (_fault("P302", name, what, "重新生成 PDF"),)
    if not document.pages:
        return None, (_fault("P302", name, "PDF 没有一面", "重新生成 PDF"),)
    if not any(glyph.is_visible for page in document.pages for glyph in page.glyphs):
        what = "PDF 只有图像，没有文字，行与字无从量起"
        return document, (_fault("P304", name, what, "由文稿生成 PDF，不用扫描件"),)
    return document, ()


def _fault(code: str, name: str, message: str, hint: str) -> Diagnostic:
    return error(code, None, Span(0, 0), f"{name}：{message}" if name else message, hint)


PITCH = 0.1
"""How far a measured pitch may differ from the one that the file states, in pt."""


def is_adjusted(requirement: Requirement, value: float, told: str) -> bool:
    """Whether a figure is the one that the file says its lines were adjusted to.

    GB/T 9704-2012 5.2.3 asks for 22 lines of 28 characters, and allows other figures in special
    cases (特定情况可以作适当调整). An editor who asks for some number of pages has such a case.
    """
    said = told_lines(told)
    if requirement.rule == "lines-per-page":
        return value == said.lines and value in ADJUSTABLE
    if requirement.rule == "pitch":
        is_said = said.pitch is not None and abs(value - said.pitch) <= PITCH
        return is_said and said.lines in ADJUSTABLE
    if requirement.rule == "characters-per-line":
        # How much a line holds depends on its marks and figures, which are half as wide.
        return said.spaced and abs(value - (said.characters or requirement.high or 0)) <= 1
    return False


ADJUSTABLE = frozenset(rung.lines for rung in (*TIGHTER, *LOOSER) if rung.lines)
"""The numbers of lines on a page that copy-fitting may lead to; any other number is not an
adjustment."""
