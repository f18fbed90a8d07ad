"""Decoding bytes to text; only this module knows how Chinese files are encoded."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from bulletin.patterns import pattern_of

UTF_8 = ("utf-8",)
CHINESE = ("utf-8", "gb18030")
EVERY = (*CHINESE, "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

SHARE_OF_COMMON = 0.9
"""The least part of a text's 汉字 that is in GB/T 2312. Wrong decoding gives rare characters."""

CONTROL = pattern_of(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")

_MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks and their encodings. That of UTF-32 comes first: it begins with UTF-16's."""


def decoded(
    content: bytes,
    encodings: tuple[str, ...] = CHINESE,
    *,
    likely: bool = False,
    errors: str = "strict",
) -> str | None:
    """The text of the bytes in one of these encodings, without byte order mark; None if none fits.

    A byte order mark decides. Without one, UTF-8 is tried first, because other bytes are hardly
    ever valid UTF-8, and then GB18030, which includes GBK and GB/T 2312. In UTF-16 and UTF-32
    almost any bytes are some text, so without a mark they are tried only if the text must be
    `likely`: common Chinese, with very few characters outside GB/T 2312 and no control characters.
    A few words in GBK are also valid UTF-8 (联通, 小学); UTF-8 is then taken unless another reading
    is better, as 汉字 are than Greek and Cyrillic letters alone. `errors` says how wrong bytes are
    handled in the last encoding tried, as in `bytes.decode`.
    """
    if mark := marked(content):
        encodings, likely = tuple(each for each in encodings if each == mark), False
    elif not likely:
        encodings = tuple(each for each in encodings if each in CHINESE)
    rare: str | None = None
    for encoding in encodings:
        try:
            strict = "strict" if encoding != encodings[-1] else errors
            text = _unmarked(content).decode(encoding, strict)
        except UnicodeDecodeError:
            continue
        if not likely or (_is_common(text) and not CONTROL.search(text)):
            return (likely and _meant_as_gbk(text, encodings)) or text
        rare = text if encoding == "utf-8" and not CONTROL.search(text) else rare
    return rare


def good_start(content: bytes) -> str:
    """The text before the first wrong byte, in the encoding of the mark or else in UTF-8."""
    encoding, content = marked(content) or "utf-8", _unmarked(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        return content[: problem.start].decode(encoding, "ignore")


def marked(content: bytes) -> str:
    """The encoding that the byte order mark says; empty without a mark."""
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "")


def _unmarked(content: bytes) -> bytes:
    mark = next((mark for mark, _ in _MARKS if content.startswith(mark)), b"")
    return content.removeprefix(mark)


def _meant_as_gbk(text: str, encodings: tuple[str, ...]) -> str:
    """The 汉字 that bytes read as UTF-8 without any are in GBK; empty if they are none."""
    wide = [character for character in text if not character.isascii()]
    if not wide or max(wide) > "\u07ff" or "gb18030" not in encodings:
        return ""
    other = text.encode().decode("gb18030", "replace")
    seen = [character for character in other if not character.isascii()]
    all_common = all("\u4e00" <= character <= "\u9fff" for character in seen) and _is_common(other)
    return other if all_common else ""


def _is_common(text: str) -> bool:
    wide = "".join(character for character in text if not character.isascii())
    return len(wide.encode("gb2312", "ignore")) >= 2 * SHARE_OF_COMMON * len(wide)
