"""What has been received already: by the bytes of the original, and by its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bulletin.diagnostics import Diagnostic, warning
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.front_matter import Entries, front_entries, split, texts_of
from bulletin.load import ISSUE, inbox_files, issue_folders, read_source, shown_path
from bulletin.model import Text
from bulletin.past import letters
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.unit_names import MARKS

SHORTEST_TEXT = 40
"""汉字 and letters; two equal texts that are shorter prove nothing."""

_IMAGE = pattern_of(r"!\[[^]\n]*\]\([^)\n]*\)")
_TARGET = pattern_of(r"\]\([^)\n]*\)")


def digest_of_bytes(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of_words(text: str) -> str:
    """A digest of a text's 汉字, letters and digits; empty if it is too short to compare."""
    said = letters(_TARGET.sub("]", text))
    if len(said) < SHORTEST_TEXT:
        return ""
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digest_of_body(markdown: str) -> str:
    """A digest of the words of a copy without its images, which come and go with the file."""
    return digest_of_words(_IMAGE.sub("", markdown))


DECISIONS = {"held": "留用", "returned": "退稿"}
"""What an editor may have decided on a submission that is not printed."""

COMPARED = {
    "title": "标题",
    "unit": "单位",
    "author": "执笔人",
    "phone": "电话",
    "approver": "审签人",
}
"""Fields that distinguish submissions with the same body."""


@dataclass(frozen=True, slots=True)
class RegisteredSubmission:
    """One submission that was received, with what it is recognised by."""

    path: str
    """Where it is now, as an editor knows it."""

    content: str
    """The digest of the original's bytes; empty if that was not kept."""

    text: str
    """The digest of the original's text, title and signature included; empty for a short one."""

    body: str
    """The digest of the copy's body; empty for a short one."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """What the front matter says, by the names of `COMPARED`."""

    images: int = 0
    """How many images the body has."""

    @property
    def decision(self) -> str:
        """That it was held or returned, and why, in brackets; empty if it was not."""
        status = DECISIONS.get(self.fields.get("status", ""), "")
        reason = self.fields.get("reason", "")
        return f"（{status}{'：' if reason else ''}{reason}）" if status else ""

    def news(self, earlier: RegisteredSubmission) -> tuple[str, ...]:
        """The fields in which it differs from an earlier one with the same text or body, by name.

        If the originals' texts are the same, an editor has changed what differs; except for the
        unit, which may come from the file name.
        """
        names = [word for name, word in COMPARED.items() if self._says_else(name, earlier)]
        return (*names, "图片") if self.images > earlier.images else tuple(names)

    def _says_else(self, name: str, earlier: RegisteredSubmission) -> bool:
        said, known = (letters(each.fields.get(name, "")) for each in (self, earlier))
        if not said or said == known:
            return False
        if name != "unit":
            return not self.text or self.text != earlier.text
        theirs = _named_units(earlier.fields["unit"]) if known else set()
        return bool(theirs) and not _named_units(self.fields["unit"]) <= theirs


def _named_units(unit: str) -> set[str]:
    """The names in a field that may name several units."""
    return {letters(each) for each in MARKS.split(unit)} - {""}


@dataclass(frozen=True)
class Register:
    """Every submission of a workspace, with those of the present batch."""

    by_content: dict[str, RegisteredSubmission] = field(default_factory=dict)
    by_words: dict[str, list[RegisteredSubmission]] = field(default_factory=dict)

    def add(self, entry: RegisteredSubmission) -> None:
        """Enter one; of two alike, the first one stays."""
        if entry.content:
            self.by_content.setdefault(entry.content, entry)
        for words in {entry.text, entry.body} - {""}:
            self.by_words.setdefault(words, []).append(entry)

    def same_file(self, source: Source, content: str) -> Diagnostic | None:
        """The report on a file whose bytes were received before."""
        earlier = self.by_content.get(content)
        if not earlier:
            return None
        message = f"和 {earlier.path} 是同一个文件{earlier.decision}，没有再收"
        return warning("D241", source, Span(0, 0), message, f"要重收，先删去 {earlier.path}")

    def duplicate(self, source: Source, entry: RegisteredSubmission) -> Diagnostic | None:
        """The report on a submission that was received before; None for a new one."""
        if same := self.same_file(source, entry.content):
            return same
        earlier = next((each for each in self._alike(entry) if not entry.news(each)), None)
        if earlier is None:
            return None
        message = f"文字和 {earlier.path} 相同{earlier.decision}，没有再收"
        return warning("D242", source, Span(0, 0), message, f"要换成这一份，先删去 {earlier.path}")

    def like(self, source: Source, entry: RegisteredSubmission) -> Diagnostic | None:
        """The report on a new submission whose body another one already has."""
        earlier = next(iter(self._alike(entry)), None)
        if earlier is None:
            return None
        news = "、".join(entry.news(earlier))
        message = f"正文和 {earlier.path} 相同{earlier.decision}，{news}不同，照样收入"
        return warning("D243", source, Span(0, 0), message, "对照两份，留用一份")

    def _alike(self, entry: RegisteredSubmission) -> Iterator[RegisteredSubmission]:
        """The submissions of the same text or body, the first received first."""
        for words in filter(None, (entry.text, entry.body)):
            yield from self.by_words.get(words, ())


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


def _entry(path: Path, root: Path) -> RegisteredSubmission:
    shown = shown_path(path, root)
    source, _ = read_source(path, root)
    if source is None or split(source)[1]:
        return RegisteredSubmission(shown, "", "", "")
    entries = front_entries(source, SUBMISSION_FIELDS)
    original = original_nodes(entries)
    content, text = (str(original.get(name, "")) for name in ("sha256", "text"))
    return replace(_known_by(source, entries), path=shown, content=content, text=text)


def entry_of_copy(source: Source) -> RegisteredSubmission:
    """What copy that is Markdown with front matter is recognised by, without its original."""
    return _known_by(source, front_entries(source, SUBMISSION_FIELDS))


def _known_by(source: Source, entries: Entries) -> RegisteredSubmission:
    fields = texts_of(entries)
    body = source.quote(split(source)[0].body)
    text = digest_of_words(source.text)
    return RegisteredSubmission(
        "", "", text, digest_of_body(body), fields, len(_IMAGE.findall(body))
    )


def original_nodes(entries: Entries) -> dict[str, Text]:
    """What front matter says of the original, with its places."""
    group = next((node for key, node in entries.entries if key.text == "original"), None)
    if not isinstance(group, Entries):
        return {}
    return {key.text: node for key, node in group.entries if isinstance(node, Text)}
