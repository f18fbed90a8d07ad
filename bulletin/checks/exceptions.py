"""What the office lets stand in every issue, for a reason: `issues/allow.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bulletin.diagnostics import Diagnostic, warning
from bulletin.front_matter import Faults, Field, a_text, compose, groups, read_fields
from bulletin.load import read_source
from bulletin.model import Allowance
from bulletin.source import Source, Span

ALLOW_FILE = "allow.yaml"

ALLOW_FIELDS = (
    Field(
        "allow",
        "准许",
        groups,
        "全刊准许的例外，写明规则、文字和原因",
        "[{code: W105, text: 做为, reason: 村里的剧名}]",
        fields=(
            Field("code", "规则", a_text, "规则代码", "W105", required=True),
            Field("text", "文字", a_text, "准许的文字", "做为", required=True),
            Field("reason", "原因", a_text, "原因", "村里的剧名", required=True),
        ),
    ),
)


@dataclass(frozen=True)
class HouseExceptions:
    """The exceptions of an office, each for some words in every issue."""

    source: Source | None = None
    """The file; None if the office has none."""

    allowances: tuple[Allowance, ...] = ()

    def left(self, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """The findings that no exception covers."""
        if not self.allowances:
            return found
        return tuple(
            each for each in found if not any(_covers(one, each) for one in self.allowances)
        )

    def unused(self, found: Iterable[Diagnostic], known: Collection[str]) -> Iterator[Diagnostic]:
        """F017, F018: the exceptions that cover nothing of what the rules `found` in all issues,
        and those of a rule that is not `known`."""
        every = tuple(found)
        for each in self.allowances:
            place, code = each.code.span, each.code.text
            if code not in known:
                hint = "核对代码，或删去这一条"
                yield warning("F018", self.source, place, f"没有 `{code}` 这条规则", hint)
            elif not any(_covers(each, one) for one in every):
                message = f"准许的 `{code}`“{each.quoted}”各期都没有用上"
                yield warning("F017", self.source, place, message, "删去这一条")


def _covers(allowance: Allowance, finding: Diagnostic) -> bool:
    """Whether a finding is about the words of the allowance, or about some of them."""
    if allowance.covers(finding):
        return True
    source, words = finding.source, allowance.quoted
    if source is None or allowance.code.text != finding.code:
        return False
    start, end = finding.span
    around = source.text[max(0, end - len(words)) : start + len(words)]
    return words in around


NO_EXCEPTIONS = HouseExceptions()


def load_exceptions(root: Path) -> tuple[HouseExceptions, tuple[Diagnostic, ...]]:
    """Read `issues/allow.yaml` of the workspace at `root`, which it need not have."""
    path = root / "issues" / ALLOW_FILE
    if not path.exists():
        return NO_EXCEPTIONS, ()
    source, diagnostics = read_source(path, root)
    if source is None:
        return NO_EXCEPTIONS, diagnostics
    exceptions, faults = _read_exceptions(source)
    return exceptions, (*diagnostics, *faults)


@lru_cache(maxsize=4)
def _read_exceptions(source: Source) -> tuple[HouseExceptions, tuple[Diagnostic, ...]]:
    entries, composed = compose(source, Span(0, len(source.text)))
    if composed:
        return HouseExceptions(source), composed
    faults = Faults(source)
    fields = read_fields(entries, ALLOW_FIELDS, faults)
    allowances = tuple(
        Allowance(each.get("code"), str(each.get("reason")), str(each.get("text")))
        for each in fields.get("allow", ())
        if each.get("code") and each.get("reason") and each.get("text")
    )
    return HouseExceptions(source, allowances), tuple(faults.found)
