"""Web archives under the name of a .doc: the page in them, and nothing that fetches or runs."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from PIL import Image

from bulletin.intake.fetching import Known, examine
from bulletin.intake.kinds import documents
from bulletin.intake.office import the_office
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.submission import recognise
from bulletin.intake.web_archive import is_web_archive, page_of_archive
from bulletin.markdown import write_sections
from bulletin.model import Flow
from tests.intake.whole.issues import publication

PAGE = """\
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>x</title>
<link rel=File-List href="a.files/filelist.xml"><style>p {{ background: url(http://a.example) }}
</style></head><body lang=ZH-CN>
<p class=MsoNormal align=center style='text-align:center'><span
style='font-family:方正小标宋简体;font-size:22.0pt'>城关镇抓实基层治理<o:p></o:p></span></p>
<p><b><span style='font-size:16.0pt;mso-x:url(http://a.example)'>一、建强队伍。</span></b><span
style='font-size:16.0pt'>城关镇选派干部12名，走访群众3000户。</span></p>
<table><tr><td>村名</td><td>户数</td></tr><tr><td>八墩村</td><td>120</td></tr></table>
<p><![if !vml]><img src="{}"><![endif]></p><script>alert(1)</script>{}</body></html>
"""


def archive(picture: str = "a.files/image001.png", more: str = "") -> bytes:
    """What Word writes as 单个文件网页."""
    drawn = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(drawn, "PNG")
    whole, page, image = EmailMessage(), EmailMessage(), EmailMessage()
    page.set_content(
        PAGE.format(picture, more), subtype="html", charset="gb18030", cte="quoted-printable"
    )
    image.set_content(drawn.getvalue(), maintype="image", subtype="png")
    image["Content-Location"] = "file:///C:/x/a.files/image001.png"
    whole["MIME-Version"] = "1.0"
    whole.make_related()
    whole.attach(page)
    whole.attach(image)
    return whole.as_bytes()


def test_the_page_keeps_words_looks_and_pictures() -> None:
    assert is_web_archive(archive())
    page = (page_of_archive(archive()) or b"").decode()
    assert "城关镇抓实基层治理" in page
    assert "font-family: 方正小标宋简体; font-size: 22.0pt" in page
    assert "<b>" in page
    assert 'src="data:image/png;base64,' in page
    for left in ("alert", "a.example", "filelist", "<o:p"):
        assert left not in page


@pytest.mark.parametrize("picture", ["http://a.example/a.png", "file:///etc/hosts", "b.png"])
@pytest.mark.parametrize(
    "more", ["", '<iframe src="http://a.example"></iframe>', '<a href="http://a.example">甲</a>']
)
def test_nothing_in_the_page_fetches(picture: str, more: str) -> None:
    page = page_of_archive(archive(picture, more))
    assert page is not None
    assert examine(page) == Known(".html")
    assert b"a.example" not in page


@pytest.mark.parametrize(
    "content",
    [b"", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", archive()[:300]],
    ids=["empty", "no page", "cut off"],
)
def test_what_holds_no_page_gives_none(content: bytes) -> None:
    page = page_of_archive(content)
    assert page is None or "城关镇".encode() not in page


@pytest.mark.slow
@pytest.mark.skipif(the_office() is None, reason="no LibreOffice on this machine")
def test_a_web_archive_is_read_as_the_document_that_it_is() -> None:
    (document,) = documents([ParcelFile("城关镇.doc", archive())], the_office())
    found = recognise(document, publication(Flow.FLOW))
    assert found.fields == {"unit": "城关镇", "title": "城关镇抓实基层治理"}
    assert write_sections(found.sections) == (
        "**一、建强队伍。**城关镇选派干部12名，走访群众3000户。\n\n"
        "| 村名 | 户数 |\n| --- | --- |\n| 八墩村 | 120 |\n\n![图片1](1)\n"
    )
