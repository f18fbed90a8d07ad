"""The nouns: what a publication, an issue and an article are. Frozen values, no input or output.

A *submission* is what a unit sent and may lack things; an *article* is a submission accepted into
an issue, complete. Every text that an editor wrote carries the place it was written at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import ClassVar, TypeAlias

from bulletin.diagnostics import Diagnostic
from bulletin.numbering import is_item
from bulletin.source import Source, Span

# -- Text --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of copy in one style, and where it stands in its file."""

    kind: ClassVar[str] = "text"

    text: str
    span: Span
    """Where it was written. As long as `text`, but for an escape, an entity or a YAML quotation."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold copy: `**…**`. There is no other emphasis: Chinese has no italics (clreq 3.1)."""

    kind: ClassVar[str] = "strong"

    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link; on paper only its text is printed."""

    kind: ClassVar[str] = "link"

    address: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break that the author asked for."""

    kind: ClassVar[str] = "line-break"

    span: Span


@dataclass(frozen=True, slots=True)
class Footnote:
    """The place a footnote is called from, and the note."""

    kind: ClassVar[str] = "footnote"

    number: int
    """From 1, in the order of the calls in the article."""

    children: tuple[Inline, ...]
    span: Span


Inline: TypeAlias = Text | Strong | Link | LineBreak | Footnote


def texts(inlines: tuple[Inline, ...], *, footnotes: bool = True) -> Iterator[Text]:
    """Every text of `inlines`, in order; a footnote's text stands where it is called."""
    for inline in inlines:
        if isinstance(inline, Text):
            yield inline
        elif isinstance(inline, LineBreak) or (isinstance(inline, Footnote) and not footnotes):
            continue
        else:
            yield from texts(inline.children, footnotes=footnotes)


def plain(inlines: tuple[Inline, ...]) -> str:
    """The characters of `inlines` without style and without footnotes."""
    return "".join(text.text for text in texts(inlines, footnotes=False))


# -- Blocks ------------------------------------------------------------------------------------


def stop_after(heading: str) -> str:
    """What ends a heading that is run in: 。, or nothing behind a mark of its own.

    Two stops do not follow one another (GB/T 15834-2011 4.1), so none follows a ： either.
    """
    return "" if heading.endswith(tuple("。！？…：；，、!?:;,")) else "。"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article."""

    kind: ClassVar[str] = "paragraph"

    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `marker` is the number as typed (`1.`), empty for a bullet."""

    marker: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List:
    """A list."""

    kind: ClassVar[str] = "list"

    ordered: bool
    items: tuple[Item, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage quoted as a block."""

    kind: ClassVar[str] = "quotation"

    blocks: tuple[Block, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `align` is `left`, `center`, `right` or empty."""

    children: tuple[Inline, ...]
    align: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head of one row, in which all cells are empty where the table has none."""

    kind: ClassVar[str] = "table"

    head: tuple[Cell, ...]
    """Written in Markdown whatever the table; its cells say how their columns are aligned."""

    rows: tuple[tuple[Cell, ...], ...]
    span: Span

    @property
    def has_head(self) -> bool:
        """Whether the head says anything; an empty one is printed nowhere."""
        return any(text.text.strip() for cell in self.head for text in texts(cell.children))

    @property
    def printed(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows that are printed, the head first if there is one."""
        return (self.head, *self.rows) if self.has_head else self.rows


@dataclass(frozen=True, slots=True)
class Figure:
    """An image on its own line, with the words that stand for it and its caption."""

    kind: ClassVar[str] = "figure"

    path: str
    """The image's file, relative to the issue's folder, with `/` between the parts."""

    alternative: str
    caption: str
    span: Span


Block: TypeAlias = Paragraph | List | Quotation | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A run-in heading and what stands under it; the first section may have no heading."""

    heading: tuple[Inline, ...]
    """Without the 。 that ends it when it is run in; its own ？ or ！ is kept."""

    level: int
    """2 for a run-in heading or `##`, 3 for `###`, and so on; 2 without a heading."""

    blocks: tuple[Block, ...]
    span: Span
    """Where the heading stands; empty without one."""

    @property
    def heading_text(self) -> str:
        """The heading's characters."""
        return plain(self.heading)

    @property
    def run_in_stop(self) -> str:
        """What ends the heading when it is run in: 。 unless it ends with its own mark."""
        return stop_after(self.heading_text)

    @property
    def runs_in(self) -> bool:
        """Whether text follows that the heading may run into: a paragraph that is no item."""
        first = self.blocks[0] if self.blocks else None
        return isinstance(first, Paragraph) and not is_item(plain(first.children))


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block of `blocks` and those inside it, in the order of reading, the outer ones first.

    Where it matters what a block stands in (depth, marker), and where blocks are made anew, the
    levels are gone through one by one instead.
    """
    for block in blocks:
        yield block
        if isinstance(block, List):
            for item in block.items:
                yield from walk(item.blocks)
        elif isinstance(block, Quotation):
            yield from walk(block.blocks)


def block_inlines(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    """The inlines of every paragraph, cell and caption of `blocks`, in the order of reading."""
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            yield block.children
        elif isinstance(block, Table):
            for row in (block.head, *block.rows):
                for cell in row:
                    yield cell.children
        elif isinstance(block, Figure) and block.caption:
            yield (Text(block.caption, block.span),)


def _footnotes(inlines: tuple[Inline, ...]) -> Iterator[Footnote]:
    for inline in inlines:
        if isinstance(inline, Footnote):
            yield inline
        elif isinstance(inline, Strong | Link):
            yield from _footnotes(inline.children)


def section_footnotes(sections: tuple[Section, ...]) -> tuple[Footnote, ...]:
    """The footnotes of `sections`, in the order of their calls."""
    return tuple(
        inline
        for section in sections
        for inlines in (section.heading, *block_inlines(section.blocks))
        for inline in _footnotes(inlines)
    )


def section_texts(sections: tuple[Section, ...]) -> Iterator[Text]:
    """Every text of `sections`, headings included, in the order of reading."""
    for section in sections:
        yield from texts(section.heading)
        for inlines in block_inlines(section.blocks):
            yield from texts(inlines)


# -- What identifies an issue ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """Issues that are counted by themselves: 正刊, 增刊, or what the office declares."""

    name: str
    """As it is printed before the number, e.g. 专报; empty for the 正刊."""

    mark: str
    """What the folders' names begin with, one or two letters; empty for the 正刊."""

    profile: str = ""
    """The page's profile of its issues unless they say otherwise; empty for the house's."""


REGULAR = Series("", "")
"""正刊: what the publication is."""

SUPPLEMENTS = Series("增刊", "s")
"""增刊, which every publication may put out."""

_FOLDER = re.compile(r"(?:([12][0-9]{3})[-/])?([a-z]{0,2})([1-9][0-9]{0,6})", re.ASCII)
"""A year where issues are counted by the year, a series' mark, a number."""


@dataclass(frozen=True, slots=True, order=True)
class Serial:
    """What identifies an issue: its series, the year it is counted in, and its number."""

    mark: str
    """Its series' mark: empty for the 正刊, `s` for a 增刊."""

    year: int
    """The year in which it is counted (第1期 begins each January); 0 where numbers run on."""

    number: int
    series: str = field(default="", compare=False)
    """The series' name as it is printed: 增刊."""

    @classmethod
    def named(cls, name: str, publication: Publication | None = None) -> Serial | None:
        """What an issue's name (`116`, `2024-s1`) or folder (`2024/s1`) says; None for no name."""
        match = _FOLDER.fullmatch(name)
        if match is None:
            return None
        known = publication.series if publication else (REGULAR, SUPPLEMENTS)
        series = next((each.name for each in known if each.mark == match[2]), "")
        return cls(match[2], int(match[1] or 0), int(match[3]), series)

    @property
    def name(self) -> str:
        """How it is typed and read: `116`, `s3` for a 增刊, `2024-1` counted by the year."""
        within = f"{self.mark}{self.number}"
        return f"{self.year}-{within}" if self.year else within

    @property
    def folder(self) -> str:
        """Its folder in `issues/` and in the archive: `116`, `s3`, `2024/1`."""
        return self.name.replace("-", "/")

    @property
    def printed(self) -> str:
        """As the masthead prints it: 第1期, or 增刊第3期."""
        return f"{self.series}第{self.number}期"

    @property
    def label(self) -> str:
        """As it is called elsewhere: 第116期, 增刊第3期, 2024年第1期."""
        return f"{self.year}年{self.printed}" if self.year else self.printed

    def order(self, dated: date | None) -> tuple[str, int, bool, int]:
        """What sorts the issues of a series that ran on first and is counted by the year later.

        An issue that is not counted by the year stands in the year of its date.
        """
        year = self.year or (dated.year if dated else 0)
        return (self.mark, year, bool(self.year), self.number)


def issue_name(folder: Path) -> str:
    """The name of the issue in a folder below `issues/`: `116`, or `2024-1` for 2024/1."""
    above = folder.parent.name
    return folder.name if above == "issues" else f"{above}-{folder.name}"


def issue_folder(name: str) -> str:
    """The folder, below `issues/`, of the issue that is called so: `2024/1` for 2024-1."""
    serial = Serial.named(name)
    return serial.folder if serial else name


# -- The publication -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that sends in submissions (报送单位)."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names the unit is or was known by; an index knows it by `name` alone."""

    level: str = ""
    """What kind of unit it is (镇, 街道, 市直单位 …), as the office names it."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Whom the issue goes to: each line a tuple of levels, the members of a level joined by 、.

    GB/T 9704-2012 7.4.2 (主送、抄送) separates levels by ， and ends the line with 。.
    """

    report_to: tuple[str, ...] = ()
    """报：superiors."""

    send_to: tuple[str, ...] = ()
    """送：peers and units."""

    issue_to: tuple[str, ...] = ()
    """发：subordinates."""

    also_to: tuple[str, ...] = ()
    """本期增发：one-off additions of this issue."""

    @property
    def by_label(self) -> dict[str, tuple[str, ...]]:
        """The levels of every line by its label, in printed order."""
        levels = (self.report_to, self.send_to, self.issue_to, self.also_to)
        return dict(zip(LABELS.values(), levels, strict=True))

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """The printed lines that are not empty: class name, label, text with its 。."""
        return tuple(
            (name, f"{label}：", "，".join(levels) + "。")
            for name, (label, levels) in zip(LABELS, self.by_label.items(), strict=True)
            if levels
        )


LABELS = {"report-to": "报", "send-to": "送", "issue-to": "发", "also-to": "本期增发"}
"""The labels of the distribution's lines by their class names, in printed order."""


class Visibility(Enum):
    """Who may see an issue: 机关公文性简报 are internal unless the issue says otherwise."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Flow(Enum):
    """How an article's sections stand: in one flow after the title, as paragraphs, or under
    headings on lines of their own."""

    FLOW = "flow"
    PARAGRAPHS = "paragraphs"
    LINES = "lines"


class Status(Enum):
    """How far the editors have brought an issue; what comes after is in its published record."""

    DRAFT = "draft"
    """送审稿: the copy is still being worked on."""

    PROOF = "proof"
    """清样: set as it is to be, and being read."""

    SIGNED = "signed"
    """Signed off, to be published."""

    PRINTED = "printed"
    """往期: printed and sent before the office used this program. It fills the archive, bears no
    mark of a draft, and is not published again."""


SIGNATURES = {"edited_by": "责任编辑", "checked_by": "核稿", "approved_by": "签发"}
"""Who signs an issue off, in this order (三审三校), and his title."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature under an issue; what it lacks is None."""

    role: str
    """A key of `SIGNATURES`."""

    by: Text | None
    on: date | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """The signatures under an issue, in the order of `SIGNATURES`."""

    signatures: tuple[Signature, ...] = ()
    span: Span = Span(0, 0)
    """Where they stand in issue.md; the head of its front matter when there are none."""

    def of(self, role: str) -> Signature:
        """The signature of a role, which may be empty."""
        blank = Signature(role, None, None)
        return next((each for each in self.signatures if each.role == role), blank)


class Act(Enum):
    """What was done with an issue: each makes a revision of it that is never changed again."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Notice:
    """What readers are told of a published issue: that it was corrected (勘误) or withdrawn."""

    act: Act
    revision: int
    """The revision that it came with."""

    dated: date
    reason: str

    @property
    def printed_date(self) -> str:
        """The date as it is printed, 2023年6月20日."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"


@dataclass(frozen=True, slots=True)
class Mark:
    """What says on every page of a PDF that it is not the final one."""

    status: Status
    revision: str
    """Which copy it is: the beginning of its digest."""

    dated: date | None
    """The day it was made."""

    numbered: bool = False
    """Whether lines are numbered, for those who comment on it."""

    @property
    def label(self) -> str:
        """送审稿 or 清样; a signed issue that is printed as a proof is one too."""
        return "送审稿" if self.status is Status.DRAFT else "清样"

    @property
    def printed_date(self) -> str:
        """The date as it is printed; empty without one."""
        day = self.dated
        return f"{day.year}年{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True, slots=True)
class House:
    """The office's own settings, which hold for every issue."""

    sections: Flow = Flow.FLOW
    profile: str = ""
    """Name of the page's profile; empty for the standard one (GB/T 9704-2012)."""

    even_page: bool = False
    """Whether the colophon stands on an even page (practice of duplex printing)."""

    sign_off: tuple[str, ...] = tuple(SIGNATURES)
    """The signatures without which nothing is published."""

    substitutes: tuple[str, ...] = ()
    """Families that may stand in for official type in what is published."""

    timezone: str = "Asia/Shanghai"
    """Where the office's day begins, as the IANA database names it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets an issue by mail, as the office wrote it."""

    name: Text
    address: Text
    """One address, or several; 纸质 for who gets it on paper."""

    group: Text | None = None
    """The words of the colophon that it stands under; None when its name is such words itself."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How issues are mailed. No part of any page: what is written here makes nothing anew."""

    source: Source | None = None
    """The file that it stands in."""

    sender: Text | None = None
    hidden: bool = False
    """Whether the recipients of a group do not see each other (Bcc)."""

    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication's own facts, the same for every issue."""

    name: str
    """The masthead name, e.g. 天长组工信息."""

    issuer: str
    """The office that puts it out (编印单位)."""

    units: tuple[Unit, ...]
    """The registry, in protocol order."""

    distribution: Distribution
    site_title: str
    base_url: str
    """Where the archive is published, ending in `/`."""

    house: House = House()
    yearly_from: int | None = None
    """The first year whose issues are counted from 1 in January; None where numbers run on."""

    first_whole_number: int | None = None
    """The 总期号 that the count begins with; None where the office prints none."""

    series: tuple[Series, ...] = (REGULAR, SUPPLEMENTS)
    registry: dict[str, Unit] = field(default_factory=dict, compare=False, repr=False)
    """Every name and alias, to its unit."""

    mail: Mail = field(default=Mail(), compare=False, repr=False)

    def unit(self, name: str) -> Unit | None:
        """The unit known by `name`, an alias included."""
        return self.registry.get(name)

    def series_called(self, name: str) -> Series | None:
        """The series of this name; the 正刊 has none of its own, and is called so by people."""
        called = "" if name == "正刊" else name
        return next((each for each in self.series if each.name == called), None)

    def series_marked(self, mark: str) -> Series | None:
        """The series whose folders begin with `mark`."""
        return next((each for each in self.series if each.mark == mark), None)

    def counted_in(self, dated: date | None) -> int:
        """The year that an issue of this date is counted in; 0 where numbers run on."""
        if self.yearly_from is None or dated is None or dated.year < self.yearly_from:
            return 0
        return dated.year


def registry_of(units: tuple[Unit, ...]) -> dict[str, Unit]:
    """Every name and alias of `units`, to its unit; the first unit of a name keeps it."""
    registry: dict[str, Unit] = {}
    for unit in units:
        for name in (unit.name, *unit.aliases):
            registry.setdefault(name, unit)
    return registry


# -- Copy as it came in ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allowance:
    """A rule's finding that the office lets stand, with the reason."""

    code: Text
    """The rule's code."""

    reason: str
    quoted: str = ""
    """The text it is about; empty for every finding of the rule."""

    def covers(self, finding: Diagnostic) -> bool:
        """Whether it lets a finding stand, the file being right."""
        return self.code.text == finding.code and self.quoted in finding.quoted


@dataclass(frozen=True, slots=True)
class Submission:
    """What a unit sent; whatever the front matter lacks is None, and was reported."""

    source: Source
    name: str
    """The file's name without `.md`, by which the issue's order knows it."""

    unit: Unit | None
    unit_text: Text | None
    """The unit as written, which may be an alias."""

    title: Text | None
    """Without unit and without end mark (GB/T 15834-2011, T20)."""

    byline: Text | None
    """A body below the unit that the article itself names, e.g. 千秋街道上城风景小区党支部."""

    author: str
    supplier: str
    """Who supplied it, printed as （…供稿） at the end of the article; empty for nobody."""

    approver: str
    received: date | None
    sections: tuple[Section, ...]
    allowances: tuple[Allowance, ...] = ()
    status: str = "adopted"
    """`adopted`, `held` or `returned`."""

    reason: str = ""
    """Why it is held or returned."""


@dataclass(frozen=True, slots=True)
class IssueSheet:
    """An issue's own `issue.md` as it was read; what it lacks is None, and was reported."""

    source: Source
    serial: Serial | None
    dated: date | None
    """The date of sign-off, which is the date of printing."""

    topic: Text | None
    """The topic without its 【】, e.g. “基层治理”专题."""

    order: tuple[Text, ...] | None
    """The submissions' file names in printed order."""

    distribution: Distribution
    visibility: Visibility
    whole_number: int | None
    secrecy: str
    copy_number: str
    notice: str
    profile: Text | None
    fit: int | None
    copies: int | None
    editor_note: tuple[Section, ...]
    allowances: tuple[Allowance, ...] = ()
    status: Status = Status.DRAFT
    sign_off: SignOff = SignOff()


# -- The issue -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """A submission accepted into an issue."""

    place: int
    """Its place in the issue, from 1."""

    source: Source
    name: str
    unit: Unit
    title: Text
    byline: Text
    """The body the article names before its title: the submission's byline, or its unit."""

    author: str
    supplier: str
    sections: tuple[Section, ...]

    @property
    def anchor(self) -> str:
        """The article's permanent anchor on its issue's page."""
        return f"a{self.place}"

    @property
    def contents_line(self) -> str:
        """Its line in the contents: the unit and the title, without end mark."""
        return f"{self.unit.name}：{self.title.text}"

    @property
    def full_title(self) -> str:
        """The title as it stands before the text, without end mark."""
        return f"{self.byline.text}：{self.title.text}"

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """Its footnotes, in the order of their calls."""
        return section_footnotes(self.sections)

    @property
    def is_layered(self) -> bool:
        """Whether two levels stand in it: headings of two levels, or numbered items under one."""
        headed = [section for section in self.sections if section.heading]
        items = (
            section.blocks and isinstance(section.blocks[0], Paragraph) and not section.runs_in
            for section in headed
        )
        return len({section.level for section in headed}) > 1 or any(items)

    @property
    def run_in_stop(self) -> str:
        """What ends the title when it is run in."""
        return stop_after(self.title.text)


@dataclass(frozen=True, slots=True)
class Issue:
    """A numbered issue, complete: what is printed and what is put on the site."""

    publication: Publication
    source: Source
    serial: Serial
    dated: date
    """Date of sign-off and of printing."""

    topic: str
    articles: tuple[Article, ...]
    editor_note: tuple[Section, ...]
    distribution: Distribution
    visibility: Visibility
    whole_number: int | None
    """The number over all years, printed （总第N期）; None prints nothing."""

    secrecy: str
    copy_number: str
    notice: str
    profile: str
    fit: int | None
    """How many pages the issue must come to; None for as many as it takes."""

    copies: int | None
    status: Status = Status.DRAFT
    notices: tuple[Notice, ...] = ()
    """What has happened since it was published; empty for most."""

    @property
    def withdrawn(self) -> str:
        """Why the issue was withdrawn (撤回); empty for one that stands."""
        reasons = [each.reason for each in self.notices if each.act is Act.WITHDRAWN]
        return reasons[-1] if reasons else ""

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """The footnotes of the editor's note, in the order of their calls."""
        return section_footnotes(self.editor_note)

    @property
    def name(self) -> str:
        """What it is called by commands and files: `116`, `s3`, `2024-1`."""
        return self.serial.name

    @property
    def number(self) -> int:
        """Its number in its series."""
        return self.serial.number

    @property
    def label(self) -> str:
        """第116期, 增刊第3期, 2024年第1期."""
        return self.serial.label

    @property
    def folder(self) -> str:
        """Its folder in `issues/` and in the archive: `116`, `s3`, `2024/1`."""
        return self.serial.folder

    @property
    def printed_date(self) -> str:
        """The date in full Arabic figures without zeros, 2023年6月9日 (GB/T 9704-2012 7.3.5.4)."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"

    @property
    def title(self) -> str:
        """天长组工信息第116期."""
        return f"{self.publication.name}{self.label}"


# -- The archive -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """A publication's archive as it is put out: for everybody, or on the office's own drive."""

    publication: Publication
    internal: bool = False
    """Whether it holds internal issues too."""

    @property
    def address(self) -> str:
        """Where everybody finds it, ending in `/`; empty when nobody is told, or nobody may be."""
        return "" if self.internal else self.publication.base_url

    def holds(self, issue: Issue | IssueSheet) -> bool:
        """Whether the issue may stand in it."""
        return self.internal or issue.visibility is Visibility.PUBLIC
