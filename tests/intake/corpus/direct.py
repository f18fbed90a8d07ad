"""Documents formatted directly, which is how nearly all of them come."""

from __future__ import annotations

from docx.enum.text import WD_BREAK
from docx.shared import Pt

from tests.intake.corpus.copy import DATONG, GUANGLING, OPENING, QIANQIU, RENHE, names
from tests.intake.corpus.making import FANG, HEI, KAI, SONG, Face, Paper, Sample, bold


def run_in_headings() -> bytes:
    """A title in 2号小标宋 and bold run-in headings."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    paper.line()
    paper.article(*QIANQIU)
    return paper.file()


def one_flow() -> bytes:
    """Everything in one paragraph, as the bulletin itself prints it."""
    paper = Paper()
    paper.title("广陵街道：多方联“建”，激活社区治理新动能")
    pieces = [piece for head, text in GUANGLING for piece in (bold(f"{head}。"), text)]
    paper.line(*pieces)
    return paper.file()


def numbered_by_hand() -> bytes:
    """Headings 一、（一）1. typed by hand, each level in its face."""
    paper = Paper()
    paper.title("仁和集镇党建引领乡风文明评议走深走实")
    paper.line(OPENING)
    paper.line("一、规范评议程序", face=HEI)
    paper.line("（一）由镇党委牵头", face=KAI)
    paper.line(RENHE[0][1])
    paper.line("（二）由村级负责", face=KAI)
    paper.line("1.组织培训。", "12名业务人员到各村集中培训。")
    paper.line("2.试点先行。", "选定陶庄村试点先行，其余村观摩学习。")
    paper.line("二、强化结果运用", face=HEI)
    paper.line(RENHE[2][1])
    return paper.file()


def two_line_title() -> bytes:
    """A title that the town broke into two paragraphs."""
    paper = Paper()
    paper.title("坚持党建引领聚力治理提质", "推动大通镇基层治理新格局")
    paper.line("大通镇党委", face=KAI, place="center")
    paper.article(*DATONG)
    return paper.file()


def title_broken_by_hand() -> bytes:
    """A title with a manual line break in it."""
    paper = Paper()
    paper.title("坚持党建引领聚力治理提质\n推动大通镇基层治理新格局")
    paper.article(*DATONG)
    return paper.file()


def title_and_subtitle() -> bytes:
    """A second line with a dash under the title."""
    paper = Paper()
    paper.title("“三点发力”打造基层治理新格局")
    paper.line("——大通镇推进网格化治理的做法", size=16, face=KAI, place="center")
    paper.article(*DATONG)
    return paper.file()


def one_face() -> bytes:
    """All in 3号仿宋; only place and weight tell the title."""
    paper = Paper()
    paper.line(bold("千秋街道：“三措并举”推动治理服务提质增效"), place="center")
    paper.article(*QIANQIU)
    return paper.file()


def no_formatting() -> bytes:
    """No size, no face, no place: a text from a chat."""
    paper = Paper()
    paper.document.add_paragraph("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        paper.document.add_paragraph(f"　　{heading}。{text}")
    return paper.file()


def signed_at_foot() -> bytes:
    """供稿, 联系人, 电话 and 审核 at the foot."""
    paper = Paper()
    paper.title("“三措并举”推动治理服务提质增效")
    paper.article(*QIANQIU)
    paper.line("（千秋街道供稿）", place="right")
    paper.line("撰稿人：张三　　联系电话：0550-7021234　　审核：李四")
    return paper.file()


def signed_at_head() -> bytes:
    """供稿单位 and the rest between title and text."""
    paper = Paper()
    paper.line("供稿单位：张铺镇党委　　联系人：王五　　电话：13900001234", size=14, indent=0)
    paper.line("审核人：赵六　　　2023年6月2日", size=14, indent=0)
    paper.title("做好产业添“新”的守“信”文章")
    paper.article(*RENHE)
    return paper.file()


def dated_signature() -> bytes:
    """Unit and date at the right of the foot, as under a letter."""
    paper = Paper()
    paper.title("“三点发力”打造基层治理新格局")
    paper.article(*DATONG)
    paper.line("大通镇党委", place="right")
    paper.line("2023年6月5日", place="right")
    return paper.file()


def unit_in_file_name() -> bytes:
    """The unit stands nowhere but in the file's name."""
    paper = Paper()
    paper.title("党建引领乡风文明评议走深走实")
    paper.article(*RENHE)
    return paper.file()


def full_width_indents() -> bytes:
    """Indents typed as two full-width spaces, and the title moved to the middle with spaces."""
    paper = Paper()
    paper.line("　　　　千秋街道：“三措并举”推动治理", size=22, face=SONG, indent=0)
    for heading, text in QIANQIU:
        paper.line("　　", bold(f"{heading}。"), text, indent=0)
    return paper.file()


def manual_line_breaks() -> bytes:
    """Copied from a web page: every printed line ends in a manual break."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        broken = "\n".join(text[at : at + 21] for at in range(0, len(text), 21))
        paper.line(bold(f"{heading}。"), broken)
    return paper.file()


def one_paragraph_of_breaks() -> bytes:
    """Paragraphs that are manual line breaks in one single paragraph."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    lines = [f"　　{heading}。{text}" for heading, text in QIANQIU]
    paper.line("\n".join(lines), indent=0)
    return paper.file()


def torn_paragraphs() -> bytes:
    """Copied from a PDF: every printed line is a paragraph."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        whole = f"{heading}。{text}"
        for at in range(0, len(whole), 26):
            paper.line(whole[at : at + 26], indent=0 if at else 2)
    return paper.file()


def page_break_in_paragraph() -> bytes:
    """A page break forced in the middle of a sentence, and one between paragraphs."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    heading, text = QIANQIU[0]
    paragraph = paper.line(bold(f"{heading}。"), text[:20])
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paper.run(paragraph, Face(text[20:]))
    paper.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    paper.article(*QIANQIU[1:])
    return paper.file()


def spaced_digits() -> bytes:
    """Spaces round the digits, as a converted PDF has them."""
    paper = Paper()
    paper.title("广陵街道：多方联“建”，激活社区治理新动能")
    for heading, text in GUANGLING:
        spaced = "".join(f" {sign} " if sign.isdigit() else sign for sign in text)
        paper.line(bold(f"{heading}。"), spaced.replace("  ", ""))
    return paper.file()


def mixed_latin() -> bytes:
    """Latin words, units and full-width forms, each exactly as sent."""
    paper = Paper()
    paper.title("张铺镇：依托“全民参与”APP做好５Ｇ＋产业")
    paper.article(
        ("建好平台", "通过“全民参与”APP实现“一码通办”，5G基站覆盖率达98.5%，CPI上涨0.3‰。"),
        ("用好数据", "坚持‘线上+线下’双渠道，日均PV３０００次，Wi-Fi全覆盖，投入1,200万元。"),
    )
    return paper.file()


def split_runs() -> bytes:
    """Words torn into runs by the spelling check, and boldness set character by character."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        paper.line(*(bold(sign) for sign in f"{heading}。"), *text)
    return paper.file()


def partly_bold_heading() -> bytes:
    """The stop after the heading is not bold, and a bold word stands in the text."""
    paper = Paper()
    paper.title("仁和集镇：党建引领乡风文明评议走深走实")
    for heading, text in RENHE:
        paper.line(bold(heading), "。", text[:9], bold(text[9:13]), text[13:])
    return paper.file()


def blank_lines() -> bytes:
    """Empty paragraphs and spaces for distance, some bold."""
    paper = Paper()
    for _ in range(3):
        paper.line(size=22)
    paper.title("仁和集镇：党建引领乡风文明评议走深走实")
    for section in RENHE:
        paper.line(Face("　", bold=True))
        paper.article(section)
    paper.line()
    return paper.file()


def several_articles() -> bytes:
    """Two submissions in one file, each with its title."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    paper.article(*QIANQIU)
    paper.title("广陵街道：多方联“建”，激活社区治理新动能")
    paper.article(*GUANGLING)
    return paper.file()


def wide_spacing() -> bytes:
    """Sizes between the named ones, a title in 小二 and bold 黑体."""
    paper = Paper()
    paper.line(Face("大通镇：“三点发力”打造基层治理新格局", 18, HEI, bold=True), place="center")
    for heading, text in DATONG:
        line = paper.line(Face(f"{heading}。", 15.5, FANG, bold=True), Face(text, 15.5))
        line.paragraph_format.line_spacing = Pt(28)
    return paper.file()


SAMPLES = (
    Sample(run_in_headings, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(one_flow, "广陵街道：多方联“建”，激活社区治理新动能", names(GUANGLING)),
    Sample(
        numbered_by_hand,
        "仁和集镇党建引领乡风文明评议走深走实",
        ("规范评议程序", "由镇党委牵头", "由村级负责", "组织培训", "试点先行", "强化结果运用"),
    ),
    Sample(two_line_title, "坚持党建引领聚力治理提质推动大通镇基层治理新格局", names(DATONG)),
    Sample(title_broken_by_hand, "坚持党建引领聚力治理提质推动大通镇基层治理新格局", names(DATONG)),
    Sample(
        title_and_subtitle,
        "“三点发力”打造基层治理新格局——大通镇推进网格化治理的做法",
        names(DATONG),
    ),
    Sample(one_face, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(no_formatting, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(signed_at_foot, "“三措并举”推动治理服务提质增效", names(QIANQIU), unit="千秋街道"),
    Sample(signed_at_head, "做好产业添“新”的守“信”文章", names(RENHE), unit="张铺镇"),
    Sample(dated_signature, "“三点发力”打造基层治理新格局", names(DATONG), unit="大通镇"),
    Sample(
        unit_in_file_name,
        "党建引领乡风文明评议走深走实",
        names(RENHE),
        file="【仁和集镇】6月信息.docx",
        unit="仁和集镇",
    ),
    Sample(full_width_indents, "千秋街道：“三措并举”推动治理", names(QIANQIU)),
    Sample(manual_line_breaks, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(one_paragraph_of_breaks, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(torn_paragraphs, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(page_break_in_paragraph, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(spaced_digits, "广陵街道：多方联“建”，激活社区治理新动能", names(GUANGLING)),
    Sample(mixed_latin, "张铺镇：依托“全民参与”APP做好５Ｇ＋产业", ("建好平台", "用好数据")),
    Sample(split_runs, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(partly_bold_heading, "仁和集镇：党建引领乡风文明评议走深走实", names(RENHE)),
    Sample(blank_lines, "仁和集镇：党建引领乡风文明评议走深走实", names(RENHE)),
    Sample(
        several_articles,
        "千秋街道：“三措并举”推动治理服务提质增效",
        names(QIANQIU) + names(GUANGLING),
    ),
    Sample(wide_spacing, "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
)
