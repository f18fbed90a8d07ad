"""`printed` in the declarations is true of sheet and Word file, in both directions.

A field that is printed undeclared would not be compared with what comes back from Word.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from bulletin.fields import (
    ATTACHMENT_FIELDS,
    ISSUE_FIELDS,
    PUBLICATION_FIELDS,
    SUBMISSION_FIELDS,
)
from bulletin.front_matter import Field, a_choice, a_flag, a_number, some_choices
from bulletin.making import open_issue, profile_for
from bulletin.model import Issue
from bulletin.render import Renderer
from bulletin.word import word_document
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.word.docx import Docx

FOLDER = "issues/2024/z7"

FILES: dict[str, tuple[tuple[Field, ...], dict[str, Any]]] = {
    "issues/publication.yaml": (
        PUBLICATION_FIELDS,
        {
            "name": "某县组工信息",
            "issuer": "某县研究室",
            "numbering": "yearly",
            "yearly_from": 2022,
            "whole_number": 501,
            "series": [
                {"name": "专报", "mark": "z", "profile": "special"},
                {"name": "特刊", "mark": "t", "profile": "special"},
            ],
            "units": [
                {"name": "城关镇", "aliases": ["城厢"], "level": "镇"},
                {"name": "东关街道", "aliases": ["东关"], "level": "街道"},
            ],
            "distribution": {
                "report_to": ["部领导"],
                "send_to": ["市直单位"],
                "issue_to": ["各村社区"],
            },
            "topic": "“基层治理”专题",
            "secrecy": "秘密★1年",
            "notice": "内部资料",
            "fit": 4,
            "copies": 136,
            "site": {"title": "往期之家", "base_url": "https://bulletin.example/"},
            "house": {"substitutes": ["FandolFang"], "timezone": "Asia/Shanghai"},
            "mail": {
                "from": "zgyjs@bulletin.example",
                "addresses": [
                    {"name": "部领导", "address": "swb@bulletin.example", "group": "领导处"}
                ],
            },
        },
    ),
    f"{FOLDER}/issue.md": (
        ISSUE_FIELDS,
        {
            "number": "2024-7",
            "date": "2024-03-05",
            "topic": "“移风易俗”专题",
            "articles": ["城关镇", "东关街道"],
            "distribution": {
                "report_to": ["县领导"],
                "send_to": ["县直单位"],
                "issue_to": ["各乡社区"],
                "also_to": ["县发改委"],
            },
            "series": "专报",
            "whole_number": 509,
            "secrecy": "机密★3年",
            "copy_number": "000081",
            "notice": "注意保密",
            "fit": 6,
            "copies": 124,
            "previous_edition": "6/1 9f86d081884c7d65",
            "allow": [{"code": "N101", "reason": "照录原话", "text": "200万"}],
            "signoff": {
                "edited_by": "甲某",
                "edited_on": "2024-03-01",
                "checked_by": "乙某",
                "checked_on": "2024-03-02",
                "approved_by": "丙某",
                "approved_on": "2024-03-04",
            },
            "original": {
                "name": "整期.docx",
                "mail": "整期.eml",
                "sha256": "9f86d081",
                "text": "60303ae2",
            },
        },
    ),
    f"{FOLDER}/城关镇.md": (
        SUBMISSION_FIELDS,
        {
            "unit": "城关镇",
            "title": "抓实基层治理",
            "byline": "城关镇上城党支部",
            "author": "丁某",
            "phone": "0550-7000000",
            "approver": "戊某",
            "received": "2024-02-11",
            "supplier": "城关镇党工委",
            "attachments": ["责任清单", "办理流程"],
            "reason": "改后再用",
            "allow": [{"code": "N102", "reason": "引自原文", "text": "300万"}],
            "original": {
                "name": "来稿.docx",
                "mail": "来稿.eml",
                "sha256": "7c86d081",
                "text": "51303ae2",
            },
        },
    ),
    f"{FOLDER}/责任清单.md": (ATTACHMENT_FIELDS, {"title": "镇村责任清单"}),
}

for _table, _front in FILES.values():
    for _each in _table:
        if _each.printed_as:
            _said = int(_each.example) if _each.read is a_number else _each.example
            _front.setdefault(_each.name, _said)
"""A field that is printed by its declaration says its example."""

PUBLICATION, SHEET, ARTICLE, ATTACHMENT = FILES

BODY = "\n**抓班子。**选派干部12名。\n"

IN_ITS_PLACE = ("distribution", "topic", "secrecy", "notice", "copies")
"""What an issue says instead of the publication."""

OTHER: dict[str, Any] = {
    "number": "2024-8",
    "date": "2024-03-06",
    "series": "特刊",
    "articles": ["东关街道", "城关镇"],
    "secrecy": "绝密★5年",
    "copy_number": "000082",
    "unit": "东关街道",
    "byline": "城关镇下城党支部",
    "attachments": ["办理流程", "责任清单"],
    "received": "2024-02-12",
    "edited_on": "2024-02-28",
    "checked_on": "2024-03-03",
    "approved_on": "2024-03-03",
    "mark": "x",
    "timezone": "UTC",
    "base_url": "https://other.example/",
    "from": "other@bulletin.example",
    "address": "other@bulletin.example",
    "code": "N103",
}
"""What is written instead, where another number or another text is no such value."""

RENAMED = {"number": "2024-z8", "series": "2024-t7"}
"""What the issue is called with another of these values: its folder has to agree."""

LEFT_OUT = {
    "series.name": "an issue that names it as before would have no series",
    "series.mark": "the folder is called by it",
    "units.name": "a submission that names it as before would have no unit",
}
"""Fields of the publication that are printed through a field of an issue or submission, which asks
for them."""


def values(fields: tuple[Field, ...], group: str = "") -> Iterator[tuple[str, Field]]:
    """The fields that hold a text, a number, a day or a list: a choice changes no words."""
    for each in fields:
        if each.fields:
            yield from values(each.fields, f"{group}{each.name}.")
        elif each.read not in (a_choice, a_flag, some_choices) and not each.choices:
            yield group + each.name, each


ASKED = [
    (file, name)
    for file, (fields, _) in FILES.items()
    for name, _ in values(fields)
    if not (file == PUBLICATION and name in LEFT_OUT)
]


def changed(front: dict[str, Any], name: str) -> None:
    """Write another value into a field."""
    *groups, last = name.split(".")
    for group in groups:
        front = front[group][0] if isinstance(front[group], list) else front[group]
    said = front[last]
    if last in OTHER:
        front[last] = OTHER[last]
    elif isinstance(said, int):
        front[last] = said + 1
    elif isinstance(said, list):
        front[last] = [f"新{said[0]}", *said[1:]]
    else:
        front[last] = f"新{said}"


def written(fronts: dict[str, dict[str, Any]]) -> dict[str, str | bytes]:
    """The files with these values, with a second article and attachment."""
    files: dict[str, str | bytes] = {
        f"{FOLDER}/东关街道.md": f"---\nunit: 东关街道\ntitle: 建强队伍\n---\n{BODY}",
        f"{FOLDER}/办理流程.md": f"---\ntitle: 办理流程\n---\n{BODY}",
    }
    for file, front in fronts.items():
        lines = "".join(f"{name}: {as_typed(value)}\n" for name, value in front.items())
        files[file] = lines if file.endswith(".yaml") else f"---\n{lines}---\n{BODY}"
    return files


def as_typed(value: Any) -> str:
    """A value of front matter; JSON is YAML, and leaves each number a number."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def printed(workspace: Workspace, name: str) -> tuple[str, str]:
    """The words of an issue's sheet and of its Word file."""
    read, found = open_issue(workspace, name)
    assert read is not None, found
    assert read.issue is not None, found
    return (
        words_of_the_sheet(workspace, read.issue),
        words_of_the_document(workspace, read.issue),
    )


def words_of_the_sheet(workspace: Workspace, issue: Issue) -> str:
    body = html.fromstring(Renderer(workspace).sheet(issue)).find("body")
    assert body is not None
    return "".join("".join(body.itertext()).split())


def words_of_the_document(workspace: Workspace, issue: Issue) -> str:
    return Docx(word_document(issue, profile_for(workspace, issue), {})).text


def said_by(file: str, name: str) -> bool:
    """Whether a field is declared as printed."""
    return any(each.printed for found, each in values(FILES[file][0]) if found == name)


@pytest.mark.parametrize(("file", "name"), ASKED)
def test_a_field_changes_what_is_printed_if_and_only_if_it_says_so(
    make_workspace: MakeWorkspace, file: str, name: str
) -> None:
    fronts = {each: copy.deepcopy(front) for each, (_, front) in FILES.items()}
    if file == PUBLICATION and name.partition(".")[0] in IN_ITS_PLACE:
        del fronts[SHEET][name.partition(".")[0]]
    before = printed(make_workspace(written(fronts)), "2024-z7")
    changed(fronts[file], name)
    workspace = make_workspace(written(fronts))
    called = RENAMED.get(name, "2024-z7")
    (workspace.root / FOLDER).rename(workspace.issue_folder(called))
    now = printed(workspace, called)
    differs = tuple(one != other for one, other in zip(before, now, strict=True))
    assert differs == (said_by(file, name),) * 2


def test_every_field_of_a_group_has_a_value_here() -> None:
    """Any other field says what its declaration gives as an example."""
    for fields, front in FILES.values():
        for name, _ in values(fields):
            inner: Any = front
            for part in name.split("."):
                inner = inner[0] if isinstance(inner, list) else inner
                assert part in inner, name
                inner = inner[part]
