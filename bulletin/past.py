"""Past articles, and how much of a new text has appeared in them before.

Copies are found as in Schleimer, Wilkerson and Aiken, Winnowing (2003): every run of `RUN`
characters is hashed, and the smallest hash of every `WINDOW` adjacent ones is kept as a
fingerprint. Two texts that share `RUN + WINDOW - 1` characters always share a fingerprint, and the
part of fingerprints that they share is about the part of text that they share.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import front_entries, split, texts_of
from bulletin.load import ISSUE, issue_folders, read_source
from bulletin.model import Serial, Status, issue_name
from bulletin.patterns import pattern_of
from bulletin.usage import NO_USAGE, Usage

RUN = 12
"""Characters in a hashed run: longer than half a slogan, shorter than a clause."""

WINDOW = 8
"""How many adjacent hashes give one fingerprint; a power of two."""

COMMON = 12
"""A fingerprint in more past articles than this is a fixed phrase and is ignored."""

_NO_WORD = pattern_of(r"[\W_]+")
_DATE = pattern_of(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})", re.ASCII)


def letters(text: str) -> str:
    """The characters that count in a comparison: 汉字, letters and digits."""
    return _NO_WORD.sub("", text)


def runs(text: str) -> list[int]:
    """A hash of each run of `RUN` characters of `letters(text)`, in order."""
    encoded = memoryview(letters(text).encode("utf-32-le", "surrogatepass"))
    width = 4 * RUN
    return [crc32(encoded[at : at + width]) for at in range(0, len(encoded) - width + 1, 4)]


def fingerprints(text: str) -> frozenset[int]:
    """The fingerprints of a text; none for a text shorter than `RUN` characters."""
    least = runs(text)
    reach = 1
    while reach < WINDOW and len(least) > reach:
        least = list(map(min, least, least[reach:]))
        reach *= 2
    return frozenset(least)


@dataclass(frozen=True)
class PastArticle:
    """An article that appeared, with its fingerprints."""

    issue: str
    """The issue's name."""

    name: str
    """The file's name without `.md`."""

    title: str
    """Its line in the contents of the issue: unit and title."""

    prints: frozenset[int]


@dataclass(frozen=True)
class PastIssue:
    """An issue that appeared."""

    name: str
    serial: Serial
    dated: date | None
    whole_number: int | None = None
    """Its 总期号, if it has one."""


@dataclass(frozen=True)
class Shared:
    """How much of a new text is in a past article."""

    article: PastArticle
    share: float
    """The part of the new text, from 0 to 1."""

    prints: frozenset[int]


@dataclass(frozen=True)
class PastIndex:
    """The issues that appeared and their articles."""

    issues: tuple[PastIssue, ...] = ()
    articles: tuple[PastArticle, ...] = ()
    usage: Usage = NO_USAGE
    """How the articles are written, as far as it was counted (`bulletin learn`)."""

    @cached_property
    def _holders(self) -> dict[int, tuple[int, ...]]:
        holders: dict[int, list[int]] = {}
        for at, article in enumerate(self.articles):
            for each in article.prints:
                holders.setdefault(each, []).append(at)
        return {each: tuple(held) for each, held in holders.items() if len(held) <= COMMON}

    def shared(
        self, prints: frozenset[int], *, but: frozenset[str] = frozenset()
    ) -> tuple[Shared, ...]:
        """The past articles that share some of `prints`, most first, except in the issues `but`."""
        found: dict[int, list[int]] = {}
        for each in prints if self.articles else ():
            for at in self._holders.get(each, ()):
                found.setdefault(at, []).append(each)
        shares = [
            Shared(self.articles[at], len(held) / len(prints), frozenset(held))
            for at, held in found.items()
            if self.articles[at].issue not in but
        ]
        return tuple(sorted(shares, key=lambda each: (-each.share, each.article.name)))


NO_PAST = PastIndex()

# -- Reading -------------------------------------------------------------------------------------


APPEARED = ("signed", "printed")
"""The status of issues that were sent out or soon will be. A draft or proof may still change.

An issue with an unreadable sheet counts too: a false report is better than a repeated article."""

NOT_PRINTED = ("held", "returned")
"""The status of submissions that never appeared, although they are in the folder of an issue."""


def read_past(
    root: Path, cache: Path | None = None, issued: Mapping[str, Path | None] | None = None
) -> PastIndex:
    """All issues of the workspace at `root`, and the articles of those that appeared (`APPEARED`).

    `issued` has the folder with the copy of each published issue as it was sent out, by the name of
    the issue's folder; None for a withdrawn issue, of which only the number counts.

    `cache` is a file with the fingerprints of known texts, so that only new texts are computed. It
    is written only if something is new; a file that cannot be written is ignored.
    """
    kept = _read_cache(cache)
    known = dict(kept)
    issues: list[PastIssue] = []
    articles: list[PastArticle] = []
    for name, folder, fields in _standing(root, issued or {}):
        issues.append(_past_issue(name, fields))
        for path in _copy_in(folder):
            if article := _past_article(root, path, name, known):
                articles.append(article)
    used = {each.prints for each in articles}
    _write_cache(cache, kept, {key: prints for key, prints in known.items() if prints in used})
    return PastIndex(tuple(issues), tuple(articles))


class _Standing(NamedTuple):
    """An issue of the workspace, and where its copy stands as it appeared."""

    name: str
    folder: Path | None
    """None for an issue that did not appear, or was withdrawn."""

    fields: dict[str, str]


def _standing(root: Path, issued: Mapping[str, Path | None]) -> Iterator[_Standing]:
    """The issues of the workspace; those that are drafts or proofs have no folder."""
    for folder in issue_folders(root)[0]:
        name = issue_name(folder)
        stands = issued.get(name, folder)
        fields, _ = _fields(root, (stands or folder) / ISSUE)
        begun = stands == folder and fields and fields.get("status") not in APPEARED
        yield _Standing(name, None if begun else stands, fields)


def past_texts(
    root: Path, issued: Mapping[str, Path | None] | None = None
) -> Iterator[tuple[str, str]]:
    """The name of the issue and the text of each article that appeared; see `read_past`."""
    for name, folder, _ in _standing(root, issued or {}):
        for path in _copy_in(folder):
            fields, body = _fields(root, path)
            if fields.get("status") not in NOT_PRINTED:
                yield name, body


def _copy_in(folder: Path | None) -> list[Path]:
    """The files of articles in a folder."""
    found = sorted(folder.glob("*.md")) if folder else []
    return [path for path in found if path.name != ISSUE]


def past_issues(root: Path) -> tuple[PastIssue, ...]:
    """Every issue with a folder in the workspace at `root`, without articles."""
    return tuple(
        _past_issue(issue_name(folder), _fields(root, folder / ISSUE)[0])
        for folder in issue_folders(root)[0]
    )


def whole_number_after(issues: Sequence[PastIssue]) -> int | None:
    """The 总期号 after these issues, oldest first: those without one after the last known number
    are counted too. None if no number is known.
    """
    for missing, each in enumerate(reversed(issues)):
        if each.whole_number:
            return each.whole_number + missing + 1
    return None


def sheet_status(root: Path, folder: Path) -> Status | None:
    """How far an issue's sheet says that the issue is; None without a sheet that says so."""
    fields, _ = _fields(root, folder / ISSUE)
    written = fields.get("status", Status.DRAFT.value) if fields else ""
    return next((each for each in Status if each.value == written), None)


def is_printed(root: Path, folder: Path) -> bool:
    """Whether an issue's sheet says that it was printed before the office used this program."""
    return sheet_status(root, folder) is Status.PRINTED


def _fields(root: Path, path: Path) -> tuple[dict[str, str], str]:
    """The plain fields and the body of a file; both empty if it cannot be read."""
    source, _ = read_source(path, root)
    if source is None:
        return {}, ""
    parts, faults = split(source)
    if faults:
        return {}, ""
    fields = ISSUE_FIELDS if path.name == ISSUE else SUBMISSION_FIELDS
    return texts_of(front_entries(source, fields)), source.text[parts.body.start : parts.body.end]


def _past_issue(name: str, fields: dict[str, str]) -> PastIssue:
    match = _DATE.match(fields.get("date", ""))
    try:
        dated = date(*map(int, match.groups())) if match else None
    except ValueError:
        dated = None
    serial = Serial.named(name)
    assert serial is not None, "an issue's folder has a name"
    whole = fields.get("whole_number", "")
    return PastIssue(name, serial, dated, int(whole) if whole.isdecimal() else None)


def _past_article(
    root: Path, path: Path, issue: str, known: dict[str, frozenset[int]]
) -> PastArticle | None:
    """The article in a file; None for a submission that was never printed."""
    fields, body = _fields(root, path)
    if fields.get("status") in NOT_PRINTED:
        return None
    digest = blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    if digest not in known:
        known[digest] = fingerprints(body)
    title = "：".join(part for part in (fields.get("unit", ""), fields.get("title", "")) if part)
    return PastArticle(issue, path.stem, title or path.stem, known[digest])


_RECIPE = f"{RUN}/{WINDOW}"


def _read_cache(cache: Path | None) -> dict[str, frozenset[int]]:
    if cache is None:
        return {}
    try:
        read = json.loads(cache.read_text("ascii"))
        if read["recipe"] != _RECIPE:
            return {}
        return {str(key): frozenset(map(int, kept)) for key, kept in read["prints"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_cache(
    cache: Path | None, kept: dict[str, frozenset[int]], known: dict[str, frozenset[int]]
) -> None:
    if cache is None or known.keys() == kept.keys():
        return
    written = {"recipe": _RECIPE, "prints": {key: sorted(known[key]) for key in sorted(known)}}
    beside = cache.with_name(cache.name + ".new")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(written, separators=(",", ":")), "ascii")
        beside.replace(cache)
    except OSError:
        return
