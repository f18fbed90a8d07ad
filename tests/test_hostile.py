"""Copy that means harm, or that no one meant: a diagnostic with its place, or correct pages.

Every case is a workspace of two issues, of which 7 is hostile. Whatever it holds, nothing is
raised, it takes no ten seconds, nothing of the machine's files is in any page, and issue 8 is made.
"""

from __future__ import annotations

import os
import re
import signal
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bulletin.archive import edition_page
from bulletin.load import issue_folders
from bulletin.making import LoadedCopy, open_issues
from bulletin.pdf.text import read_pdf
from bulletin.publish.make import make
from bulletin.render import Renderer
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, PUBLICATION, SMALL, SUBMISSION
from tests.test_build import prepared

SECRET = "此处不可外传四七一一"
"""Stands in a file outside the workspace; no page may hold it."""

Hostile = Callable[[Path], None]
"""Changes the issue's folder."""

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def sheet(text: str) -> Hostile:
    return lambda folder: write(folder / "issue.md", text)


def field(line: str) -> Hostile:
    """issue.md with one more line of front matter."""
    return sheet(ISSUE.replace("status:", f"{line}\nstatus:"))


def copy(body: str, front: str = "unit: 城关镇\ntitle: 甲") -> Hostile:
    text = f"---\n{front}\n---\n\n{body}\n"
    return lambda folder: write(folder / "城关镇.md", text)


def raw(content: bytes, name: str = "城关镇.md") -> Hostile:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return change


def picture(content: bytes, name: str = "图.png") -> Hostile:
    """An image with this content, in the copy."""

    def change(folder: Path) -> None:
        (folder / name).write_bytes(content)
        image(name)(folder)

    return change


def facts(text: str) -> Hostile:
    return lambda folder: write(folder.parent / "publication.yaml", text)


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def instead(make_it: Callable[[Path], None], name: str = "城关镇.md") -> Hostile:
    """Something else in place of a file."""

    def change(folder: Path) -> None:
        (folder / name).unlink()
        make_it(folder / name)

    return change


def image(address: str) -> Hostile:
    return copy(f"正文。\n\n![图]({address})")


def linked_image(target: str) -> Hostile:
    def change(folder: Path) -> None:
        (folder / "图.png").symlink_to(target)
        image("图.png")(folder)

    return change


def named(name: str) -> Hostile:
    """A submission whose file has this name."""

    def change(folder: Path) -> None:
        (folder / "城关镇.md").rename(folder / f"{name}.md")
        write(folder / "issue.md", ISSUE.replace("[城关镇]", f"['{name}']"))

    return change


def called(name: bytes) -> Hostile:
    """One more submission, whose file's name is these bytes."""

    def change(folder: Path) -> None:
        with open(os.fsencode(folder) + b"/" + name, "wb") as opened:  # noqa: PTH123
            opened.write(SUBMISSION.encode())

    return change


def bomb(levels: int = 12) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


FIRST = ISSUE.split("\n", 1)[1]

CASES: dict[str, Hostile] = {
    # Script, wherever an editor writes words
    "script in a title": copy("正文。", f"unit: 城关镇\ntitle: '{SCRIPT}'"),
    "script in a byline": copy("正文。", f"unit: 城关镇\ntitle: 甲\nbyline: '{SCRIPT}'"),
    "script in a supplier": copy("正文。", f"unit: 城关镇\ntitle: 甲\nsupplier: '{SCRIPT}'"),
    "script in a topic": field(f"topic: '{SCRIPT}'"),
    "script in a notice": field(f"notice: '{SCRIPT}'"),
    "script in a distribution": field(f"distribution: {{also_to: ['{SCRIPT}']}}"),
    "script in a signature": field(f"signoff: {{edited_by: '{SCRIPT}'}}"),
    "script in a unit's name": facts(PUBLICATION.replace("城关镇", SCRIPT.replace("'", ""))),
    "script in the masthead": facts(PUBLICATION.replace("某县组工信息", f"'{SCRIPT}'")),
    "script in copy": copy(f"正文{SCRIPT}。\n\n{SCRIPT}"),
    "script in a run-in heading": copy(f"**{SCRIPT}。**正文。"),
    "script in a footnote": copy(f"正文[^1]。\n\n[^1]: {SCRIPT}"),
    "script in a table": copy(f"| {SCRIPT} |\n|---|\n| {SCRIPT} |"),
    "script in a caption": image(f'图.png "{SCRIPT}"'),
    "script in a file's name": named("<script>alert(1)<∕script>"),
    "a file's name in GBK": called("来稿.md".encode("gbk")),
    "a file's name of two lines": called("来\n稿.md".encode()),
    "a file's name that is an option": named("--help"),
    "a closing script in a title": copy("正文。", "unit: 城关镇\ntitle: '</script></title>甲'"),
    "a comment": copy("正文<!-- 不要 -->，<![CDATA[x]]>。"),
    "an entity for a tag": copy("正文&lt;script&gt;&#60;b&#62;。"),
    "a script link": copy("[点这里](javascript:alert(1))和[这里](vbscript:x)"),
    "a data link": copy("[点这里](data:text/html;base64,PHNjcmlwdD4=)"),
    "a template": copy("{{7*7}}{% include '/etc/passwd' %}{# x #}"),
    "a template in a title": copy("正文。", "unit: 城关镇\ntitle: '{{7*7}}{{ self }}'"),
    "a style in a title": copy("正文。", "unit: 城关镇\ntitle: 'x; } body { display: none'"),
    "a style as front matter": field("style: 'body { background: url(file:///etc/passwd) }'"),
    "a profile that is a path": field("profile: ../../../../etc/passwd"),
    "a shell's words": copy("$(touch 来过)`touch 来过`;touch 来过", "unit: 城关镇\ntitle: $(id)"),
    # Ways out of the folder
    "an image above": image("../../secret.png"),
    "an image above, encoded": image("%2e%2e/%2e%2e/secret.png"),
    "an image above, with backslashes": image("..\\..\\secret.png"),
    "an absolute image": image("/etc/passwd"),
    "an image of the machine": image("file:///etc/passwd"),
    "an image of the network": image("http://bulletin.example/x.png"),
    "an image without a scheme": image("//bulletin.example/x.png"),
    "an image in the address": image("data:image/png;base64,iVBORw0KGgo="),
    "an image by ftp": image("ftp://bulletin.example/x.png"),
    "an image that is a link out": linked_image("../../../secret.png"),
    "an image that is a link to a device": linked_image("/dev/zero"),
    "an image that is a link to itself": linked_image("图.png"),
    "an image that is no image": picture(SCRIPT.encode()),
    "an image that claims to be large": picture(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\2\0\0\0"
    ),
    "an image with the page's name": picture(b"\x89PNG\r\n\x1a\n" + bytes(40), "index.html"),
    "an image with a NUL": image("图\0.png"),
    "an image with a long name": image("长" * 5000 + ".png"),
    "an article above": sheet(ISSUE.replace("[城关镇]", "['../8/城关镇']")),
    "an absolute article": sheet(ISSUE.replace("[城关镇]", "[/etc/passwd]")),
    "a submission that is a link out": instead(lambda path: path.symlink_to("../../../secret.md")),
    "a submission that is a link to itself": instead(lambda path: path.symlink_to(path.name)),
    "a submission that is a link to nothing": instead(lambda path: path.symlink_to("nowhere")),
    # YAML
    "a YAML bomb": sheet(f"---\n{bomb()}\n---\n"),
    "a YAML alias": field("topic: *x"),
    "a YAML anchor": field("topic: &x 甲"),
    "a YAML tag": field("topic: !!python/object/apply:os.system [id]"),
    "a YAML merge": field("<<: {topic: 甲}"),
    "a repeated key": field("number: 8"),
    "an octal number": sheet(ISSUE.replace("number: 7", "number: 07")),
    "a sexagesimal number": sheet(ISSUE.replace("number: 7", "number: 0:7")),
    "a hexadecimal number": sheet(ISSUE.replace("number: 7", "number: 0x7")),
    "a huge number": sheet(ISSUE.replace("number: 7", "number: " + "9" * 5000)),
    "a number of another script": sheet(ISSUE.replace("number: 7", "number: ٧")),
    "an impossible date": sheet(ISSUE.replace("2024-03-05", "2024-02-30")),
    "deep YAML": field("topic: " + "[" * 3000 + "]" * 3000),
    "two documents": sheet(f"---\nnumber: 7\n--- \n{FIRST}"),
    "front matter without an end": raw(b"---\nunit: x\ntitle: y\n"),
    "a key that is a list": field("[topic]: 甲"),
    "20,000 keys": sheet("---\n" + "".join(f"k{n}: 1\n" for n in range(20000)) + "---\n"),
    # Characters
    "a NUL": raw(SUBMISSION.encode().replace("选派".encode(), b"\0")),
    "control characters": copy("正\x01文\x1b[31m红\x7f。"),
    "bidi": copy("正文\u202etxt.exe\u202c和\u2066甲\u2069。", "unit: 城关镇\ntitle: '甲\u202e乙'"),
    "zero width": copy("党\u200b建\u200d引\ufeff领\u2060。", "unit: '城关\u200b镇'\ntitle: 甲"),
    "private use": copy("正文\ue000和\U000f0000。"),
    "not characters": copy("正文\ufffe和\U0010ffff。"),
    "lone surrogates": copy("正文\ud800。"),
    "NFD": copy(unicodedata.normalize("NFD", "正文 é ü。")),
    "a thousand accents": copy("正文" + "e" + "\u0301" * 1000 + "。"),
    "emoji": copy("正文👨‍👩‍👧‍👦🇨🇳。"),
    "line separators": copy("正文\u2028下一行\u2029下一段\u0085。"),
    "only carriage returns": raw(SUBMISSION.replace("\n", "\r").encode()),
    "GBK": raw(SUBMISSION.encode("gb18030")),
    "Big5": raw("---\nunit: 城關鎮\n---\n".encode("big5")),
    "UTF-16": raw(SUBMISSION.encode("utf-16")),
    "UTF-32": raw(SUBMISSION.encode("utf-32")),
    "UTF-7": raw(SUBMISSION.encode("utf-7")),
    "over-long UTF-8": raw(b"---\nunit: x\n---\n\xc0\xae\xc0\xae/\xc0\xae\n"),
    "random bytes": raw(bytes((n * 197 + n // 7) % 256 for n in range(20000))),
    "a ZIP file": raw(b"PK\x03\x04" + bytes(500)),
    # Size and depth
    "a line of 100,000 characters": copy("党建引领基层治理，" * 11_200),
    "100,000 stars": copy("*" * 100_000),
    "100,000 brackets": copy("[" * 50_000 + "](" * 25_000),
    "10,000 nested quotations": copy(">" * 10_000 + "甲"),
    "10,000 nested lists": copy("- " * 10_000 + "甲"),
    "20,000 bold tags": copy("<b>" * 20_000 + "</b>" * 20_000),
    "30,000 comments without an end": copy("<!--" * 30_000),
    "20,000 blanks of a web page": copy("&nbsp;" * 20_000 + "甲"),
    "a list of 3,000 numbers": copy("1. 甲\n" * 3000),
    "3,000 rows, of which the last has no figure": copy("甲　1\n" * 3000 + "甲　乙"),
    "5,000 nested bold runs": copy("**甲" * 5_000 + "**" * 5_000),
    "10,000 footnotes": copy("".join(f"[^{n}]" for n in range(10_000)) + "\n\n[^1]: 甲"),
    "a table of 2,000 columns": copy("|甲" * 2000 + "|\n" + "|---" * 2000 + "|\n" + "|乙" * 2000),
    "ten thousand paragraphs": copy("甲。\n\n" * 10_000),
    "a large file": raw(SUBMISSION.encode() + "甲".encode() * 4_000_000),
    "a title of 10,000 characters": copy("正文。", "unit: 城关镇\ntitle: " + "长" * 10_000),
    # No file at all
    "an empty submission": raw(b""),
    "an empty sheet": raw(b"", "issue.md"),
    "empty facts": facts(""),
    "only a fence": raw(b"---"),
    "a folder in place of a submission": instead(Path.mkdir),
    "a FIFO in place of a submission": instead(os.mkfifo),
    "a FIFO in place of the sheet": instead(os.mkfifo, "issue.md"),
    "a device in place of a submission": instead(lambda path: path.symlink_to("/dev/zero")),
    "no sheet": instead(lambda path: None, "issue.md"),
}

NO_ISSUE_AT_ALL = {"script in a unit's name", "empty facts"}
"""What is wrong with the publication's own facts is wrong with every issue."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail when it takes more seconds of processor time, or hangs without taking any.

    A busy machine makes nothing late: on the clock it may take thirty times as long.
    """

    def late(*_: object) -> None:
        raise AssertionError(f"more than {seconds} s")

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, 30 * seconds),
    )
    before = [signal.signal(number, late) for number, _, _ in timers]
    for _, timer, most in timers:
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


class _Elements(HTMLParser):
    """The elements of a page that run something, or fetch something from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "style", "base"):
            self.active.append(tag)
        self.active += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            forbidden = OUTSIDE if name == "src" else RUNNING
            if name in ("src", "href") and forbidden.match(address):
                self.active.append(address)


RUNNING = re.compile(r"(javascript|vbscript|data|file):")
OUTSIDE = re.compile(r"[a-z]+:|//|/|\.\.")


def assert_harmless(html: str) -> None:
    elements = _Elements()
    elements.feed(html)
    assert elements.active == []
    assert SECRET not in html
    assert "root:" not in html


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    root = tmp_path / "办公室" / "workspace"
    root.mkdir(parents=True)
    (tmp_path / "办公室" / "secret.md").write_text(
        f"---\nunit: 城关镇\ntitle: {SECRET}\n---\n\n正文。\n"
    )
    (tmp_path / "办公室" / "secret.png").write_text(SECRET)
    files = {
        **SMALL,
        "issues/8/issue.md": ISSUE.replace("number: 7", "number: 8"),
        "issues/8/城关镇.md": SUBMISSION,
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")
    return Workspace(root)


LONGEST = ("100,000 brackets", "20,000 keys", "ten thousand paragraphs", "a table of 2,000 columns")


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=pytest.mark.slow if each in LONGEST else ()) for each in CASES],
)
def test_hostile_copy_harms_nobody(name: str, office: Workspace) -> None:
    CASES[name](office.issues / "7")
    with within(10):
        read = open_issues(office)
        pages = rendered(office, read)
    for fault in read.diagnostics:
        assert fault.message
        assert fault.source is not None
        assert not Path(fault.source.path).is_absolute()
        assert SECRET not in fault.message + fault.hint
    for html in pages.values():
        assert_harmless(html)
    assert "7" in pages or read.diagnostics
    assert "8" in pages or name in NO_ISSUE_AT_ALL
    assert not list(office.root.rglob("来过"))
    assert [folder.name for folder in issue_folders(office.root)[0]] == ["7", "8"]


def rendered(office: Workspace, read: LoadedCopy) -> dict[str, str]:
    renderer = Renderer(office)
    return {
        issue.folder: edition_page(renderer, issue) + renderer.sheet(issue) for issue in read.issues
    }


LARGE = {
    "a list of 3,000 numbers",
    "3,000 rows, of which the last has no figure",
    "10,000 footnotes",
    "a table of 2,000 columns",
    "ten thousand paragraphs",
    "a line of 100,000 characters",
    "5,000 nested bold runs",
}
"""Their paper takes minutes, which the press's limits are for (tests/test_isolation.py)."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if name not in LARGE])
def test_hostile_copy_does_no_harm_on_paper(name: str, office: Workspace) -> None:
    CASES[name](office.issues / "7")
    with within(60):
        made = make(office.root, "7", (), prepared())
        if not made.files:
            assert made.diagnostics
            return
    text = read_pdf(made.files["7.pdf"]).text
    assert SECRET not in text
    assert "root:" not in text
    assert b"/JavaScript" not in made.files["7.pdf"]
    assert b"/Launch" not in made.files["7.pdf"]
    assert str(office.root).encode() not in made.files["7.pdf"]


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 60
