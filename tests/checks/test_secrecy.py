"""Numbers of persons and marks of secrecy: however they are written, wherever they are printed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin.checks import Selection, check_issue, secrecy
from bulletin.checks.lists import HouseLists
from bulletin.checks.manuscripts import Fragment, passage_from
from bulletin.checks.secrecy import (
    card_number,
    identity_number,
    landline_number,
    mobile_number,
    secrecy_mark,
)
from bulletin.checks.view import Manuscript, PassageRole
from bulletin.load import load_issue, load_publication
from bulletin.model import Distribution, Publication
from bulletin.patterns import pattern_of
from bulletin.source import Source
from tests.conftest import PUBLICATION, SUBMISSION, MakeWorkspace

RULES = (secrecy_mark, identity_number, mobile_number, landline_number, card_number)
NOBODY = Publication("", "", (), Distribution(), "", "")


def found(text: str) -> list[tuple[str, str]]:
    source = Source("x.md", text)
    passage = passage_from(source, PassageRole.TEXT, (Fragment(text, 0),))
    copy = Manuscript(source, NOBODY, HouseLists(), (), (passage,), public=True)
    return [(rule.code, each.stretch.text) for rule in RULES for each in rule.find(copy)]


FIGURES = st.sampled_from(
    "0123456789" * 3 + "０１２３幺一三五八９XxＸ -－/._+()（）—\u200b\u3000★年月元"
)
NUMBERED = st.one_of(
    st.text(FIGURES, max_size=40),
    st.sampled_from(("138 0013 8000", "(010)  6512 3456", "+86 (0)21-62345678", "电话：6512-345")),
    st.sampled_from(
        ("11010519491231002X", "6222 0212 3456 7890 128", "138.1234.5678", "0871/6123456")
    ),
)


@given(st.lists(NUMBERED, max_size=4))
def test_no_number_is_passed_over_because_of_how_its_figures_are_parted(
    written: list[str],
) -> None:
    text = "，".join(written)
    with pytest.MonkeyPatch.context() as every:
        every.setattr(secrecy, "_SEVEN_FIGURES", pattern_of(""))
        wanted = found(text)
    assert found(text) == wanted


MOBILES = """\
13812345678
联系人138 1234 5678
138-1234-5678
１３８１２３４５６７８
1３8 1234-5678
138　1234　5678
138—1234—5678
+86 138 1234 5678
+8613812345678
0086-138-1234-5678
（+86）13812345678
（138）12345678
138.1234.5678
138·1234·5678
138_1234_5678
138/1234/5678
1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣
①13812345678
1381234 5678
1381234-5678
13812 345678
1381-2345-678
138 12345 678
1 3 8 1 2 3 4 5 6 7 8
一三八一二三四五六七八
138\u200b1234\u200b5678
tel13812345678
微信wx13812345678
013812345678
张三 12 13812345678
138 1234 5678 139 1234 5678
会场13812345678.jpg
13812345678@163.com
13812345678（微信同号）
""".splitlines()
LANDLINES = """\
0550-7041234
（0550）7041234
（0550） 704 1234
０５５０－７０４１２３４
（０５５０）７０４１２３４
0550—7041234
0550--7041234
0550-7041234转801
0550 7041234
05507041234
010-66661234
01066661234
+86-550-7041234
+86 (0)550 7041234
电话：7041234
联系电话7041234
""".splitlines()
IDENTITIES = """\
11010519491231002X
11010519491231002x
110105 19491231 002X
１１０１０５１９４９１２３１００２Ｘ
110105-19491231-002X
110105 1949 1231 002X
张三12 11010519491231002X
残疾人证11010519491231002X43
110105491231002
""".splitlines()
CARDS = ["6222020000001234566", "6222 0200 0000 1234 566", "６２２２０２００００００１２３４５６６"]
MARKS = [
    "秘密★1年",
    "（机密）关于选派干部的通知",
    "机密★",
    "秘密 ★ 长期",
    "密级：秘密",
    "【机密】",
    "机　密",
    "绝密 特急",
    "（秘密）",
]
LOOK_ALIKES = """\
13812345678元
总投资13812345678万元
面积15000000000平方米
编号13812345678
订单号：13812345678
工单号20231381234567
编号138123456789
0.13812345678
13,812,345,678
15812345.67元
d13812345678ab9
138****5678
12345热线
拨打110、119、12380、96345
400-820-8820
2023-06-09
2019—2022年，1500-2000
1995 1996 1997
皖组字〔2023〕13号
文件编号0550-20230609
编号20230-70001
91341181MA2RXXXX1X
统一社会信用代码113411810032521180
110105194912310021
1101051949123100
编号：110105491231002
202306091234567
mmexport1686293847123.jpg
IMG_20230609123456.jpg
11:30—13:00
13.8 12.3 45.678
1 2 3 4 5 6 7 8 9 10 11
总第512期，000001
卡号6222020000001234567
电话回访7000000人次
分别为1500 2000 3000万元
保守秘密是党员的义务，机密文件按规定管理
商业秘密、国家秘密
（秘密投票）选举产生
2023/06/09，2023·6·9
①②③④⑤⑥⑦⑧⑨
""".splitlines()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        *(("C103", each) for each in MOBILES),
        *(("C104", each) for each in LANDLINES),
        *(("C102", each) for each in IDENTITIES),
        *(("C105", each) for each in CARDS),
        *(("C101", each) for each in MARKS),
    ],
)
def test_however_it_is_written(code: str, text: str) -> None:
    assert {each for each, _ in found(text)} == {code}
    assert {each for each, _ in found(f"他说：“{text}”，散会。") if code != "C101"} <= {code}


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_alike_passes(text: str) -> None:
    assert found(text) == []


@given(st.integers(3, 9), st.integers(0, 10**9 - 1), st.sampled_from(["", " ", "-", "—", "　"]))
def test_every_mobile_number_is_found(second: int, rest: int, gap: str) -> None:
    digits = f"1{second}{rest:09}"
    written = gap.join((digits[:3], digits[3:7], digits[7:]))
    assert ("C103", written) in found(f"联系人张三，{written}。")


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return written.getvalue()


SHEET = "---\nnumber: 7\ndate: 2024-03-05\nvisibility: public\nstatus: signed\narticles: [城关镇]\n"
NUMBER = "13812345678"
PLACES = {
    "topic": {"issue.md": f"{SHEET}topic: 联系{NUMBER}\n---\n"},
    "notice": {"issue.md": f"{SHEET}notice: 内部 {NUMBER}\n---\n"},
    "editor's note": {"issue.md": f"{SHEET}---\n\n编者按，{NUMBER}。\n"},
    "its note": {"issue.md": f"{SHEET}---\n\n编者按[^a]。\n\n[^a]: 见{NUMBER}。\n"},
    "colophon": {"issue.md": f"{SHEET}distribution: {{also_to: [张三{NUMBER}]}}\n---\n"},
    "standing colophon": {
        "../publication.yaml": PUBLICATION.replace("部领导", f"部领导{NUMBER}"),
    },
    "issuer": {"../publication.yaml": PUBLICATION.replace("研究室", f"研究室{NUMBER}")},
    "unit": {"../publication.yaml": PUBLICATION.replace("[城关]", f"[城关, {NUMBER}]")},
    "title": {"城关镇.md": SUBMISSION.replace("抓实", NUMBER)},
    "byline": {"城关镇.md": SUBMISSION.replace("title", f"byline: 张三{NUMBER}\ntitle")},
    "supplier": {"城关镇.md": SUBMISSION.replace("title", f"supplier: 张三{NUMBER}\ntitle")},
    "heading": {"城关镇.md": SUBMISSION.replace("健全一项制度", f"拨打{NUMBER}")},
    "own heading": {"城关镇.md": SUBMISSION + f"\n## 拨打[^a]\n\n正文。\n\n[^a]: {NUMBER}。\n"},
    "bold": {"城关镇.md": SUBMISSION.replace("36件", "138**1234**5678")},
    "note": {"城关镇.md": SUBMISSION.replace("36件", "36件[^a]") + f"\n[^a]: {NUMBER}。\n"},
    "list": {"城关镇.md": SUBMISSION + f"\n- 一\n- 二\n\n  三{NUMBER}\n"},
    "quotation": {"城关镇.md": SUBMISSION + f"\n> {NUMBER}\n"},
    "table": {"城关镇.md": SUBMISSION + f"\n| 甲 | 乙 |\n|---|---|\n| 一 | {NUMBER} |\n"},
    "table's head": {"城关镇.md": SUBMISSION + f"\n| 甲 | {NUMBER} |\n|---|---|\n| 一 | 二 |\n"},
    "table's note": {
        "城关镇.md": SUBMISSION + f"\n| 甲 | 乙[^a] |\n|---|---|\n| 一 | 二 |\n\n[^a]: {NUMBER}。\n"
    },
    "caption": {"城关镇.md": SUBMISSION + f'\n![会场](a.png "{NUMBER}")\n'},
    "alternative": {"城关镇.md": SUBMISSION + f"\n![会场{NUMBER}](a.png)\n"},
    "file name": {"城关镇.md": SUBMISSION + f"\n![会场](张三{NUMBER}.png)\n"},
    "link": {"城关镇.md": SUBMISSION.replace("36件", f"[36件](mailto:{NUMBER}@163.com)")},
}


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_is_printed(make_workspace: MakeWorkspace, place: str) -> None:
    files: dict[str, str | bytes] = {f"issues/7/{n}": text for n, text in PLACES[place].items()}
    copy = "".join(map(str, files.values()))
    named = (name for name in ("a", f"张三{NUMBER}") if f"({name}.png" in copy)
    pictures = {f"issues/7/{name}.png": png() for name in named}
    workspace = make_workspace({**pictures, **files})
    publication, faults = load_publication(workspace.root)
    assert publication is not None
    assert faults == ()
    loaded = load_issue(workspace.root, workspace.issues / "7", publication)
    assert loaded.diagnostics == ()
    selection = Selection(("C",))
    finding, *_ = check_issue(loaded, publication, HouseLists(), selection=selection)
    assert (finding.code, finding.severity.name) == ("C103", "ERROR")
    assert finding.quoted.replace("**", "") == NUMBER
