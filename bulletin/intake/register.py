"""What was received already: by the bytes of the original, and by its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from bulletin.diagnostics import Diagnostic, warning
from bulletin.front_matter import Entries, compose, split
from bulletin.load import ISSUE, inbox_files, issue_folders, read_source, shown_path
from bulletin.model import Text
from bulletin.past import letters
from bulletin.source import Source, Span

SHORTEST_TEXT = 40
"""汉字 and letters; a shorter text proves nothing by being the same as another."""

_TARGET = re.compile(r"\]\([^)\n]*\)")


def digest_of_bytes(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of_words(text: str) -> str:
    """A digest of a text's 汉字, letters and digits; empty for one too short to tell by."""
    said = letters(_TARGET.sub("]", text))
    if len(said) < SHORTEST_TEXT:
        return ""
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission that was received: the digests it is known by."""

    path: str
    """Where it is now, as an editor knows it."""

    content: str
    """Of the original's bytes; empty when that was not kept."""

    words: tuple[str, ...]
    """Of the original's text and of the copy's body."""


@dataclass
class Register:
    """Every submission of a workspace, those of the present batch included."""

    by_content: dict[str, str] = field(default_factory=dict)
    by_words: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Enter one; the first of two alike stands."""
        if entry.content:
            self.by_content.setdefault(entry.content, entry.path)
        for words in filter(None, entry.words):
            self.by_words.setdefault(words, entry.path)

    def duplicate(self, source: Source, content: str, words: tuple[str, ...]) -> Diagnostic | None:
        """What is to be told of a file that was received before; None for a new one."""
        nowhere = Span(0, 0)
        if earlier := self.by_content.get(content):
            message = f"和 {earlier} 是同一个文件，没有再收"
            return warning("D241", source, nowhere, message, f"要重收，先删去 {earlier}")
        earlier = next((self.by_words[each] for each in words if each in self.by_words), "")
        if not earlier:
            return None
        message = f"文字和 {earlier} 相同，没有再收"
        return warning("D242", source, nowhere, message, f"要换成这一份，先删去 {earlier}")


def read_register(root: Path) -> Register:
    """The submissions of every issue and of the inbox of the workspace at `root`."""
    register = Register()
    for folder in issue_folders(root)[0]:
        for path in sorted(folder.glob("*.md")):
            if path.name != ISSUE and not path.name.startswith("."):
                register.add(_entry(path, root))
    for path in inbox_files(root):
        register.add(_entry(path, root))
    return register


def _entry(path: Path, root: Path) -> Entry:
    shown = shown_path(path, root)
    source, _ = read_source(path, root)
    parts, faults = split(source) if source else (None, ())
    if source is None or parts is None or faults:
        return Entry(shown, "", ())
    original = original_nodes(compose(source, parts.front)[0])
    body = digest_of_words(source.quote(parts.body))
    content, text = (str(original.get(name, "")) for name in ("sha256", "text"))
    return Entry(shown, content, (text, body))


def original_nodes(entries: Entries) -> dict[str, Text]:
    """What front matter says of the original, with its places."""
    group = next((node for key, node in entries.entries if key.text == "original"), None)
    if not isinstance(group, Entries):
        return {}
    return {key.text: node for key, node in group.entries if isinstance(node, Text)}
