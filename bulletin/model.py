"""The values of the trade: publication, issue, article. They are frozen and do no input or output.

A *submission* is what a unit sent in; it may be incomplete. An *article* is a complete submission
that was accepted into an issue. Every text that an editor wrote has its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import ClassVar, TypeAlias

from bulletin.diagnostics import Diagnostic
from bulletin.numbering import is_item
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

# -- Text --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of copy in one style, with its place in the file."""

    kind: ClassVar[str] = "text"

    text: str
    span: Span
    """Its place. The span is as long as `text`, except for escapes, entities and YAML
    quotations."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold text: `**…**`. There is no other emphasis, because Chinese has no italics (clreq
    3.1)."""

    kind: ClassVar[str] = "strong"

    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link. On paper only its text is printed."""

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
    """A footnote, at the place of its call."""

    kind: ClassVar[str] = "footnote"

    number: int
    """Counted from 1, in the order of the calls in the article."""

    children: tuple[Inline, ...]
    span: Span


Inline: TypeAlias = Text | Strong | Link | LineBreak | Footnote


def joined(names: tuple[Text, ...]) -> Text | None:
    """Names as they are printed, with 、 between them; None without any."""
    if len(names) < 2:
        return next(iter(names), None)
    span = Span(names[0].span.start, names[-1].span.end)
    return Text("、".join(name.text for name in names), span)


def texts(inlines: tuple[Inline, ...], *, footnotes: bool = True) -> Iterator[Text]:
    """Every text in `inlines`, in order. The text of a footnote comes at its call."""
    for inline in inlines:
        if isinstance(inline, Text):
            yield inline
        elif isinstance(inline, LineBreak) or (isinstance(inline, Footnote) and not footnotes):
            continue
        else:
            yield from texts(inline.children, footnotes=footnotes)


def plain(inlines: tuple[Inline, ...]) -> str:
    """The characters of `inlines`, without styles and footnotes."""
    return "".join([each.text if isinstance(each, Text) else _within(each) for each in inlines])


def _within(inline: Strong | Link | LineBreak | Footnote) -> str:
    return "" if isinstance(inline, (LineBreak, Footnote)) else plain(inline.children)


# -- Blocks ------------------------------------------------------------------------------------


def stop_after(heading: str) -> str:
    """The stop after a run-in heading: 。, or nothing if the heading ends with its own mark.

    Two marks do not follow one another (GB/T 15834-2011 4.1), so there is none after ： either.
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
    """A quotation in its own block."""

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
    """A table. Its head is one row; if all cells of that are empty, the table has no head."""

    kind: ClassVar[str] = "table"

    head: tuple[Cell, ...]
    """The first row, which Markdown always has. Its cells say how the columns are aligned."""

    rows: tuple[tuple[Cell, ...], ...]
    span: Span

    @property
    def has_head(self) -> bool:
        """Whether the head has any text; an empty head is not printed."""
        return any(text.text.strip() for cell in self.head for text in texts(cell.children))

    @property
    def printed(self) -> tuple[tuple[Cell, ...], ...]:
        """The printed rows, beginning with the head if there is one."""
        return (self.head, *self.rows) if self.has_head else self.rows


@dataclass(frozen=True, slots=True)
class Figure:
    """An image in its own paragraph, with a description and a caption."""

    kind: ClassVar[str] = "figure"

    path: str
    """The path of the image file, relative to the issue's folder, with `/` between its parts."""

    alternative: str
    caption: str
    span: Span

    @property
    def captioned(self) -> Paragraph | None:
        """The caption by itself, for a figure whose image is missing; None without one."""
        return Paragraph((Text(self.caption, self.span),), self.span) if self.caption else None


Block: TypeAlias = Paragraph | List | Quotation | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and the blocks under it. The first section may have no heading."""

    heading: tuple[Inline, ...]
    """The heading without a final 。; a ？ or ！ at its end is kept."""

    level: int
    """2 for a run-in heading or `##`, 3 for `###`, and so on; also 2 without a heading. 1 for the
    title of an attachment (附件), which the sections after it belong to."""

    blocks: tuple[Block, ...]
    span: Span
    """The place of the heading; an empty span without one."""

    @cached_property
    def heading_text(self) -> str:
        """The heading's characters."""
        return plain(self.heading)

    @property
    def begins_attachment(self) -> bool:
        """Whether its heading is the title of an attachment."""
        return self.level == 1

    @property
    def run_in_stop(self) -> str:
        """The stop after the heading if it is run in: 。, unless it ends with its own mark."""
        return stop_after(self.heading_text)

    @cached_property
    def runs_in(self) -> bool:
        """Whether the heading can be run in: an ordinary paragraph follows, not a numbered item."""
        first = self.blocks[0] if self.blocks else None
        return isinstance(first, Paragraph) and not is_item(plain(first.children))


def walk_items(blocks: tuple[Block, ...], depth: int = 0) -> Iterator[tuple[Block | Item, int]]:
    """Every block and every item of a list, in reading order, outer ones first; each with the
    number of items that it is in."""
    for block in blocks:
        yield block, depth
        if isinstance(block, List):
            for item in block.items:
                yield item, depth
                yield from walk_items(item.blocks, depth + 1)
        elif isinstance(block, Quotation):
            yield from walk_items(block.blocks, depth)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block of `blocks` and every block inside them, in reading order, outer ones first."""
    return (each for each, _ in walk_items(blocks) if not isinstance(each, Item))


def with_figures(
    sections: tuple[Section, ...], change: Callable[[Figure], Figure | Paragraph | None]
) -> tuple[Section, ...]:
    """The sections with each figure, however deep, as `change` gives it; None leaves it out."""

    def changed(blocks: tuple[Block, ...]) -> Iterator[Block]:
        for block in blocks:
            if isinstance(block, List):
                items = (replace(each, blocks=tuple(changed(each.blocks))) for each in block.items)
                yield replace(block, items=tuple(items))
            elif isinstance(block, Quotation):
                yield replace(block, blocks=tuple(changed(block.blocks)))
            elif not isinstance(block, Figure):
                yield block
            elif (new := change(block)) is not None:
                yield new

    return tuple(replace(each, blocks=tuple(changed(each.blocks))) for each in sections)


def own_inlines(block: Block) -> Iterator[tuple[Inline, ...]]:
    """The inlines of a paragraph, of each cell of a table, or of a caption; a list and a quotation
    have none of their own."""
    if isinstance(block, Paragraph):
        yield block.children
    elif isinstance(block, Table):
        for row in (block.head, *block.rows):
            yield from (cell.children for cell in row)
    elif isinstance(block, Figure) and block.caption:
        yield (Text(block.caption, block.span),)


def block_inlines(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    """The inlines of every paragraph, cell and caption of `blocks`, in reading order."""
    return (inlines for block in walk(blocks) for inlines in own_inlines(block))


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
    """Every text of `sections`, with the headings, in reading order."""
    for section in sections:
        yield from texts(section.heading)
        for inlines in block_inlines(section.blocks):
            yield from texts(inlines)


def attachments_apart(
    sections: tuple[Section, ...],
) -> tuple[tuple[Section, ...], tuple[tuple[Section, ...], ...]]:
    """The sections of the text, and those of each attachment, beginning with its title."""
    starts = [at for at, section in enumerate(sections) if section.begins_attachment]
    edges = (*starts, len(sections))
    return sections[: edges[0]], tuple(sections[one:two] for one, two in pairwise(edges))


def is_layered(sections: tuple[Section, ...]) -> bool:
    """Whether sections have two levels: headings of two levels, or numbered items under a
    heading."""
    headed = [section for section in sections if section.heading]
    items = (
        section.blocks and isinstance(section.blocks[0], Paragraph) and not section.runs_in
        for section in headed
    )
    return len({section.level for section in headed}) > 1 or any(items)


# -- What identifies an issue ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """Issues with their own sequence of numbers: 正刊, 增刊, or a series that the office
    declares."""

    name: str
    """The name that is printed before the number, e.g. 专报; empty for 正刊."""

    mark: str
    """One or two letters with which the names of its folders begin; empty for 正刊."""

    profile: str = ""
    """The profile of its issues, unless they name another; empty for the office's profile."""


REGULAR = Series("", "")
"""正刊: the ordinary issues of the publication."""

SUPPLEMENTS = Series("增刊", "s")
"""增刊, which every publication may have."""

_PUBLICATION = r"[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*"
_FOLDER = pattern_of(
    rf"(?:({_PUBLICATION})/)?(?:([12][0-9]{{3}})[-/])?([a-z]{{0,2}})([1-9][0-9]{{0,6}})", re.ASCII
)
"""The short name of a publication, a year (if issues are numbered by year), the mark of a series,
and a number."""

NOT_SHORT_NAMES = frozenset(
    (
        *("issues", "inbox", "originals", "published", "proofs", "exports", "outgoing", "build"),
        *("templates", "styles", "years", "units", "topics", "search", "feed", "index"),
        *(
            "con",
            "prn",
            "aux",
            "nul",
            *(f"{port}{at}" for port in ("com", "lpt") for at in range(10)),
        ),
    )
)
"""Folders of the workspace and of the archive, and names that Windows reserves."""


def is_short_name(name: str) -> bool:
    """Whether this may be the short name of a publication in folders, addresses and commands.

    It consists of lower-case letters, digits and hyphens, and each part between hyphens begins with
    a letter. One or two letters are the mark of a series, and the name of an issue is not allowed
    either.

    >>> [is_short_name(each) for each in ("diaoyan", "dy", "s1", "2024", "inbox", "zu-gong2")]
    [True, False, False, False, False, True]
    """
    if not (3 <= len(name) <= 40 and name[0].isalpha()):
        return False
    fits = re.fullmatch(_PUBLICATION, name, re.ASCII)
    return bool(fits) and name not in NOT_SHORT_NAMES and not _FOLDER.fullmatch(name)


@dataclass(frozen=True, slots=True, order=True)
class Serial:
    """What identifies an issue: its publication, its series, the year within which it is numbered,
    and its number."""

    publication: str = field(default="", kw_only=True)
    """The short name of its publication; empty for the first publication of a workspace."""

    mark: str
    """The mark of its series: empty for 正刊, `s` for 增刊."""

    year: int
    """The year, if 第1期 begins again each January; 0 if numbers run on through the years."""

    number: int
    series: str = field(default="", compare=False)
    """The printed name of the series: 增刊."""

    @classmethod
    def named(cls, name: str, publication: Publication | None = None) -> Serial | None:
        """The serial of an issue's name (`116`, `2024-s1`, `diaoyan/3`) or folder (`2024/s1`);
        None for others."""
        return _serial(name, publication.series if publication else (REGULAR, SUPPLEMENTS))

    @property
    def own_name(self) -> str:
        """Its name within its publication: `116`, `s3` for 增刊, `2024-1` if numbered by year."""
        within = f"{self.mark}{self.number}"
        return f"{self.year}-{within}" if self.year else within

    @property
    def name(self) -> str:
        """Its name as typed and read: `116`, `2024-1`, `diaoyan/116` of another publication."""
        return f"{self.publication}/{self.own_name}" if self.publication else self.own_name

    @property
    def own_folder(self) -> str:
        """Its folder within the folder of its publication: `116`, `s3`, `2024/1`."""
        return self.own_name.replace("-", "/")

    @property
    def folder(self) -> str:
        """Its folder in `issues/`: `116`, `s3`, `2024/1`, `diaoyan/2024/1`."""
        return f"{self.publication}/{self.own_folder}" if self.publication else self.own_folder

    @property
    def address(self) -> str:
        """Its folder in the archive: `issues/116`, or `diaoyan/116` in another publication."""
        return self.folder if self.publication else f"issues/{self.folder}"

    @property
    def file_name(self) -> str:
        """The name of its files without suffix: `116`, `2024-1`, `diaoyan-2024-1`."""
        return issue_file_name(self.name)

    @property
    def sequence(self) -> tuple[str, str]:
        """Its publication and its series."""
        return (self.publication, self.mark)

    @property
    def counted_within(self) -> tuple[str, str, int]:
        """What its number is counted within: its publication, its series and, if it is numbered by
        year, its year. Only within these do numbers and dates go up together."""
        return (*self.sequence, self.year)

    @property
    def printed(self) -> str:
        """The number as the masthead prints it: 第1期, or 增刊第3期."""
        return f"{self.series}第{self.number}期"

    @property
    def label(self) -> str:
        """As it is called elsewhere: 第116期, 增刊第3期, 2024年第1期."""
        return f"{self.year}年{self.printed}" if self.year else self.printed

    def order(self, dated: date | None) -> tuple[str, str, int, date, bool, int]:
        """A sort key. It also works if a series changes its way of counting, even within a year.

        An issue that is not numbered by year is sorted into the year of its date. The issues of a
        year stand by date, then by number; those without a date are the last.
        """
        year = self.year or (dated.year if dated else 0)
        return (*self.sequence, year, dated or date.max, bool(self.year), self.number)

    def printed_order(self, dated: date | None) -> tuple[date, tuple[object, ...]]:
        """A sort key by the date of printing, in which 总期号 are given; an issue without a date is
        the last of its year."""
        last = date(self.year, 12, 31) if self.year else date.min
        return (dated or last, self.order(dated))

    def is_printed_before(
        self, dated: date | None, other: Serial, other_dated: date | None
    ) -> bool:
        """Whether the issue comes before another: by number if both are counted together,
        otherwise by date."""
        if self.counted_within == other.counted_within:
            return self.number < other.number
        return self.printed_order(dated) < other.printed_order(other_dated)


def issue_name(folder: Path) -> str:
    """The name of the issue in a folder below `issues/`: `116`, or `2024-1` for 2024/1."""
    parts = folder.parts
    for depth in range(1, min(4, len(parts))):
        if parts[-depth - 1] != "issues":
            continue
        within = "/".join(parts[-depth:])
        if depth == 1:
            return within
        if serial := Serial.named(within):
            return serial.name
    return f"{folder.parent.name}-{folder.name}"


def issue_folder(name: str) -> str:
    """The folder below `issues/` of the issue with this name: `2024/1` for 2024-1."""
    serial = Serial.named(name)
    return serial.folder if serial else name


def issue_file_name(name: str) -> str:
    """What the files of the issue that is called so are called: `diaoyan-117` for diaoyan/117."""
    return name.replace("/", "-")


# -- The publication -----------------------------------------------------------------------------


@lru_cache(maxsize=65536)  # every command asks for the names of all issues several times
def _serial(name: str, known: tuple[Series, ...]) -> Serial | None:
    match = _FOLDER.fullmatch(name)
    if match is None:
        return None
    series = next((each.name for each in known if each.mark == match[3]), "")
    short_name = match[1] or ""
    return Serial(match[3], int(match[2] or 0), int(match[4]), series, publication=short_name)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that sends in submissions (报送单位)."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other present or former names of the unit. Indexes use only `name`."""

    level: str = ""
    """The kind of unit (镇, 街道, 市直单位 …), as the office names it."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Whom the issue goes to. Each line is a tuple of levels; the members of a level are joined by
    、.

    In print, levels are separated by ， and a line ends with 。 (GB/T 9704-2012 7.4.2, 主送、抄送).
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
    """Who may see an issue. 机关公文性简报 are internal unless the issue says otherwise."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Flow(Enum):
    """How the sections of an article are laid out: all in one paragraph after the title, one
    paragraph each, or under headings on their own lines."""

    FLOW = "flow"
    PARAGRAPHS = "paragraphs"
    LINES = "lines"


class Status(Enum):
    """How far the editors are with an issue. What happens after that is in its edition's record."""

    DRAFT = "draft"
    """送审稿: the copy is still being worked on."""

    PROOF = "proof"
    """清样: it is set in its final form and being proofread."""

    SIGNED = "signed"
    """It is signed off and may be published."""

    PRINTED = "printed"
    """往期: it was printed and sent before the office used this program. It is in the archive, has
    no draft mark, and is not published again."""


SIGNATURES = {"edited_by": "责任编辑", "checked_by": "核稿", "approved_by": "签发"}
"""The roles that sign an issue off, in this order (三审三校), with their titles."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature under an issue. What is not there yet is None."""

    role: str
    """A key of `SIGNATURES`."""

    by: Text | None
    on: date | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """The signatures under an issue, in the order of `SIGNATURES`."""

    signatures: tuple[Signature, ...] = ()
    span: Span = Span(0, 0)
    """Their place in issue.md; the start of its front matter if there are none."""

    def of(self, role: str) -> Signature:
        """The signature of a role; it may be empty."""
        blank = Signature(role, None, None)
        return next((each for each in self.signatures if each.role == role), blank)


def printed_day(day: date) -> str:
    """A date in Arabic figures without leading zeros: 2023年6月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Act(Enum):
    """What can be done with an issue. Each act makes a revision that is never changed again."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to the readers of a published issue: it was corrected (勘误) or withdrawn."""

    act: Act
    revision: int
    """The revision in which the notice first appeared."""

    dated: date
    reason: str

    @property
    def printed_date(self) -> str:
        """The date as it is printed, 2023年6月20日."""
        return printed_day(self.dated)


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark on every page of a PDF which says that it is not the final one."""

    status: Status
    revision: str
    """The beginning of the copy's digest, which says which copy it is."""

    dated: date | None
    """The day on which the PDF was made."""

    numbered: bool = False
    """Whether the lines are numbered, for people who comment on it."""

    @property
    def label(self) -> str:
        """送审稿 or 清样. A signed issue that is printed as a proof is 清样 too."""
        return "送审稿" if self.status is Status.DRAFT else "清样"

    @property
    def printed_date(self) -> str:
        """The date as it is printed; empty without one."""
        return printed_day(self.dated) if self.dated else ""


@dataclass(frozen=True, slots=True)
class House:
    """The office's own settings for all issues."""

    sections: Flow = Flow.FLOW
    profile: str = ""
    """The name of the profile; empty for the standard one (GB/T 9704-2012)."""

    even_page: bool = False
    """Whether the colophon must be on an even page, as is usual in duplex printing."""

    previous_edition: bool = False
    """Whether the colophon says which edition went before, with the first digits of its digest."""

    sign_off: tuple[str, ...] = tuple(SIGNATURES)
    """The signatures that are required for publication."""

    substitutes: tuple[str, ...] = ()
    """Families that may replace official type in published issues."""

    timezone: str = "Asia/Shanghai"
    """The time zone of the office, as the IANA database names it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient of an issue by mail, as the office wrote it."""

    name: Text
    address: Text
    """One or several addresses; 纸质 for a recipient on paper."""

    group: Text | None = None
    """The words of the colophon that include this recipient; None if its name is in the
    colophon."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How issues are mailed. It is on no page, so that a change here does not cause a new build."""

    source: Source | None = None
    """The file that it was read from."""

    sender: Text | None = None
    hidden: bool = False
    """Whether the recipients of a group do not see each other (Bcc)."""

    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What every issue says that does not say something else itself."""

    topic: Text | None = None
    secrecy: Text | None = None
    notice: Text | None = None
    fit: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """The facts of a publication, which are the same for all its issues.

    The first publication of a workspace has no short name, and contains the others.
    """

    name: str
    """The masthead name, e.g. 天长组工信息."""

    issuer: str
    """The office that publishes it (编印单位)."""

    units: tuple[Unit, ...]
    """The registered units, in protocol order."""

    distribution: Distribution
    site_title: str
    base_url: str
    """The address of the archive, ending in `/`."""

    house: House = House()
    standing: Standing = Standing()
    yearly_from: int | None = None
    """The first year in which numbers begin at 1 each January; None if numbers run on."""

    first_whole_number: int | None = None
    """The first 总期号; None if the office does not print it."""

    series: tuple[Series, ...] = (REGULAR, SUPPLEMENTS)
    short_name: str = ""
    """Its name in folders, addresses and commands; empty for the first publication."""

    others: tuple[Publication, ...] = ()
    """The other publications of the workspace, if this is the first."""

    mastheads: dict[str, str] = field(default_factory=dict)
    """The masthead names of all publications of the workspace, by short name; empty if there is
    only one."""

    registry: dict[str, Unit] = field(default_factory=dict, compare=False, repr=False)
    """The unit of every name and alias."""

    mail: Mail = field(default=Mail(), compare=False, repr=False)
    source: Source | None = field(default=None, compare=False, repr=False)
    """The file with its facts."""

    @property
    def every(self) -> tuple[Publication, ...]:
        """This publication and the others."""
        return (self, *self.others)

    @property
    def longest_name_first(self) -> tuple[Publication, ...]:
        """Every publication, so that a name is tried before a shorter one that it begins with."""
        return tuple(sorted(self.every, key=lambda each: -len(each.name)))

    def of(self, issue: str) -> Publication:
        """The publication of the issue with this name; this one if it is unknown."""
        short_name = issue.rpartition("/")[0]
        return next((each for each in self.others if each.short_name == short_name), self)

    def called(self, serial: Serial) -> str:
        """第116期, or 调研参考第3期 for an issue of another publication of the workspace."""
        other = serial.publication != self.short_name
        return (
            f"{self.mastheads.get(serial.publication, '')}{serial.label}" if other else serial.label
        )

    def unit(self, name: str) -> Unit | None:
        """The unit with this name or alias."""
        return self.registry.get(name)

    def series_called(self, name: str) -> Series | None:
        """The series with this name. 正刊 prints no name, but people call it by this one."""
        called = "" if name == "正刊" else name
        return next((each for each in self.series if each.name == called), None)

    def series_marked(self, mark: str) -> Series | None:
        """The series whose folders begin with `mark`."""
        return next((each for each in self.series if each.mark == mark), None)

    def counted_in(self, dated: date | None) -> int:
        """The year within which an issue of this date is numbered; 0 if numbers run on."""
        if self.yearly_from is None or dated is None or dated.year < self.yearly_from:
            return 0
        return dated.year


def registry_of(units: tuple[Unit, ...]) -> dict[str, Unit]:
    """The unit of every name and alias. If two units share a name, the first keeps it."""
    registry: dict[str, Unit] = {}
    for unit in units:
        for name in (unit.name, *unit.aliases):
            registry.setdefault(name, unit)
    return registry


# -- Copy as it came in ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding that the office allows, with the reason."""

    code: Text
    """The rule's code."""

    reason: str
    quoted: str = ""
    """The text that the finding is about; empty for all findings of the rule."""

    def covers(self, finding: Diagnostic) -> bool:
        """Whether it allows a finding; the caller checks that the file is right."""
        return self.code.text == finding.code and self.quoted in finding.quoted


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment (附件) of an article, which has pages of its own (GB/T 9704-2012 7.3.4).

    It is a part of the article's file, or a file of its own.
    """

    place: int
    """Its place among those of the article, counted from 1."""

    alone: bool
    """Whether the article has no other; then it has no number."""

    source: Source
    """The file that it stands in."""

    heading: tuple[Inline, ...]
    """Its title, without end mark."""

    span: Span
    """The place of its title."""

    sections: tuple[Section, ...]

    @property
    def label(self) -> str:
        """附件, or 附件1 if the article has several."""
        return "附件" if self.alone else f"附件{self.place}"

    @property
    def title(self) -> str:
        """The title's characters."""
        return plain(self.heading)

    @property
    def full_title(self) -> str:
        """附件1：责任清单, as contents and outlines name it."""
        return f"{self.label}：{self.title}"

    @property
    def whole(self) -> tuple[Section, ...]:
        """Its title as a section of its own, and its sections."""
        return (Section(self.heading, 1, (), self.span), *self.sections)

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """Its footnotes, in the order of their calls."""
        return section_footnotes(self.whole)


class WithAttachments:
    """A text with its attachments: in its own file, or in files beside it."""

    __slots__ = ()
    source: Source
    sections: tuple[Section, ...]
    attachments: tuple[Attachment, ...]

    @property
    def whole(self) -> tuple[Section, ...]:
        """The sections of its text and of its attachments, in the order of print."""
        return (*self.sections, *(section for each in self.attachments for section in each.whole))

    @property
    def files(self) -> tuple[Source, ...]:
        """The file, and those of attachments that have files of their own."""
        return tuple(dict.fromkeys((self.source, *(each.source for each in self.attachments))))


@dataclass(frozen=True, slots=True)
class FieldLine:
    """What a field of front matter says, in a line of its own on the page or behind a part of
    it."""

    name: str
    """The field's English name."""

    place: str
    """Where the page prints it, in Chinese: 报头, 期号后, 署名后, 文末, 版记."""

    said: str
    text: str
    """The whole line: 共印100份."""


class WithFieldLines:
    """What prints fields by their declarations."""

    __slots__ = ()
    lines: tuple[FieldLine, ...]

    def lines_at(self, place: str) -> tuple[str, ...]:
        """The lines that stand at a place of the page: 报头, 目录之前, 文末 or 版记."""
        return tuple(each.text for each in self.lines if each.place == place)

    def behind(self, part: str) -> str:
        """What fields add behind a part of the page, 期号, 编印单位 or 署名, with the blank before
        it."""
        said = self.lines_at(f"{part}后")
        return "".join(each if each.startswith("（") else f"　{each}" for each in said)


def said_in(lines: Iterable[FieldLine], name: str) -> str:
    """What a field says in one of the lines; empty if none is the field's."""
    return next((each.said for each in lines if each.name == name), "")


@dataclass(frozen=True, slots=True)
class Submission(WithAttachments):
    """What a unit sent in. A field that is missing in the front matter is None, and was
    reported."""

    source: Source
    name: str
    """The name of the file without `.md`, as in the order of the issue."""

    units: tuple[Unit, ...]
    """The units that sent it, as they are written; empty if one is not registered."""

    unit_texts: tuple[Text, ...]
    """The units as written, which may be aliases."""

    title: Text | None
    """The title without unit and end mark (GB/T 15834-2011, T20)."""

    byline: Text | None
    """A body below the unit that the article itself names, e.g. 千秋街道上城风景小区党支部."""

    author: str
    lines: tuple[FieldLine, ...]
    """What is printed below its text, in lines of their own: （…供稿）."""

    approver: str
    received: date | None
    sections: tuple[Section, ...]
    """The text, without attachments."""

    allowances: tuple[Allowance, ...] = ()
    status: str = "adopted"
    """`adopted`, `held` or `returned`."""

    reason: str = ""
    """Why it is held or returned."""

    attachments: tuple[Attachment, ...] = ()

    @property
    def unit_text(self) -> Text | None:
        """The units as they are printed before the title; None without any."""
        return joined(self.unit_texts)


@dataclass(frozen=True, slots=True)
class IssueSheet:
    """The `issue.md` of an issue. A field that is missing is None, and was reported."""

    source: Source
    serial: Serial | None
    dated: date | None
    """The date of sign-off, which is also the date of printing."""

    topic: Text | None
    """The topic without 【】, e.g. “基层治理”专题."""

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
    lines: tuple[FieldLine, ...]
    editor_note: tuple[Section, ...]
    allowances: tuple[Allowance, ...] = ()
    status: Status = Status.DRAFT
    sign_off: SignOff = SignOff()
    inherited: frozenset[str] = frozenset()
    """The names of its fields that are as publication.yaml says."""


# -- The issue -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article(WithFieldLines, WithAttachments):
    """A submission accepted into an issue."""

    place: int
    """Its place in the issue, counted from 1."""

    source: Source
    name: str
    units: tuple[Unit, ...]
    """The units that sent it, in the order of its title; mostly one."""

    title: Text
    byline: Text
    """The units before the title: the byline of the submission, or else its units."""

    author: str
    lines: tuple[FieldLine, ...]
    """What fields print behind its byline, and below its text: （…供稿）."""

    sections: tuple[Section, ...]
    """The text, without attachments."""

    attachments: tuple[Attachment, ...] = ()

    @property
    def supplier(self) -> str:
        """Who is printed as （…供稿）; empty if nobody is named."""
        return said_in(self.lines, "supplier")

    def anchor_of(self, attachment: Attachment) -> str:
        """The permanent anchor of one of its attachments on its issue's page: `a3-f1`."""
        return f"{self.anchor}-f{attachment.place}"

    @property
    def anchor(self) -> str:
        """The article's permanent anchor on its issue's page."""
        return f"a{self.place}"

    @property
    def contents_line(self) -> str:
        """Its line in the contents: the units and the title, without end mark."""
        return f"{self.unit_names}：{self.title.text}"

    @property
    def unit_names(self) -> str:
        """The registered names of its units, joined as they are printed."""
        return "、".join(unit.name for unit in self.units)

    @property
    def printed_byline(self) -> str:
        """The byline, and what fields add behind it."""
        return self.byline.text + self.behind("署名")

    @property
    def full_title(self) -> str:
        """The title as it is printed before the text, without end mark."""
        return f"{self.printed_byline}：{self.title.text}"

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """Its footnotes, in the order of their calls."""
        return section_footnotes(self.sections)

    @property
    def is_layered(self) -> bool:
        """Whether its text has two levels."""
        return is_layered(self.sections)

    @property
    def run_in_stop(self) -> str:
        """The stop after the title if it is run in."""
        return stop_after(self.title.text)


class InSeries:
    """What has a place in a series, and is called by it."""

    __slots__ = ()
    serial: Serial

    @property
    def name(self) -> str:
        """Its name in commands and files: `116`, `s3`, `2024-1`."""
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
        """Its folder in `issues/`: `116`, `s3`, `2024/1`, `diaoyan/2024/1`."""
        return self.serial.folder

    @property
    def address(self) -> str:
        """Its folder in the archive: `issues/116`, `diaoyan/116`."""
        return self.serial.address

    @property
    def file_name(self) -> str:
        """The name of its files without suffix: `116`, `2024-1`, `diaoyan-2024-1`."""
        return self.serial.file_name


@dataclass(frozen=True, slots=True)
class Issue(InSeries, WithFieldLines):
    """A complete issue, as it is printed and put on the site."""

    publication: Publication
    source: Source
    serial: Serial
    dated: date
    """The date of sign-off, which is also the date of printing."""

    topic: str
    articles: tuple[Article, ...]
    editor_note: tuple[Section, ...]
    distribution: Distribution
    visibility: Visibility
    whole_number: int | None
    """The number over all years, printed as （总第N期）; None prints nothing."""

    secrecy: str
    copy_number: str
    notice: str
    profile: str
    fit: int | None
    """The number of pages that the issue must have; None for any number."""

    lines: tuple[FieldLine, ...] = ()
    """What fields print in its head and at the foot of its colophon."""

    status: Status = Status.DRAFT
    notices: tuple[Notice, ...] = ()
    """What has happened since it was published; empty for most issues."""

    @property
    def copies(self) -> int | None:
        """How many copies are printed (共印N份); None if it does not say."""
        return int(said_in(self.lines, "copies") or 0) or None

    @property
    def withdrawn(self) -> str:
        """Why the issue was withdrawn (撤回); empty if it was not."""
        reasons = [each.reason for each in self.notices if each.act is Act.WITHDRAWN]
        return reasons[-1] if reasons else ""

    @property
    def whole(self) -> tuple[Section, ...]:
        """The sections of the editor's note, and of all articles with their attachments."""
        return (*self.editor_note, *(each for one in self.articles for each in one.whole))

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """The footnotes of the editor's note, in the order of their calls."""
        return section_footnotes(self.editor_note)

    @property
    def printed_date(self) -> str:
        """The date in Arabic figures without leading zeros, 2023年6月9日 (GB/T 9704-2012
        7.3.5.4)."""
        return printed_day(self.dated)

    @property
    def title(self) -> str:
        """天长组工信息第116期."""
        return f"{self.publication.name}{self.label}"


# -- The archive -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """The archive of a publication: the public one, or the internal one on the office's drive."""

    publication: Publication
    internal: bool = False
    """Whether it contains internal issues too."""

    def of(self, serial: Serial) -> Site:
        """The archive as it stands round the pages of an issue's own publication."""
        return replace(self, publication=self.publication.of(serial.name))

    @property
    def every(self) -> tuple[Site, ...]:
        """The archive as each of its publications has it, the first's first."""
        return tuple(replace(self, publication=each) for each in self.publication.every)

    @property
    def home(self) -> str:
        """The folder of the publication's front page: empty for the first, `diaoyan/`."""
        short_name = self.publication.short_name
        return f"{short_name}/" if short_name else ""

    @property
    def feed(self) -> str:
        """The place of the publication's feed in the archive."""
        return f"{self.home}feed.xml"

    @property
    def several(self) -> bool:
        """Whether the archive is that of more than one publication."""
        return bool(self.publication.mastheads)

    @property
    def address(self) -> str:
        """Its public address, ending in `/`; empty if it has none or is internal."""
        return "" if self.internal else self.publication.base_url

    def holds(self, issue: Issue | IssueSheet) -> bool:
        """Whether the issue may be in it."""
        return self.internal or issue.visibility is Visibility.PUBLIC
