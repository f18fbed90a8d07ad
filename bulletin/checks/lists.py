"""The words that an office prefers (`issues/terms.yaml`), and the lists of words of the package."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from bulletin.checks.exceptions import NO_EXCEPTIONS, HouseExceptions, load_exceptions
from bulletin.checks.lexicon import Lexicon, Term
from bulletin.checks.name_lists import NO_NAMES, NameLists, load_names
from bulletin.checks.near_misses import FixedPhrase, PhraseIndex
from bulletin.checks.word_files import Entry, entries_of, words_in
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.fields import FLAGS
from bulletin.front_matter import (
    Faults,
    Field,
    Fields,
    a_choice,
    a_flag,
    a_group,
    a_list,
    a_number,
    a_text,
    compose,
    groups,
    read_fields,
)
from bulletin.load import read_source
from bulletin.slips import LOADER
from bulletin.source import Source, Span

TERMS = "terms.yaml"
_HERE = Path(__file__).parent
_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO}


@dataclass(frozen=True)
class Variants:
    """Several names of one thing; an issue should use only one of them."""

    keep: str
    others: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class MeasureWord:
    """A noun, the measure words that are wrong for it, and the right one."""

    noun: str
    wrong: tuple[str, ...]
    right: str


@dataclass(frozen=True)
class HouseLists:
    """The rules that an office sets for its own copy."""

    lexicon: Lexicon = field(default_factory=Lexicon)
    variants: tuple[Variants, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    """Names and posts that must always be listed in this order."""

    most_characters: int = 1500
    """The most characters of an article, with marks; the usual limit for 经验类信息."""

    length_ratio: int = 2
    """The longest article of an issue may be at most this many times as long as the shortest."""

    heading_ratio: int = 2
    """The longest heading of an article may be at most this many times as long as the shortest."""

    habits: tuple[str, ...] = ()
    """The codes of the rules of taste that the office wants."""

    names: NameLists = NO_NAMES
    """The names that the office keeps."""

    exceptions: HouseExceptions = NO_EXCEPTIONS
    """What the office lets stand in every issue."""


TERMS_FIELDS = (
    Field("habits", "习惯", a_list, "要查的习惯，写规则代码", "[T104, S110, S113]"),
    Field(
        "limits",
        "篇幅",
        a_group,
        "篇幅的限度",
        "{characters: 1500}",
        fields=(
            Field("characters", "最多字数", a_number, "一篇最多多少字", "1500"),
            Field("length_ratio", "长短倍数", a_number, "最长一篇最多是最短一篇的几倍", "2"),
            Field("heading_ratio", "小标题长短倍数", a_number, "最长的小标题最多是最短的几倍", "2"),
        ),
    ),
    Field(
        "terms",
        "用语",
        groups,
        "用语表",
        "[{prefer: 抱团取暖, wrong: [抱团取火]}]",
        fields=(
            Field("prefer", "应写", a_text, "应当写的", "抱团取暖", required=True),
            Field("wrong", "不写", a_list, "不应当写的", "[抱团取火]", required=True),
            Field("unless", "除非", a_list, "含有它而没有错的词", "[]"),
            Field("after", "后面", a_text, "后面跟着它才算（正则表达式）", "(?:发展|建设)"),
            Field("before", "前面", a_text, "前面有它才算（正则表达式）", "(?:推动|促进)"),
            Field(
                "pattern",
                "正则",
                a_flag,
                "不应当写的是不是正则表达式",
                "false",
                choices=FLAGS,
            ),
            Field("note", "说明", a_text, "说明", "成语"),
            Field(
                "severity",
                "轻重",
                a_choice,
                "轻重；不写就是 warning",
                "warning",
                choices={"error": "错误", "warning": "提醒", "info": "说明"},
            ),
        ),
    ),
    Field(
        "variants",
        "叫法",
        groups,
        "同一事物的几个名称，一期只用一个",
        "[{keep: 好公婆, others: [好婆婆]}]",
        fields=(
            Field("keep", "统一用", a_text, "统一用的", "好公婆", required=True),
            Field("others", "其他叫法", a_list, "其他叫法", "[好婆婆]", required=True),
            Field("note", "说明", a_text, "说明", "奖项名称"),
        ),
    ),
    Field(
        "orders",
        "排名",
        groups,
        "固定的排名次序",
        "[{names: [书记, 市长]}]",
        fields=(Field("names", "名单", a_list, "按次序", "[书记, 市长]", required=True),),
    ),
)


def load_lists(root: Path) -> tuple[HouseLists, tuple[Diagnostic, ...]]:
    """Read `terms.yaml`, `names.yaml` and `allow.yaml` in `issues/` of the workspace at `root`.

    Without them there are only the limits.
    """
    house, faults = _load_terms(root / "issues" / TERMS, root)
    names, misnamed = load_names(root)
    exceptions, told = load_exceptions(root)
    house = replace(house, names=names, exceptions=exceptions)
    return house, (*faults, *misnamed, *told)


def _load_terms(path: Path, root: Path) -> tuple[HouseLists, tuple[Diagnostic, ...]]:
    if not path.exists():
        return HouseLists(), ()
    source, diagnostics = read_source(path, root)
    if source is None:
        return HouseLists(), diagnostics
    house, faults = _read(source)
    return house, (*diagnostics, *faults)


@lru_cache(maxsize=4)
def _read(source: Source) -> tuple[HouseLists, tuple[Diagnostic, ...]]:
    """The lists in a file. They are kept, because each issue that is printed asks for its terms."""
    entries, composed = compose(source, Span(0, len(source.text)))
    if composed:
        return HouseLists(), composed
    faults = Faults(source)
    fields = read_fields(entries, TERMS_FIELDS, faults)
    usable = tuple(each for each in fields.get("terms", ()) if _has_patterns(each, faults))
    return _house(fields, usable), tuple(faults.found)


def _has_patterns(term: Fields, faults: Faults) -> bool:
    """Whether what a term says as regular expressions is such; F101 says if it is not."""
    said = [(name, str(term.get(name))) for name in ("after", "before") if term.get(name)]
    if term.get("pattern", False):
        said += (("wrong", word) for word in _words(term, "wrong"))
    for name, text in said:
        try:
            re.compile(text)
        except re.error:
            hint = "改正；照字面查的，前面加 \\\\，或删去 pattern"
            faults.add("F101", term.place(name), f"`{text}` 不是正则表达式", hint)
            return False
    return True


def _house(fields: Fields, terms: tuple[Fields, ...]) -> HouseLists:
    standing = HouseLists()
    limits = fields.get("limits", Fields({}, {}, fields.span))
    return HouseLists(
        lexicon=Lexicon(tuple(map(_term, terms))),
        variants=tuple(
            Variants(str(each.get("keep", "")), _words(each, "others"), str(each.get("note", "")))
            for each in fields.get("variants", ())
        ),
        orders=tuple(_words(each, "names") for each in fields.get("orders", ())),
        most_characters=limits.get("characters", standing.most_characters),
        length_ratio=limits.get("length_ratio", standing.length_ratio),
        heading_ratio=limits.get("heading_ratio", standing.heading_ratio),
        habits=tuple(each.upper() for each in _words(fields, "habits")),
    )


def _term(fields: Fields) -> Term:
    return Term(
        prefer=str(fields.get("prefer", "")),
        wrong=_words(fields, "wrong"),
        note=str(fields.get("note", "")),
        severity=_SEVERITIES[fields.get("severity", "warning")],
        unless=_words(fields, "unless"),
        after=str(fields.get("after", "")),
        before=str(fields.get("before", "")),
        pattern=bool(fields.get("pattern", False)),
    )


def _words(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(str(word) for word in fields.get(name, ()))


@cache
def _own(name: str) -> Any:
    return yaml.load((_HERE / name).read_text("utf-8"), Loader=LOADER)


@cache
def confused() -> Lexicon:
    """Wrong characters, and words taken for one another, that are wrong in the copy of any office
    (`characters.txt`, `confused.txt`)."""
    return _lexicon("characters.txt", "confused.txt")


@cache
def statements() -> Lexicon:
    """Set expressions and names of meetings and organs that are told wrongly (`statements.txt`)."""
    return _lexicon("statements.txt", pattern=True)


@cache
def taboo() -> Lexicon:
    """What is not called so in official copy (`taboo.txt`)."""
    return _lexicon("taboo.txt", pattern=True)


@cache
def pleonasms() -> Lexicon:
    """Sentences that say a thing twice, or in words that do not go together (`pleonasms.txt`)."""
    return _lexicon("pleonasms.txt", pattern=True, severity=Severity.WARNING)


_LEVELS = {"提醒": Severity.WARNING, "说明": Severity.INFO}


def _lexicon(*names: str, pattern: bool = False, severity: Severity = Severity.ERROR) -> Lexicon:
    entries = (each for name in names for each in entries_of(name))
    return Lexicon(tuple(_listed(each, pattern, severity) for each in entries))


def _listed(entry: Entry, pattern: bool, severity: Severity) -> Term:
    """A line of a list that comes with the package: what is wrong, then what is right."""
    *wrong, prefer = entry.words
    said = entry.said
    return Term(
        prefer=prefer,
        wrong=tuple(wrong),
        note=said.get("注", ""),
        severity=_LEVELS.get(said.get("轻", ""), severity),
        unless=tuple(said["除"].split(",")) if "除" in said else (),
        after=said.get("后", ""),
        before=said.get("前", ""),
        changes=tuple(_change(each) for each in said.get("改", "").split("；") if each),
        pattern=pattern,
        whole=not pattern and "跨" not in said,
    )


def _change(written: str) -> tuple[str, str]:
    """A regular expression and what replaces its matches, which are written with > between."""
    old, _, new = written.rpartition(">")
    return old, new


@cache
def phrases() -> PhraseIndex:
    """Idioms, the set phrases of the Party, and the names of organs (`words/`)."""
    fixed = {
        each.words[0]: FixedPhrase(each.words[0], tuple(each.said.get("许", "").split(",")))
        for name in ("phrases.txt", "organs.txt")
        for each in entries_of(name)
    }
    for idiom in words_in("idioms.txt"):
        fixed.setdefault(idiom, FixedPhrase(idiom))
    return PhraseIndex(fixed.values(), tuple(words_in("lawful.txt")))


@cache
def foreign_words() -> Lexicon:
    """Foreign words and what official copy writes for them (`foreign.yaml`)."""
    return Lexicon(
        tuple(Term(prefer, tuple(wrong)) for prefer, wrong in _own("foreign.yaml").items())
    )


@cache
def measures() -> tuple[MeasureWord, ...]:
    """Nouns and the measure words that are wrong for them (`measures.yaml`)."""
    return tuple(
        MeasureWord(noun, tuple(each["wrong"]), each["right"])
        for each in _own("measures.yaml")
        for noun in each["nouns"]
    )


@cache
def never_twice() -> tuple[str, ...]:
    """Words that are never right twice in a row, as in 进一步进一步 (`twice.yaml`, and the words of
    `compounds.txt` without those of `reduplicated.txt`)."""
    compounds = words_in("compounds.txt")
    halves = (half for each in compounds if len(each) == 4 for half in (each[:2], each[2:]))
    said = set(words_in("reduplicated.txt"))
    words = dict.fromkeys((*_own("twice.yaml"), *halves))
    return tuple(word for word in words if word not in said)
