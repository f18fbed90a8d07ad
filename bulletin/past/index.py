"""What a workspace has already: its issues, and every copy by its words, looked up on disk.

The index is a database in the user's own cache (SQLite must not lie on a shared drive). It is asked
for what is compared and never read whole. A folder that looks as it did is not opened; in one that
does not, only the files that look otherwise are read. A damaged database is made again; where none
can be written, everything is read into memory.
"""

from __future__ import annotations

import os
import sqlite3
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import DecodeError, json

from bulletin.fingerprint import RACE
from bulletin.front_matter import texts_of
from bulletin.leftovers import is_passed_over
from bulletin.load import INBOX, ISSUE, issue_serials, shown_path
from bulletin.model import Serial, Status
from bulletin.output import PUBLISHED
from bulletin.past.recognising import RegisteredSubmission, original_nodes, recognised
from bulletin.past.sheets import (
    APPEARED,
    NOT_PRINTED,
    Issued,
    PastIssue,
    read_copy_file,
    read_past_issue,
)
from bulletin.past.winnowing import COMMON, RUN, WINDOW, fingerprints
from bulletin.usage import Usage

FORMAT = f"1/{RUN}/{WINDOW}"
"""An index of another form, or with other fingerprints, is made again."""

_TABLES = (
    "CREATE TABLE about (root TEXT, format TEXT)",
    "CREATE TABLE issue (name TEXT PRIMARY KEY, look TEXT, said BLOB)",
    "CREATE TABLE copy ("
    "id INTEGER PRIMARY KEY, issue TEXT, path TEXT, look TEXT, title TEXT, prints BLOB,"
    " content TEXT, text TEXT, body TEXT, said BLOB)",
    "CREATE TABLE print (print INTEGER, copy INTEGER, PRIMARY KEY (print, copy)) WITHOUT ROWID",
    "CREATE INDEX copy_issue ON copy (issue)",
    "CREATE INDEX copy_content ON copy (content) WHERE content IS NOT NULL",
    "CREATE INDEX copy_text ON copy (text) WHERE text IS NOT NULL",
    "CREATE INDEX copy_body ON copy (body) WHERE body IS NOT NULL",
)

_PATIENCE = 60.0
"""Seconds to wait while another command writes the index."""

_STEP = 0.2
"""Seconds of the wait after which Ctrl-C is heard: SQLite itself does not hear it."""

_AT_ONCE = 500
"""Folders after which what was read is kept, should the command be interrupted."""


@dataclass(frozen=True)
class PastArticle:
    """An article that appeared."""

    issue: str
    """The issue's name."""

    name: str
    """The file's name without `.md`."""

    title: str
    """Its line in the contents of the issue: unit and title."""


@dataclass(frozen=True)
class Shared:
    """How much of a new text is in a past article."""

    article: PastArticle
    share: float
    """The part of the new text, from 0 to 1."""

    prints: frozenset[int]


class SentCopy(NamedTuple):
    """What was sent out of an issue, and where its copy stands."""

    issued: Issued
    folder: Path | None
    """None if it was withdrawn."""


SentOf = Callable[[str], SentCopy | None]
"""From the name of an issue to what was sent out of it; None for one that was not published."""

PastProgress = Callable[[int, int], None]
"""Called with the number of past issues or articles that are read, and of all that are to be."""

Answer = TypeVar("Answer")


class PastIndex:
    """The issues of a workspace, and its articles by their fingerprints and their words.

    It is brought up to date when it is first asked.
    """

    def __init__(
        self,
        *ways: Callable[[], sqlite3.Connection],
        usage: Callable[[], Usage] = Usage,
    ) -> None:
        """The `ways` to a database are tried in their order; `usage` is read when it is asked."""
        self._ways = list(ways)
        self._usage = usage
        self._database: sqlite3.Connection | None = None

    def knowing(self, usage: Callable[[], Usage]) -> PastIndex:
        """The same with how the articles are written."""
        return PastIndex(*self._ways, usage=usage)

    @cached_property
    def usage(self) -> Usage:
        """How the articles are written, as far as it was counted (`bulletin learn`)."""
        return self._usage()

    @cached_property
    def issues(self) -> tuple[PastIssue, ...]:
        """Every issue with a folder, ordered by series, year and number."""
        found: list[PastIssue] = self._answer(_issues, [])
        return tuple(
            sorted(found, key=lambda each: (*each.serial.counted_within, each.serial.number))
        )

    @cached_property
    def by_name(self) -> Mapping[str, PastIssue]:
        """The issues by their names."""
        return {each.name: each for each in self.issues}

    @cache  # noqa: B019 (an index lives as long as its command)
    def printed(self, sequence: tuple[str, str]) -> tuple[PastIssue, ...]:
        """The issues of a publication and series, as they were printed."""
        own = (each for each in self.issues if each.serial.sequence == sequence)
        return tuple(sorted(own, key=lambda each: each.serial.printed_order(each.dated)))

    def shared(
        self, prints: frozenset[int], *, but: frozenset[str] = frozenset()
    ) -> tuple[Shared, ...]:
        """The past articles that share some of `prints`, most first, except in the issues `but`.

        A fingerprint of more than `COMMON` articles does not count.
        """
        return self._answer(partial(_shared, prints, but), ())

    def has_articles(self, *, but: frozenset[str]) -> bool:
        """Whether there is a past article, except in the issues `but`."""
        return self._answer(partial(_has_articles, but), False)

    def texts(self, progress: PastProgress | None = None) -> Iterator[tuple[str, str]]:
        """The issue and the text of each article that appeared, in the issues' order."""
        query = "SELECT issue, path, root FROM copy, about WHERE look LIKE ?"
        rows = self._ask(query, f"%{_APPEARED}")
        for done, (issue, path, root) in enumerate(sorted(rows, key=_in_order)):
            if progress:
                progress(done, len(rows))
            read = read_copy_file(Path(root), Path(path))
            if read and texts_of(read.entries).get("status") not in NOT_PRINTED:
                yield issue, read.body
        if progress:
            progress(len(rows), len(rows))

    def received_as(self, content: str) -> RegisteredSubmission | None:
        """The copy of an original with this digest; of several, the first in the issues' order."""
        return next(iter(self._registered("content = ?", content)), None)

    def alike(self, words: str) -> list[RegisteredSubmission]:
        """The copies whose original's words, or whose body, have this digest, in the issues'
        order."""
        return self._registered("text = ? OR body = ?", words, words)

    def _registered(self, which: str, *digests: str) -> list[RegisteredSubmission]:
        return self._answer(partial(_registered, which, digests), []) if all(digests) else []

    def _ask(self, query: str, *arguments: object) -> list[Any]:
        return self._answer(lambda database: database.execute(query, arguments).fetchall(), [])

    def _answer(self, question: Callable[[sqlite3.Connection], Answer], nothing: Answer) -> Answer:
        """The answer to a question, asked as a whole of the next database if one fails; `nothing`
        if there is none."""
        while self._database or self._ways:
            try:
                if self._database is None:
                    self._database = self._ways.pop(0)()
                return question(self._database)
            except (sqlite3.Error, DecodeError) as problem:
                self._database = None
                if _is_busy(problem):  # its file is not taken away from who writes it
                    del self._ways[:-1]
                if not self._ways:
                    raise
        return nothing


NO_PAST = PastIndex()


def nothing_sent(_name: str) -> None:
    """No issue was published."""
    return


def read_past(
    root: Path,
    sent: SentOf = nothing_sent,
    kept: Path | None = None,
    progress: PastProgress | None = None,
) -> PastIndex:
    """The index of the workspace at `root`, kept in the file `kept`.

    Where that cannot be read or written, or is not given, the index is made in memory. It raises
    OSError when it is asked and the workspace cannot be read.
    """

    def index(place: Path | None) -> sqlite3.Connection:
        database = _opened(root, place)
        try:
            _Renewal(root, sent, database, progress).renew()
        except BaseException:  # Ctrl-C too
            database.close()  # What was begun is taken back, and nothing is left beside the file.
            raise
        return database

    def afresh() -> sqlite3.Connection:
        assert kept is not None
        with suppress(OSError):
            kept.unlink()
        return index(kept)

    in_memory = partial(index, None)
    return PastIndex(partial(index, kept), afresh, in_memory) if kept else PastIndex(in_memory)


def past_place(cache: Path, root: Path) -> Path:
    """The file with the index of a workspace, in the folder `cache`."""
    name = blake2b(str(root).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return cache / f"{name}.sqlite"


def _opened(root: Path, place: Path | None) -> sqlite3.Connection:
    """The database of a workspace, with its tables. Raises sqlite3.Error."""
    if place is not None and not place.exists():
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            _clear(place.parent)
    database = sqlite3.connect(
        place or ":memory:", timeout=_STEP, isolation_level=None, factory=_PatientConnection
    )
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA cache_size = -32000")
    if _about(database) is None:
        database.execute("BEGIN IMMEDIATE")
        if _about(database) is None:  # another command may have made it meanwhile
            for each in _TABLES:
                database.execute(each)
            database.execute("INSERT INTO about VALUES (?, ?)", (str(root), FORMAT))
        database.execute("COMMIT")
    if _about(database) != (str(root), FORMAT):
        raise sqlite3.DatabaseError("an index of another form")
    return database


class _PatientConnection(sqlite3.Connection):
    """A connection that waits while another command writes, and hears Ctrl-C meanwhile."""

    def execute(self, query: str, values: Any = (), /) -> sqlite3.Cursor:
        """Execute a statement. Raises sqlite3.Error."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return super().execute(query, values)
            except sqlite3.OperationalError as problem:
                if not _is_busy(problem) or time.monotonic() > until:
                    raise


def _is_busy(problem: Exception) -> bool:
    """Whether another command writes the database."""
    code: int = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF == sqlite3.SQLITE_BUSY  # the higher bits say in which way


def _about(database: sqlite3.Connection) -> tuple[str, str] | None:
    """Which workspace the index is of, and its form; None for a new one."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'about'"
    if database.execute(query).fetchone() is None:
        return None
    found: tuple[str, str] | None = database.execute("SELECT root, format FROM about").fetchone()
    return found


_DAY = 24 * 60 * 60


def _clear(cache: Path) -> None:
    """Remove the indexes of workspaces that are gone, at most once a day. Raises OSError."""
    stamp = cache / "cleared"
    if stamp.exists() and time.time() - stamp.stat().st_mtime < _DAY:
        return
    stamp.touch()
    for old in cache.parent.glob("past-*.json"):
        old.unlink(missing_ok=True)
    for path in cache.glob("*.sqlite"):
        with suppress(sqlite3.Error):
            database = sqlite3.connect(path, timeout=0)
            about = _about(database)
            database.close()
            if about and not Path(about[0], "issues").is_dir():
                path.unlink(missing_ok=True)


_APPEARED = " appeared"
"""Ends how a file looks whose text has appeared."""


class _Folder(NamedTuple):
    """What a folder looks like without a file of it being opened."""

    look: str
    """Of every file of copy and of its editions; empty if a later change could look the same."""

    files: Mapping[str, str]
    """How each file of copy looks, by its path in the workspace; likewise."""


class _Renewal:
    """Brings an index up to date."""

    def __init__(
        self,
        root: Path,
        sent: SentOf,
        database: sqlite3.Connection,
        progress: PastProgress | None,
    ) -> None:
        self.root, self.sent, self.database, self.progress = root, sent, database, progress
        self.settled = time.time_ns() - RACE
        self.prints: list[tuple[int, int]] = []

    def renew(self) -> None:
        """Read what looks otherwise than it did. Raises sqlite3.Error and OSError."""
        ask = self.database.execute
        known = dict(ask("SELECT name, look FROM issue").fetchall())
        within = {each.name: each.folder for each in issue_serials(self.root)[0]}
        folders = {name: f"{self.root}/issues/{each}" for name, each in within.items()}
        folders[INBOX] = f"{self.root}/issues/{INBOX}"
        looks = {name: self._look(folder) for name, folder in folders.items()}
        changed = [
            name for name, seen in looks.items() if not seen.look or seen.look != known.get(name)
        ]
        gone = known.keys() - folders.keys()
        if not changed and not gone:
            return
        ask("BEGIN IMMEDIATE")
        for name in gone:
            self._forget(
                id for (id,) in ask("SELECT id FROM copy WHERE issue = ?", (name,)).fetchall()
            )
            ask("DELETE FROM issue WHERE name = ?", (name,))
        for done, name in enumerate(changed):
            if self.progress:
                self.progress(done, len(changed))
            if done and done % _AT_ONCE == 0:
                self._keep()
                ask("BEGIN IMMEDIATE")
            self._read(name, Path(folders[name]), looks[name])
        self._keep()
        if self.progress:
            self.progress(len(changed), len(changed))

    def _keep(self) -> None:
        # In their order, so that each page of the table is written once.
        self.prints.sort()
        self.database.executemany("INSERT OR IGNORE INTO print VALUES (?, ?)", self.prints)
        self.prints.clear()
        self.database.execute("COMMIT")

    def _look(self, folder: str) -> _Folder:
        """Look at the files of copy in a folder, and at its editions, without opening any."""
        files: dict[str, str] = {}
        editions: dict[str, str] = {}
        with suppress(OSError):
            for entry in os.scandir(folder):
                if entry.name.endswith(".md"):
                    files[entry.path] = self._how(entry)
                elif entry.name == PUBLISHED:
                    editions = {each.path: self._how(each) for each in os.scandir(entry)}
        if not (all(files.values()) and all(editions.values())):
            return _Folder("", files)
        seen = sorted((*files.items(), *editions.items()))
        text = "\0".join([part for pair in seen for part in pair])
        look = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16)
        return _Folder(look.hexdigest(), files)

    def _how(self, entry: os.DirEntry[str]) -> str:
        """How a file looks; empty if it was changed so recently that a later change could look the
        same."""
        try:
            status = entry.stat()
        except OSError:  # a link to nothing
            return "unreadable"
        changed, touched = status.st_mtime_ns, status.st_ctime_ns
        if changed >= self.settled or touched >= self.settled:
            return ""
        return f"{status.st_ino}/{status.st_mode}/{status.st_size}/{changed}/{touched}"

    def _read(self, name: str, folder: Path, seen: _Folder) -> None:
        """Read an issue, or the inbox: of its files of copy, those that look otherwise."""
        sent = self.sent(name) if name != INBOX else None
        stands = sent.folder if sent else folder
        issue = None
        if name != INBOX:
            issued = sent.issued if sent else None
            issue = read_past_issue(self.root, folder, stands or folder, issued)
        appeared = issue is not None and (sent is not None or issue.status in APPEARED)
        files = dict(seen.files)
        if sent and stands:
            files |= self._look(str(stands)).files
        wanted = {
            path: look + _APPEARED if appeared and Path(path).parent == stands else look
            for path, look in files.items()
            if Path(path).name != ISSUE and not is_passed_over(Path(path).name)
        }
        rows = self.database.execute("SELECT id, path, look FROM copy WHERE issue = ?", (name,))
        known = {path: (number, look) for number, path, look in rows.fetchall()}
        new = [
            path
            for path, look in sorted(wanted.items())
            if not files[path] or path not in known or known[path][1] != look
        ]
        kept = wanted.keys() - set(new)
        self._forget(number for path, (number, _) in known.items() if path not in kept)
        for path in new:
            self._enter(name, Path(path), wanted[path], here=Path(path).parent == folder)
        if issue is not None:
            issue = replace(issue, leaves_out=self._leaves_out(name))
        row = (name, seen.look, _said(issue) if issue else b"")
        self.database.execute("INSERT OR REPLACE INTO issue VALUES (?, ?, ?)", row)

    def _leaves_out(self, name: str) -> bool:
        rows = self.database.execute("SELECT said FROM copy WHERE issue = ?", (name,)).fetchall()
        found = (json.decode(said, type=RegisteredSubmission) for (said,) in rows if said)
        return any(each.fields.get("status") in NOT_PRINTED for each in found)

    def _enter(self, issue: str, path: Path, look: str, *, here: bool) -> None:
        """Enter a file: by its words if it stands in the folder, and by its fingerprints if it
        appeared."""
        read = read_copy_file(self.root, path)
        if read is None:
            return
        shown = shown_path(path, self.root)
        original = original_nodes(read.entries)
        content, text = (str(original.get(name, "")) for name in ("sha256", "text"))
        known = recognised(read.entries, read.body, path=shown, content=content, text=text)
        status, title = known.fields.get("status"), known.fields.get("title", "")
        heads = "：".join(filter(None, (known.fields.get("unit", ""), title))) or path.stem
        appeared = look.endswith(_APPEARED) and status not in NOT_PRINTED
        prints = array("i", map(_signed, fingerprints(read.body) if appeared else ()))
        words: tuple[object, ...] = (None, None, None, None)
        if here:
            digests = (each or None for each in (content, text, known.body))
            words = (*digests, json.encode(known))
        row = (issue, str(path), look, heads, prints.tobytes(), *words)
        entered = self.database.execute(
            "INSERT INTO copy (issue, path, look, title, prints, content, text, body, said)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        assert entered.lastrowid is not None
        self.prints += ((each, entered.lastrowid) for each in prints)

    def _forget(self, copies: Iterable[int]) -> None:
        ask = self.database.execute
        for copy in copies:
            [(kept,)] = ask("SELECT prints FROM copy WHERE id = ?", (copy,)).fetchall()
            prints = array("i", kept)
            those = ((each, copy) for each in prints)
            self.database.executemany("DELETE FROM print WHERE print = ? AND copy = ?", those)
            ask("DELETE FROM copy WHERE id = ?", (copy,))


# -- Questions -------------------------------------------------------------------------------------


@contextmanager
def _at_one_moment(database: sqlite3.Connection) -> Iterator[None]:
    """Several questions to the index as it is now, whoever brings it up to date meanwhile."""
    database.execute("BEGIN")
    try:
        yield
    finally:
        if database.in_transaction:
            database.execute("COMMIT")


def _has_articles(but: frozenset[str], database: sqlite3.Connection) -> bool:
    return any(issue not in but for (issue,) in database.execute("SELECT issue FROM copy"))


def _shared(
    prints: frozenset[int], but: frozenset[str], database: sqlite3.Connection
) -> tuple[Shared, ...]:
    """The past articles that share some of `prints`; see `PastIndex.shared`."""
    found: dict[int, list[int]] = {}
    with _at_one_moment(database):
        for each in sorted(prints):
            query = f"SELECT copy FROM print WHERE print = ? LIMIT {COMMON + 1}"
            held = [copy for (copy,) in database.execute(query, (_signed(each),))]
            for copy in held if len(held) <= COMMON else ():
                found.setdefault(copy, []).append(each)
        shares = [
            Shared(article, len(held) / len(prints), frozenset(held))
            for copy, held in found.items()
            if (article := _article(database, copy)).issue not in but
        ]
    return tuple(
        sorted(shares, key=lambda each: (-each.share, each.article.name, each.article.issue))
    )


def _article(database: sqlite3.Connection, copy: int) -> PastArticle:
    query = "SELECT issue, path, title FROM copy WHERE id = ?"
    [(issue, path, title)] = database.execute(query, (copy,))
    return PastArticle(issue, Path(path).stem, title)


def _registered(
    which: str, digests: tuple[str, ...], database: sqlite3.Connection
) -> list[RegisteredSubmission]:
    """The copies of which a condition holds, in the issues' order."""
    rows = database.execute(f"SELECT issue, said FROM copy WHERE {which}", digests)
    read = [(_rank(issue), json.decode(said, type=RegisteredSubmission)) for issue, said in rows]
    return [each for _, each in sorted(read, key=lambda pair: (pair[0], pair[1].path))]


def _signed(fingerprint: int) -> int:
    """A fingerprint of 32 bits as SQLite keeps it in four bytes."""
    return fingerprint - 2**32 if fingerprint >= 2**31 else fingerprint


def _rank(issue: str) -> tuple[bool, Serial]:
    """Where an issue stands; the inbox is the last."""
    serial = Serial.named(issue)
    return serial is None, serial or Serial("", 0, 0)


def _in_order(row: tuple[str, str, str]) -> tuple[tuple[bool, Serial], str]:
    """Where a copy stands: by its issue, and by its path."""
    issue, path, _ = row
    return _rank(issue), path


_Said = tuple[date | None, int | None, Status | None, bool, Issued | None]
"""What the index keeps of an issue."""


def _issues(database: sqlite3.Connection) -> list[PastIssue]:
    """Every issue that the index has."""
    query = "SELECT name, said FROM issue WHERE name != ?"
    return list(map(_issue_of, database.execute(query, (INBOX,))))


def _issue_of(row: tuple[str, bytes]) -> PastIssue:
    name, said = row
    serial = Serial.named(name)
    assert serial is not None, "an issue's folder has a name"
    dated, whole, status, leaves_out, issued = json.decode(said, type=_Said)
    return PastIssue(name, serial, dated, whole, status, issued, leaves_out)


def _said(issue: PastIssue) -> bytes:
    kept: _Said = (issue.dated, issue.whole_number, issue.status, issue.leaves_out, issue.issued)
    return json.encode(kept)
