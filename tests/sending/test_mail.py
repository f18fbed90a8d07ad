"""Drafts of mails: to whom, with what, and when none may be written."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.diagnostics import Severity
from bulletin.edition import read_shelf
from bulletin.load import PUBLICATION
from bulletin.making import build
from bulletin.model import Distribution, Mail, Unit
from bulletin.press import prepare_faces
from bulletin.pressroom import InThisProcess
from bulletin.publish.act import approve, correct, publish, withdraw
from bulletin.publish.receipts import read_witness_file
from bulletin.report import concise
from bulletin.sending.addresses import AddressLine, read_addresses
from bulletin.sending.groups import groups_of, members, units_of
from bulletin.sending.mail import Drafted, drafts_of
from bulletin.source import Source, Span
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION as SMALL
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.office import a_pdf, edit, office, sent, signed_issue

LIST = """\
单位,邮箱,组
部领导,ld@bulletin.example,报
城关镇,cgz@bulletin.example,各镇（街道）党（工）委
东关街道党工委,纸质,各镇（街道）党（工）委
市直各单位,"szdw@bulletin.example；bgs@bulletin.example",
"""


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    made = make_workspace({"issues/addresses.csv": LIST})
    shutil.rmtree(made.issues / "7")
    signed_issue(made, "7")
    return made


@pytest.fixture
def published(workspace: Workspace) -> Workspace:
    assert publish(workspace, "7", office()).kept
    return workspace


def read(drafted: Drafted, name: str) -> EmailMessage:
    content = next(each.content for each in drafted.drafts if each.name == name)
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def in_this_process(_count: int) -> AbstractContextManager[Executor]:
    return nullcontext(InThisProcess())


def told(drafted: Drafted) -> list[tuple[str, str]]:
    found = []
    for each in drafted.diagnostics:
        assert each.source is not None
        line, column = each.source.place(each.span.start)
        found.append((f"{each.source.path}:{line}:{column}", f"{each.code} {each.message}"))
    return found


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


# -- What is in a draft ----------------------------------------------------------------------------


def test_each_line_of_the_colophon_gets_a_draft_with_its_people(published: Workspace) -> None:
    drafted = drafts_of(published, "7")
    assert told(drafted) == []
    assert [each.name for each in drafted.drafts] == ["报.eml", "送.eml"]
    first, second = read(drafted, "报.eml"), read(drafted, "送.eml")
    assert first["X-Unsent"] == "1"
    assert first["To"] == "部领导 <ld@bulletin.example>"
    assert [str(each) for each in second["To"].addresses] == [
        "城关镇 <cgz@bulletin.example>",
        "市直各单位 <szdw@bulletin.example>",
        "市直各单位 <bgs@bulletin.example>",
    ]
    assert first["Subject"] == "某县组工信息第7期"
    assert not {"Date", "Message-ID", "From", "Bcc"} & set(first.keys())
    identity = read_shelf(published).register[0].identity
    assert text(first) == (
        "某县组工信息第7期\n中共某县委组织部研究室　2024年3月5日\n\n本期目录\n"
        "1. 城关镇：“三个一”抓实基层治理\n\n附件：某县组工信息第7期.pdf（1 页）\n"
        f"存档号：7/1 {identity[:16]}\n\n"
        "报：部领导。\n送：各镇（街道）党（工）委、市直各单位。\n"
    )


def test_the_pdf_that_was_sent_out_goes_along_under_its_chinese_name(published: Workspace) -> None:
    drafted = drafts_of(published, "7")
    (pdf,) = read(drafted, "报.eml").iter_attachments()
    assert pdf.get_filename() == "某县组工信息第7期.pdf"
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_content() == a_pdf()
    raw = drafted.drafts[0].content
    assert b"filename*" in raw
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_an_enclosure_that_mail_boxes_refuse_is_told(
    published: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.sending.mail.LARGEST_ENCLOSURE", len(a_pdf()) - 1)
    drafted = drafts_of(published, "7")
    assert concise(drafted.diagnostics) == (
        "issues/7/issue.md:1:1: warning[D508]: 附件有 0 MB，有的邮箱收不下；缩小图片，或改送纸质\n"
    )
    assert len(drafted.drafts) == 2


def test_a_program_without_rfc_2231_finds_the_name_as_encoded_words(published: Workspace) -> None:
    old = message_from_bytes(drafts_of(published, "7").drafts[0].content, policy=policy.compat32)
    pdf = next(part for part in old.walk() if part.get_content_type() == "application/pdf")
    name = pdf.get_param("name")
    assert isinstance(name, str)
    assert str(make_header(decode_header(name))) == "某县组工信息第7期.pdf"


def test_the_html_body_has_its_styles_in_its_elements(published: Workspace) -> None:
    body = read(drafts_of(published, "7"), "报.eml").get_body(("html",))
    assert body is not None
    page = body.get_content()
    assert "“三个一”抓实基层治理" in page
    assert 'style="' in page
    assert not any(each in page for each in ("<style", "<link", "<script", "http", "src="))


def test_the_same_copy_gives_the_same_bytes(published: Workspace) -> None:
    first, second = drafts_of(published, "7"), drafts_of(published, "7")
    assert [each.content for each in first.drafts] == [each.content for each in second.drafts]


def test_recipients_who_must_not_see_each_other_are_in_bcc(published: Workspace) -> None:
    sender = "mail: {from: zgyjs@bulletin.example, hidden: true}\n"
    (published.issues / PUBLICATION).write_text(SMALL + sender, "utf-8")
    message = read(drafts_of(published, "7"), "送.eml")
    assert message["From"] == "中共某县委组织部研究室 <zgyjs@bulletin.example>"
    assert message["To"] == message["From"]
    assert len(message["Bcc"].addresses) == 3


def test_addresses_may_stand_in_publication_yaml(published: Workspace) -> None:
    (published.issues / "addresses.csv").unlink()
    listed = "mail: {addresses: [{name: 部领导, address: ld@bulletin.example}]}\n"
    (published.issues / PUBLICATION).write_text(SMALL + listed, "utf-8")
    drafted = drafts_of(published, "7")
    assert read(drafted, "报.eml")["To"] == "部领导 <ld@bulletin.example>"
    assert read(drafted, "送.eml")["To"] is None


def test_a_correction_says_so(published: Workspace) -> None:
    from bulletin.publish.act import approve

    edit(published, "7", "12名", "13名")
    assert approve(published, "7") == ()
    assert correct(published, "7", "人数有误", office()).kept
    message = read(drafts_of(published, "7"), "报.eml")
    assert message["Subject"] == "某县组工信息第7期（更正）"
    assert "人数有误" in text(message)


def test_internal_matter_is_named_so(workspace: Workspace) -> None:
    edit(workspace, "7", "visibility: public", "visibility: internal", "issue.md")
    from bulletin.publish.act import approve

    assert approve(workspace, "7") == ()
    assert publish(workspace, "7", office()).kept
    message = read(drafts_of(workspace, "7"), "送.eml")
    assert message["Subject"] == "某县组工信息第7期（内部资料）"
    assert text(message).startswith("内部资料，注意保存。")


ROLL = "# 联系人名册\n\n张三、李四负责联系各村。\n"
ENCLOSED = "\n附件1\n城关镇2024年度\n责任清单\n对照清单抓好落实。\n"


def enclosed(workspace: Workspace) -> None:
    """Let the article have an attachment in its file, and one with a file of its own."""
    copy = workspace.issues / "7/城关镇.md"
    text = copy.read_text("utf-8").replace("\n---\n", "\nattachments: 名册\n---\n", 1)
    copy.write_text(f"{text}{ENCLOSED}", "utf-8")
    (workspace.issues / "7/名册.md").write_text(ROLL, "utf-8")
    assert approve(workspace, "7") == ()


def test_an_issue_with_attachments_goes_out_as_one_pdf(workspace: Workspace) -> None:
    """The attachments are in the issue, and the copy of both files in the edition."""
    enclosed(workspace)
    assert publish(workspace, "7", office()).kept
    kept = workspace.issues / "7/published/1/data/workspace/issues/7"
    assert (kept / "名册.md").read_text("utf-8") == ROLL
    drafted = drafts_of(workspace, "7")
    assert told(drafted) == []
    edit(workspace, "7", "李四", "王五", "名册.md")
    changed = ("issues/7/名册.md:1:1", "I120 第 7 期已经刊发，稿件的改动没有用上")
    assert told(drafts_of(workspace, "7")) == [changed]
    message = read(drafted, "报.eml")
    assert text(message).count("附件：") == 1
    assert [each.get_filename() for each in message.iter_attachments()] == ["某县组工信息第7期.pdf"]


# -- What is refused -------------------------------------------------------------------------------


def test_an_issue_that_is_not_published_is_refused_unless_as_a_draft(workspace: Workspace) -> None:
    assert told(drafts_of(workspace, "7")) == [("issues/7/issue.md:1:1", "D505 这一期还没有刊发")]
    assert told(drafts_of(workspace, "7", draft=True)) == [
        ("build/issues/7/7.pdf:1:1", "D505 还没有 PDF")
    ]
    enclosed(workspace)
    assert not build(workspace, prepare_faces()[0], in_this_process, ["7"]).failed
    drafted = drafts_of(workspace, "7", draft=True)
    assert told(drafted) == []
    assert drafted.enclosure is not None
    assert drafted.enclosure.pages == 3
    message = read(drafted, "报.eml")
    assert message["Subject"] == "〔未刊发稿〕某县组工信息第7期"
    assert next(message.iter_attachments()).get_filename() == "某县组工信息第7期（未刊发稿）.pdf"
    copy = workspace.issues / "7/城关镇.md"
    kept = copy.read_bytes()
    edit(workspace, "7", "12名", "13名")
    os.utime(copy, (0, 0))  # a copy that was restored is older than the PDF
    nowhere = [("build-internal/issues/7/7.pdf:1:1", "D505 还没有 PDF")]
    assert told(drafts_of(workspace, "7", draft=True)) == nowhere  # not approved as it now is
    assert approve(workspace, "7") == ()
    stale = [("build/issues/7/7.pdf:1:1", "D505 PDF 不是照现在的稿件生成的")]
    assert told(drafts_of(workspace, "7", draft=True)) == stale
    copy.write_bytes(kept)  # newer than the PDF, and the same
    assert approve(workspace, "7") == ()
    assert told(drafts_of(workspace, "7", draft=True)) == []
    edit(workspace, "7", "李四", "王五", "名册.md")
    assert approve(workspace, "7") == ()
    assert told(drafts_of(workspace, "7", draft=True)) == stale
    (workspace.issues / "7/名册.md").write_text(ROLL, "utf-8")
    assert approve(workspace, "7") == ()
    (workspace.output / "issues/7/7.pdf").write_bytes(a_pdf())
    assert told(drafts_of(workspace, "7", draft=True)) == stale


@pytest.mark.parametrize("level", ["秘密", "机密★6个月", "绝密★长期"])
def test_a_classified_issue_is_never_mailed(workspace: Workspace, level: str) -> None:
    secret = f"visibility: internal\nsecrecy: {level}\ncopy_number: '000001'"
    edit(workspace, "7", "visibility: public", secret, "issue.md")
    for draft in (False, True):
        drafted = drafts_of(workspace, "7", draft=draft)
        assert drafted.drafts == ()
        refusal = f"D506 这一期标有密级（{level}），不能用邮件、微信发送"
        assert refusal in [said for _, said in told(drafted)]


def test_an_issue_that_was_classified_later_is_not_mailed_either(published: Workspace) -> None:
    secret = "visibility: internal\nsecrecy: 秘密"
    edit(published, "7", "visibility: public", secret, "issue.md")
    assert "D506" in [each.code for each in drafts_of(published, "7").diagnostics]


def test_a_withdrawn_issue_is_not_mailed(published: Workspace) -> None:
    assert withdraw(published, "7", "数据有误", office()).kept
    drafted = drafts_of(published, "7")
    assert drafted.drafts == ()
    (refused,) = drafted.diagnostics
    assert refused.code == "D507"
    assert refused.hint == "发另发的那一期；还没有的，运行 bulletin new"


def test_an_edition_that_was_tampered_with_is_not_mailed(published: Workspace) -> None:
    pdf = published.issues / "7/published/1/data/edition/7.pdf"
    pdf.chmod(0o644)
    pdf.write_bytes(a_pdf() + b"\n")
    drafted = drafts_of(published, "7")
    assert drafted.drafts == ()
    assert "I201" in [each.code for each in drafted.diagnostics]


@pytest.mark.parametrize(
    ("line", "place", "fault"),
    [
        ("部领导,ld@,", "2:5", "D502 `ld@` 不是邮箱"),
        ("部领导,ld＠bulletin.example,", "2:5", "D502 `ld＠bulletin.example` 不是邮箱"),
        ("部领导,ld@bulletin,", "2:5", "D502 `ld@bulletin` 不是邮箱"),
        ("部领导,a@b.example;张三@b.example,", "2:17", "D502 `张三@b.example` 不是邮箱"),
        (
            '部领导,"ld@b.example\nBcc: all@b.example",',
            "2:6",
            "D502 `ld@b.example\ufffdBcc: all@b.example` 不是邮箱",
        ),
        (
            '"部领导\nBcc: all@b.example",ld@b.example,',
            "2:2",
            "D503 单位或组里有换行或看不见的字符",
        ),
        ("部领导\u202e,ld@b.example,", "2:1", "D503 单位或组里有换行或看不见的字符"),
        ("部领导,张三 <ld@b>,", "2:9", "D502 `ld@b` 不是邮箱"),
        (f"部领导,{'l' * 65}@b.example,", "2:5", f"D502 `{'l' * 60}` 不是邮箱"),
        (",ld@b.example,", "2:1", "D501 这一行缺单位"),
        ('部领导,"ld@b.example,', "2:1", "D501 这一行的引号没有配成对"),
    ],
)
def test_a_bad_line_of_the_list_stops_everything(
    published: Workspace, line: str, place: str, fault: str
) -> None:
    (published.issues / "addresses.csv").write_text(f"单位,邮箱,组\n{line}\n", "utf-8")
    drafted = drafts_of(published, "7")
    assert drafted.drafts == ()
    errors = [
        each
        for each in zip(told(drafted), drafted.diagnostics, strict=True)
        if each[1].severity is Severity.ERROR
    ]
    assert [each for each, _ in errors] == [(f"issues/addresses.csv:{place}", fault)]


def test_a_faulty_sender_is_refused(published: Workspace) -> None:
    (published.issues / PUBLICATION).write_text(SMALL + "mail: {from: 研究室}\n", "utf-8")
    assert told(drafts_of(published, "7")) == [
        ("issues/publication.yaml:9:14", "D502 `研究室` 不是邮箱")
    ]


# -- The list --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_list_is_read_as_excel_writes_it(
    published: Workspace, encoding: str, delimiter: str, end: str
) -> None:
    plain = LIST.replace(",", delimiter).replace("\n", end)
    (published.issues / "addresses.csv").write_bytes(plain.encode(encoding))
    drafted = drafts_of(published, "7")
    assert told(drafted) == []
    assert [len(each.group.recipients) for each in drafted.drafts] == [1, 3]


def test_whoever_has_no_address_is_named(published: Workspace) -> None:
    rows = "单位,邮箱,组\n部领导,纸质,\n城关镇,,各镇（街道）党（工）委\n市直单位,a@b.example,\n"
    (published.issues / "addresses.csv").write_text(rows, "utf-8")
    drafted = drafts_of(published, "7")
    assert told(drafted) == [
        ("issues/addresses.csv:1:1", "D504 送：`各镇（街道）党（工）委` 里的 东关街道 没有邮箱"),
        ("issues/addresses.csv:3:1", "D504 送：`各镇（街道）党（工）委` 的 `城关镇` 没有邮箱"),
        ("issues/addresses.csv:4:1", "D504 送：`市直各单位` 没有邮箱"),
    ]
    assert drafted.diagnostics[0].hint == (
        "在 issues/addresses.csv 里每个单位加一行，如 东关街道,邮箱,各镇（街道）党（工）委；"
        "送纸质的邮箱写 纸质"
    )
    assert drafted.diagnostics[2].hint == "名单里有 `市直单位`；是它就把名称改为 市直各单位"
    assert [(each.label, each.paper) for each in drafted.groups] == [
        ("报", ("部领导",)),
        ("送", ()),
    ]
    assert [each.name for each in drafted.drafts] == ["送.eml"]
    assert read(drafted, "送.eml")["To"] is None


def test_the_members_of_a_group_are_known_by_level_or_by_name() -> None:
    units = (Unit("城关镇", level="镇"), Unit("东关街道"), Unit("市委办公室", level="市直单位"),
             Unit("石桥乡"), Unit("司法局", level="市直单位"))  # fmt: skip
    told = [
        [each.name for each in units_of(body, units)]
        for body in ("各镇（街道）党（工）委", "各乡镇", "市直各单位", "部领导", "镇党委书记")
    ]
    assert told == [
        ["城关镇", "东关街道"],
        ["城关镇", "石桥乡"],
        ["市委办公室", "司法局"],
        [],
        [],
    ]


def test_a_group_may_be_the_colophons_whole_line_and_an_address_bear_a_name(
    published: Workspace,
) -> None:
    rows = (
        "单位,邮箱,组\n部领导,张三 <ld@b.example>；李四＜ls@b.example＞,\n"
        "办公室,bgs@b.example,各镇（街道）党（工）委、市直各单位\n园区,yq@b.example,各园区党工委\n"
    )
    (published.issues / "addresses.csv").write_text(rows, "utf-8")
    drafted = drafts_of(published, "7")
    assert [each.group.recipients for each in drafted.drafts] == [
        (("部领导", "ld@b.example"), ("部领导", "ls@b.example")),
        (("办公室", "bgs@b.example"),),
    ]
    assert told(drafted) == [
        (
            "issues/addresses.csv:3:1",
            "D517 送：`各镇（街道）党（工）委` 的 城关镇、东关街道 没有各写一行，只发给 `办公室`",
        ),
        ("issues/addresses.csv:4:1", "D509 这一期的版记里没有 `各园区党工委`，`园区` 不发"),
    ]


def test_only_the_colophon_decides_who_gets_the_issue(published: Workspace) -> None:
    more = "别的单位,other@b.example,\n东关街道,dg@b.example,送\n部领导,again@b.example,送\n"
    (published.issues / "addresses.csv").write_text(LIST + more, "utf-8")
    mailed = [each.group.recipients for each in drafts_of(published, "7").drafts]
    assert [address for group in mailed for _, address in group] == [
        "ld@bulletin.example",
        "cgz@bulletin.example",
        "szdw@bulletin.example",
        "bgs@bulletin.example",
    ]


def test_who_gets_paper_and_who_is_left_out_of_a_joined_line_is_told(
    published: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    joined = "各镇（街道）党（工）委、市直各单位"
    rows = f"单位,邮箱,组\n部领导,纸质,\n东关街道党工委,纸质,{joined}\n市直各单位,a@b.example,\n"
    (published.issues / "addresses.csv").write_text(rows, "utf-8")
    monkeypatch.chdir(published.root)
    assert run(["mail", "7"]) == 0
    said = capsys.readouterr()
    assert "D504" in said.err
    assert "送：`各镇（街道）党（工）委` 里的 城关镇 没有邮箱" in said.err
    assert "报：送纸质的 部领导；全部送纸质，没有写邮件\n送：送纸质的 东关街道党工委\n" in said.out


@pytest.mark.parametrize(
    "group",
    [
        "各镇（街道）党（工）委",
        "各镇(街道)党(工)委",
        " 各镇（街道） 党（工）委 ",
        "各镇（街道）党（工）委、市直各单位",
        "各镇（街道）党（工）委，市直各单位。",
        "送：各镇（街道）党（工）委、市直各单位。",
    ],
)
def test_a_group_is_known_however_the_line_is_copied(published: Workspace, group: str) -> None:
    rows = (
        "单位,邮箱,组\n部领导,纸质,\n市直各单位,纸质,\n"
        f'城关镇党委,c@b.example,"{group}"\n东关街道,d@b.example,"{group}"\n'
    )
    (published.issues / "addresses.csv").write_text(rows, "utf-8")
    drafted = drafts_of(published, "7")
    assert told(drafted) == []
    assert [address for each in drafted.drafts for _, address in each.group.recipients] == [
        "c@b.example",
        "d@b.example",
    ]


def test_a_line_that_stands_for_a_whole_body_is_told_with_its_units(published: Workspace) -> None:
    rows = (
        "单位,邮箱,组\n部领导,纸质,\n市直各单位,纸质,\n党建办,b@b.example,各镇（街道）党（工）委\n"
    )
    (published.issues / "addresses.csv").write_text(rows, "utf-8")
    assert told(drafts_of(published, "7")) == [
        (
            "issues/addresses.csv:4:1",
            "D517 送：`各镇（街道）党（工）委` 的 城关镇、东关街道 没有各写一行，只发给 `党建办`",
        )
    ]


def test_a_line_for_one_row_of_the_colophon_that_is_not_in_it_is_told(published: Workspace) -> None:
    (published.issues / "addresses.csv").write_text(f"{LIST}东关街道,dg@b.example,送\n", "utf-8")
    assert [each for _, each in told(drafts_of(published, "7"))] == [
        "D509 这一期的版记里，送的一行没有 `东关街道`，不发"
    ]


def _parts(group: str) -> list[str]:
    return group.replace("，", "、").split("、")


@settings(max_examples=300)
@given(lines=st.data())
def test_no_unit_of_the_distribution_is_left_out_without_a_word(lines: st.DataObject) -> None:
    units = (Unit("城关镇"), Unit("东关街道", ("东关",)), Unit("西岭乡", level="乡镇"),
             Unit("石桥镇", level="镇"), Unit("城关街道"))  # fmt: skip
    bodies = ["各乡镇党委", "各街道党工委", "各镇（街道）党（工）委", "石桥镇", "部领导"]
    levels = lines.draw(st.lists(st.sampled_from(bodies), min_size=1, max_size=3, unique=True))
    row = lines.draw(st.sampled_from([tuple(levels), ("、".join(levels),)]))
    groups = [*bodies, "、".join(levels), "，".join(levels), "发", "", "各村"]
    names = [each.name + tail for each in units for tail in ("", "党委")]
    listed = lines.draw(
        st.lists(
            st.builds(
                AddressLine,
                st.sampled_from([*names, *bodies, "党建办"]),
                st.sampled_from(groups),
                st.sampled_from([(), ("a@b.example",), ("c@d.example",)]),
                st.booleans(),
                st.just(Source("list", "")),
                st.just(Span(0, 0)),
            ).map(lambda each: replace(each, addresses=() if each.on_paper else each.addresses)),
            max_size=8,
        )
    )
    found, said = groups_of(Distribution(issue_to=row), tuple(listed), Source("list", ""), units)
    reached = {name for group in found for name, _ in group.recipients}
    reached |= {name for group in found for name in group.paper}
    mails = {address for group in found for _, address in group.recipients}
    reached |= {each.name for each in listed if set(each.addresses) & mails}
    words = "".join(each.message for each in said if each.code in ("D504", "D517"))
    for body in members(row):
        for unit in units_of(body, units):
            own = {name for name in reached if name.startswith((unit.name, *unit.aliases))}
            assert own or unit.name in words or f"`{body}` 没有邮箱" in words
        if not units_of(body, units):
            theirs = {each.name for each in listed if body in (each.name, *_parts(each.group))}
            assert theirs & reached or body in words


@pytest.mark.parametrize(
    ("levels", "bodies"),
    [
        (("部领导", "市委办公室、市政府办公室"), ("部领导", "市委办公室", "市政府办公室")),
        (("各镇（街道、园区）党委、市直",), ("各镇（街道、园区）党委", "市直")),
        (("甲、", "）乙、丙"), ("甲", "）乙", "丙")),
        ((), ()),
    ],
)
def test_the_bodies_of_a_line(levels: tuple[str, ...], bodies: tuple[str, ...]) -> None:
    assert members(levels) == bodies


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_a_list_or_a_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "issues").mkdir(exist_ok=True)
    (tmp_path / "issues" / "addresses.csv").write_bytes(content)
    entries, found = read_addresses(Workspace(tmp_path), Mail())
    assert entries or found or not content.strip()
    for each in entries:
        assert "\n" not in each.name + each.group
        assert all(address.isascii() and "\n" not in address for address in each.addresses)


# -- The command -----------------------------------------------------------------------------------


def test_the_command_writes_drafts_and_sends_nothing(
    published: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(published.root)
    folder = published.root / "outgoing/7"
    folder.mkdir(parents=True)
    (folder / "发.eml").write_bytes(b"of a group that is gone")
    (folder / "公众号.html").write_bytes(b"not a mail")
    assert run(["mail", "7"]) == 0
    assert capsys.readouterr().out == (
        "outgoing/7/报.eml　1 个邮箱\noutgoing/7/送.eml　3 个邮箱\n"
        "送：送纸质的 东关街道党工委\n"
        "附件：某县组工信息第7期.pdf　1 页\n都没有发送；打开核对后再发\n"
    )
    assert sorted(path.name for path in folder.iterdir()) == ["公众号.html", "报.eml", "送.eml"]
    before = (folder / "报.eml").read_bytes()
    (published.issues / "addresses.csv").write_text("单位,邮箱\n部领导,x\n", "utf-8")
    assert run(["mail", "7"]) == 1
    assert "没有写邮件" in capsys.readouterr().err
    assert (folder / "报.eml").read_bytes() == before
    assert run(["mail", "8"]) == 1
    assert run(["mail", "../7"]) == 1


def test_drafts_of_an_issue_that_may_no_longer_leave_are_taken_away(
    published: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(published.root)
    assert run(["mail", "7"]) == 0
    folder = published.root / "outgoing/7"
    (folder / "附.txt").write_text("the editor's own", "utf-8")
    assert withdraw(published, "7", "数据有误", office()).kept
    assert run(["mail", "7"]) == 1
    said = "先前写好的草稿删去了：outgoing/7/报.eml、outgoing/7/送.eml；邮件程序里存的要自己删"
    assert said in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["附.txt"]
    (folder / "附.txt").unlink()
    assert run(["mail", "7"]) == 1
    assert "删去" not in capsys.readouterr().err


@pytest.mark.parametrize("by", [["withdraw", "7", "--reason", "有误"], ["mail", "7"]])
def test_no_empty_folder_is_left_where_drafts_were(
    published: Workspace, monkeypatch: pytest.MonkeyPatch, by: list[str]
) -> None:
    monkeypatch.chdir(published.root)
    assert run(["mail", "7"]) == 0
    assert run(["wechat", "7"]) in (0, 1)
    if by[0] == "mail":
        (published.outgoing / "7/公众号.html").unlink(missing_ok=True)
        assert withdraw(published, "7", "数据有误", office()).kept
    run(by)
    assert not (published.outgoing / "7").exists()


def test_nothing_in_the_program_can_send_mail() -> None:
    for path in (REPOSITORY / "bulletin").rglob("*.py"):
        assert "smtplib" not in path.read_text("utf-8"), path


def test_addresses_change_no_page(make_workspace: MakeWorkspace) -> None:
    from bulletin.load import load_publication

    plain, _ = load_publication(make_workspace({}).root)
    listed = SMALL + "mail: {from: zgyjs@bulletin.example}\n"
    mailing, faults = load_publication(make_workspace({f"issues/{PUBLICATION}": listed}).root)
    assert faults == ()
    assert plain == mailing
    assert repr(plain) == repr(mailing)


def test_each_mail_bears_witness_of_its_edition_and_of_the_one_before(
    published: Workspace, tmp_path: Path
) -> None:
    signed_issue(published, "8")
    sent(publish(published, "8", office()))
    drafted = drafts_of(published, "8")
    path = tmp_path / "报.eml"
    path.write_bytes(drafted.drafts[0].content)
    known = [(each.name, each.identity[:16]) for each in read_shelf(published).register]
    witnesses = read_witness_file(path, "").witnesses
    assert [(each.edition, each.digits) for each in witnesses] == known[::-1]
