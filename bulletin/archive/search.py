"""The search's own files: the text of each year, and what makes a query and a text alike.

A browser that opens the archive from a shared drive may load scripts but may not read files, so the
text travels as scripts: one for each year, `search/2023.js`, and `search/catalogue.js`, which lists
them. The search itself is `styles/search.js`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from bulletin.archive.summary import IssueSummary, Texts, by_year
from bulletin.fingerprint import version_of
from bulletin.kept_answers import kept_answers
from bulletin.model import Site
from bulletin.render import Renderer

_IDEOGRAPHS = (0x3400, 0x9FFF)
"""CJK ideographs of one UTF-16 unit each, so that a folded text keeps its length in a browser."""


@cache
def traditional() -> dict[str, str]:
    """Every 繁体 or variant character to its 简体, one to one, by OpenCC's table t2s."""
    return dict(zip(*_kept("t2s", _table), strict=True))


def _table() -> tuple[str, str]:
    from opencc import OpenCC

    first, last = _IDEOGRAPHS
    characters = [chr(code) for code in range(first, last + 1)]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = [
        (one, other)
        for one, other in zip(characters, simple, strict=True)
        if one != other and len(other.encode("utf-16")) == 4
    ]
    return "".join(one for one, _ in pairs), "".join(other for _, other in pairs)


def _kept(asked: str, find: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """Two rows of characters that answer a question by this OpenCC, kept from run to run."""
    kept = kept_answers("search", f"opencc-{version_of('OpenCC')}.txt")
    with suppress(ValueError):
        one, other = b64decode(kept.of(asked) or "", validate=True).decode().split("\n")
        return one, other
    found = find()
    kept.keep(asked, b64encode("\n".join(found).encode()).decode("ascii"))
    return found


def _in_table(text: bytes) -> str:
    """The characters of a text that the table has. Few of a site's shards are made anew in a build,
    and finding their characters takes longer than everything else here."""

    def find() -> tuple[str, str]:
        return "".join(sorted(frozenset(text.decode()) & _characters_of_table())), ""

    return _kept(sha256(text).hexdigest(), find)[0]


@cache
def _characters_of_table() -> frozenset[str]:
    return frozenset(traditional()).union(traditional().values())


def needed_pairs(texts: Iterable[bytes]) -> tuple[str, str]:
    """The part of the table that matters for `texts` in UTF-8: from which characters, to which."""
    present = frozenset().union(*map(_in_table, texts))
    pairs = [
        (one, other) for one, other in traditional().items() if other in present or one in present
    ]
    return "".join(one for one, _ in pairs), "".join(other for _, other in pairs)


def shard(site: Site, issues: Sequence[IssueSummary], texts: Texts) -> dict[str, Any]:
    """One year's text, with the newest issue first.

    An issue is `[folder, label, date, topic, articles]`, in an archive of several publications with
    its publication's name at the end; an article is `[anchor, unit, title, text]`; unit is a place
    in the shard's list of units, or a list of places. The topic and the editor's note, which stand
    before the articles, are an article without anchor, unit and title. An attachment follows its
    article as an article of its own, with its own anchor.
    """
    present = {name for issue in issues for article in issue.articles for name in article.units}
    units = dict.fromkeys((*(unit.name for unit in site.publication.units), *sorted(present)))
    names = [name for name in units if name in present]
    place = {name: at for at, name in enumerate(names)}
    rows = []
    for issue in issues:
        if issue.withdrawn:
            continue
        text = texts(issue.name)
        before = "\n".join(filter(None, (issue.topic and f"【{issue.topic}】", text.preface)))
        articles: list[list[Any]] = [["", -1, "", before]] if before else []
        for each, printed in zip(issue.articles, text.articles, strict=True):
            whose = _places(each.units, place)
            articles.append([each.anchor, whose, each.title, printed.text])
            articles += [
                [attached.anchor, whose, f"{each.title}（{attached.title}）", attached.text]
                for attached in printed.attachments
            ]
        label = f"{issue.label}（{issue.stage}）" if issue.stage else issue.label
        row = [issue.folder, label, issue.dated.isoformat(), issue.topic, articles]
        rows.append([*row, site.of(issue.serial).publication.name] if site.several else row)
    return {"year": issues[0].year, "units": names, "issues": rows}


def _places(units: tuple[str, ...], place: Mapping[str, int]) -> int | list[int]:
    """The places of an article's units in the shard's list."""
    places = [place[name] for name in units]
    return places[0] if len(places) == 1 else places


def search_files(
    renderer: Renderer,
    site: Site,
    issues: Sequence[IssueSummary],
    texts: Texts,
    standing: Mapping[int, Path] | None = None,
) -> dict[str, bytes | Path]:
    """The search's files by their path; `issues` with the newest first.

    The catalogue names each shard with a digest, so that no browser takes an old one for a new one.
    A shard of `standing`, by its year, is not made again.
    """
    kept = standing or {}
    files: dict[str, bytes | Path] = {}
    years: list[tuple[int, str]] = []
    written: list[bytes] = []
    for year, those in by_year(issues, lambda issue: issue):
        if year in kept:
            encoded = kept[year].read_bytes()
        else:
            encoded = renderer.page("shard.js", shard=shard(site, those, texts)).encode()
        files[f"search/{year}.js"] = kept.get(year, encoded)
        years.append((year, sha256(encoded).hexdigest()[:8]))
        written.append(encoded)
    catalogue = {"years": years, "fold": needed_pairs(written)}
    files["search/catalogue.js"] = renderer.page("catalogue.js", catalogue=catalogue).encode()
    return files
