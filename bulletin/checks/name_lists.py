"""The names that an office keeps (`issues/names.yaml`): `learn` proposes, a person confirms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from bulletin.diagnostics import Diagnostic
from bulletin.front_matter import (
    Faults,
    Field,
    Fields,
    a_list,
    a_text,
    compose,
    groups,
    read_fields,
)
from bulletin.load import read_source
from bulletin.source import Source, Span

NAMES_FILE = "names.yaml"

NAMES_FIELDS = (
    Field(
        "leaders",
        "领导",
        groups,
        "领导的姓名和职务，按排名先后",
        "[{姓名: 张三, 职务: [县委书记]}]",
        fields=(
            Field("name", "姓名", a_text, "姓名", "张三", required=True),
            Field("posts", "职务", a_list, "现任职务，写全", "[县委书记]", required=True),
        ),
    ),
    Field(
        "organs",
        "机构",
        groups,
        "机构的全称、简称和曾用名",
        "[{全称: 县农业农村局, 曾用名: [县农业局]}]",
        fields=(
            Field("full", "全称", a_text, "全称", "县农业农村局", required=True),
            Field("short", "简称", a_list, "准许的简称", "[农业农村局]"),
            Field("old", "曾用名", a_list, "改革以前的名称", "[县农业局]"),
        ),
    ),
    Field("places", "村社", a_list, "村、社区", "[石桥村]"),
    Field("brands", "品牌", a_list, "品牌、项目、阵地", "[红色驿站]"),
    Field("honours", "荣誉", a_list, "荣誉称号", "[五星党支部]"),
    Field("phrases", "提法", a_list, "当年的提法", "[作风建设提升年]"),
    Field("declined", "不收", a_list, "问过、不收进名录的，以后不再问", "[一站式]"),
)

LISTS = tuple(each.name for each in NAMES_FIELDS if not each.fields)
"""The lists of plain names."""


@dataclass(frozen=True)
class Leader:
    """A person whose name and posts must be right."""

    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Organ:
    """An organ with the names it has and had."""

    full: str
    short: tuple[str, ...] = ()
    old: tuple[str, ...] = ()


@dataclass(frozen=True)
class NameLists:
    """What the office keeps in `issues/names.yaml`."""

    leaders: tuple[Leader, ...] = ()
    """In the order of protocol."""

    organs: tuple[Organ, ...] = ()
    places: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    honours: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every name that is right as it is."""
        organs = (name for each in self.organs for name in (each.full, *each.short))
        plain = (*self.places, *self.brands, *self.honours, *self.phrases)
        return tuple(dict.fromkeys((*(each.name for each in self.leaders), *organs, *plain)))

    @property
    def settled(self) -> frozenset[str]:
        """What a person has decided on, and is not asked about again."""
        old = (name for each in self.organs for name in each.old)
        return frozenset((*self.words, *old, *self.declined))


NO_NAMES = NameLists()


def load_names(root: Path) -> tuple[NameLists, tuple[Diagnostic, ...]]:
    """Read `issues/names.yaml` of the workspace at `root`, which it need not have."""
    path = root / "issues" / NAMES_FILE
    if not path.exists():
        return NO_NAMES, ()
    source, diagnostics = read_source(path, root)
    if source is None:
        return NO_NAMES, diagnostics
    names, faults = read_names(source)
    return names, (*diagnostics, *faults)


@lru_cache(maxsize=4)
def read_names(source: Source) -> tuple[NameLists, tuple[Diagnostic, ...]]:
    """The names in a file, and what is wrong with it."""
    entries, composed = compose(source, Span(0, len(source.text)))
    if composed:
        return NO_NAMES, composed
    faults = Faults(source)
    fields = read_fields(entries, NAMES_FIELDS, faults)
    names = NameLists(
        leaders=tuple(
            Leader(str(each.get("name", "")), _listed(each, "posts"))
            for each in fields.get("leaders", ())
            if each.get("name")
        ),
        organs=tuple(
            Organ(str(each.get("full", "")), _listed(each, "short"), _listed(each, "old"))
            for each in fields.get("organs", ())
            if each.get("full")
        ),
        **{name: _listed(fields, name) for name in LISTS},
    )
    return names, tuple(faults.found)


def _listed(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(str(each) for each in fields.get(name, ()) if str(each).strip())
