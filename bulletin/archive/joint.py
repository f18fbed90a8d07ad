"""What joins all issues: the home page, the indexes, the feed, the site map and the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bulletin.address import INDEX, folder_name, slug
from bulletin.archive.search import search_files
from bulletin.archive.summary import ArticleSummary, IssueSummary, Texts, by_year, newest_first
from bulletin.model import Publication, Site
from bulletin.render import Renderer

FEED_ISSUES = 20
"""How many of the newest issues the feed holds, in full text: about 600 KB."""

LOOKS = ("screen.css", "search.js", "icon.svg")
"""The files of `styles/` that stand beside the home page as they are."""

IndexedArticle = tuple[IssueSummary, ArticleSummary]


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """A unit and its articles, those with other units among them."""

    name: str
    articles: tuple[IndexedArticle, ...]

    @property
    def by_year(self) -> tuple[tuple[int, tuple[IndexedArticle, ...]], ...]:
        """The articles of each year."""
        return by_year(self.articles, lambda entry: entry[0])


@dataclass(frozen=True, slots=True)
class TopicIndex:
    """A topic and its issues."""

    name: str
    issues: tuple[IssueSummary, ...]

    @property
    def articles(self) -> tuple[IndexedArticle, ...]:
        """The articles of its issues."""
        return _entries(self.issues)


@dataclass(frozen=True, slots=True)
class YearIndex:
    """A year of the archive (年度总目录): by issue, by unit and by topic."""

    year: int
    issues: tuple[IssueSummary, ...]
    """With the newest first."""

    units: tuple[UnitIndex, ...]
    """The units that were printed in the year, in protocol order, each with its first article
    first."""

    topics: tuple[TopicIndex, ...]
    """With the year's first topic first."""

    @property
    def in_order(self) -> tuple[IssueSummary, ...]:
        """The issues in the order of a bound volume: by day, from the first one on."""
        return _in_order(self.issues)

    @property
    def articles(self) -> int:
        """How many articles."""
        return sum(len(issue.articles) for issue in self.issues)


@dataclass(frozen=True, slots=True)
class Indexes:
    """The archive in its three orders; years, topics and issues with the newest first."""

    issues: tuple[IssueSummary, ...]
    years: tuple[YearIndex, ...]
    units: tuple[UnitIndex, ...]
    """Every unit of the registry, in protocol order, printed or not."""

    topics: tuple[TopicIndex, ...]


def indexes(publication: Publication, issues: Iterable[IssueSummary]) -> Indexes:
    """The indexes of the issues."""
    ordered = newest_first(issues)
    return Indexes(
        ordered,
        tuple(
            _year(publication, year, those) for year, those in by_year(ordered, lambda issue: issue)
        ),
        _units(publication, ordered),
        _topics(ordered),
    )


def _year(publication: Publication, year: int, issues: tuple[IssueSummary, ...]) -> YearIndex:
    ordered = _in_order(issues)
    printed = tuple(unit for unit in _units(publication, ordered) if unit.articles)
    return YearIndex(year, issues, printed, _topics(ordered))


def _in_order(issues: Iterable[IssueSummary]) -> tuple[IssueSummary, ...]:
    return tuple(sorted(issues, key=lambda issue: (issue.dated, issue.serial)))


def _units(publication: Publication, issues: Sequence[IssueSummary]) -> tuple[UnitIndex, ...]:
    found: dict[str, list[IndexedArticle]] = {unit.name: [] for unit in publication.units}
    for issue, article in _entries(issues):
        for name in article.units:
            found.setdefault(name, []).append((issue, article))
    return tuple(UnitIndex(name, tuple(entries)) for name, entries in found.items())


def _topics(issues: Sequence[IssueSummary]) -> tuple[TopicIndex, ...]:
    found: dict[str, list[IssueSummary]] = {}
    for issue in issues:
        if issue.topic:
            found.setdefault(issue.topic, []).append(issue)
    return tuple(TopicIndex(name, tuple(those)) for name, those in found.items())


def _entries(issues: Iterable[IssueSummary]) -> tuple[IndexedArticle, ...]:
    return tuple((issue, article) for issue in issues for article in issue.articles)


# -- The pages -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JointState:
    """The joining files of the last build that are still right."""

    pages: Mapping[str, Path] = field(default_factory=dict)
    """Everything that shows nothing of the issues but their summaries; empty if a summary has
    changed."""

    shards: Mapping[int, Path] = field(default_factory=dict)
    """The search's text of a year."""


def joint_pages(
    renderer: Renderer,
    site: Site,
    issues: Iterable[IssueSummary],
    texts: Texts,
    standing: JointState | None = None,
) -> dict[str, bytes | Path]:
    """Every file of the archive that does not belong to one issue, by its path; `issues` in any
    order.

    A file of `standing` is not made again.
    """
    standing = standing or JointState()
    found = indexes(site.publication, issues)
    files: dict[str, bytes | Path] = dict(standing.pages)
    if not files:
        pages = _index_pages(renderer, site, found)
        files |= {path: content.encode() for path, content in pages.items()}
    for own in site.every:
        feed = _feed(renderer, own, _issues_of(own.publication, found), texts)
        files[own.feed] = feed.encode()
    return files | search_files(renderer, site, found.issues, texts, standing.shards)


def _issues_of(publication: Publication, found: Indexes) -> tuple[IssueSummary, ...]:
    """The issues of one publication alone."""
    own = publication.short_name
    return tuple(each for each in found.issues if each.serial.publication == own)


def _index_pages(renderer: Renderer, site: Site, found: Indexes) -> dict[str, str]:
    files: dict[str, str] = {}
    pages: list[tuple[Site, Page]] = [
        (site, page)
        for page in (
            *_unit_pages(site.publication, found),
            *_topic_pages(found),
            ("search/index.html", "search.html", _values(found)),
        )
    ]
    for own in site.every:
        alone = found
        if site.several:
            alone = indexes(own.publication, _issues_of(own.publication, found))
        for path, template, values in (*_home_pages(alone), *_year_pages(alone)):
            pages.append((own, (own.home + path, template, values)))
    for of, (path, template, values) in pages:
        files[path] = renderer.page(
            template,
            site=of,
            root="../" * path.count("/"),
            path=_address(path),
            **values,
        )
    files["404.html"] = renderer.page(
        "404.html", site=site, root=urlsplit(site.address).path or "/", path=None
    )
    return files | _machine_files(renderer, site, found, sorted(files))


Page = tuple[str, str, dict[str, Any]]
"""A page's path, its template and what it shows."""


def _values(found: Indexes) -> dict[str, Any]:
    return {"years": found.years, "units": found.units, "topics": found.topics}


def _home_pages(found: Indexes) -> Iterator[Page]:
    standing = [issue for issue in found.issues if not issue.withdrawn]
    regular = [issue for issue in standing if not issue.serial.mark]
    newest = next(iter(regular or standing), None)
    yield "index.html", "index.html", {"newest": newest, "years": found.years}


def _year_pages(found: Indexes) -> Iterator[Page]:
    yield "years/index.html", "years.html", {"years": found.years}
    numbers = [year.year for year in found.years]
    around = zip([*numbers[1:], None], found.years, [None, *numbers], strict=False)
    for previous, year, following in around:
        values = {"year": year, "previous": previous, "next": following}
        yield f"years/{year.year}/index.html", "year.html", values


def _unit_pages(publication: Publication, found: Indexes) -> Iterator[Page]:
    """A page for each unit, and one for each alias that leads there, so that old links hold.

    A unit that left the registry still has the articles of issues that were published with it.
    """
    yield "units/index.html", "units.html", {"units": found.units}
    aliases = {unit.name: unit.aliases for unit in publication.units}
    pages = {folder_name(unit.name) for unit in found.units}
    for unit in found.units:
        values = {"unit": unit, "aliases": aliases.get(unit.name, ())}
        yield f"units/{folder_name(unit.name)}/index.html", "unit.html", values
        for alias in aliases.get(unit.name, ()):
            if folder_name(alias) not in pages:
                path = f"units/{folder_name(alias)}/index.html"
                yield path, "moved.html", {"alias": alias, "unit": unit}


def _topic_pages(found: Indexes) -> Iterator[Page]:
    yield "topics/index.html", "topics.html", {"topics": found.topics}
    for topic in found.topics:
        yield f"topics/{folder_name(topic.name)}/index.html", "topic.html", {"topic": topic}


def _address(path: str) -> str:
    """The page's address below the site's; a folder's does not name its `index.html`."""
    return "/".join(map(slug, path.removesuffix(INDEX).split("/")))


# -- For machines ----------------------------------------------------------------------------------


def _feed(renderer: Renderer, site: Site, issues: Iterable[IssueSummary], texts: Texts) -> str:
    by_date = sorted(_standing(issues), key=lambda issue: issue.dated, reverse=True)
    updated = max((each.updated for each in by_date), default=date(1970, 1, 1))
    return renderer.page(
        "feed.xml",
        site=site,
        issues=[(issue, texts(issue.name)) for issue in by_date[:FEED_ISSUES]],
        updated=f"{updated.isoformat()}T00:00:00+08:00",
    )


def _standing(issues: Iterable[IssueSummary]) -> list[IssueSummary]:
    return [issue for issue in issues if not issue.withdrawn]


def _machine_files(
    renderer: Renderer, site: Site, found: Indexes, paths: Sequence[str]
) -> dict[str, str]:
    files = {"robots.txt": renderer.page("robots.txt", site=site)}
    if site.address:
        by_date = sorted(_standing(found.issues), key=lambda issue: issue.dated, reverse=True)
        pages = [*_issue_addresses(by_date), *_page_addresses(paths)]
        files["sitemap.xml"] = renderer.page("sitemap.xml", site=site, pages=pages)
    return files


def _issue_addresses(issues: Iterable[IssueSummary]) -> Iterator[tuple[str, date | None]]:
    for issue in issues:
        yield f"{issue.address}/", issue.dated
        for article in issue.articles:
            yield f"{issue.address}/{article.anchor}.html", issue.dated


def _page_addresses(paths: Iterable[str]) -> Iterator[tuple[str, date | None]]:
    for path in paths:
        if path.endswith("index.html"):
            yield _address(path), None
