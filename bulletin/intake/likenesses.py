"""Characters that only look like the ones that are meant, and are never typed.

PDFs whose face was cut down say 康熙部首 (U+2F00) for 一, 人, 工, and CJK 部首补充 (U+2E80) for
长, 门, 页; old files say compatibility ideographs (U+F900). The first and the last are given by
Unicode's NFKC, the second by its EquivalentUnifiedIdeograph.txt. Full-width forms stay.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from bulletin.diagnostics import Diagnostic, error
from bulletin.intake.received import ReceivedDocument, ReceivedLine, Run, with_lines
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

_SUPPLEMENT = (
    "⺎兀⺒巳⺓幺⺙攵⺛旡⺝月⺞歺⺟母⺠民⺩王⺪疋⺫目⺬示⺶羊⺷羊⺻聿⺼肉⺾艹⻁虎⻂衤⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车"
    "⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦"
    "⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱亀⻲亀⻳龟"
)
_LIKENESS = pattern_of("[\u2e80-\u2fd5\uf900-\ufaff]")


@cache
def _meant() -> dict[int, str]:
    """What each such character is, one for one."""
    pairs = zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)
    found = {ord(like): meant for like, meant in pairs}
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            found[code] = plain
    return found


def as_meant(text: str) -> str:
    """The text with each such character as the one that is meant, so that no place moves."""
    text = text.translate(_meant()) if _LIKENESS.search(text) else text
    return _UNFIT.sub(UNKNOWN, text)


UNKNOWN = "\ufffd"
"""What stands for a character that cannot be read, or that no text file may have."""

_UNFIT = pattern_of("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_IN_WORDS = pattern_of(f"[^\\s{UNKNOWN}]{{0,6}}{UNKNOWN}[^\\s]{{0,6}}")


def _told_unknown(source: Source) -> Iterator[Diagnostic]:
    """D131 at the first character that cannot be read, with how many there are."""
    if first := _IN_WORDS.search(source.text):
        count = source.text.count(UNKNOWN)
        message = f"有 {count} 个字读不出来，写成 {UNKNOWN}：“{first[0]}”"
        span = Span(*first.span())
        yield error("D131", source, span, message, f"对照原件，把 {UNKNOWN} 改成原来的字")


def document_as_meant(document: ReceivedDocument) -> ReceivedDocument:
    """The document with the characters that are meant, and D131 for those that nobody can know."""
    text = as_meant(document.source.text)
    if text == document.source.text and UNKNOWN not in text:
        return document
    source = replace(document.source, text=text)
    told = tuple(_told_unknown(source))
    return replace(
        document,
        source=source,
        parts=tuple(with_lines(part, _line) for part in document.parts),
        footnotes=tuple(tuple(map(_line, lines)) for lines in document.footnotes),
        running=tuple(map(_line, document.running)),
        diagnostics=(*(replace(each, source=source) for each in document.diagnostics), *told),
    )


def _line(line: ReceivedLine) -> ReceivedLine:
    return replace(line, runs=tuple(map(_run, line.runs)), label=as_meant(line.label))


def _run(run: Run) -> Run:
    return replace(run, text=as_meant(run.text))
