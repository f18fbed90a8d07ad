"""`--fix` touches the fault and nothing else."""

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.checks import Selection
from bulletin.checks.lists import HouseLists
from bulletin.diagnostics import Edit, applied_to
from bulletin.fix import Asked, View, fix, view_of, write
from bulletin.model import Allowance, Distribution, Publication, Text
from bulletin.source import Source, Span

NOBODY = Publication("", "", (), Distribution(), "", "")
MARKDOWN = view_of(NOBODY, HouseLists(), raw=False)
RAW = view_of(NOBODY, HouseLists(), raw=True)
SEED = Path(__file__).parent / "seed" / "issue-116.txt"
FRONT = "---\n# 说明,不改\nunit: 千秋街道\ntitle: 抓实党建工作。  # 初稿,未定\n---\n\n"


def fixed(text: str, view: View = MARKDOWN, *, join: bool = False, quoted: bool = False) -> str:
    return fix(Source("x.md", text), view, Asked(join=join, quoted=quoted)).text


def test_comments_order_and_the_rest_of_the_file_stay() -> None:
    before = FRONT + "会议指出,各镇(社区)投入 20 万元...\n\n<!-- 注释,不改 -->\n"
    after = (
        FRONT.replace("工作。", "工作")
        + "会议指出，各镇（社区）投入20万元……\n\n<!-- 注释，不改 -->\n"
    )
    assert fixed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("**建强队伍**。选派干部。", "**建强队伍。**选派干部。"),
        ("会议指出,,各镇落实。", "会议指出，各镇落实。"),
        ("天长组⼯信息\u200b。", "天长组工信息。"),
        ("天组发[2023]12号", "天组发〔2023〕12号"),
        (
            "一是建强队伍。　　二是建好阵地。　　三是健全制度。",
            "一是建强队伍。\n\n二是建好阵地。\n\n三是健全制度。",
        ),
        (
            "选派干部12名，建强队伍。    下一步，完善制度，抓好落实。",
            "选派干部12名，建强队伍。\n\n下一步，完善制度，抓好落实。",
        ),
        ("完成６０%~７０%。６月9日。", "完成60%～70%。6月9日。"),
    ],
)
def test_what_has_one_right_form_is_written_so(before: str, after: str) -> None:
    assert fixed(FRONT.replace("。", "") + before + "\n") == FRONT.replace("。", "") + after + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "选派干部12名，建强队伍。  下一步，完善制度，抓好落实。",
        "选派干部12名，建强队伍。　　1. 建强队伍。　　2. 建好阵地。",
        "> 选派干部12名，建强队伍。　　下一步，完善制度，抓好落实。",
        "- 选派干部12名，建强队伍。　　下一步，完善制度，抓好落实。",
        "他说：“选派干部12名，建强队伍。　　下一步，完善制度，抓好落实。”",
        "覆盖？？，共？？个村。",
    ],
)
def test_what_an_editor_decides_is_left(text: str) -> None:
    front = FRONT.replace("。", "")
    assert fixed(f"{front}{text}\n") == f"{front}{text}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("##建强队伍\n\n选派干部。", "## 建强队伍\n\n选派干部。"),
        ("＊＊建强队伍。＊＊选派干部。", "**建强队伍。**选派干部。"),
        ("<b>建强队伍。</b>选派干部,5名。", "**建强队伍。**选派干部，5名。"),
        ("研发&amp;生产。", "研发&生产。"),
        ("|甲村|12|\n|乙村|7|", "|甲村|12|\n| --- | --- |\n|乙村|7|"),
        ("｜村｜户｜\n｜甲｜1｜", "|村|户|\n| --- | --- |\n|甲|1|"),
        ("> ｜村｜户｜\n> ｜---｜---｜\n> ｜甲｜1｜", "> |村|户|\n> |---|---|\n> |甲|1|"),
        ("> 建强队伍。\n> 建好阵地。", "> 建强队伍。\n>\n> 建好阵地。"),
        ("＃＃建强队伍\n\n选派干部。", "## 建强队伍\n\n选派干部。"),
        ("＊＊建强＊＊队伍，**建好＊＊阵地。", "**建强**队伍，**建好**阵地。"),
        ("见［政务网］（http://a.cn/2023）。", "见[政务网](http://a.cn/2023)。"),
        ("见[政务网]（https://a.cn）。", "见[政务网](https://a.cn)。"),
        ("！［现场］（a.png “图1”）", '![现场](a.png "图1")'),
        (
            "　　甲：\n\n    建强队伍。\n    <b>建好阵地。</b>",
            "　　甲：\n\n建强队伍。\n\n**建好阵地。**",
        ),
        ("- | 甲 | 乙 |", "- | 甲 | 乙 |\n  | --- | --- |"),
        ("> 甲 | 乙\n> 丙 | 丁", "> 甲 | 乙\n> | --- | --- |\n> 丙 | 丁"),
        (
            "1. 甲：\n\n   村\t户\n   乙\t2",
            "1. 甲：\n\n   | 村 | 户 |\n   | --- | --- |\n   | 乙 | 2 |",
        ),
        ("> |甲村|12|\n> |乙村|7|", "> |甲村|12|\n> | --- | --- |\n> |乙村|7|"),
        ("村\t户\n甲\t1\n乙\t2", "| 村 | 户 |\n| --- | --- |\n| 甲 | 1 |\n| 乙 | 2 |"),
        ("> 村\t户\n> 甲\t1", "> | 村 | 户 |\n> | --- | --- |\n> | 甲 | 1 |"),
        ("\t建强队伍。\n\n    建好阵地。", "建强队伍。\n\n建好阵地。"),
        ("一、\t建强队伍。", "一、建强队伍。"),
        ("建强队伍。\n建好阵地,到位。", "建强队伍。\n\n建好阵地，到位。"),
        ("![现场](现场 照.jpg)", "![现场](<现场 照.jpg>)"),
        (
            "见[政务网](http://a.cn 说明)的办法(试行)。",
            "见[政务网](http://a.cn 说明)的办法（试行）。",
        ),
        ("建强队伍\n选派干部。", "建强队伍\n选派干部。"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_misspelt_mark_is_mended_where_one_reading_exists(
    before: str, after: str, line_end: str
) -> None:
    front = FRONT.replace("。", "")
    text = (front + before + "\n").replace("\n", line_end)
    assert fixed(text) == (front + after + "\n").replace("\n", line_end)


@pytest.mark.parametrize(
    "text",
    ["分工负责的是李 强 王小明。", "（双河镇组织办 郑重）供稿。", "县教体局    报送时间：6月。"],
)
def test_a_space_that_may_part_two_words_is_left_to_the_editor(text: str) -> None:
    assert fixed(FRONT.replace("。", "") + text + "\n") == FRONT.replace("。", "") + text + "\n"


def test_words_in_quotation_marks_are_changed_only_when_asked() -> None:
    text = FRONT.replace("。", "") + "他说“会议指出,落实”，学习《准则,条例》,见效。\n"
    assert fixed(text) == text.replace("》,", "》，")
    assert fixed(text, quoted=True) == text.replace(",见", "，见").replace(
        "指出,", "指出，"
    ).replace("准则,", "准则，")


def test_names_dates_and_files_in_the_front_matter_stay() -> None:
    sheet = (
        "---\nnumber: 5\ndate: 2023 年 6 月 9 日\ntopic: 治理 20 条\narticles:\n  - 稿 1(甲)\n---\n"
    )
    assert fixed(sheet) == sheet


def test_what_an_editor_must_decide_is_left_alone() -> None:
    text = FRONT.replace("。", "") + '部份村利用200万、100万资金，打造"驿站"，“甲”、“乙”制度。\n'
    assert fixed(text) == text


def test_torn_paragraphs_are_joined_only_when_asked() -> None:
    torn = "坚持把基层治理作为一把手工程来抓，由镇党委牵头，村\n\n务监督委员会负责监督。\n"
    assert fixed(FRONT.replace("。", "") + torn) == FRONT.replace("。", "") + torn
    joined = torn.replace("\n\n", "")
    assert fixed(FRONT.replace("。", "") + torn, join=True) == FRONT.replace("。", "") + joined


def test_the_seed_is_joined_and_fixed_and_nothing_else_changes() -> None:
    before = SEED.read_text("utf-8")
    after = fixed(before, RAW, join=True)
    assert "".join(after.split()).replace("**", "") == "".join(before.split()).replace(
        "动能。\n- 仁和", "动能\n- 仁和"
    ).replace("**", "").replace("治理新动能。-仁和", "治理新动能-仁和")
    assert after.count("□") == 5
    assert len([line for line in after.splitlines() if line]) == 17
    assert fixed(after, RAW, join=True) == after


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    text = (FRONT.replace("。", "") + "会议指出,落实。\n").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    result = fix(Source("x.md", text), MARKDOWN, Asked())
    assert write(path, result)
    assert path.read_bytes() == b"\xef\xbb\xbf" + text.replace("出,", "出，").encode()
    assert result.difference.endswith("-会议指出,落实。\n+会议指出，落实。\n")


def test_a_file_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("别的内容", "utf-8")
    result = fix(Source("x.md", FRONT + "会议指出,落实。\n"), MARKDOWN, Asked())
    assert not write(path, result)
    assert path.read_text("utf-8") == "别的内容"


def test_a_change_that_would_alter_other_words_is_refused() -> None:
    def forgetful(source: Source) -> object:
        copy = MARKDOWN(source)
        return copy if "出," in source.text else MARKDOWN(Source("x.md", FRONT + "别的。\n"))

    result = fix(Source("x.md", FRONT + "会议指出,落实。\n"), forgetful, Asked())  # type: ignore[arg-type]
    assert result.refused
    assert not result.changed


def test_what_is_allowed_or_not_selected_is_not_fixed() -> None:
    text = FRONT.replace("。", "") + "会议指出,落实 20 件。\n"
    allowance = Allowance(Text("T101", Span(0, 4)), "原稿如此")
    source = Source("x.md", text)
    assert fix(source, MARKDOWN, Asked(allowances=(allowance,))).applied == ("T112",)
    assert fix(source, MARKDOWN, Asked(Selection(("T101",)))).applied == ("T101",)
    pasted = Source("x.md", FRONT.replace("。", "") + "春风吹又生。\n夏雨落无声。\n")
    allowance = Allowance(Text("S008", Span(0, 4)), "诗句")
    assert fix(pasted, MARKDOWN, Asked()).applied == ("S008",)
    assert not fix(pasted, MARKDOWN, Asked(allowances=(allowance,))).changed


def test_edits_are_applied_from_left_to_right() -> None:
    edits = (Edit(Span(1, 2), "XX"), Edit(Span(3, 3), "-"), Edit(Span(3, 4), ""))
    assert applied_to("abcd", edits) == "aXXc-"


COPY = st.text(
    "会议指出，。,.;:（）()“”《》\"'*-~…—•·１Ａ12% \n\u200b\u3000⼯#>|[]号月年", max_size=80
)


@given(COPY)
def test_fixing_twice_is_fixing_once(text: str) -> None:
    for view, source in ((RAW, text), (MARKDOWN, FRONT.replace("。", "") + text)):
        once = fixed(source, view, join=True)
        assert fixed(once, view, join=True) == once


@given(COPY)
def test_letters_and_digits_survive_a_fix(text: str) -> None:
    after = fixed(text, RAW, join=True)

    def words(copy: str) -> list[str]:
        folded = copy.replace("⼯", "工").replace("１", "1").replace("Ａ", "A")
        return [mark for mark in folded if mark.isalnum()]

    assert words(after) == words(text)


PIECES = st.sampled_from(
    (
        *(
            "建强队伍,选派干部12名.",
            "1.建强组织。",
            "2. 抓好队伍。",
            "3．服务群众，办事5件。",
            "来源是统计局。",
        ),
        *(
            "- 走访群众",
            "-解决问题",
            "**筑牢阵地**。利用空间。",
            "**建机制。**每月会商[^1]。",
            "[^1]: 截至5月底。",
        ),
        *(
            "> 引文一句。",
            "##建好阵地",
            "2020--2026年,共3--5个。",
            "[2023]5号文件。",
            "＊＊抓好服务。＊＊走访200户。",
        ),
        *(
            "附件1",
            "责任清单",
            "温度-5~10℃，a:b。",
            "张三 35",
            "李四 42",
            "一是抓队伍。",
            "　　下一步,抓落实...",
            "参加单位：",
        ),
    )
)
JOINTS = st.sampled_from(("\n", "\n\n", "\n    ", "\n\n    ", "  \n"))


def paragraphs(text: str) -> list[str]:
    """The letters and digits of each paragraph, cell and note of a file, numbers of lists too."""
    copy = MARKDOWN(Source("x.md", text))
    assert copy is not None
    said = (each.marker + each.text for each in copy.passages)
    words = ("".join(mark for mark in each if mark.isalnum()) for each in said)
    return [each for each in words if each]


@given(st.lists(st.tuples(PIECES, JOINTS), min_size=1, max_size=6))
def test_a_fix_moves_no_word_into_another_paragraph(pieces: list[tuple[str, str]]) -> None:
    """Lines that were indented into one block may become paragraphs; none are joined."""
    text = FRONT + "".join(piece + joint for piece, joint in pieces) + "\n"
    once = fixed(text)
    before, after = paragraphs(text), paragraphs(once)
    assert "".join(after) == "".join(before)
    assert set(accumulate(map(len, before))) <= set(accumulate(map(len, after)))
    assert fixed(once) == once


NAMES = st.sampled_from(("张　三", "李四四", "王　五", "欧阳六六", "Smith J.P.", "B. 盖茨"))
POSTS = st.sampled_from(("市委副书记", "组织部部长", "13855001234", "县教育局 局长"))
LABELS = st.sampled_from(("组　长：", "成  员：", "记者 ", "（摄影 ", ""))
GAPS = st.sampled_from((" ", "　", "　　", "  ", "、"))
TITLES = st.sampled_from(
    ("小区建支部 服务送到家", "决战 100 天 双过半", "甲县：强队伍 建阵地", "V2.0 版 助力治理")
)
NUMBERS = st.sampled_from(("1,234名", "1 234人", "2，000家", "12,345.67元", "A.强化组织", "3.5 倍"))
NAMED = st.builds(
    lambda label, pairs, gap: label + gap.join(f"{name}{gap}{post}" for name, post in pairs),
    LABELS,
    st.lists(st.tuples(NAMES, POSTS), min_size=1, max_size=3),
    GAPS,
)


@given(st.lists(NAMED | TITLES | NUMBERS, min_size=1, max_size=5))
def test_no_character_of_names_titles_letters_and_numbers_is_changed(lines: list[str]) -> None:
    copy = "\n\n".join(lines) + "\n"
    front = FRONT.replace("抓实党建工作。", "小区建支部 服务送到家")
    assert fixed(copy, RAW, join=True) == copy
    assert fixed(front + copy, join=True) == front + copy


ADDRESSES = st.sampled_from(
    (
        "http://www.a.gov.cn/art/(2024)/a,b.html",
        "https://a.cn/组织部_(某县)",
        "https://a.cn/组织(办)第2,3期/x?a=1,2;b=(3)",
        "www.a.cn/x(1):8080",
        "zgyjs_1@a.gov.cn",
        "mailto:a@b.cn?subject=(x)",
        "D:\\组工信息\\第 116 期(定稿).docx",
        "\\\\server\\名 单(2)\\A 级.xls",
        "/home/组织部/名单(3).pdf",
        "附件/名单(1).xlsx",
        "名单[4]A级.doc",
    )
)
AROUND = st.sampled_from(
    (
        "会议指出,",
        "，见",
        "(附件)",
        " (社区)",
        ",各镇落实,",
        "。",
        "：",
        "投入 20 万元...",
        "“",
        "”",
    )
)


@given(st.lists(st.tuples(AROUND, ADDRESSES, AROUND), min_size=1, max_size=4))
def test_every_address_stays_as_it_is_byte_for_byte(parts: list[tuple[str, str, str]]) -> None:
    copy = "".join("".join(each) for each in parts) + "\n"
    front = FRONT.replace("。", "")
    for after in (fixed(copy, RAW, join=True), fixed(front + copy, join=True)):
        for _, address, _ in parts:
            assert after.count(address) == copy.count(address), (copy, after)
