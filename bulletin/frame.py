"""Checking fields for words that the page prints itself (F023), and the masthead's name (F071)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bulletin.diagnostics import warning
from bulletin.field_lines import pattern_for
from bulletin.front_matter import Faults, Field, Fields
from bulletin.model import LABELS, Distribution, Series, Text, Unit
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LABEL = "(?:本期)?[主抄呈分增加印]?[报送发]{1,2}"
"""What may stand before the recipients of a distribution list, as a pattern: 报, 抄送, 本期增发."""

_LABEL = pattern_of(rf"\s*{LABEL}\s*[：:]\s*")
_TOPIC = pattern_of(r"(?:\s*[【\[])+\s*(.+?)\s*(?:[】\]]\s*)+\Z")
_TYPED_LABEL = pattern_of(r"\s*(?:文章|稿件)?(?:标题|题目|题名)\s*[：:]\s*(?=\S)")
"""A label of a form before a title, which was pasted with it."""

_ENDS_LEVEL = "。；，、;, "
_NUMBER = (
    r"(?:\s{0,2}[（(〔\[]?(?:SERIES)?\s{0,2}(?:[（(〔\[]?[12][0-9]{3}[）)〕\]]?\s{0,2}年?)?\s{0,2}"
    r"(?:SERIES)?总?第[\s0-9０-９〇○零一二三四五六七八九十百千X×_]{0,16}期"
    r"(?:\s{0,2}[（(](?:SERIES)[）)])?[）)〕\]]?\s{0,2})+"
)
"""2024年专报第3期（总第116期）, 专报〔2024〕第3期, 第3期（专报）: SERIES stands for any series."""

MARKER = pattern_of(r"\s*[□■◆◇▲●◎★☆]\s*")
BRACKETED = pattern_of(r"(?:\s*[【\[［〔（(][^【】\[\]［］〔〕（）()]{1,16}[】\]］〕）)]\s*)+")
"""Words that an office puts before titles: 【创新】, （经验交流）."""

_SUPPLIED = pattern_of(r"\s*(?:[（(]\s*供稿\s*[)）]?|供稿)\s*\Z")


@lru_cache(maxsize=16)
def number_pattern(form: str, series: tuple[Series, ...]) -> re.Pattern[str]:
    """A pattern for the number in a masthead: `form` with the names of the series for SERIES."""
    names = "|".join(re.escape(each.name) for each in series if each.name)
    return re.compile(form.replace("SERIES", names), re.ASCII)


SHORTEST_NAME, LONGEST_NAME = 2, 22
"""The length of a name in characters that the masthead can set well; a longer name is narrowed."""


def check_publication_frame(fields: Fields, series: tuple[Series, ...], faults: Faults) -> None:
    """Report a name with the number of the issue, and a distribution with its labels."""
    _without(fields, "name", number_pattern(_NUMBER, series), "第…期", faults)
    _check_topic(fields, series, faults)
    _check_length(fields.get("name"), faults)
    _check_distribution(fields.get("distribution"), faults)


def check_issue_frame(fields: Fields, series: tuple[Series, ...], faults: Faults) -> None:
    """Report a topic with 【】 or the number, and a distribution with its labels."""
    _check_topic(fields, series, faults)
    _check_distribution(fields.get("distribution"), faults)


def _check_topic(fields: Fields, series: tuple[Series, ...], faults: Faults) -> None:
    topic = fields.get("topic")
    if topic and (found := _TOPIC.match(topic.text)):
        _tell("topic", topic, found[1], "【】", faults)
    elif topic:
        _without(fields, "topic", number_pattern(_NUMBER, series), "第…期", faults)


def check_article_frame(fields: Fields, units: tuple[Unit, ...], faults: Faults) -> None:
    """Report a title with □ or unit, a supplier with （…供稿）, and a byline with ：."""
    title, supplier, byline = (fields.get(name) for name in ("title", "supplier", "byline"))
    written: tuple[Text, ...] = fields.get("unit") or ()
    if title:
        names = {str(each) for each in (*written, byline) if each}
        names |= {name for unit in units for name in (unit.name, *unit.aliases)}
        printed, bare = _of_the_frame(title.text, names)
        if printed and bare:
            _tell("title", title, bare, printed, faults)
        elif found := _TYPED_LABEL.match(title.text):
            message = f"`title` 里又写了“{found[0].strip()}”，会印出来"
            faults.add("F023", title.span, message, f"写成 title: {title.text[found.end() :]}")
    if supplier and (bare := _bare_supplier(supplier.text)) != supplier.text.strip():
        _tell("supplier", supplier, bare, "（…供稿）", faults)
    for name, text in (("byline", byline), *(("unit", each) for each in written)):
        if text and text.text.rstrip().endswith(("：", ":")):
            _tell(name, text, text.text.rstrip("：: "), "：", faults)


def check_printed(fields: Fields, table: Iterable[Field], faults: Faults) -> None:
    """Report what repeats the words that the page prints round it by its declaration."""
    for each in table:
        text = fields.get(each.name) if each.printed_as else None
        said = pattern_for(each).fullmatch(text.text) if isinstance(text, Text) else None
        if isinstance(text, Text) and said and each.name != "supplier":  # told with its brackets
            _tell(each.name, text, said[1], each.printed_as.replace("{}", "…"), faults)


def _bare_supplier(text: str) -> str:
    """A supplier without the brackets and the word that the page prints; a bracket without its
    other half goes too, and 党工委（宣传办） stays."""
    words = text.strip()
    if words[:1] in "（(" and words[-1:] in "）)" and not re.search("[（(）)]", words[1:-1]):
        words = words[1:-1].strip()
    words = _SUPPLIED.sub("", words)
    opened, closed = len(re.findall("[（(]", words)), len(re.findall("[）)]", words))
    if opened > closed and words[:1] in "（(":
        return words[1:].strip()
    if opened > closed and words[-1:] in "（(":
        return words[:-1].strip()
    return words[:-1].strip() if closed > opened and words[-1:] in "）)" else words


def _of_the_frame(title: str, names: Iterable[str]) -> tuple[str, str]:
    """What a title begins with that the page prints itself, and the title without it.

    It is found after words in brackets too, which stay.
    """
    printed, kept, rest = "", "", title
    while rest:
        if found := MARKER.match(rest) or _units_before(names, rest):
            printed += found[0]
        elif found := BRACKETED.match(rest):
            kept += found[0]
        else:
            break
        rest = rest[found.end() :]
    return printed, kept + rest if rest else ""


def _units_before(names: Iterable[str], title: str) -> re.Match[str] | None:
    """The names of units, one or several, with a colon at the beginning of a title."""
    longest = sorted(filter(None, names), key=lambda name: (-len(name), name))
    one = "|".join(map(re.escape, longest))
    together = rf"(?:{one})(?:\s*[、，,;；/和与\s]\s*(?:{one}))*\s*[：:]\s*(?=\S)"
    return re.match(together, title) if longest else None


def _check_length(name: Text | None, faults: Faults) -> None:
    count = len("".join(name.text.split())) if name else 0
    if name is None or SHORTEST_NAME <= count <= LONGEST_NAME:
        return
    message = f"报头名称只有 {count} 个字"
    hint = "写刊物的全称"
    if count > LONGEST_NAME:
        message = f"报头名称有 {count} 个字，字会压窄、变小"
        hint = f"写 {LONGEST_NAME} 个字以内的名称；单位全称写在 issuer 里"
    faults.found.append(warning("F071", faults.source, name.span, message, hint))


def _check_distribution(group: Fields | None, faults: Faults) -> None:
    for name in ("report_to", "send_to", "issue_to", "also_to"):
        for text in (group.get(name) or ()) if group else ():
            if found := _LABEL.match(text.text):
                _tell(name, text, text.text[found.end() :], found[0].strip(), faults, item=True)
            elif (bare := text.text.rstrip(_ENDS_LEVEL)) != text.text.rstrip() and bare:
                printed = "每级后面的 ， 和最后的 。"
                _tell(name, text, bare, printed, faults, item=True)


_BETWEEN_NAMES = pattern_of(r"[、，,；;]\s*(?![^（(]*[)）])")
"""What divides the recipients of a level; what stands in brackets belongs to one."""


def check_recipients(group: Fields | None, standing: Distribution | None, faults: Faults) -> None:
    """F092: a recipient who stands twice in the distribution; `standing` are the lines of the
    publication, which an issue adds to."""
    names = ("report_to", "send_to", "issue_to", "also_to")
    written = {each: group.get(each) for each in names if group and group.get(each) is not None}
    labels = dict(zip(names, LABELS.values(), strict=True))
    there: dict[str, str] = {}
    for name in names:
        if standing and name not in written:
            for level in getattr(standing, name):
                there |= dict.fromkeys(_recipients(level), labels[name])
    for name, levels in written.items():
        for level in levels or ():
            for recipient in _recipients(level.text):
                if recipient in there:
                    at = _place_of(recipient, level, faults.source)
                    message = f"`{recipient}` 在 {there[recipient]}： 里已经有了，会印两次"
                    told = warning("F092", faults.source, at, message, "只留一处")
                    faults.found.append(told)
                there.setdefault(recipient, labels[name])


def _recipients(level: str) -> tuple[str, ...]:
    parts = _BETWEEN_NAMES.split(_LABEL.sub("", level).rstrip(_ENDS_LEVEL))
    return tuple(bare for each in parts if (bare := each.strip()))


def _place_of(recipient: str, level: Text, source: Source) -> Span:
    """Where a recipient stands last in a level of the file; the whole level if it is written in
    another way."""
    at = source.quote(level.span).rfind(recipient)
    start = level.span.start + at
    return Span(start, start + len(recipient)) if at >= 0 else level.span


def _without(
    fields: Fields, name: str, pattern: re.Pattern[str], printed: str, faults: Faults
) -> None:
    text = fields.get(name)
    if text and (found := pattern.search(text.text)):
        right = text.text[: found.start()] + text.text[found.end() :]
        _tell(name, text, right.strip(), printed, faults)


def _tell(
    name: str, text: Text, right: str, printed: str, faults: Faults, *, item: bool = False
) -> None:
    """Report what would be printed twice, with the correct line."""
    line = f"- {right}" if item else f"{name}: {right}"
    hint = f"写成 {line}" if right else "删去这一行"
    faults.add("F023", text.span, f"版面会印 {printed}，`{name}` 里不再写", hint)
