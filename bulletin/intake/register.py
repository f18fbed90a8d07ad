"""What has been received already: by the bytes of the original, and by its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bulletin.diagnostics import Diagnostic, warning
from bulletin.past import NO_PAST, PastIndex, RegisteredSubmission
from bulletin.source import Source, Span


@dataclass(frozen=True)
class Register:
    """Every submission of a workspace, with those of the present batch."""

    past: PastIndex = NO_PAST
    _by_content: dict[str, RegisteredSubmission] = field(default_factory=dict)
    _by_words: dict[str, list[RegisteredSubmission]] = field(default_factory=dict)

    def add(self, entry: RegisteredSubmission) -> None:
        """Enter one; of two alike, the first one stays."""
        if entry.content:
            self._by_content.setdefault(entry.content, entry)
        for words in {entry.text, entry.body} - {""}:
            self._by_words.setdefault(words, []).append(entry)

    def received_as(self, content: str) -> RegisteredSubmission | None:
        """The submission whose original has this digest."""
        return self.past.received_as(content) or self._by_content.get(content)

    def same_file(self, source: Source, content: str) -> Diagnostic | None:
        """The report on a file whose bytes were received before."""
        earlier = self.received_as(content)
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
            yield from self.past.alike(words)
            yield from self._by_words.get(words, ())
