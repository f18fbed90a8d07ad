"""Whether the parts of an edition say the same: who forges one part with fresh manifests and a
fresh line of the register must forge all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bulletin.archive import SentPage
from bulletin.cli import run
from bulletin.edition.bag import BAG_INFO, TAG_MANIFEST, bag_of
from bulletin.edition.shelf import REGISTER_NAME, read_shelf
from bulletin.edition.shelf import register_of as register_bytes
from bulletin.output import DISK
from bulletin.publish.act import publish, withdraw
from bulletin.publish.agreement import unlike
from bulletin.publish.verification import verify
from bulletin.report import concise
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.office import edit, office, sent, signed_issue
from tests.test_build import tree
from tests.test_publish import clone, writable

__all__ = ["clone"]


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    made = make_workspace({})
    DISK.discard(made.issues / "7")
    signed_issue(made, "7")
    return made


def forge(workspace: Workspace, name: str, part: str, change: Callable[[str], str]) -> None:
    """Change a part of an edition, and make its manifests and its line of the register anew."""
    forge_bytes(workspace, name, {part: lambda content: change(content.decode()).encode()})


def forge_bytes(
    workspace: Workspace, name: str, changes: dict[str, Callable[[bytes], bytes]]
) -> None:
    writable(workspace.issues)
    issue, _, revision = name.partition("/")
    edition = workspace.issues / issue / "published" / revision
    payload = {
        path.removeprefix("data/"): content
        for path, content in tree(edition).items()
        if path.startswith("data/")
    }
    for part, change in changes.items():
        before = payload[part]
        payload[part] = change(before)
        assert payload[part] != before
    lines = (edition / BAG_INFO).read_text("utf-8").splitlines()
    info = [line.split(": ", 1) for line in lines if not line.startswith("Payload-Oxum")]
    for path, content in bag_of(payload, [(label, value) for label, value in info]).items():
        (edition / path).write_bytes(content)
    shelf = read_shelf(workspace)
    identities = {kept.name: kept.identity for kept in shelf.kept}
    anew = tuple(replace(line, identity=identities[line.name]) for line in shelf.register)
    (workspace.issues / REGISTER_NAME).write_bytes(register_bytes(anew, shelf.head))
    assert (edition / TAG_MANIFEST).is_file()


def told(workspace: Workspace) -> str:
    return concise(verify(workspace).diagnostics)


def test_what_was_published_agrees_with_itself(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    assert told(workspace) == ""


def test_another_signer_in_the_record_is_found(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    forge(workspace, "7/1", "record.json", lambda text: text.replace('"签发人"', '"别人"'))
    assert told(workspace) == (
        "issues/7/published/1/data/record.json:1:1: error[I215]: 记录的签字是 责任编辑 责任编辑 "
        "2024-03-05、核稿 核稿人 2024-03-05、签发 别人 2024-03-05，稿件的签字是 责任编辑 责任编辑 "
        "2024-03-05、核稿 核稿人 2024-03-05、签发 签发人 2024-03-05；从备份取回\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"dated": "2024-03-05"', '"dated": "2024-03-04"', "记录的印发日期是 2024-03-04"),
        ('"visibility": "public"', '"visibility": "internal"', "记录的公开是 internal"),
        ('"whole_number": null', '"whole_number": 99', "记录的总期号是 99，稿件写的是 没有"),
    ],
)
def test_what_the_record_says_of_the_issue_is_what_the_sheet_says(
    workspace: Workspace, before: str, after: str, message: str
) -> None:
    publish(workspace, "7", office())
    forge(workspace, "7/1", "record.json", lambda text: text.replace(before, after))
    assert f"error[I215]: {message}" in told(workspace)


def test_copy_that_is_not_the_approved_copy_is_found(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    forge(workspace, "7/1", "workspace/issues/7/城关镇.md", lambda text: text + "\n另一段。\n")
    assert "error[I217]: 存档的稿件不是签发的稿件" in told(workspace)


def test_signers_of_a_withdrawal_are_those_of_what_is_withdrawn(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    sent(withdraw(workspace, "7", "有误", office()))
    assert told(workspace) == ""
    forge(workspace, "7/2", "record.json", lambda text: text.replace('"签发人"', '"别人"'))
    assert "error[I215]: 记录的签字是" in told(workspace)


def test_a_forged_digest_of_the_approval_is_found(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    approved = json.loads((workspace.issues / "7/published/1/data/record.json").read_bytes())[
        "approved"
    ]
    forge(workspace, "7/1", "record.json", lambda text: text.replace(approved, "0" * 64))
    assert "error[I217]" in told(workspace)


# -- Page and PDF ----------------------------------------------------------------------------------


PAGE = (
    "<main><p>一、<b>增强治理</b>效能。</p>"
    "<table><tr><th>项目</th></tr><tr><td>5</td></tr></table></main>"
)


@pytest.mark.parametrize(
    "text",
    [
        "一、增强治理效能。\n项目\n5\n",
        "一、增强治\n\n理效能。\n项目 5",
        "一、增强治\n①注\n\n理效能。\n项目\n5\n项目\n".replace("①注", "5"),
    ],
)
def test_a_page_and_a_pdf_that_say_the_same_agree(text: str) -> None:
    assert unlike(SentPage(PAGE), text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一、增强治理功能。\n项目\n5\n", "PDF 里没有 `一、增强治理效能。`"),
        ("一、增强治理。\n效能\n项目\n5\n", "PDF 里没有 `一、增强治理效能。`"),
        ("一、增强治理效能。\n另说一句。\n项目\n5\n", "网页里少了 `一另说句`"),
        ("一、增强治理效能。\n项目\n", "PDF 里没有 `5`"),
        ("", "PDF 里没有 `一、增强治理效能。`"),
    ],
)
def test_a_page_and_a_pdf_that_differ_are_told(text: str, said: str) -> None:
    assert unlike(SentPage(PAGE), text) == said


WORDS = [
    "坚持以党建引领为抓手", "推动基层治理提质增效", "形成“上下联动”的工作格局", "确保36项任务见效",
    "5G+AI、km²和well-being制度第3项", "占比26.5%", "10—12月完成；共计1,234元",
]  # fmt: skip


class Office:
    """Random issues of everything that copy may have."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.notes: list[str] = []

    def words(self, most: int) -> str:
        count = self.chance.randint(1, most)
        return "，".join(self.chance.choice(WORDS) for _ in range(count)) + "。"

    def paragraph(self) -> str:
        text = self.chance.choice(["", "**筑牢红色阵地。**"]) + self.words(14)
        if self.chance.random() < 0.3:
            self.notes.append(f"[^{len(self.notes) + 1}]: {self.words(6)}")
            text += f"[^{len(self.notes)}]"
        return text

    def table(self) -> str:
        count = self.chance.randint(2, 6)
        cells = ["城关镇", "12.5", "联系人及电话说明", "按月推进，责任到人"]
        rows = ["| " + " | ".join(self.chance.choices(cells, k=count)) + " |" for _ in range(30)]
        head = "| " + " | ".join(f"项目{place}" for place in range(count)) + " |"
        return "\n".join([head, "|" + "---|" * count, *rows[: self.chance.randint(2, 30)]])

    def body(self) -> str:
        kinds: list[Callable[[], str]] = [
            self.paragraph,
            lambda: "## 二、强化组织领导，压实工作责任",
            lambda: "\n".join(f"{place}. {self.words(3)}" for place in (1, 2, 3)),
            lambda: "\n".join(f"- {self.words(3)}" for _ in range(3)),
            lambda: "> " + self.words(5),
            self.table,
        ]
        self.notes = []
        chosen = self.chance.choices(kinds, [6, 1, 1, 1, 1, 1], k=self.chance.randint(3, 12))
        blocks = [self.paragraph(), *(kind() for kind in chosen)]
        return "\n\n".join((*blocks, *self.notes)) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_page_and_pdf_of_whatever_is_printed_agree(clone: Path, seed: int) -> None:
    """As `approve` makes them: with notes, tables over pages, lists, attachments."""
    from bulletin.press import prepare_faces
    from bulletin.publish.make import make

    office = Office(seed)
    folder = clone / "issues" / "117"
    folder.mkdir()
    units = ["千秋街道", "广陵街道", "仁和集镇"]
    for unit in units:
        front = f"---\nunit: {unit}\ntitle: “三措并举”推动治理服务提质增效\n---\n\n"
        attached = f"\n附件1\n\n任务清单\n\n{office.words(9)}\n" if seed % 2 else ""
        (folder / f"{unit}.md").write_text(front + office.body() + attached, "utf-8")
    sheet = f"---\nnumber: 117\ndate: 2024-03-05\narticles: [{', '.join(units)}]\n---\n\n"
    (folder / "issue.md").write_text(sheet + office.words(5) + "\n", "utf-8")
    made = make(clone, "117", (), prepare_faces()[0])
    assert made.pages > 1
    assert [each.message for each in made.diagnostics if each.code == "I216"] == []


@pytest.mark.slow
def test_a_forged_page_and_a_forged_pdf_are_found(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(clone)
    assert run(["publish", "116"]) == 0, capsys.readouterr().err
    assert told(workspace) == ""
    edit(workspace, "116", "12个村", "十二个村", "大通镇.md")
    assert run(["approve", "116"]) == 0, capsys.readouterr().err
    assert run(["correct", "116", "--reason", "第4面“12个村”改为“十二个村”"]) == 0
    assert told(workspace) == ""
    forge(workspace, "116/1", "edition/index.html", lambda text: text.replace("12个村", "13个村"))
    assert "116.pdf:1:1: error[I216]: 网页和 PDF 的文字不同：PDF 里没有 `" in told(workspace)
    forge(workspace, "116/1", "edition/index.html", lambda text: text.replace("13个村", "12个村"))
    assert told(workspace) == ""
    forge(workspace, "116/1", "edition/index.html", _without_the_third)
    assert "error[I216]: 网页和 PDF 的文字不同：网页里少了 `" in told(workspace)


def _without_the_third(page: str) -> str:
    start = page.index('<article id="a3">')
    return page[:start] + page[page.index("</article>", start) + len("</article>") :]
