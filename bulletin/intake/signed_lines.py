"""Lines that only say who and when: a unit, its people and a day, （柳河镇 张三 2023年6月9日）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from bulletin.intake.credits import (
    Credit,
    is_a_unit,
    is_person,
    joint_units,
    looks_like_a_unit,
    phones_apart,
    units_in,
)
from bulletin.intake.dates import Dated, date_in, partial_date_in
from bulletin.markdown import is_name_of_one
from bulletin.model import Publication


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A line that only says who and when."""

    unit: str
    people: tuple[str, ...]
    dated: Dated | None
    partly: str = ""
    """A date without its year or day, as it is written."""

    @property
    def is_dated(self) -> bool:
        """Whether it says when, even if only the month."""
        return self.dated is not None or bool(self.partly)

    @property
    def credits(self) -> tuple[Credit, ...]:
        """What it says."""
        unit = (Credit("signature", self.unit),) if self.unit else ()
        day = (Credit("received", self.dated.day.isoformat()),) if self.dated else ()
        day = (Credit("received", self.partly),) if self.partly else day
        return (*unit, *(Credit("author", person) for person in self.people), *day)


def signature_in(text: str, publication: Publication, *, sure: bool) -> SignedLine | None:
    """What a line such as （千秋街道党工委 张三 2023年6月9日） says; None if it says more than
    that."""
    colons = "：:" if text.lstrip().startswith(("（", "(")) else ""
    text = text.strip("（()） \u3000").lstrip("—─")
    dated = date_in(text)
    rest = (text[: dated.start] + " " + text[dated.end :]) if dated else text
    partly = "" if dated else partial_date_in(text)
    rest = rest.removesuffix(partly)
    spaced = re.sub(r"(?<!\S)([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?!\S)", r"\1\2", rest)
    joint = False
    words = re.split(rf"[\s{colons}]+", spaced.strip(f" \u3000，,。{colons}"))
    tokens = _unit_first(words, publication)
    if not tokens:
        return SignedLine("", (), dated, partly) if dated or partly else None
    units = list(takewhile(lambda each: joint_units(each, publication), tokens))
    if sure and not units:
        units = list(takewhile(looks_like_a_unit, tokens))
        joint = len(units) > 1
    unit, people = "、".join(units) or tokens[0], tuple(tokens[len(units) or 1 :])
    registered = (bool(units) and not joint) or is_a_unit(unit, publication)
    known = registered or joint or looks_like_a_unit(unit)
    plain = len(unit) <= 30 and not re.search(r"[，。；：！？“”]", unit)
    if not (plain and known and all(map(is_person, people)) and len(people) <= 3):
        return None
    whole = registered or sure or dated is not None
    return SignedLine(unit, people, dated, partly) if whole else None


def _unit_first(words: Sequence[str], publication: Publication) -> list[str]:
    """The words of a signature, the unit before its people and each person apart: both 张三　城关镇
    and 城关镇张三 are 城关镇 张三."""
    tokens = [each for word in words if word for each in _people_apart(word)]
    if not tokens:
        return []
    people = list(takewhile(is_name_of_one, tokens))
    behind = tokens[len(people) :]
    if people and behind and all(joint_units(each, publication) for each in behind):
        return [*behind, *people]
    return [*_unit_apart(tokens[0], publication), *tokens[1:]]


def _people_apart(word: str) -> list[str]:
    """Names joined by 、 as words of their own; any other word as it is."""
    names = word.split("、")
    known = all(is_person(name) and not looks_like_a_unit(name) for name in names[1:])
    return names if known else [word]


def _unit_apart(word: str, publication: Publication) -> tuple[str, ...]:
    """A registered unit and the person who follows without a blank, 城关镇张三; otherwise the word
    as it is."""
    for unit in units_in(word, publication):
        for name in (unit.name, *unit.aliases):
            person = word.removeprefix(name)
            if person != word and is_name_of_one(person) and not is_a_unit(word, publication):
                return name, person
    return (word,)


def credits_signed(text: str, publication: Publication, *, sure: bool) -> tuple[Credit, ...]:
    """What a line that only says who and when says, a telephone number too; nothing for any
    other."""
    rest, phones = phones_apart(text)
    signature = signature_in(rest, publication, sure=sure)
    if signature is None or (phones and not signature.unit):
        return ()
    return (*signature.credits, *(Credit("phone", phone) for phone in phones))
