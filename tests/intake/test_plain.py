"""Text in any Chinese encoding, as a document."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.intake.kinds import read_received
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.plain import decode_plain, is_our_copy
from bulletin.intake.received import Grid, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.submission import recognise
from bulletin.markdown import write_sections
from bulletin.model import Flow
from bulletin.source import Source
from tests.intake.documents import read_plain
from tests.intake.whole.issues import publication

COPY = "城关镇：“三个一”抓实治理\n\n　　选派干部12名，组建“红色代办”队伍。\n"


def lines(document: ReceivedDocument) -> list[ReceivedLine]:
    return [part for part in document.parts if isinstance(part, ReceivedLine)]


def marked(document: ReceivedDocument) -> list[str]:
    """The paragraphs, bold stretches in 〔〕."""
    return [
        "".join(f"〔{run.text}〕" if run.bold else run.text for run in line.runs)
        for line in lines(document)
    ]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"", "gbk"),
        (b"", "gb18030"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
    ],
)
def test_every_encoding_gives_the_same_text(mark: bytes, encoding: str) -> None:
    document = read_plain("来稿/城关镇.txt", mark + COPY.encode(encoding))
    assert document.diagnostics == ()
    assert document.source.text == COPY
    assert [line.text for line in lines(document)] == [
        "城关镇：“三个一”抓实治理",
        "选派干部12名，组建“红色代办”队伍。",
    ]
    assert document.name == "城关镇"
    assert [line.indent for line in lines(document)] == [0, 2]


@pytest.mark.parametrize("text", ["联通", "通知", "通知：明天开会。"])
def test_gbk_that_is_utf8_by_chance_is_gbk(text: str) -> None:
    assert read_plain("x.txt", text.encode("gbk")).source.text == text


def test_utf8_of_rare_characters_is_utf8() -> None:
    assert read_plain("x.txt", "𬭚䶮㛃".encode()).source.text == "𬭚䶮㛃"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "有一个\0字符".encode(),
        bytes(range(128, 256)) * 4,
        "日本語テキスト、ひらがなとカタカナ".encode("shift_jis"),
        "臺灣繁體中文編碼".encode("big5"),
        b"\xff\xfe\x00",
    ],
    ids=["png", "nul", "bytes", "shift-jis", "big5", "half a character"],
)
def test_what_is_not_surely_text_is_refused(content: bytes) -> None:
    document = read_plain("x.txt", content)
    assert [each.code for each in document.diagnostics] == ["D301"]
    assert document.parts == ()


def test_the_refusal_says_where() -> None:
    source, (fault,) = decode_plain("x.txt", "第一行\n第二行".encode() + b"\xff" + "完".encode())
    assert source is None
    assert fault.source is not None
    assert fault.source.place(fault.span.start) == (2, 4)


def test_too_much_text_is_refused() -> None:
    document = read_plain("x.txt", b"a" * (8 * 1024 * 1024 + 1))
    assert [each.message for each in document.diagnostics] == ["文字太多"]


def test_bold_is_read_over_a_tear_and_a_lone_mark_is_told() -> None:
    text = (
        "□甲镇：标题。**第一。**正文，开头\n\n的话。**第\n\n二。**正文。\n\n"
        "一个**孤零零的记号。\n\n**全粗。**\n"
    )
    document = read_plain("x.txt", text.encode())
    assert marked(document) == [
        "□甲镇：标题。〔第一。〕正文，开头",
        "的话。〔第〕",
        "〔二。〕正文。",
        "一个孤零零的记号。",
        "〔全粗。〕",
    ]
    (fault,) = document.diagnostics
    assert (fault.code, document.source.place(fault.span.start)) == ("D302", (7, 3))


@pytest.mark.parametrize(
    "number",
    [
        "— 1 —",
        "－2－",
        "- 3 -",
        "-4-",
        "–12–",
        "·5·",
        "－ ６ －",
        "第5页",
        "第 5 页 共 6 页",
        "　— 1 —",
    ],
)
@pytest.mark.parametrize("around", ["\n{}\n", "\n\n{}\n\n\f", "\n{}\n\f"])
def test_page_numbers_are_no_text(number: str, around: str) -> None:
    text = f"全镇网格员累计解决各类群众诉求{around.format(number)}问题126个。"
    document = read_plain("x.txt", text.encode())
    assert [line.text for line in lines(document)] == [
        "全镇网格员累计解决各类群众诉求", "问题126个。"
    ]  # fmt: skip
    assert [line.text for line in document.running] == [number.strip()]
    assert [document.source.quote(line.span) for line in document.running] == [number.strip()]


@pytest.mark.parametrize(
    ("row", "apart"),
    [
        ("（城关镇党委供稿）", True),
        ("(撰稿：张三)", True),
        ("主题词：组织工作", True),
        ("（城关镇党委提供场地）", False),
        ("（含供稿）的各村都要按时报送。", False),
    ],
)
def test_a_row_of_credits_goes_on_with_no_paragraph(row: str, apart: bool) -> None:
    text = (
        "　　由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，\n"
        "包村镇干部负责全程指导，村务监督委员会负责全程监督，累计解\n"
        "决各类问题126个，采用集中培训和观摩学习相结合的模式组织业务\n"
    )
    read = lines(read_plain("x.txt", (text + row + "\n").encode()))
    assert len(read) == 1 + apart
    assert read[-1].text.endswith(row)


@pytest.mark.parametrize(("end", "apart"), [("。", True), ("，", False)])
def test_a_signature_in_brackets_is_a_line_of_its_own(end: str, apart: bool) -> None:
    text = (
        "　　由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，\n"
        "包村镇干部负责全程指导，村务监督委员会负责全程监督，累计解\n"
        f"决各类问题126个，采用集中培训和观摩学习相结合的模式组织业务{end}\n"
        "（城关镇　张三）\n"
    )
    assert len(lines(read_plain("x.txt", text.encode()))) == 1 + apart


@pytest.mark.parametrize("rule", ["-" * 40, "—" * 28, "=" * 70, "＊" * 30])
def test_a_rule_is_a_line_of_its_own(rule: str) -> None:
    broken = (
        "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，包村\n"
        "镇干部负责全程指导，村务监督委员会负责全程监督，累计解决各\n"
        "类问题126个，采用集中培训和观摩学习相结合的模式组织业务人\n"
    )
    read = lines(read_plain("x.txt", f"{broken}{rule}\n本期要目\n".encode()))
    assert [line.text for line in read] == [broken.replace("\n", ""), rule, "本期要目"]


def test_a_page_number_between_rows_parts_no_paragraph() -> None:
    text = (
        "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，包村\n"
        "镇干部负责全程指导，村务监督委员会负责全程监督，累计解决各\n"
        "－2－\n"
        "类问题126个，采用集中培训和观摩学习相结合的模式组织业务人\n"
        "员培训。\n"
    )
    (line,) = lines(read_plain("x.txt", text.encode()))
    assert line.text == "".join(row for row in text.split("\n") if row != "－2－")


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("—— 1 ——", "—— 1 ——"), ("- 1", "1"), ("— 1", "1"), ("2023", "2023"),
        ("12 34 56", "12 34 56"), ("第5页的表格", "第5页的表格"), ("-3℃", "-3℃"),
        ("－2－3－", "－2－3－"),
        ("第五页", "第五页"), ("- 20231 -", "20231 -"), ("第5期", "第5期"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_page_number_is_text(row: str, kept: str) -> None:
    document = read_plain("x.txt", f"各村的人数：\n{row}\n完。".encode())
    assert [line.text for line in lines(document)] == ["各村的人数：", kept, "完。"]
    assert document.running == ()


def test_lines_broken_by_a_program_are_one_paragraph() -> None:
    text = (
        "关于开展乡风文明评议工作的情况\n"
        "　　由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，\n"
        "对评议过程和评议结果进行督查，包村镇干部负责全程指导，村务\n"
        "监督委员会负责全程监督。采用集中培训和观摩学习相结合模式组\n"
        "织业务人员培训。\n"
        "　　第二段只有一行。\n"
        "联系人：张三\n"
    )
    assert [line.text for line in lines(read_plain("x.txt", text.encode()))] == [
        "关于开展乡风文明评议工作的情况",
        "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，对评议过程和评议结果进行督查，"
        "包村镇干部负责全程指导，村务监督委员会负责全程监督。采用集中培训和观摩学习相结合模式组"
        "织业务人员培训。",
        "第二段只有一行。",
        "联系人：张三",
    ]


COUNTED = (
    "划细网格。按照“一巷一格”划分网格86个，配备专职网格员172名，",
    "建强队伍。从退休干部、居民骨干、物业人员里选聘网格员，培训3轮，",
    "用好平台。建成指挥中心1处，接入探头420路，居民诉求一键上报，",
)
"""Paragraphs but for their ends, of similar lengths."""


@pytest.mark.parametrize(
    "numbers",
    [
        ("（一）", "（二）", "（三）"), ("1.", "2.", "3."), ("（1）", "（2）", "（3）"),
        ("一是", "二是", "三是"), ("第一，", "第二，", "第三，"),
        ("一、", "二、", "三、"), ("", "", ""),
    ],
)  # fmt: skip
def test_paragraphs_of_similar_length_are_not_run_together(numbers: tuple[str, ...]) -> None:
    rows = [f"{number}{words}效果好。" for number, words in zip(numbers, COUNTED, strict=True)]
    text = "\n".join(["关于网格化治理的情况", *rows, "下一步工作打算", *rows])
    read = lines(read_plain("x.txt", text.encode()))
    assert [line.text for line in read] == text.split("\n")


BROKEN = (
    "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，包村镇\n"
    "干部负责全程指导，村务监督委员会负责全程监督。累计解决了各类\n"
    "群众诉求126个，采用集中培训和观摩学习相结合的模式组织人员。\n"
)
"""Rows of a paragraph that a program broke; the last is full by chance and ends a sentence."""


@pytest.mark.parametrize(
    ("following", "indent"),
    [
        ("1.划细网格。按照要求划分网格。", ""), ("（一）划细网格。按照要求划分网格。", ""),
        ("（1）划细网格。", ""), ("一是划细网格。", ""), ("第二，划细网格。", ""),
        ("存在的问题", ""), ("二、划细网格。", ""), ("二、划细网格。", "　　"),
    ],
)  # fmt: skip
def test_what_begins_a_paragraph_is_none_of_the_row_above(following: str, indent: str) -> None:
    text = f"{indent}{BROKEN}{following}\n"
    assert [line.text for line in lines(read_plain("x.txt", text.encode()))] == [
        BROKEN.replace("\n", ""),
        following,
    ]


@pytest.mark.parametrize(
    "following",
    [
        "各村反响很好。",
        "2023年全部完成。",
        "1.5万人受益。",
        "第一书记全部到岗。",
        "一是一，二是二。",
    ],
)
def test_a_row_after_a_sentence_may_go_on_with_the_paragraph(following: str) -> None:
    text = f"{BROKEN}{following}\n"
    (line,) = lines(read_plain("x.txt", text.encode()))
    assert line.text == text.replace("\n", "")


@pytest.mark.parametrize("following", ["二是加强培训。", "2.加强培训。", "（二）加强培训。"])
def test_where_paragraphs_are_indented_a_number_at_the_edge_begins_none(following: str) -> None:
    text = f"　　{BROKEN}{following}\n"
    (line,) = lines(read_plain("x.txt", text.encode()))
    assert line.text == text.replace("\n", "").strip()


def test_a_sentence_that_ends_short_of_the_width_ends_the_paragraph() -> None:
    text = BROKEN.replace("组织人员", "") + "下一步由镇里统一安排。\n"
    assert [line.text for line in lines(read_plain("x.txt", text.encode()))] == [
        BROKEN.replace("组织人员", "").replace("\n", ""),
        "下一步由镇里统一安排。",
    ]


def test_a_row_is_as_full_as_it_is_wide() -> None:
    text = (
        "由镇党委牵头，纪检等部门参与2023年2月20日至2025年工作，包村\n"
        "镇干部负责全程指导，村务监督委员会负责全程监督。累计解决了\n"
        "群众诉求，采用集中培训和观摩学习相结合的模式组织各村人员。\n"
        "各村反响很好。\n"
    )
    (line,) = lines(read_plain("x.txt", text.encode()))
    assert line.text == text.replace("\n", "")


def test_the_end_of_a_row_between_two_latin_words_is_a_space() -> None:
    text = (
        "今年以来我们坚持党建引领推动各项工作落地见效，改用 Microsoft\n"
        "Word 软件编写材料，群众满意度不断提升，到 2023\n"
        "年底全镇12个村全部用上，**村村都有一名会用 Excel\n"
        "Online 的干部。**各村的做法得到群众一致好评。\n"
    )
    (line,) = lines(read_plain("x.txt", text.encode()))
    assert line.text == (
        "今年以来我们坚持党建引领推动各项工作落地见效，改用 Microsoft "
        "Word 软件编写材料，群众满意度不断提升，到 2023"
        "年底全镇12个村全部用上，村村都有一名会用 Excel "
        "Online 的干部。各村的做法得到群众一致好评。"
    )
    assert [(run.text, run.bold) for run in line.runs if run.text == " "] == [
        (" ", False), (" ", True),
    ]  # fmt: skip


def test_markdown_headings_and_bullets() -> None:
    text = "# 标题\n\n## 小标题\n- 一项\n-3℃不是列表\n#井号不是标题\n"
    read = lines(read_plain("x.md", text.encode()))
    assert [(line.level, line.bullet, line.text) for line in read] == [
        (1, False, "标题"),
        (2, False, "小标题"),
        (0, True, "一项"),
        (0, False, "-3℃不是列表"),
        (0, False, "#井号不是标题"),
    ]
    assert lines(read_plain("x.txt", b"# 1"))[0].level == 0


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("---\nunit: 城关镇\n---\n正文", True),
        ("---\nnumber: 7\n---\n", True),
        ("---\n正文\n---\n", False),
        ("---\nlayout: post\n---\n", False),
        ("unit: 城关镇", False),
    ],
)
def test_our_own_front_matter_is_told_apart(text: str, ours: bool) -> None:
    assert is_our_copy(Source("x.md", text)) is ours


_START = r"(?:^|(?<=[>\]%}]))[\s\u200b-\u200d\u2060\ufeff]*"
_END = r"[\s\u200b-\u200d\u2060\ufeff]*(?:$|(?=[<\[!%{]))"
_SIGNS = r"[\s>#*+•●–—:=~`_\-\u200b-\u200d\u2060\ufeff]*"
_FIRST = rf"(?:^|(?<=[>\]%}}])){_SIGNS}"
_MARKS = (
    rf"{_FIRST}|[ \t]#+{_END}",
    r"\*+|`+|\\|[\u200b-\u200d\u2060\ufeff]",
    rf"{_START}(?:`{{3,}}|~{{3,}})[ \t]*[A-Za-z0-9+#.-]*",
    r"\||^[|\s:-]+$|<br[ \t]*/?>",
    r"\[\[[^\[\]|\n]+\||\]\]|\[\[|\[(?=[^\[\]\n]+\]\()|\]\([^()\n]*\)",
)
"""What import may take for marks, each where it is one, and need not tell."""

_TOLD_MARKS = (
    rf"{_FIRST}\[!\w+\][+-]?",
    rf"{_FIRST}[-*+][ \t]+\[[ xX]\]",
    rf"{_FIRST}[\u2705\u2714\u2728\u27a1\u2b50\U0001f300-\U0001faff\ufe0f\s]+{_SIGNS}",
    rf"{_START}#\S+(?:[ \t]+#\S+)+{_END}",
    rf"[ \t]\^[A-Za-z0-9-]{{2,40}}{_END}",
    r"</?[a-z][a-z0-9:-]*(?:[ \t]+[a-z-]+(?:=(?:\"[^\"\n]*\"|[a-z0-9]+))?)*[ \t]*/?>",
    r"(?s:<!--.*?-->|%%.*?%%|\{\{[<%].*?[%>]\}\})|(?i:\[\[?_?TOC_?\]\]?)",
    r"!\[[^\[\]\n]*\]\([^()\n]*\)|!\[\[[^\[\]\n]+\]\]",
)
_TYPED = """\
甲乙|12|b c|。|：|<|>|[|]|(|)|!|^|_|+|=|~|%|{|}|/|"|`|:|\\|—|•|✅|\U0001f600|☀|[x]|[ ]|[[|]]|](|!\
[|[^1]|[^1]: |<!--|-->|<b>|</b>|<P class="a b">|<br>|<td>|<img src="a.png" alt="会场">|<GB 50016>|\
<Enter>|<张三>|**|```|```py|~~~|===|---|- |1. |# |[TOC]|{{<|>}}|%%| ^a1b2|[甲](http://a.cn/b)|\
![会场](a.png)|#党建 #治理|> [!NOTE] |&amp;|\u200b
"""
_PIECES = (
    *_TYPED.removesuffix("\n").split("|"),
    "|",
    "| 甲 | 乙 |",
    "|---|---|",
    " ",
    "\u3000",
    "\n",
    "\n\n",
)


def _places(patterns: tuple[str, ...], text: str) -> set[int]:
    return {
        at
        for pattern in patterns
        for found in re.finditer(pattern, text.replace("\r", "\n"), re.M | re.I)
        for at in range(*found.span())
    }


@given(
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("*\n\r\t# -□。^<>[]"),
        max_size=200,
    )
    | st.lists(st.sampled_from(_PIECES), max_size=20).map("".join)
)
def test_nothing_is_lost(text: str) -> None:
    """Every character is in a line, is a mark where import reads one, or is told."""
    document = read_plain("x.md", text.encode("utf-8-sig"))
    if document.diagnostics and document.diagnostics[0].code == "D301":
        return
    source = document.source
    runs = [
        run
        for line in (*lines_of(document.parts), *document.running)
        for run in line.runs
        if run.text != " "
    ]
    spans = sorted(run.span for run in runs)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert [source.quote(run.span) for run in runs] == [run.text for run in runs]
    kept = {at for span in spans for at in range(*span)}
    gone = {at for at, sign in enumerate(source.text) if not sign.isspace()} - kept
    unnamed = gone - _places(_MARKS, source.text)
    assert unnamed <= _places(_TOLD_MARKS, source.text), sorted(source.text[at] for at in unnamed)
    told = {each.code for each in document.diagnostics} & {"D529", "D533"}
    assert told or not unnamed


@given(st.binary(max_size=300))
def test_no_bytes_raise(content: bytes) -> None:
    read_plain("x.txt", content)


ROWS = "序号\t村名\t户数\n1\t东村\t120\n2\t西村\t98\n"
TOLD = "这一行用制表符（Tab）分成 {} 格，照空格收入，对不齐"


def table_and_told(text: str, name: str = "x.txt") -> tuple[list[list[list[str]]], list[str]]:
    """The tables of a received text, cell by cell, and what is told of its tabs."""
    found = read_received(ParcelFile(name, text.encode()))
    tables = [
        [["".join(line.text for line in lines_of(cell.lines)) for cell in row] for row in part.rows]
        for part in found.parts
        if isinstance(part, Grid)
    ]
    places = (
        f"{found.source.place(each.span.start).line}:{each.code}:{each.message}"
        for each in found.diagnostics
    )
    return tables, list(places)


def test_neighbouring_lines_of_as_many_cells_are_a_table() -> None:
    tables, told = table_and_told(f"石桥镇：抓实治理\n\n情况如下。\n{ROWS}　　下一步，抓好落实。\n")
    assert tables == [[["序号", "村名", "户数"], ["1", "东村", "120"], ["2", "西村", "98"]]]
    assert told == ["4:D360:3 行用制表符（Tab）分格的文字收成了表格"]


def test_cells_without_words_stand_where_they_are() -> None:
    rows = "\t\t村名\t备注\n\t\t东村\t\n\t\t**西村**\t已建\n"
    assert table_and_told(rows)[0] == [[["村名", "备注"], ["东村", ""], ["西村", "已建"]]]
    rows = "\t一季度\t二季度\n收入\t1\t\n支出\t\t2\n"
    assert table_and_told(rows)[0] == [
        [["", "一季度", "二季度"], ["收入", "1", ""], ["支出", "", "2"]]
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.\t建强队伍。\n2.\t建好阵地。\n3.\t健全制度。\n", []),
        ("一、\t建强队伍\n二、\t建好阵地\n三、\t健全制度\n", []),
        ("报：\t部领导\n送：\t市委组织部\n发：\t各镇\n", []),
        ("\t全镇选派干部12名。\n\t建好阵地。\n\t健全制度。\n", []),
        ("张三\t李四\n", [f"1:D366:{TOLD.format(2)}"]),
        ("张三\t李四\n王五\t赵六\n", [f"{at}:D366:{TOLD.format(2)}" for at in (1, 2)]),
        ("供稿：张三\t电话：1234567\n", [f"1:D366:{TOLD.format(2)}"]),
        (
            "甲\t乙\t丙\n甲\t乙\n甲\t乙\t丙\n",
            [f"{at}:D366:{TOLD.format(count)}" for at, count in ((1, 3), (2, 2), (3, 3))],
        ),
        ("甲镇：抓实治理\t1\n乙镇：抓好党建\t2\n丙镇：建强队伍\t3\n", ["D366"] * 3),
    ],
)
def test_other_tabs_make_no_table_and_are_told_where_they_align(text: str, told: list[str]) -> None:
    tables, found = table_and_told(text)
    assert tables == []
    assert len(found) == len(told)
    assert all(each.endswith(one) or one in each for each, one in zip(found, told, strict=True))


def test_rows_parted_by_tabs_are_joined_with_no_paragraph() -> None:
    long = "全镇选派干部组建志愿服务队伍逐户走访收集群众诉求"
    text = f"{long}\n{long}\n{long}\n{long}\t甲\n{long}\t乙\n{long}\t丙\n"
    found = read_plain("x.txt", text.encode())
    assert [line.text for line in lines(found)][-3:] == [f"{long}\t{each}" for each in "甲乙丙"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_ends_a_line(end: str) -> None:
    text = f"石桥镇：抓实治理{end}全镇选派干部12名。{end}{end}下一步，抓好落实。"
    found = read_plain("x.txt", text.encode())
    assert [line.text for line in lines(found)] == [
        "石桥镇：抓实治理",
        "全镇选派干部12名。",
        "下一步，抓好落实。",
    ]
    assert all(found.source.quote(line.span) == line.text for line in lines(found))


FOREIGN = {
    "yaml": '---\ntitle: "城关镇推进换届"\nauthor: 张三\ndate: 2024-03-01\ntags:\n  - 换届\n---\n',
    "toml": '+++\ntitle = "城关镇推进换届"\nauthor = "张三"\n[params]\ndraft = true\n+++\n',
    "json": '{\n  "title": "城关镇推进换届",\n  "author": "张三",\n  "date": "2024-03-01"\n}\n',
    "chinese": "---\n标题：城关镇推进换届\n作者：张三\n关键词：换届\n---\n",
}


@pytest.mark.parametrize("front", FOREIGN.values(), ids=FOREIGN)
def test_front_matter_of_any_program_is_taken_as_what_it_says(front: str) -> None:
    text = f"{front}\n今年以来，城关镇扎实推进换届，完成12个村。\n<!-- more -->\n"
    found = recognise(read_received(ParcelFile("a.md", text.encode())), publication(Flow.FLOW))
    assert found.fields["title"] == "城关镇推进换届"
    assert found.fields["author"] == "张三"
    assert write_sections(found.sections) == "今年以来，城关镇扎实推进换届，完成12个村。\n"
    assert {each.code for each in found.diagnostics} <= {"D201", "D205", "D206", "D529"}
    assert all(mark not in "".join(found.notes) for mark in ("---", "+++", "page"))


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: >\n  城关镇推进\n  换届\nauthor:\n  - 张三\n  - 李四\ndate: 2024-01-01\n---",
        "---\nauthor:\n- 张三\n- '李四'\ntitle: 城关镇推进\n  换届\ndate: 2024-01-01\n...",
        "\n \n---\ntitle: '城关镇推进换届'\nauthor: [张三, \"李四\"]\ntags:\n---",
        "---\r\ntitle: >-\r\n  城关镇推进\r\n  换届\r\n作者:\r\n  - 张三\r\n  - 李四\r\n---",
        "---\ntitle: 城关镇推进换届\nseo:\n  title: 别的\nauthors: [张三, 李四]\n---",
        "+++\ntitle = '城关镇推进换届'\nauthors = [\n  '张三',\n  '李四',\n]\n+++",
        '{\n  "title": "城关镇\\u63a8进换届",\n  "author": [\n    "张三",\n    "李四"\n  ]\n}',
    ],
)
def test_a_value_in_several_lines_or_of_several_parts_is_read_whole(front: str) -> None:
    text = f"{front}\n今年以来，城关镇扎实推进换届，完成12个村。\n"
    found = recognise(read_received(ParcelFile("a.md", text.encode())), publication(Flow.FLOW))
    assert found.fields["title"] == "城关镇推进换届"
    assert found.fields["author"] == "张三、李四"
    assert write_sections(found.sections) == "今年以来，城关镇扎实推进换届，完成12个村。\n"


@pytest.mark.parametrize(
    "entry",
    [
        "author:\n  name: 张三\n  phone: 123",
        "author: {name: 张三}",
        "author:\n  - name: 张三",
        "author:\n  - 张三 # 站长",
        "author: |\n  " + "张三" * 1200,
        "author: " + "[" * 1500 + "\n  张三",
    ],
)
def test_a_value_that_no_line_can_say_is_told(entry: str) -> None:
    text = f"---\ntitle: 城关镇推进换届\n{entry}\n---\n今年以来，城关镇扎实推进换届。\n"
    found = recognise(read_received(ParcelFile("a.md", text.encode())), publication(Flow.FLOW))
    told = [each for each in found.diagnostics if each.code == "D205"]
    assert any("张三" in found.document.source.quote(each.span) for each in told)
    assert "author" not in found.fields


def test_quotes_in_quotes_stay_and_those_round_the_value_go() -> None:
    for title in ('"城关镇"换届"工作"', '"城关镇\\"换届\\"工作"'):
        text = f"---\ntitle: {title}\ndate: 1\n---\n今年以来，城关镇扎实推进换届。\n"
        found = recognise(read_received(ParcelFile("a.md", text.encode())), publication(Flow.FLOW))
        assert found.fields["title"] == '城关镇"换届"工作'


def test_a_remark_behind_a_value_stays_with_it() -> None:
    text = "---\ntitle: '城关镇推进换届' # 初稿\ndate: 1\n---\n今年以来，城关镇扎实推进换届。\n"
    found = recognise(read_received(ParcelFile("a.md", text.encode())), publication(Flow.FLOW))
    assert "初稿" in found.fields["title"]


@pytest.mark.parametrize(
    "text", ["---\n甲乙。\n---\n丙丁。\n", "{\n甲\n}\n丙丁。\n", "+++\n甲乙。\n"]
)
def test_what_is_no_front_matter_stays_text(text: str) -> None:
    document = read_received(ParcelFile("a.md", f"{text}".encode()))
    shown = "".join(line.text for line in lines(document))
    assert "甲" in shown
    assert not document.running


# -- Notes that were typed -------------------------------------------------------------------------


def copied(text: str, path: str = "x.txt") -> str:
    found_in = read_received(ParcelFile(path, text.encode()))
    return write_sections(recognise(found_in, publication(Flow.FLOW)).sections)


NOTED = "城关镇今年选派干部12名，走访群众3000户{}，解决问题36件，群众满意率98%。"


def test_a_typed_note_is_a_note_and_no_part_of_its_neighbours() -> None:
    below = "下一步，城关镇将继续抓好落实，推动各项工作落地见效。"
    text = f"城关镇抓实基层治理\n{NOTED.format('[^1]')}\n[^1]: 数据来自组织部的统计\n{below}\n"
    assert copied(text) == f"{NOTED.format('[^1]')}\n\n{below}\n\n[^1]: 数据来自组织部的统计\n"


@pytest.mark.parametrize("lines", [("[^1]", "别的一段。"), ("", "[^1]: 没有引用的注。")])
def test_a_call_or_a_note_alone_stays_text(lines: tuple[str, str]) -> None:
    call, line = lines
    text = copied(f"城关镇抓实基层治理\n\n{NOTED.format(call)}\n\n{line}\n")
    assert text.replace("\\", "") == f"{NOTED.format(call)}\n\n{line}\n"


# -- Front matter of other programs that cannot be read --------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("---\ntitle: 城关镇抓实治理\ndate: 2024-03-05\n\n选派干部12名。\n", ["D531"]),
        ("+++\ntitle = '城关镇抓实治理'\n选派干部12名。\n", ["D531"]),
        ('{\n  "title": "城关镇抓实治理",\n选派干部12名。\n', ["D531"]),
        ("---\n选派干部12名。\n", []),
        ("---\ntitle: 城关镇抓实治理\n---\n选派干部12名。\n", []),
        ('{"title": "城关镇抓实治理", "draft": false}\n选派干部12名。\n', []),
        ("---\ntitle: 城关镇抓实治理\ntags:\n" + "  - 甲\n" * 60 + "---\n选派干部12名。\n", []),
    ],
    ids=["no end", "TOML", "JSON", "a rule", "whole", "one line", "long"],
)
def test_front_matter_that_cannot_be_read_is_told(text: str, codes: list[str]) -> None:
    found_in = read_received(ParcelFile("x.md", text.encode()))
    assert [each.code for each in found_in.diagnostics if each.code == "D531"] == codes
    if "选派" in text and not codes and "title" in text:
        found = recognise(found_in, publication(Flow.FLOW))
        assert found.fields["title"] == "城关镇抓实治理"
        assert write_sections(found.sections) == "选派干部12名。\n"


# -- A byline in plain text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "author"),
    [("周某", "周某"), ("张三", "张三"), ("前言", ""), ("做法", ""), ("周报", "")],
)
def test_a_name_under_the_title_of_plain_text_is_the_author(line: str, author: str) -> None:
    text = f"一名网格员的一天\n{line}\n早上七点，城关镇网格员吴某已经走在巷子里，拿着记事本。\n"
    found_in = read_received(ParcelFile("x.txt", text.encode()))
    assert recognise(found_in, publication(Flow.FLOW)).fields.get("author", "") == author


BODY = "\n选派干部12名，组建“红色代办”队伍，每月会商，办结诉求36件。\n"


@pytest.mark.parametrize(
    ("head", "title", "told"),
    [
        ("抓实基层治理\n推动服务提质增效\n", "抓实基层治理推动服务提质增效", True),
        ("城关镇：抓实基层治理\n推动服务提质增效\n", "抓实基层治理推动服务提质增效", True),
        ("抓实基层治理\n提质增效见行动\n（城关镇）\n", "抓实基层治理提质增效见行动", True),
        ("抓实基层治理\n提质增效见行动\n城关镇\n", "抓实基层治理提质增效见行动", True),
        ("抓实基层治理\n——城关镇的做法\n", "抓实基层治理——城关镇的做法", False),
        ("抓实基层治理\n城关镇\n", "抓实基层治理", False),
        ("抓实基层治理\n\n建强一支队伍\n", "抓实基层治理", False),
        ("抓实基层治理\n一、建强一支队伍\n", "抓实基层治理", False),
        ("抓实基层治理\n各村、各社区：\n", "抓实基层治理", False),
    ],
)
def test_a_title_of_two_lines_is_one_and_told(head: str, title: str, told: bool) -> None:
    """What the second line says would else be the first paragraph, without a word."""
    found = recognise(read_plain("城关镇.txt", (head + BODY).encode()), publication(Flow.FLOW))
    assert found.fields["title"] == title
    assert ("D244" in {each.code for each in found.diagnostics}) == told


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("署名：城关镇上城党支部", {"byline": "城关镇上城党支部"}),
        ("署名单位: 城关镇上城党支部", {"byline": "城关镇上城党支部"}),
        ("署名：张三", {"author": "张三"}),
    ],
)
@pytest.mark.parametrize("name", ["城关镇.txt", "城关镇.md"])
def test_a_labelled_byline_is_in_its_field_and_truly_told(
    line: str, fields: dict[str, str], name: str
) -> None:
    copy = f"单位：城关镇\n标题：抓实基层治理\n{line}\n{BODY}"
    found = recognise(read_plain(name, copy.encode()), publication(Flow.FLOW))
    assert {key: found.fields.get(key) for key in fields} == fields
    said = [each.message for each in found.diagnostics if "署名" in each.message]
    assert said
    assert all("写进前言" in each for each in said)


def test_what_is_only_noted_is_told_so() -> None:
    """单位 stands already; who signed is a line with # and no field."""
    copy = f"单位：城关镇\n标题：抓实基层治理\n{BODY}\n责任编辑：张三\n"
    found = recognise(read_plain("城关镇.txt", copy.encode()), publication(Flow.FLOW))
    said = [each.message for each in found.diagnostics if "张三" in each.message]
    assert said == ["“责任编辑：张三”记在前言的 # 行（责任编辑）"]
