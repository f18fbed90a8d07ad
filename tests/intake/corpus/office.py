"""Sources that LibreOffice makes Word documents of: web pages, RTF, OpenDocument.

What it writes is another hand than python-docx's: styles for everything, lists in the ODF way.
"""
# ruff: noqa: E501 (markup and prose are not broken)

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from tests.intake.corpus.copy import DATONG, GUANGLING, OPENING, QIANQIU, RENHE, names
from tests.intake.corpus.making import zipped


@dataclass(frozen=True)
class Page:
    """A source, and what is true of the document that is made of it."""

    build: Callable[[], str | bytes]
    suffix: str
    title: str
    headings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The builder's name."""
        return self.build.__name__


def web_page() -> str:
    """A page of the county's site: headings, a list, a table, a link."""
    sections = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in GUANGLING)
    return (
        '<html><head><meta charset="utf-8"></head><body><h1>广陵街道：多方联“建”，激活社区治理新动能</h1>'
        f"<p>{OPENING}</p>{sections}<ul><li>街道建联盟</li><li>小区建支部</li></ul>"
        "<table border=1><tr><th>社区</th><th colspan=2>支部</th></tr>"
        "<tr><td>上城</td><td>12</td><td>个</td></tr></table>"
        '<p>详见<a href="https://dj.example.cn/">先锋网</a>。</p></body></html>'
    )


def web_article() -> str:
    """Copied from a 公众号: everything in spans, line breaks for paragraphs."""
    body = "<br>".join(f"　　<b>{heading}。</b>{text}" for heading, text in QIANQIU)
    return (
        '<html><head><meta charset="utf-8"></head><body><p style="text-align:center">'
        '<span style="font-size:22pt;font-family:方正小标宋简体">千秋街道：“三措并举”推动治理</span></p>'
        f'<div><span style="font-size:16pt">{body}</span></div></body></html>'
    )


def rtf_words(text: str) -> str:
    """Characters as RTF writes them."""
    return "".join(each if each.isascii() else f"\\u{ord(each)}?" for each in text)


def rtf_letter() -> str:
    """RTF of an old program: direct formatting, a footnote, hidden words."""
    sections = "".join(
        f"\\pard\\fi640\\fs32 {{\\b {rtf_words(heading + '。')}}}{rtf_words(text)}\\par\n"
        for heading, text in RENHE
    )
    note = f"{{\\super\\chftn{{\\footnote\\pard {rtf_words('数据来自镇统计站。')}}}}}"
    return (
        "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\n"
        f"\\pard\\qc\\fs44 {rtf_words('仁和集镇：党建引领乡风文明评议走深走实')}\\par\n{sections}"
        f"\\pard\\fi640\\fs32 {rtf_words('评议3次')}{note}{rtf_words('，')}{{\\v {rtf_words('内部数字')}}}"
        f"{rtf_words('效果良好。')}\\par}}"
    )


def rtf_table() -> str:
    """An RTF table and a page break."""
    cells = "".join(f"\\intbl {rtf_words(text)}\\cell " for text in ("八墩村", "35起"))
    return (
        "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\n"
        f"\\pard\\qc\\fs44 {rtf_words('大通镇：“三点发力”打造基层治理新格局')}\\par\n"
        + "".join(
            f"\\pard\\fs32 {{\\b {rtf_words(heading + '。')}}}{rtf_words(text)}\\par\n"
            for heading, text in DATONG
        )
        + f"\\trowd\\cellx4000\\cellx8000 {cells}\\row\\pard\\page {rtf_words('（大通镇供稿）')}\\par}}"
    )


SPACES = {
    "office": "office:1.0", "text": "text:1.0", "table": "table:1.0", "style": "style:1.0",
    "draw": "drawing:1.0", "svg": "svg-compatible:1.0", "fo": "xsl-fo-compatible:1.0",
}  # fmt: skip
DECLARED = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
    for prefix, name in SPACES.items()
)
STYLES = (
    '<style:style style:name="T" style:family="paragraph">'
    '<style:paragraph-properties fo:text-align="center"/><style:text-properties'
    ' fo:font-size="22pt" style:font-size-asian="22pt"/></style:style>'
    '<style:style style:name="B" style:family="text"><style:text-properties'
    ' fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1"'
    ' style:num-format="一, 二, 三, ..." style:num-suffix="、"/></text:list-style>'
)
MIME = "application/vnd.oasis.opendocument.text"


def open_text(body: str) -> bytes:
    """An OpenDocument text of this body."""
    content = (
        f'<office:document-content {DECLARED} xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' office:version="1.2"><office:automatic-styles>{STYLES}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": MIME, "content.xml": content, "META-INF/manifest.xml": manifest})


def open_document() -> bytes:
    """OpenDocument: headings by outline level, numbered items, a note, a comment, a box."""
    sections = "".join(
        f'<text:h text:outline-level="1">{heading}</text:h><text:p>{text}</text:p>'
        for heading, text in DATONG
    )
    items = "".join(
        f"<text:list-item><text:p>{heading}</text:p></text:list-item>" for heading in names(RENHE)
    )
    return open_text(
        '<text:p text:style-name="T">大通镇：“三点发力”打造基层治理新格局</text:p>'
        f"{sections}<text:list text:style-name='L'>{items}</text:list>"
        '<text:p>调处135起<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>截至5月底。</text:p></text:note-body></text:note>"
        "<office:annotation><dc:creator>李部长</dc:creator><text:p>核实</text:p></office:annotation>"
        "，成功率100%。</text:p>"
        '<text:p><draw:frame svg:width="5cm" svg:height="2cm"><draw:text-box><text:p>联系人：张三'
        "</text:p></draw:text-box></draw:frame></text:p>"
    )


def open_document_changes() -> bytes:
    """OpenDocument with tracked changes and a merged table."""
    who = "<office:change-info><dc:creator>李部长</dc:creator><dc:date>2023-06-05T09:00:00</dc:date></office:change-info>"
    sections = "".join(
        f'<text:p><text:span text:style-name="B">{heading}。</text:span>{text}</text:p>'
        for heading, text in QIANQIU
    )
    return open_text(
        '<text:tracked-changes><text:changed-region text:id="c1" xml:id="c1"><text:insertion>'
        f"{who}</text:insertion></text:changed-region>"
        f'<text:changed-region text:id="c2" xml:id="c2"><text:deletion>{who}<text:p>大约</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p text:style-name="T">千秋街道：“三措并举”推动治理服务提质增效</text:p>'
        f"{sections}<text:p>组建队伍"
        '<text:change text:change-id="c2"/><text:change-start text:change-id="c1"/>12支'
        '<text:change-end text:change-id="c1"/>。</text:p>'
        "<table:table><table:table-column table:number-columns-repeated='2'/><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>各村队伍</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row><table:table-row><table:table-cell>"
        "<text:p>上城</text:p></table:table-cell><table:table-cell><text:p>5支</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )


PAGES = (
    Page(web_page, ".html", "广陵街道：多方联“建”，激活社区治理新动能", names(GUANGLING)),
    Page(web_article, ".html", "千秋街道：“三措并举”推动治理", names(QIANQIU)),
    Page(rtf_letter, ".rtf", "仁和集镇：党建引领乡风文明评议走深走实", names(RENHE)),
    Page(rtf_table, ".rtf", "大通镇：“三点发力”打造基层治理新格局", names(DATONG)),
    Page(
        open_document,
        ".odt",
        "大通镇：“三点发力”打造基层治理新格局",
        names(DATONG),
    ),
    Page(open_document_changes, ".odt", "千秋街道：“三措并举”推动治理服务提质增效", names(QIANQIU)),
)

WRITER = which("soffice")


def converted(files: Iterable[Path], filter_: str, into: Path, profile: Path) -> None:
    """The files as LibreOffice makes them anew in a folder; `filter_` is what it calls the kind."""
    assert WRITER is not None
    subprocess.run(
        [
            WRITER, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", filter_, "--outdir", str(into), *map(str, files),
        ],
        check=True, capture_output=True, timeout=240, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


def page_files(folder: Path, profile: Path) -> dict[str, bytes]:
    """The Word documents of all sources, by name."""
    sources = folder / "sources"
    sources.mkdir()
    for page in PAGES:
        made = page.build()
        content = made if isinstance(made, bytes) else made.encode()
        (sources / f"{page.name}{page.suffix}").write_bytes(content)
    converted(sorted(sources.iterdir()), "docx:MS Word 2007 XML", folder, profile)
    return {page.name: (folder / f"{page.name}.docx").read_bytes() for page in PAGES}
