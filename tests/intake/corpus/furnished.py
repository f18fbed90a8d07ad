"""Documents with tables, pictures, boxes, notes, fields and controls in them."""

# ruff: noqa: E501 (markup and prose are not broken)

from __future__ import annotations

import io

from docx.shared import Mm

from tests.intake.corpus.copy import DATONG, GUANGLING, OPENING, QIANQIU, RENHE, names
from tests.intake.corpus.making import (
    KAI,
    KINDS,
    NAMESPACES,
    Paper,
    Sample,
    element,
    field,
    p,
    package,
    png,
    r,
)

QIANQIU_TITLE = "千秋街道：“三措并举”推动治理服务提质增效"
RENHE_TITLE = "仁和集镇：党建引领乡风文明评议走深走实"
DATONG_TITLE = "大通镇：“三点发力”打造基层治理新格局"


def shape(content: str, fallback: str) -> str:
    """A text box as Word writes it: twice."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
        '<wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape><v:textbox><w:txbxContent>{fallback}</w:txbxContent></v:textbox></v:shape>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def text_box() -> bytes:
    """The title in a text box, anchored in an empty paragraph; written twice, read once."""
    paper = Paper()
    title = p(
        r(QIANQIU_TITLE, '<w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/>'),
        properties='<w:jc w:val="center"/>',
    )
    paper.xml(p(shape(title, title)))
    paper.article(*QIANQIU)
    contact = p("联系人：张三") + p("电话：0550-7021234")
    paper.xml(p("供稿：千秋街道", shape(contact, contact)))
    return paper.file()


def old_text_box() -> bytes:
    """A text box of Word 2003 and the bulletin's name as WordArt."""
    paper = Paper()
    paper.xml(
        p(
            '<w:r><w:pict><v:shape id="s1" style="width:300pt"><v:textpath string="千秋党建"/>'
            "</v:shape></w:pict></w:r>"
        )
    )
    paper.title(QIANQIU_TITLE)
    paper.article(*QIANQIU)
    paper.xml(
        p(
            "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            + p("编者按：千秋街道的做法值得借鉴。")
            + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    return paper.file()


def merged_table() -> bytes:
    """A table with a head, cells merged both ways, and a caption."""
    paper = Paper()
    paper.title(RENHE_TITLE)
    paper.article(*RENHE)
    paper.line("表1　各村评议情况", face=KAI, place="center")
    table = paper.document.add_table(4, 3)
    rows = (
        ("村名", "清单（条）", ""),
        ("", "正面", "负面"),
        ("陶庄村", "22", "31"),
        ("合计", "53", ""),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(3, 1).merge(table.cell(3, 2))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(element("<w:tblHeader/>"))
    paper.line("注：数据截至2023年5月。", size=12)
    return paper.file()


def nested_table() -> bytes:
    """A table inside a cell, between paragraphs."""
    paper = Paper()
    paper.title(RENHE_TITLE)
    paper.line(OPENING)
    outer = paper.document.add_table(1, 2)
    outer.cell(0, 0).text = "陶庄村"
    cell = outer.cell(0, 1)
    cell.text = "评议情况："
    inner = cell.add_table(2, 2)
    for at, text in enumerate(("正面", "22", "负面", "31")):
        inner.cell(at // 2, at % 2).text = text
    cell.add_paragraph("以上为4月数据。")
    return paper.file()


def uneven_table() -> bytes:
    """Rows that begin late and end early, and merging in the old way."""
    row = "<w:tr>{}</w:tr>"
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    rows = (
        row.format("".join(cell.format("", p(text)) for text in ("单位", "上报", "采用"))),
        row.format(
            '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
            + cell.format('<w:hMerge w:val="restart"/>', p("12"))
            + cell.format("<w:hMerge/>", p(""))
        ),
        row.format(
            '<w:trPr><w:gridAfter w:val="1"/></w:trPr>'
            + cell.format('<w:vMerge w:val="restart"/>', p("广陵街道"))
            + cell.format("", p("8"))
        ),
        row.format(cell.format("<w:vMerge/>", p("（含社区）")) + cell.format("", p("5"))),
    )
    paper = Paper()
    paper.title("广陵街道：多方联“建”，激活社区治理新动能")
    paper.article(*GUANGLING)
    paper.xml(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>")
    return paper.file()


def form() -> bytes:
    """信息报送表: the whole submission stands in one table."""
    paper = Paper()
    table = paper.document.add_table(4, 2)
    for row, texts in zip(
        table.rows,
        (
            ("单位", "大通镇"),
            ("标题", "“三点发力”打造基层治理新格局"),
            ("审核人", "李四"),
            ("正文", ""),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    cell = table.cell(3, 1)
    for heading, text in DATONG:
        line = cell.add_paragraph()
        line.add_run(f"{heading}。").bold = True
        line.add_run(text)
    return paper.file()


NOTES = (
    "<w:footnotes>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>' + r(" 数据来自镇统计站。") + "</w:p>"
    "</w:footnote>"
    '<w:footnote w:id="1">'
    + p("“双报到”指在职党员到单位和社区报到。")
    + p("2022年起施行。")
    + "</w:footnote>"
    '<w:footnote w:id="7">' + p("没有引用的注。") + "</w:footnote></w:footnotes>"
)
ENDNOTES = (
    '<w:endnotes><w:endnote w:id="1">' + p("参见市委2023年1号文件。") + "</w:endnote></w:endnotes>"
)


def call(kind: str, name: int) -> str:
    """A note's calling sign."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{name}"/></w:r>'


def footnotes() -> bytes:
    """Footnotes called out of order, and an endnote."""
    paper = Paper()
    paper.part("footnotes.xml", "footnotes", NOTES)
    paper.part("endnotes.xml", "endnotes", ENDNOTES)
    paper.title(QIANQIU_TITLE)
    for (heading, text), kind, name in zip(
        QIANQIU, ("footnote", "footnote", "endnote"), (1, 2, 1), strict=True
    ):
        paper.xml(p(r(f"{heading}。", "<w:b/>"), r(text[:12]), call(kind, name), r(text[12:])))
    return paper.file()


def pictures() -> bytes:
    """Pictures with captions below, one with words of its own."""
    paper = Paper()
    paper.title(RENHE_TITLE)
    paper.article(RENHE[0])
    for at, color in enumerate(("red", "blue"), 1):
        paper.document.add_picture(io.BytesIO(png(40 * at, 30, color)), width=Mm(60))
        paper.line(f"图{at}　陶庄村评议现场", size=14, face=KAI, place="center")
    drawing = paper.document.inline_shapes[1]._inline.docPr
    drawing.set("descr", "村民代表正在投票")
    paper.article(*RENHE[1:])
    return paper.file()


def pictures_elsewhere() -> bytes:
    """A picture that is only linked, one that is missing, a template on a server."""
    paper = Paper()
    link = paper.outside("image", "http://192.0.2.1/track.png")
    paper.outside("attachedTemplate", "http://192.0.2.1/t.dotm")
    paper.title(RENHE_TITLE)
    for attribute in (f'r:link="{link}"', 'r:embed="rId99"'):
        paper.xml(
            p(
                '<w:r><w:drawing><wp:inline><wp:docPr id="5" name="图片 5"/><a:graphic>'
                "<a:graphicData><pic:pic><pic:blipFill>"
                f"<a:blip {attribute}/></pic:blipFill></pic:pic></a:graphicData></a:graphic>"
                "</wp:inline></w:drawing></w:r>"
            )
        )
    paper.article(*RENHE)
    return paper.file()


def headers() -> bytes:
    """密级 in the header, page numbers in the footer, a first page of its own that is off."""
    paper = Paper()
    section = paper.document.sections[0]
    section.header.paragraphs[0].text = "内部资料　注意保存"
    footer = section.footer.paragraphs[0]
    footer.add_run("— ")
    footer._p.append(element(f"<w:fldSimple w:instr=' PAGE '>{r('3')}</w:fldSimple>"))
    footer.add_run(" —")
    section.first_page_header.paragraphs[0].text = "不显示的页眉"
    section.different_first_page_header_footer = False
    paper.title(DATONG_TITLE)
    paper.article(*DATONG)
    return paper.file()


def sections() -> bytes:
    """Sections in the middle: one on a new page, one that goes on."""
    section = '<w:sectPr><w:type w:val="{}"/></w:sectPr>'
    body = p(r(DATONG_TITLE, '<w:sz w:val="44"/>'), properties='<w:jc w:val="center"/>')
    kinds = ("nextPage", "continuous", "nextPage")
    for (heading, text), kind in zip(DATONG, kinds, strict=True):
        body += p(r(f"{heading}。", "<w:b/>"), text, properties=section.format(kind))
    return package(body + p("（大通镇供稿）") + section.format("nextPage"))


def contents() -> bytes:
    """A generated contents list before the text."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    entry = '<w:pStyle w:val="TOC1"/>'
    first, *others = [
        f'<w:hyperlink w:anchor="_Toc{at}">{r(heading)}<w:r><w:tab/></w:r>'
        f"{field(f'PAGEREF _Toc{at}', r(str(at)))}</w:hyperlink>"
        for at, heading in enumerate(names(DATONG), 1)
    ]
    begin, end = field(' TOC \\o "1-3" \\h ', "<!--here-->").split("<!--here-->")
    marks = [p(begin + first, properties=entry), *(p(each) for each in others), p(end)]
    for mark in marks:
        paper.xml(mark)
    for heading, text in DATONG:
        paper.document.add_heading(heading, 1)
        paper.line(text)
    return paper.file()


def links() -> bytes:
    """Links by relation and by field, to pages, to places in the document, to a sender's disk."""
    paper = Paper()
    page = paper.outside("hyperlink", "https://dj.example.cn/a?b=1&c=2")
    disk = paper.outside("hyperlink", "file:///C:/Users/zs/稿件.docx")
    paper.title(QIANQIU_TITLE)
    paper.xml(p("详见", f'<w:hyperlink r:id="{page}">{r("先锋网")}</w:hyperlink>', "报道。"))
    paper.xml(p("原稿见", f'<w:hyperlink r:id="{disk}">{r("附件")}</w:hyperlink>', "。"))
    paper.xml(p("见", f'<w:hyperlink w:anchor="_Toc1">{r("上文")}</w:hyperlink>', "。"))
    paper.xml(
        p("邮箱：", field(' HYPERLINK "mailto:dj@example.cn" \\o "写信" ', r("dj@example.cn")))
    )
    paper.xml(
        p("共", field(" SEQ 表 \\* ARABIC ", r("12")), "项，", field("REF _a", r("见表1")), "。")
    )
    begin, end = field(' HYPERLINK "', "<!-- -->").split("<!-- -->")
    inner = field(" DOCPROPERTY 网址 ", r("https://dj.example.cn/"))
    begin = begin.replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")
    rest = '<w:r><w:instrText>"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    paper.xml(p("嵌套的", begin + inner + rest + r("链接") + end, "。"))
    paper.article(*QIANQIU)
    return paper.file()


def unended_field() -> bytes:
    """A field that never ends, as a torn copy leaves it."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.article(*DATONG)
    paper.xml(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "（大通镇供稿）"))
    return paper.file()


def controls() -> bytes:
    """Content controls in a line, round paragraphs, round cells; one left unfilled."""
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    paper = Paper()
    paper.title(QIANQIU_TITLE)
    paper.xml(p("报送单位：", control.format('<w:alias w:val="单位"/>', r("千秋街道"))))
    paper.xml(p("审核人：", control.format("<w:showingPlcHdr/>", r("单击此处输入姓名。"))))
    ticked = "<w14:checkbox><w14:checked w14:val='1'/></w14:checkbox>"
    paper.xml(p(control.format(ticked, r("☒")), "经验做法"))
    body = "".join(p(r(f"{heading}。", "<w:b/>"), text) for heading, text in QIANQIU)
    paper.xml(control.format("", body))
    cell = control.format("", f"<w:tc>{p('千秋街道')}</w:tc>")
    row = control.format("", f"<w:tr>{cell}<w:tc>{p('3篇')}</w:tc></w:tr>")
    paper.xml(f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl>")
    return paper.file()


def smart_tags() -> bytes:
    """Dates and places tagged by an old Word, and other wrappings."""
    tag = '<w:smartTag w:uri="urn:x" w:element="chsdate"><w:smartTagPr/>{}</w:smartTag>'
    paper = Paper()
    paper.title(QIANQIU_TITLE)
    paper.xml(
        p(tag.format(tag.format(r("2023")) + r("年6月")), "以来，", "<w:proofErr/>", "成效明显。")
    )
    paper.xml(p(f"<w:customXml>{r('据统计，')}</w:customXml>", f"<w:bdo>{r('共12支。')}</w:bdo>"))
    paper.article(*QIANQIU)
    return paper.file()


def circled_and_ruby() -> bytes:
    """带圈字符 and 拼音指南, as fields and as ruby."""
    ruby = "<w:r><w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>"
    paper = Paper()
    paper.title(QIANQIU_TITLE)
    paper.xml(p(field("eq \\o\\ac(○,1)", ""), "建平台。", field("eq \\o\\ac(○,2)", ""), "强队伍。"))
    paper.xml(p(field('EQ \\* jc2 \\* "Font:宋体" \\o\\ad(\\s\\up 9(chú),滁)', ""), "州市"))
    paper.xml(p(ruby.format(r("tiān"), r("天")), "长市"))
    paper.xml(p("合计", field(" =SUM(ABOVE) ", ""), "项"))
    paper.article(*QIANQIU)
    return paper.file()


def symbols() -> bytes:
    """□ and ☑ as places in a symbol face, ticks of a form, hyphens, a sign nobody knows."""
    paper = Paper()
    paper.title(QIANQIU_TITLE)
    sign = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'
    paper.xml(
        p(sign.format("Wingdings", "F06F"), "经验 ", sign.format("Wingdings 2", "F052"), "动态")
    )
    paper.xml(
        p(sign.format("Webdings", "F041"), "电话0550", "<w:r><w:noBreakHyphen/></w:r>", "7021234")
    )
    paper.xml(p(r("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'), "公开", r("\ue815"), "镇"))
    box = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="{}"/>'
        "</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText>"
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    paper.xml(p(box.format(1), "内部", box.format(0), "公开", "<w:r><w:tab/></w:r>", "供稿"))
    paper.article(*QIANQIU)
    return paper.file()


def formula() -> bytes:
    """A formula in a line and one on its own."""
    fraction = (
        "<m:oMath><m:r><m:t>成功率=</m:t></m:r><m:f><m:num><m:r><m:t>135</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>140</m:t></m:r></m:den></m:f></m:oMath>"
    )
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.article(*DATONG)
    paper.xml(p("其中", fraction, "。"))
    paper.xml(p(f"<m:oMathPara>{fraction}</m:oMathPara>"))
    return paper.file()


def chart_and_diagram() -> bytes:
    """A chart and a SmartArt diagram, whose words are elsewhere in the file."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.article(*DATONG)
    chart = paper.part(
        "charts/chart1.xml",
        "chart",
        "<c:chartSpace><c:chart><c:title><a:p><a:r><a:t>各村调处数</a:t></a:r></a:p></c:title>"
        "<c:cat><c:pt><c:v>八墩村</c:v></c:pt></c:cat><c:val><c:pt><c:v>35</c:v></c:pt></c:val>"
        "</c:chart></c:chartSpace>",
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    )
    diagram = paper.part(
        "diagrams/data1.xml",
        "diagramData",
        "<dgm:dataModel>"
        + "".join(f"<a:p><a:r><a:t>{name}</a:t></a:r></a:p>" for name in ("网格长", "网格员"))
        + "</dgm:dataModel>",
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
    )
    for inner in (f'<c:chart r:id="{chart}"/>', f'<dgm:relIds r:dm="{diagram}"/>'):
        paper.xml(
            p(
                "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>"
                f"{inner}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
            )
        )
    return paper.file()


def embedded_object() -> bytes:
    """A worksheet embedded as an object, and a piece of another file."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.article(*DATONG)
    image = paper.part("media/image9.emf", "image", b"\x01\x00\x00\x00" + bytes(60), "image/x-emf")
    paper.xml(
        p(
            "<w:r><w:object><v:shape alt='明细表'>"
            f'<v:imagedata r:id="{image}"/></v:shape>'
            '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r>'
        )
    )
    paper.xml('<w:altChunk r:id="rId77"/>')
    return paper.file()


def drop_cap() -> bytes:
    """The first character hangs in a frame of its own."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.xml(p("今", properties='<w:framePr w:dropCap="drop" w:lines="3"/>'))
    paper.line("年以来，我镇坚持党建引领。", indent=0)
    paper.article(*DATONG)
    return paper.file()


def struck_and_raised() -> bytes:
    """Words struck out by hand, and m² with a raised 2."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.xml(
        p(
            "面积",
            r("300", "<w:strike/>"),
            "350m",
            r("2", '<w:vertAlign w:val="superscript"/>'),
            "。",
        )
    )
    paper.article(*DATONG)
    return paper.file()


def kingsoft() -> bytes:
    """What WPS writes: its own namespace, hints without a face, no style on any paragraph."""
    hint = '<w:rFonts w:hint="eastAsia"/>'
    face = (
        '<w:rFonts w:hint="eastAsia" w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋" w:cs="仿宋"/>'
    )
    styles = (
        '<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
        'w:eastAsia="宋体" w:hAnsi="Times New Roman"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:kern w:val="2"/>'
        '<w:sz w:val="21"/></w:rPr></w:style></w:styles>'
    )
    first = (
        '<w:ind w:firstLine="640" w:firstLineChars="200"/><w:rPr><w:rFonts w:hint="eastAsia"/>'
        "</w:rPr>"
    )
    title = f'{face}<w:b/><w:bCs/><w:sz w:val="44"/><w:szCs w:val="44"/>'
    body = p(
        r("张铺镇：做好产业添“新”", title),
        r("的守“信”文章", title),
        properties='<w:jc w:val="center"/>',
    )
    body += "<w:p/>"
    for heading, text in RENHE:
        bold_ = f'{face}<w:b/><w:bCs/><w:sz w:val="32"/>'
        body += p(
            r(heading, bold_),
            r("。", bold_),
            r(text, f'{face}<w:sz w:val="32"/>'),
            properties=first,
        )
    body += p(r("（张铺镇供稿）", hint), properties='<w:jc w:val="right"/>')
    body += "<w:sectPr><wpsCustomData:sectInfo/></w:sectPr>"
    return package(body, {"styles.xml": styles}, (("rId1", "styles", "styles.xml"),))


def no_styles() -> bytes:
    """A file of nothing but text: no styles, no relations."""
    body = p(DATONG_TITLE) + "".join(p(f"{heading}。{text}") for heading, text in DATONG)
    return package(body)


def strict_form() -> bytes:
    """ISO/IEC 29500 Strict, which other programs of this kind refuse."""
    body = p(
        r(DATONG_TITLE, '<w:sz w:val="22pt"/><w:rFonts w:eastAsia="黑体"/>'),
        properties='<w:jc w:val="center"/>',
    )
    for heading, text in DATONG:
        body += p(
            r(f"{heading}。", '<w:b w:val="true"/>'),
            text,
            properties='<w:ind w:firstLine="1.13cm"/>',
        )
    content = package(body)
    strict = {
        NAMESPACES["w"]: "http://purl.oclc.org/ooxml/wordprocessingml/main",
        KINDS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
        NAMESPACES["a"]: "http://purl.oclc.org/ooxml/drawingml/main",
    }

    def spelled(_name: str, part: bytes) -> bytes:
        for old, new in strict.items():
            part = part.replace(old.encode(), new.encode())
        return part

    from tests.intake.corpus.making import changed

    return changed(content, spelled)


def macros() -> bytes:
    """A `.docm` under the name of a `.docx`."""
    body = p(DATONG_TITLE, properties='<w:jc w:val="center"/>')
    body += "".join(p(r(f"{heading}。", "<w:b/>"), text) for heading, text in DATONG)
    return package(
        body,
        {"vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        main_type="application/vnd.ms-word.document.macroEnabled.main+xml",
    )


SAMPLES = (
    Sample(text_box, QIANQIU_TITLE, names(QIANQIU)),
    Sample(old_text_box, QIANQIU_TITLE, names(QIANQIU), made="千秋党建"),
    Sample(merged_table, RENHE_TITLE, names(RENHE)),
    Sample(nested_table, RENHE_TITLE),
    Sample(uneven_table, "广陵街道：多方联“建”，激活社区治理新动能", names(GUANGLING)),
    Sample(form, "“三点发力”打造基层治理新格局", names(DATONG), unit="大通镇"),
    Sample(footnotes, QIANQIU_TITLE, names(QIANQIU)),
    Sample(pictures, RENHE_TITLE, names(RENHE)),
    Sample(pictures_elsewhere, RENHE_TITLE, names(RENHE)),
    Sample(headers, DATONG_TITLE, names(DATONG)),
    Sample(sections, DATONG_TITLE, names(DATONG)),
    Sample(contents, DATONG_TITLE, names(DATONG)),
    Sample(links, QIANQIU_TITLE, names(QIANQIU)),
    Sample(unended_field, DATONG_TITLE, names(DATONG)),
    Sample(controls, QIANQIU_TITLE, names(QIANQIU)),
    Sample(smart_tags, QIANQIU_TITLE, names(QIANQIU)),
    Sample(circled_and_ruby, QIANQIU_TITLE, names(QIANQIU), made="①②滁"),
    Sample(symbols, QIANQIU_TITLE, names(QIANQIU), made="□☑☑-☑□"),
    Sample(formula, DATONG_TITLE, names(DATONG), made="成功率=135140" * 2),
    Sample(chart_and_diagram, DATONG_TITLE, names(DATONG), made="网格长网格员"),
    Sample(embedded_object, DATONG_TITLE, names(DATONG)),
    Sample(drop_cap, DATONG_TITLE, names(DATONG)),
    Sample(struck_and_raised, DATONG_TITLE, names(DATONG)),
    Sample(kingsoft, "张铺镇：做好产业添“新”的守“信”文章", names(RENHE)),
    Sample(no_styles, DATONG_TITLE, names(DATONG)),
    Sample(strict_form, DATONG_TITLE, names(DATONG)),
    Sample(macros, DATONG_TITLE, names(DATONG)),
)
