"""Paragraphs that Word or somebody's hand has broken, joined again; alignment is removed.

Nothing visible is taken away or added except the blanks that indented and aligned lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.credits import looks_like_a_unit
from bulletin.intake.passage import part_of, passage_of
from bulletin.intake.received import Grid, ReceivedLine, Run, lines_of
from bulletin.markdown import SENTENCE_ENDS, UNWRAPPED, Seam, seams
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.tearing import (
    SHORTEST_TORN,
    is_in_columns,
    is_label,
    opens_a_line,
    shows_a_tear,
)

_CLOSING = "”’）》」』)\"'"
_INDENT = pattern_of(r"\u3000|[ \xa0]{2}|\t")
_LATIN = pattern_of(r"[A-Za-z0-9]")
SHORTEST_CLEAR = 8
"""How many characters a line has at least, instead of `SHORTEST_TORN`, if a page ends between it
and the next, or a comma stands before text without indent."""

MOST_GROWN = 2.0
"""Points by which the two may differ in size."""


def unbroken(line: ReceivedLine) -> tuple[ReceivedLine, ...]:
    """The paragraphs that a line holds, without line breaks made by hand; none for a blank line.

    A break separates two paragraphs where a line end of copy does; any other is a line end made by
    hand.
    """
    if _is_whole(line):
        return (line,)
    lines: list[ReceivedLine] = []
    runs = list(passage_of(line).runs)
    for group in _groups(runs, keep=line.alignment in ("center", "right")):
        trimmed, indent = _trimmed(group)
        if not trimmed:
            continue
        trimmed = _numbered_close(trimmed)
        first = not lines
        own = line if first else replace(line, label="", bullet=False, depth=0, breaks_page=False)
        lines.append(
            replace(
                own,
                runs=trimmed,
                indent=max(line.indent, indent),
                label=own.label if own.bullet else "",
            )
        )
    return tuple(lines)


def _is_whole(line: ReceivedLine) -> bool:
    """Whether a line is one paragraph as it stands, without break, number or blank at its ends."""
    if not line.runs or line.label or line.indent < 0:
        return False
    first, last = line.runs[0].text, line.runs[-1].text
    return (
        bool(first and last)
        and not (first[0].isspace() or last[-1].isspace() or first[0].isdigit())
        and all("\n" not in run.text for run in line.runs)
    )


_NUMBER_APART = pattern_of(r"[0-9]{1,3}[.)]([ \t]+)(?=(\S)?)")
"""A typed number with a blank behind it, which Markdown would take for an item of a list."""


def _numbered_close(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs without the blank behind the number that they begin with: `1.建立台账`.

    Before a figure it becomes a wide one, since 1. 3月 is not 1.3月.
    """
    first = runs[0]
    apart = _NUMBER_APART.match(first.text)
    if apart is None:
        return runs
    figure = (apart[2] or "".join(run.text for run in runs[1:])[:1]).isdigit()
    head, rest = part_of(first, 0, apart.start(1)), part_of(first, apart.end(1), len(first.text))
    wide = replace(part_of(first, apart.start(1), apart.start(1) + 1), text="\u3000")
    return (head, *((wide,) if figure else ()), *((rest,) if rest.text else ()), *runs[1:])


MOST_CELLS = 5
"""How many cells a message about a table quotes."""


def told_of_breaks(grid: Grid, source: Source) -> tuple[Diagnostic, ...]:
    """D211: cells of several lines; a cell of Markdown has one, so a blank stands for each break.

    Tables inside the cells are not looked into.
    """
    broken = [
        (lines[0].span, "⏎".join(words))
        for row in grid.rows
        for cell in row
        if (lines := tuple(lines_of(each for each in cell.lines if not isinstance(each, Grid))))
        and len(words := [each for line in lines for each in _hard_lines(line)]) > 1
    ]
    if not broken:
        return ()
    quoted = "、".join(f"“{words}”" for _, words in broken[:MOST_CELLS])
    more = f"等 {len(broken)} 格" if len(broken) > MOST_CELLS else ""
    message = f"表格一格里的换行（⏎）收成了空格：{quoted}{more}"
    hint = "一格只写一段：要分开就在中间写上标点，或者分成几行"
    return (warning("D211", source, broken[0][0], message, hint),)


def _hard_lines(line: ReceivedLine) -> list[str]:
    return [words for each in line.text.split("\n") if (words := each.strip())]


def _groups(runs: list[Run], *, keep: bool) -> Iterator[list[Run]]:
    """The runs of each paragraph; breaks inside a paragraph are gone."""
    group: list[Run] = []
    ends = iter(_line_ends("".join(run.text for run in runs)))
    for at, run in enumerate(runs):
        start = 0
        for match in re.finditer("\n", run.text):
            if start < match.start():
                group.append(part_of(run, start, match.start()))
            start = match.end()
            before = "".join(each.text for each in group)
            after = run.text[start:] + "".join(each.text for each in runs[at + 1 :])
            below = runs[at:] if start < len(run.text) else runs[at + 1 :]
            apart = next(ends) is Seam.APART
            if _is_byline(group, below, after) if keep else apart:
                yield group
                group = []
            elif _LATIN.match(before[-1:]) and _LATIN.match(after):
                group.append(replace(part_of(run, match.start(), start), text=" "))
        if start < len(run.text) or run.footnote is not None or run.picture is not None:
            group.append(part_of(run, start, len(run.text)))
    yield group


def _is_byline(above: Sequence[Run], below: Sequence[Run], words: str) -> bool:
    """Whether a smaller line in the same centred paragraph as a title names who sends it."""
    size = below[0].size if below else 0.0
    smaller = 0 < size < max((run.size for run in above), default=0.0)
    return smaller and looks_like_a_unit(words.partition("\n")[0].strip())


def _line_ends(text: str) -> list[Seam]:
    """What each break made by hand means, as between lines of copy; an empty line parts."""
    lines = text.split("\n")
    written = [at for at, line in enumerate(lines) if line.strip()]
    found = [Seam.APART] * (len(lines) - 1)
    shown = [
        _INDENT.sub("\u3000", lines[at], count=1) if _INDENT.match(lines[at]) else lines[at]
        for at in written
    ]
    for (one, two), seam in zip(pairwise(written), seams(shown), strict=True):
        if two == one + 1:
            named = seam is Seam.UNCLEAR and looks_like_a_unit(lines[two].strip())
            found[one] = Seam.APART if named else seam
    return found


def is_doubtful(line: ReceivedLine) -> bool:
    """Whether a break made by hand in the line may as well separate two paragraphs."""
    aside = line.alignment in ("center", "right")
    return not aside and Seam.UNCLEAR in _line_ends(passage_of(line).text)


def _trimmed(runs: list[Run]) -> tuple[tuple[Run, ...], float]:
    """The runs without the blanks at both ends, and how far they were indented, in em."""
    kept = list(runs)
    indent = 0.0
    while kept and not _stands(kept[0]):
        text = kept[0].text
        blank = len(text) - len(text.lstrip())
        indent += sum(1.0 if each in "\u3000\t" else 0.5 for each in text[:blank])
        if blank < len(text):
            kept[0] = part_of(kept[0], blank, len(text))
            break
        kept.pop(0)
    while kept and not _stands(kept[-1]):
        end = len(kept[-1].text.rstrip())
        if end:
            kept[-1] = part_of(kept[-1], 0, end)
            break
        kept.pop()
    return tuple(kept), indent


def _stands(run: Run) -> bool:
    return run.footnote is not None or run.picture is not None


def are_one_paragraph(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether `two` is the rest of `one`, separated by the end of a page or a stray return.

    If no page ends there, an indented first line begins a paragraph, unless the text before it ends
    with a comma.
    """
    before = one.text.rstrip()
    if not _may_go_on(one, two):
        return False
    if two.breaks_page and not number_of(before.lstrip()):
        return len(before) >= SHORTEST_CLEAR or _UNFINISHED.search(before) is not None
    comma = before.endswith(("，", "、"))
    if not comma and is_label(before) and "，" not in before and not _SAYS.match(before):
        return False
    if comma and one.indent >= 1 > two.indent:
        return len(before) >= SHORTEST_CLEAR
    return len(before) >= SHORTEST_TORN and (comma or two.indent < 1)


def is_surely_torn(one: ReceivedLine, two: ReceivedLine, *, drawn_in: bool) -> bool:
    """Whether `two` can be nothing but the rest of `one`; `drawn_in` says that the paragraphs of
    the document are drawn in, so that one which is not begins none.

    Two names, two slogans, or a line without any mark of running text may be two paragraphs.
    """
    if not are_one_paragraph(one, two):
        return False
    before, after = one.text.rstrip(), two.text.strip()
    if two.breaks_page or shows_a_tear(before, after, lambda _pair: False):
        return True
    if _POINTED.search(before):
        return len(after) >= SHORTEST_TORN or _POINTED.search(after) is not None
    return drawn_in and one.indent >= 1 and _POINTED.search(after) is not None


def draws_in(lines: Sequence[ReceivedLine]) -> bool:
    """Whether most paragraphs of running text are drawn in."""
    running = [line for line in lines if _is_running(line) and _POINTED.search(line.text)]
    return 2 * sum(line.indent >= 1 for line in running) > len(running)


_SAYS = pattern_of("[^：:]*(?:说|道|指出|强调|要求|认为|提出|表示|明确|介绍|来|中|时)[：:]")
"""Labels that open a sentence: 会议强调：."""

_POINTED = pattern_of("[，。；：！？…]")


def may_be_torn(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether the two look like one paragraph but may be two, which an editor must decide."""
    before = one.text.rstrip()
    sentence = len(before) >= SHORTEST_TORN and "，" in before and not number_of(before.lstrip())
    ended = two.text.rstrip().rstrip(_CLOSING).endswith(tuple(SENTENCE_ENDS))
    return sentence and ended and _may_go_on(one, two)


def _may_go_on(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether `one` is running text without an end, and nothing in `two` begins a paragraph."""
    before, after = one.text.rstrip(), two.text.lstrip()
    if not before or not after or not (_is_running(one) and _is_running(two)):
        return False
    if abs(one.size - two.size) > MOST_GROWN and one.size and two.size:
        return False
    if before.endswith(_ENDS) and "**" not in before:
        return False  # what `seams` says, too, but at once
    if not before.endswith(("，", "、")) and _BEGINS_COPY.match(after):
        return False
    if opens_a_line(after) or (two.runs[0].bold and not one.runs[-1].bold):
        return False
    return seams((_without_heading(before), two.text), UNWRAPPED) != (Seam.APART,)


def _without_heading(text: str) -> str:
    """A numbered paragraph without the sentence that it begins with, which is its heading; a number
    alone would make an item of it."""
    end = _SENTENCE_END.search(text) if number_of(text.lstrip()) else None
    return text[end.end() :] if end and end.end() < len(text) else text


_BEGINS_COPY = pattern_of(
    r"(?:今年|近年|去年|上半年|20[0-9]{2}年)以?来|近[日期]，|日前，|为(?:深入|进一步|切实|认真|全面|扎实)"
    r"|[\u4e00-\u9fff]{2,8}(?:镇|乡|街道|局|社区|村|委)(?:坚持|围绕|聚焦|立足|紧扣|始终|深入|积极|着力"
    r"|针对|认真|扎实|探索|创新|组织|推行|建成|把|以|在|通过)"
)
"""How an article begins below its title, and a torn paragraph hardly ever goes on."""

_ENDS = (".", *SENTENCE_ENDS)
_SENTENCE_END = pattern_of("[。！？]")
_UNFINISHED = pattern_of(r"(?:的|以及|根据|按照|针对|关于|并且)\Z")
"""Words after which no paragraph ends."""


def _is_running(line: ReceivedLine) -> bool:
    """Whether it is a line of running text, and not names or words in columns."""
    aside = line.alignment in ("center", "right")
    return not (aside or line.level or line.depth or line.bold or is_in_columns(line.text))


def together(one: ReceivedLine, two: ReceivedLine) -> ReceivedLine:
    """Two torn parts as one line."""
    space = space_at_line_end(one.runs, two.runs[0].text)
    span = Span(one.span.start, two.span.end)
    return replace(one, runs=(*one.runs, *space, *two.runs), span=span)


def space_at_line_end(runs: Sequence[Run], following: str) -> tuple[Run, ...]:
    """The space that a line end stood for between two words in Latin letters; otherwise nothing."""
    last, first = runs[-1].text[-1:] if runs else "", following[:1]
    if not (_LATIN.match(last) and _LATIN.match(first) and (last + first).isalpha()):
        return ()
    end = runs[-1].span.end
    return (Run(" ", Span(end, end), bold=runs[-1].bold),)
