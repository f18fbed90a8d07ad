"""Lines pasted one under another: one rule, for copy, for plain text and for breaks in Word."""

from __future__ import annotations

import pytest

from bulletin.diagnostics import Diagnostic
from bulletin.intake.received import ReceivedLine, Run
from bulletin.intake.repairing import unbroken
from bulletin.markdown import Seam, Wrapping, line_width, read_copy, seams, space_between
from bulletin.model import Paragraph, plain
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY
from tests.intake.documents import read_plain

APART = (
    "一、加强领导\n成立专班3个，明确责任人12名\n二、强化监管\n开展检查26次\n三、严格考核\n纳入年度考核",
    "（一）加强领导\n成立专班\n（二）强化监管\n开展检查",
    "1.建强队伍\n2.建好阵地",
    "1、建强队伍\n2、建好阵地",
    "（1）建强队伍\n（2）建好阵地",
    "①建强队伍\n②建好阵地",
    "一是加强领导\n二是强化监管\n三是严格考核",
    "首先，加强领导\n其次，强化监管\n最后，严格考核",
    "第一条　总则\n第二条　分则",
    "□城关镇：强化责任\n□东关街道：抓实整改",
    "建强队伍。\n建好阵地。\n严格考核",
    "加强领导；\n强化监管；\n严格考核。",
    "各镇党委：\n现将有关事项通知如下",
    "张三\n李四\n王五",
    "参加人员：\n张三\n李四\n王五",
    "参加人员：张三\n李四",
    "参加人员：县委组织部\n县委宣传部\n县委办公室",
    "城关镇\n东关街道",
    "组　长：张三　县委书记\n副组长：李四　县长",
    "张三　县委书记、县人大常委会主任\n李四　县委副书记、县人民政府县长",
    "联系人：张三\n电话：0550-7000000",
    "责任单位：县委组织部\n配合单位：县财政局\n完成时限：2024年12月",
    "加强组织领导\n责任单位：县委组织部",
    "抓好落实，见成效\n2024年3月5日",
    "中共城关镇委员会\n2024年3月5日",
    "0550-7000000\n0550-7000001",
    "抓好落实\n（城关镇　张三）",
    "　　建强队伍\n　　建好阵地",
)

TOGETHER = (
    ("选派12名干部，\n其中女性3名", "选派12名干部，其中女性3名"),
    ("会议指出“要\n抓好落实”", "会议指出“要抓好落实”"),
    ("建强队伍\n，建好阵地", "建强队伍，建好阵地"),
    ("走访农户（含脱贫户\n和监测户）36户", "走访农户（含脱贫户和监测户）36户"),
)

UNCLEAR = ("加强领导班子建设\n成立专班。", "2024年3月，全镇\n开展行动", "张三、李四\n王五、赵六")

MEMBERS = (
    "坚持以习近平新时代中国特色社会主义思想为指导\n"
    "坚定不移推动全面从严治党向基层延伸落地见效\n"
    "持之以恒锻造忠诚干净担当的高素质专业化干部",
    "城关镇老旧小区加装电梯改造提升工程项目\n东关街道红色物业服务中心新建工程项目\n"
    "柳林镇党群服务中心标准化改造提升项目",
    "春风化雨润物无声桃李芬芳满园春色\n秋实累累硕果飘香稻谷金黄遍地丰收",
    "某县2024年度农村基层党组织书记培训班\n某县2024年度城市社区党组织书记培训班\n"
    "某县2024年度两新组织党组织书记培训班",
    "《关于加强新时代基层党组织建设的若干意见》\n《关于推进党建引领乡村治理的实施办法》\n"
    "《关于规范村级后备干部培养管理的暂行规定》",
    "某县城关镇卫生院综合楼改扩建工程（一期）\n某县东关街道红色小区物业提升工程（二期）",
    "学习贯彻党的二十大精神，建设现代化美好新县城\n"
    "落实县委十四届七次全会，推动高质量发展上台阶\n"
    "弘扬伟大建党精神力量，书写新时代组工新的篇章",
    "春风化雨万物生，桃李不言下自成蹊径\n秋实累累硕果香，稻谷金黄遍地是丰收",
)
"""Slogans, names and verse: lines of a page's width that a program might have broken."""


def in_copy(copy: str) -> list[str]:
    sections = read_copy(Source("稿.md", copy), Span(0, len(copy))).sections
    blocks = (block for section in sections for block in section.blocks)
    return [plain(block.children).strip() for block in blocks if isinstance(block, Paragraph)]


def faults_of(copy: str) -> tuple[Diagnostic, ...]:
    return read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics


def in_plain_text(copy: str) -> list[str]:
    parts = read_plain("稿.txt", copy.encode()).parts
    return [each.text.strip() for each in parts if isinstance(each, ReceivedLine)]


def in_word(copy: str) -> list[str]:
    span = Span(0, len(copy))
    return [each.text.strip() for each in unbroken(ReceivedLine((Run(copy, span),), span))]


@pytest.mark.parametrize("reader", [in_copy, in_plain_text, in_word])
def test_each_line_is_its_authors_paragraph(reader: object) -> None:
    assert callable(reader)
    for copy in APART:
        assert reader(copy) == [line.strip() for line in copy.split("\n")], copy


@pytest.mark.parametrize("reader", [in_copy, in_plain_text, in_word])
def test_a_line_that_leads_on_is_joined_to_the_next(reader: object) -> None:
    assert callable(reader)
    for copy, whole in TOGETHER:
        assert reader(copy) == [whole], copy


def test_what_only_the_author_knows_is_an_error_in_copy() -> None:
    for copy in UNCLEAR:
        [told] = faults_of(copy)
        assert (told.code, told.severity.name) == ("S008", "ERROR"), copy


def test_the_measure_of_a_whole_text_settles_what_its_lines_leave_open() -> None:
    """A full line that ends a sentence may be a paragraph's last; known wrapping decides."""
    full = "选派干部12名，组建“红色代办”队伍，办结诉求36件。"
    lines = (full, "下一步，抓好落实，见成效，再总结经验，推动工作。")
    running = Wrapping(26)
    assert seams(lines, running) == (Seam.TOGETHER,)
    assert seams((full[:-8] + "。", lines[1]), running) == (Seam.APART,)
    assert seams((full, "存在的问题"), running) == (Seam.APART,)
    assert seams((full, "二是抓好落实，见成效，再总结经验，推动工作。"), running) == (Seam.APART,)
    indented = Wrapping(26, indented=True)
    assert seams((full, "二是抓好落实，见成效，再总结经验，推动工作。"), indented) == (
        Seam.TOGETHER,
    )


def test_bold_that_is_open_goes_on_in_the_next_line() -> None:
    assert seams(("□**城关镇：上半年选派干部12", "名。**全年办结诉求36件。")) == (Seam.TOGETHER,)
    assert seams(("□**城关镇：抓实整改。", "建强队伍。**办结诉求36件。")) == (Seam.TOGETHER,)
    assert seams(("**一、加强领导**", "成立专班")) == (Seam.APART,)


def test_the_line_that_closes_bold_leaves_none_open() -> None:
    """Whatever bold there is before and after it: a paragraph that follows stays one."""
    lines = (
        "□**城关镇：上半年选派干部12",
        "名，建强队伍，办结诉求，",
        "抓实整改。**全年办结诉求36件。",
        "下一步，**建好阵地**，选派干部。",
        "再次部署，抓好落实。",
    )
    assert seams(lines) == (Seam.TOGETHER, Seam.TOGETHER, Seam.APART, Seam.APART)
    assert in_copy("\n".join(lines)) == [
        "".join(lines[:3]).replace("**", ""),
        lines[3].replace("**", ""),
        lines[4],
    ]


def test_a_mark_without_its_other_half_joins_no_lines() -> None:
    for lines in (
        ("**一、加强领导。", "成立专班3个。", "二、强化监管。"),
        ("**一、加强领导。", "成立专班3个。", "**二、强化监管。", "开展检查。"),
        ("**一、加强领导。", *("成立专班3个。",) * 5, "强化监管。**", "开展检查。"),
    ):
        assert set(seams(lines)) == {Seam.APART}, lines


def test_a_program_that_counts_characters_breaks_a_row_with_figures_earlier() -> None:
    row, following = "全年办结诉求2024件、3600人次、15000户，各村反响好。", "各村满意。"
    assert len(row) == 32
    assert seams((row, following), Wrapping(32, indented=True)) == (Seam.TOGETHER,)
    assert seams((row, following), Wrapping(32)) == (Seam.APART,)


@pytest.mark.parametrize(
    ("before", "after", "blank"),
    [
        ("推进5G", "+AI融合", ""),
        ("推进5G+", "AI融合", ""),
        ("C919", "/A320", ""),
        ("Wi-", "Fi", ""),
        ("3.", "5万人", ""),
        ("V2", ".0版", ""),
        ("10", "%", ""),
        ("5", "G网络", ""),
        ("(AI", ")", ""),
        ("AI", "Agent", " "),
        ("City 2024", "Hall", " "),
        ("in May", "2024 we", " "),
        ("A &", "B", " "),
        ("the end.", "And", " "),
        ("治理", "AI", ""),
        ("12345", "热线", ""),
    ],
)
def test_what_a_line_end_between_words_stands_for(before: str, after: str, blank: str) -> None:
    assert space_between(before, after) == blank


@pytest.mark.parametrize(
    ("body", "cures"),
    [
        ("**推进2023\n2024年。**文。", ["2023、2024年 或 2023—2024年"]),
        ("**第1\n2期。**文。", ["12期 或 1、2期 或 1—2期"]),
        ("**推进5G\n+AI。**文。", []),
        ("**推进2023年\n2024年。**文。", []),
    ],
)
def test_figures_below_figures_are_told(body: str, cures: list[str]) -> None:
    found = read_copy(Source("x.md", body), Span(0, len(body))).diagnostics
    hint = "并成一行，写成 {}；是两段就在中间空一行"
    assert [each.hint for each in found if each.code == "S176"] == [
        hint.format(each) for each in cures
    ]


def test_a_seam_is_told_once() -> None:
    body = "全镇2023\n2024年抓实了三件事。"
    codes = [each.code for each in read_copy(Source("x.md", body), Span(0, len(body))).diagnostics]
    assert codes == ["S008"]


def test_slogans_and_names_of_a_pages_width_are_not_joined() -> None:
    """Neither by themselves nor below running text that a program broke at their width."""
    for copy in MEMBERS:
        lines = copy.split("\n")
        assert set(seams(lines)) == {Seam.UNCLEAR}, copy
        assert {told.code for told in faults_of(copy)} == {"S008"}
        assert in_plain_text(copy) == lines
        if len(lines) > 2:
            measure = Wrapping(max(map(line_width, lines)))
            assert set(seams((*lines, "下一步，抓好落实。"), measure)) == {Seam.UNCLEAR}, copy


def test_running_text_that_a_program_broke_is_joined_at_every_measure() -> None:
    """No paragraph of issue 116 has a stretch or commas that look like a list's."""
    copies = [each.read_text("utf-8") for each in (REPOSITORY / "issues" / "116").glob("*.md")]
    paragraphs = [line for copy in copies for line in copy.split("\n") if len(line) > 80]
    assert len(paragraphs) > 12
    for text in paragraphs:
        for measure in range(18, 41):
            lines = tuple(text[at : at + measure] for at in range(0, len(text), measure))
            assert Seam.UNCLEAR not in seams(lines, Wrapping(measure)), (measure, text)
