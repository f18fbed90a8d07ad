"""What stands after the last article: whom the issue goes to, who signed, how many were printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Any

from bulletin import own_styles
from bulletin.diagnostics import Severity
from bulletin.field_lines import COLOPHON, found_in, said_by
from bulletin.fields import ISSUE_FIELDS
from bulletin.frame import MARKER
from bulletin.intake.accounting import Accounting
from bulletin.intake.dates import date_in
from bulletin.intake.passage import ReceivedPassage, passage_of
from bulletin.intake.received import LineOrTable, ReceivedLine
from bulletin.intake.whole.masthead import Masthead, squeezed
from bulletin.model import LABELS, Distribution, Publication
from bulletin.patterns import pattern_of
from bulletin.source import Span

_LABELS = {
    "报": "report_to",
    "主报": "report_to",
    "抄报": "report_to",
    "报送": "report_to",
    "送": "send_to",
    "主送": "send_to",
    "抄送": "send_to",
    "分送": "send_to",
    "发": "issue_to",
    "印发": "issue_to",
    "本期增发": "also_to",
}
"""The words before a line of the distribution, with our field for that line."""

_WORDS = "|".join(sorted((r"\s*".join(label) for label in _LABELS), key=len, reverse=True))
DISTRIBUTION = pattern_of(rf"\s*({_WORDS})\s*[：:]\s*")
_NEXT_LABEL = pattern_of(rf"(?:^|(?<=[。\s]))(?:{_WORDS})\s*[：:]")
_SIGNATURES = {
    "责任编辑": "edited_by",
    "编辑": "edited_by",
    "责编": "edited_by",
    "核稿": "checked_by",
    "审核": "checked_by",
    "签发": "approved_by",
}
_SIGNED = pattern_of(
    r"[（(]?(?:本期\s*)?(责任编辑|责编|编辑|核稿|审核|签发)\s*[：:]\s*([\u4e00-\u9fff·]{2,12})[)）]?"
)
_SUBJECTS = pattern_of(r"\s*主\s*题\s*词\s*[：:]\s*(\S.*?)\s*", re.DOTALL)
"""The line of subject words that GB/T 9704-1999 had and GB/T 9704-2012 has not."""

_ISSUED = pattern_of(r"\s*印发")
_IMPRINT = pattern_of(r"责任编辑|责编|核稿|签发|共\s*印\s*[0-9]|电\s*话\s*[：:]")
_LABELLED = pattern_of(r"\s*[（(]?\s*(?:[^：:，、。\s]{1,8}|\S\s+\S)\s*[：:]|\s*附(?=[件表：:\s])")
"""What begins a line of its own: a word and a colon, or an enclosure."""


@dataclass(frozen=True, slots=True)
class ReceivedColophon:
    """What the foot of an issue says."""

    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the name of a line of `Distribution`."""

    sign_off: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    """What the lines of fields say, by the name of the field: copies."""

    notes: tuple[str, ...] = ()
    """Facts without a field, which an editor reads beside the fields."""


def is_colophon(text: str) -> bool:
    """Whether a line is one of the colophon."""
    if DISTRIBUTION.match(text) or _SUBJECTS.fullmatch(text):
        return True
    if len(text) < 60 and said_by(text, ISSUE_FIELDS, COLOPHON):
        return True
    return len(text) < 60 and bool(_IMPRINT.search(text))


def as_rows(lines: Sequence[ReceivedLine]) -> tuple[ReceivedLine, ...]:
    """The lines of a table, marked as the colophon's if that is all that the table holds."""
    texts = [line.text for line in lines]
    if any(map(MARKER.match, texts)) or not any(map(DISTRIBUTION.match, texts)):
        return tuple(lines)
    return tuple(replace(line, style=own_styles.COLOPHON) for line in lines)


def colophon_places(
    parts: Sequence[LineOrTable], starts: Sequence[int], publication: Publication, *, own: bool
) -> frozenset[int]:
    """Where the colophon's lines stand among the parts: it may have been moved, or articles may
    have been moved below it.

    `starts` are the places of the lines that articles begin with. The lines below the colophon that
    no style of our export calls copy are its own, up to the next article.
    """
    rows = _rows(parts, publication, own=own)
    found = set(rows)
    for start, until in pairwise((-1, *starts, len(parts))):
        within = [at for at in rows if start < at < until]
        if start == starts[-1]:
            within += [at for at in range(start + 1, until) if _line_of_colophon(parts[at])]
        if within and (until == len(parts) or own):
            below = range(min(within), until)
            found |= {at for at in below if not (own and rows and _is_copy(parts[at]))}
        elif within:
            below = range(max(within) + 1, until)
            found |= set(takewhile(lambda at: _line_of_colophon(parts[at]), below))
    return frozenset(found)


def _rows(parts: Sequence[LineOrTable], publication: Publication, *, own: bool) -> list[int]:
    """The places of lines that can only be the colophon's: by their style or table, because rows of
    different labels follow each other, or as the row that our export has and the others lack."""
    labels = [
        _LABELS[squeezed(match[1])]
        if isinstance(part, ReceivedLine) and (match := DISTRIBUTION.match(part.text))
        else ""
        for part in parts
    ]
    rows = {
        at
        for at, part in enumerate(parts)
        if isinstance(part, ReceivedLine) and part.style == own_styles.COLOPHON
    }
    for at, (one, two) in enumerate(pairwise(labels)):
        if one and two and one != two:
            rows |= {at, at + 1}
    if own:
        printed = (
            _LABELS[label] for label, levels in publication.distribution.by_label.items() if levels
        )
        lacking = set(printed) - {labels[at] for at in rows}
        rows |= {at for at, label in enumerate(labels) if label in lacking}
    return sorted(rows)


def _line_of_colophon(part: LineOrTable) -> bool:
    return isinstance(part, ReceivedLine) and is_colophon(part.text.strip())


def _is_copy(part: LineOrTable) -> bool:
    """Whether a part of our own export that stands below rows of the colophon is copy."""
    if not isinstance(part, ReceivedLine):
        return True
    has_own_style = part.style not in ("", own_styles.COLOPHON)
    return has_own_style and not is_colophon(part.text.strip())


def read_colophon(
    lines: Sequence[ReceivedLine], publication: Publication, head: Masthead, accounting: Accounting
) -> ReceivedColophon:
    """Read the lines of the colophon."""
    colophon = ReceivedColophon()
    levels: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    label = told = ""
    before: tuple[str, ...] = ()
    for line in lines:
        passage = passage_of(line)
        text = passage.text
        for start, end in pairwise(_places(text, publication)):
            match = DISTRIBUTION.match(text, start, end)
            if match:
                label, told = _LABELS[squeezed(match[1])], ""
                before = levels.get(label, ())  # a label may stand on two lines
                _tell_label(squeezed(match[1]), label, passage.span(*match.span(1)), accounting)
                start = match.end()
            if not match and (told.endswith("。") or _is_apart(text[start:end], publication)):
                label = ""
            if label:
                if not match:
                    _tell_doubt(told, passage.cut(start, end), accounting)
                told += text[start:end].strip()
                stop = told.find("。")
                if match and 0 <= stop < len(told) - 1:  # what follows the 。 is something else
                    end = text.index("。", start) + 1
                    told = told[: stop + 1]
                levels[label] = (*before, *_levels(told))
                accounting.take(passage.span(match.start() if match else start, end))
        if subjects := _SUBJECTS.fullmatch(text):
            notes.append(f"原件的主题词：{' '.join(subjects[1].split())}")
            _tell_subjects(passage, accounting)
        colophon = _with_imprint(line, publication, head, colophon, accounting)
    return replace(colophon, levels=levels, notes=tuple(notes))


def _places(text: str, publication: Publication) -> list[int]:
    """Where the parts of a line begin: at each label, and at anything separate after a gap."""
    labels = [match.span() for match in _NEXT_LABEL.finditer(text)]
    found = [0]
    for (_, end), (until, _) in pairwise((*((0, 0), *labels), (len(text), len(text)))):
        gaps = [end + match.end() for match in re.finditer(r"\s+", text[end:until])]
        gaps = gaps if end else [0, *gaps]
        found += [at for at in gaps if _begins_apart(text[at:until], publication)][:1]
        found.append(until)
    return sorted(set(found))


def _begins_apart(text: str, publication: Publication) -> bool:
    """Whether a text begins with something that is not the rest of the distribution."""
    dated = date_in(text[:20])
    return bool(
        _LABELLED.match(text)
        or any(match.start() == 0 for _, match in found_in(text, ISSUE_FIELDS, COLOPHON))
        or (dated and dated.start == 0)
        or re.match(_spread(publication.issuer), text)
    )


def _is_apart(text: str, publication: Publication) -> bool:
    """Whether a line is not the rest of the distribution, even if no 。 has ended that."""
    return bool(
        _begins_apart(text.lstrip(), publication)
        or _IMPRINT.search(text)
        or date_in(text)
        or not re.search(r"\w", text)
    )


def _spread(words: str) -> str:
    """A pattern for words that may be spread by white space."""
    return r"\s*".join(map(re.escape, squeezed(words)))


def _tell_doubt(told: str, rest: ReceivedPassage, accounting: Accounting) -> None:
    """Report a rest that was joined although neither end shows that it belongs there."""
    words = rest.text.strip()
    if told.endswith(tuple("，、；,;")) or words.endswith("。"):
        return
    what = f"“{words}”接在“{told[-10:]}”后面，算作分送范围"
    hint = "不是分送单位就从 issue.md 的 distribution 里删去"
    accounting.tell("D355", Severity.WARNING, rest.span(0, len(rest.text)), what, hint)


def _tell_subjects(passage: ReceivedPassage, accounting: Accounting) -> None:
    at = passage.span(0, len(passage.text))
    accounting.take(at)
    accounting.tell("D515", Severity.INFO, at, "主题词没有字段，记在 issue.md 的 # 行里")


def _levels(told: str) -> tuple[str, ...]:
    """The levels of a line, which are separated by ， or, in some offices, by ；."""
    return tuple(
        level for part in re.split("[，；,;]", told.rstrip("。")) if (level := part.strip())
    )


def _tell_label(label: str, name: str, at: Span, accounting: Accounting) -> None:
    if label in LABELS.values():
        return
    own = next(each for each in LABELS.values() if _LABELS[each] == name)
    accounting.tell("D351", Severity.INFO, at, f"“{label}：”记作“{own}：”")


def _with_imprint(
    line: ReceivedLine,
    publication: Publication,
    head: Masthead,
    colophon: ReceivedColophon,
    accounting: Accounting,
) -> ReceivedColophon:
    """The colophon with the signatures in a line, and what a field prints: the number of copies.

    An issuer and a date that repeat those of the head are taken as well.
    """
    passage = passage_of(line)
    text = passage.text
    sign_off, said = dict(colophon.sign_off), dict(colophon.said)
    for signed in _SIGNED.finditer(text):
        if (role := _SIGNATURES[signed[1]]) not in sign_off:
            sign_off[role] = signed[2]
            accounting.take(passage.span(*signed.span()))
    for each, match in found_in(text, ISSUE_FIELDS, COLOPHON):
        if each.name not in said:
            said[each.name] = " ".join(match[1].split())
            accounting.take(passage.span(*match.span()))
    if again := re.search(_spread(publication.issuer), text):
        accounting.take(passage.span(*again.span()))
    dated = date_in(text)
    if dated and dated.day == head.dated:
        word = _ISSUED.match(text, dated.end)
        accounting.take(passage.span(dated.start, word.end() if word else dated.end))
    return replace(colophon, sign_off=sign_off, said=said)


def distribution_fields(colophon: ReceivedColophon, publication: Publication) -> dict[str, Any]:
    """The lines that differ from the publication's; one that the issue lacks is an empty list."""
    if not colophon.levels:
        return {}
    standing: Distribution = publication.distribution
    names = ("report_to", "send_to", "issue_to", "also_to")
    return {
        name: list(colophon.levels.get(name, ()))
        for name in names
        if colophon.levels.get(name, ()) != tuple(getattr(standing, name))
    }
