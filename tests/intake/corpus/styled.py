"""Documents with styles, numberings and outline levels."""

from __future__ import annotations

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from tests.intake.corpus.copy import DATONG, OPENING, QIANQIU, RENHE, names
from tests.intake.corpus.making import (
    HEI,
    Face,
    Paper,
    Sample,
    element,
    level,
    numbered,
    p,
    package,
    r,
)


def heading_styles() -> bytes:
    """标题 1 and 标题 2, which the file calls `heading 1` and `heading 2`."""
    paper = Paper()
    paper.title("大通镇：“三点发力”打造基层治理新格局")
    for heading, text in DATONG:
        paper.document.add_heading(heading, 1)
        paper.line(text)
    paper.document.add_heading("下步打算", 2)
    paper.line("持续推进网格化治理。")
    return paper.file()


def heading_styles_typed() -> bytes:
    """Heading styles with numbers typed before the words."""
    paper = Paper()
    paper.title("大通镇：“三点发力”打造基层治理新格局")
    for number, (heading, text) in zip("一二三", DATONG, strict=True):
        paper.document.add_heading(f"{number}、{heading}", 1)
        paper.line(text)
    return paper.file()


def title_style() -> bytes:
    """The styles Title, Subtitle and Body Text of an English Word."""
    paper = Paper()
    paper.document.add_paragraph("大通镇：“三点发力”打造基层治理新格局", style="Title")
    paper.document.add_paragraph("——网格化治理的做法", style="Subtitle")
    for heading, text in DATONG:
        paper.document.add_paragraph(heading, style="Heading 2")
        paper.document.add_paragraph(text, style="Body Text")
    return paper.file()


def copied_heading_styles() -> bytes:
    """Styles of the office's own, based on 标题 1 again and again."""
    paper = Paper()
    styles = paper.document.styles
    base = styles["Heading 1"]
    for name in ("标题1", "标题11", "样式 标题 1 + 黑体"):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, base = base, style
    paper.title("大通镇：“三点发力”打造基层治理新格局")
    for (heading, text), name in zip(
        DATONG, ("标题1", "标题11", "样式 标题 1 + 黑体"), strict=True
    ):
        paper.document.add_paragraph(heading, style=name)
        paper.line(text)
    return paper.file()


def outline_levels() -> bytes:
    """No heading style, but outline levels set on the paragraphs."""
    paper = Paper()
    paper.title("大通镇：“三点发力”打造基层治理新格局")
    for heading, text in DATONG:
        line = paper.line(heading, face=HEI)
        line._p.get_or_add_pPr().append(element('<w:outlineLvl w:val="0"/>'))
        paper.line(text)
    return paper.file()


def bold_by_character_style() -> bytes:
    """Run-in headings by the style Strong."""
    paper = Paper()
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        line = paper.line()
        line.add_run(f"{heading}。", style="Strong")
        line.add_run(text)
    return paper.file()


def bold_that_cancels() -> bytes:
    """A bold paragraph style, in which Strong is not bold, and bold put off by hand."""
    paper = Paper()
    style = paper.document.styles.add_style("加粗正文", WD_STYLE_TYPE.PARAGRAPH)
    style.font.bold = True
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        line = paper.document.add_paragraph(style="加粗正文")
        line.add_run(f"{heading}。")
        line.add_run(text[:10], style="Strong")
        line.add_run(text[10:]).bold = False
    return paper.file()


def size_in_plain_style() -> bytes:
    """Size and face in 正文 itself, as WPS templates have it; Latin words in a face of theirs."""
    paper = Paper()
    plain = paper.document.styles["Normal"]
    plain.font.size = 203200  # 16 pt, in EMU
    plain.font.name = "Times New Roman"
    plain.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    paper.title("千秋街道：“三措并举”推动治理服务提质增效")
    for heading, text in QIANQIU:
        line = paper.document.add_paragraph()
        line.add_run(f"{heading}。").bold = True
        line.add_run(text)
    return paper.file()


TYPED = '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>'
BLACK = '<w:rFonts w:eastAsia="黑体"/><w:sz w:val="32"/>'
LEVELS = (
    level("chineseCountingThousand", "%1、"),
    level("chineseCountingThousand", "（%2）", ilvl=1),
    level("decimal", "%3.", ilvl=2),
    level("decimalEnclosedCircle", "%4", ilvl=3),
)


def numbered_headings() -> bytes:
    """一、（一）1.① set by Word and written nowhere."""
    paper = Paper()
    paper.numbering(90, LEVELS)
    paper.title("仁和集镇党建引领乡风文明评议走深走实")
    paper.line(OPENING)
    for heading, text in RENHE[:2]:
        paper.xml(p(r(heading, BLACK), properties=numbered(90)))
        for words in ("由镇党委牵头", "由村级负责"):
            paper.xml(p(r(words, TYPED), properties=numbered(90, 1)))
            paper.line(text)
        paper.xml(p(r("组织培训。12名业务人员集中培训。", TYPED), properties=numbered(90, 2)))
        paper.xml(p(r("试点先行。选定陶庄村试点。", TYPED), properties=numbered(90, 2)))
        paper.xml(p(r("陶庄村4月完成。", TYPED), properties=numbered(90, 3)))
    return paper.file()


def numbered_lists() -> bytes:
    """Lists in the numbers that offices use, and bullets of a symbol face."""
    paper = Paper()
    formats = (
        ("decimalEnclosedCircle", "%1"),
        ("decimal", "（%1）"),
        ("decimal", "%1)"),
        ("lowerLetter", "%1)"),
        ("upperRoman", "%1."),
        ("ideographTraditional", "%1、"),
        ("chineseCounting", "第%1条"),
        ("japaneseCounting", "%1是"),
        ("decimalFullWidth", "%1．"),
        ("decimalZero", "%1"),
    )
    paper.title("仁和集镇：党建引领乡风文明评议走深走实")
    paper.line(OPENING)
    for number, (name, text) in enumerate(formats, 100):
        paper.numbering(number, (level(name, text),))
        paper.xml(p("宣传部门参与。", properties=numbered(number)))
        paper.xml(p("纪检部门参与。", properties=numbered(number)))
    mark = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings" w:hint="default"/></w:rPr>'
    paper.numbering(120, (level("bullet", "\uf0d8", mark), level("bullet", "□", ilvl=1)))
    paper.xml(p("包村干部指导。", properties=numbered(120)))
    paper.xml(p("村监委会监督。", properties=numbered(120, 1)))
    return paper.file()


def legal_numbers() -> bytes:
    """1.1 and 1.1.1 of a whole outline, the first level in Chinese."""
    paper = Paper()
    paper.numbering(
        90,
        (
            level("chineseCounting", "第%1章"),
            level("decimal", "%1.%2", "<w:isLgl/>", ilvl=1),
            level("decimal", "%1.%2.%3", "<w:isLgl/>", ilvl=2),
        ),
    )
    paper.title("大通镇：“三点发力”打造基层治理新格局")
    for heading, text in DATONG:
        paper.xml(p(heading, properties=numbered(90)))
        paper.xml(p(text, properties=numbered(90, 1)))
        paper.xml(p("持续推进。", properties=numbered(90, 2)))
        paper.xml(p("巩固提升。", properties=numbered(90, 2)))
    return paper.file()


def restarted_numbers() -> bytes:
    """A list that goes on after text, and one that begins anew at three."""
    paper = Paper()
    paper.numbering(90, (level("decimal", "%1．"),))
    root = paper.document.part.numbering_part.element
    root.append(
        element(
            '<w:num w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="3"/></w:lvlOverride></w:num>'
        )
    )
    paper.title("仁和集镇：党建引领乡风文明评议走深走实")
    for number in (90, 90, 91, 91):
        paper.xml(p("村务公开栏公示。", properties=numbered(number)))
        paper.line(OPENING)
    paper.xml(p("不编号的一段。", properties=numbered(0)))
    paper.xml(p("没有这个编号。", properties=numbered(77)))
    return paper.file()


def numbered_by_style() -> bytes:
    """The numbering stands in the heading styles."""
    styles = (
        "<w:styles>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
        '<w:rPr><w:sz w:val="32"/><w:rFonts w:eastAsia="仿宋_GB2312"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        f'<w:basedOn w:val="a"/><w:pPr>{numbered(5)}<w:outlineLvl w:val="0"/></w:pPr>'
        '<w:rPr><w:b/><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>'
        f'<w:basedOn w:val="a"/><w:pPr>{numbered(5, 1)}</w:pPr>'
        "</w:style></w:styles>"
    )
    numbering = (
        '<w:numbering><w:abstractNum w:abstractNumId="0">'
        + level("chineseCountingThousand", "%1、", '<w:pStyle w:val="1"/>')
        + level("chineseCountingThousand", "（%2）", '<w:pStyle w:val="2"/>', ilvl=1)
        + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    title = r("仁和集镇党建引领乡风文明评议走深走实", '<w:sz w:val="44"/>')
    body = p(title, properties='<w:jc w:val="center"/>')
    for heading, text in RENHE:
        body += p(heading, properties='<w:pStyle w:val="1"/>')
        body += p("工作做法", properties='<w:pStyle w:val="2"/>')
        body += p(text)
    return package(
        body,
        {"styles.xml": styles, "numbering.xml": numbering},
        (("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml")),
    )


def theme_faces() -> bytes:
    """Faces by the theme's names, 宋体 and 黑体 by its script."""
    theme = (
        '<a:theme name="Office"><a:themeElements><a:fontScheme name="Office">'
        '<a:majorFont><a:latin typeface="Calibri"/><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="黑体"/></a:majorFont>'
        '<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface="仿宋"/>'
        '<a:font script="Hans" typeface="宋体"/></a:minorFont>'
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    styles = (
        "<w:styles><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/>'
        '<w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
    )
    major = '<w:rFonts w:eastAsiaTheme="majorEastAsia" w:eastAsia="楷体"/><w:sz w:val="44"/>'
    body = p(
        r("千秋街道：“三措并举”推动治理服务提质增效", major), properties='<w:jc w:val="center"/>'
    )
    for heading, text in QIANQIU:
        body += p(r(f"{heading}。", "<w:b/>"), text)
    return package(
        body,
        {"styles.xml": styles, "theme/theme1.xml": theme},
        (("rId1", "styles", "styles.xml"), ("rId2", "theme", "theme/theme1.xml")),
    )


def list_paragraphs() -> bytes:
    """The style List Paragraph without a list, on headings typed by hand."""
    paper = Paper()
    paper.title("大通镇：“三点发力”打造基层治理新格局")
    for number, (heading, text) in zip("一二三", DATONG, strict=True):
        paper.line(Face(f"{number}、{heading}", face=HEI), style="List Paragraph")
        paper.line(text)
    return paper.file()


SAMPLES = (
    Sample(heading_styles, "大通镇：“三点发力”打造基层治理新格局", (*names(DATONG), "下步打算")),
    Sample(heading_styles_typed, "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
    Sample(title_style, "大通镇：“三点发力”打造基层治理新格局——网格化治理的做法", names(DATONG)),
    Sample(copied_heading_styles, "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
    Sample(outline_levels, "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
    Sample(bold_by_character_style, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(bold_that_cancels, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(size_in_plain_style, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(
        numbered_headings,
        "仁和集镇党建引领乡风文明评议走深走实",
        (
            "规范评议程序",
            "由镇党委牵头",
            "由村级负责",
            "组织培训",
            "试点先行",
            "明确评议标准",
            "由镇党委牵头",
            "由村级负责",
            "组织培训",
            "试点先行",
        ),
    ),
    Sample(numbered_lists, "仁和集镇：党建引领乡风文明评议走深走实"),
    Sample(legal_numbers, "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
    Sample(restarted_numbers, "仁和集镇：党建引领乡风文明评议走深走实"),
    Sample(
        numbered_by_style,
        "仁和集镇党建引领乡风文明评议走深走实",
        tuple(name for heading in names(RENHE) for name in (heading, "工作做法")),
    ),
    Sample(theme_faces, "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
    Sample(list_paragraphs, "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
)
