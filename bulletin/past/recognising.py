"""What a submission is recognised by when it comes again: its original's bytes, and its words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bulletin.fields import SUBMISSION_FIELDS
from bulletin.front_matter import Entries, front_entries, split, texts_of
from bulletin.model import Text
from bulletin.past.winnowing import letters
from bulletin.patterns import pattern_of
from bulletin.source import Source
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


def entry_of_copy(source: Source) -> RegisteredSubmission:
    """What copy that is Markdown with front matter is recognised by, without its original."""
    entries = front_entries(source, SUBMISSION_FIELDS)
    body = source.quote(split(source)[0].body)
    return recognised(entries, body, text=digest_of_words(source.text))


def recognised(
    entries: Entries, body: str, *, path: str = "", content: str = "", text: str
) -> RegisteredSubmission:
    """What a submission with this front matter and body is recognised by."""
    fields = {name: said for name, said in texts_of(entries).items() if name in _KEPT}
    images = len(_IMAGE.findall(body))
    return RegisteredSubmission(path, content, text, digest_of_body(body), fields, images)


_KEPT = (*COMPARED, "status", "reason")


def original_nodes(entries: Entries) -> dict[str, Text]:
    """What front matter says of the original, with its places."""
    group = next((node for key, node in entries.entries if key.text == "original"), None)
    if not isinstance(group, Entries):
        return {}
    return {key.text: node for key, node in group.entries if isinstance(node, Text)}
