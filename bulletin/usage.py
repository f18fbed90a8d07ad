"""How an office writes: in how many of its past articles each run of characters stands.

The counts are derived from the issues that appeared and kept in a file of the workspace's memory,
`.bulletin/usage.json`, one run and its count after the other. The file may be deleted at any time;
`bulletin learn` makes it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bulletin.output import replace_file
from bulletin.patterns import pattern_of

LONGEST_RUN = 5
"""Characters of the longest run that is counted."""

FEWEST = 2
"""A run that stands in fewer articles says nothing about how the office writes."""

USAGE_FILE = "usage.json"

HAN_RUN = pattern_of("[\u3400-\u9fff]{2,}")
_MARKUP = pattern_of(r"\*+|\[\^[^\]]*\]")


@dataclass(frozen=True)
class Usage:
    """The runs of characters in an office's past articles."""

    articles: int = 0
    """How many articles were counted."""

    counts: Mapping[str, int] = field(default_factory=dict)
    """In how many articles each run stands, of those that stand in `FEWEST` at least."""

    def count(self, run: str) -> int:
        """In how many past articles the run stands; 0 if in fewer than `FEWEST`."""
        return self.counts.get(run, 0)


NO_USAGE = Usage()


def usage_of(texts: Iterable[str]) -> Usage:
    """The usage of some articles.

    >>> usage_of(["贯彻落实", "贯彻落实", "落实"]).count("落实")
    3
    """
    counts: Counter[str] = Counter()
    articles = 0
    for text in texts:
        articles += 1
        counts.update(_runs(text))
    kept = {run: count for run, count in sorted(counts.items()) if count >= FEWEST}
    return Usage(articles, kept)


def _runs(text: str) -> set[str]:
    """The runs of two to `LONGEST_RUN` ideographs in a text."""
    found: set[str] = set()
    for match in HAN_RUN.finditer(_MARKUP.sub("", text)):
        run = match[0]
        for size in range(2, LONGEST_RUN + 1):
            found.update(run[at : at + size] for at in range(len(run) - size + 1))
    return found


def read_usage(file: Path) -> Usage:
    """The usage in a file; none if it is missing or is not such a file."""
    import msgspec  # reads half a million counts in a tenth of a second

    try:
        read = msgspec.json.decode(file.read_bytes(), type=tuple[int, dict[str, int]])
    except (OSError, ValueError):
        return NO_USAGE
    return Usage(*read)


def write_usage(file: Path, usage: Usage) -> None:
    """Keep the usage in a file. Raises OSError if it cannot be written."""
    import msgspec

    file.parent.mkdir(parents=True, exist_ok=True)
    written = msgspec.json.encode((usage.articles, dict(usage.counts)))
    replace_file(file, written.replace(b",", b",\n"))
