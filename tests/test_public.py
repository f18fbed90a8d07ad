"""What is public: in `build/` stands what was approved, published or printed, and no byte more."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext, suppress
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from bulletin.cli import run
from bulletin.making import Built, build
from bulletin.pressroom import InThisProcess
from bulletin.publish.act import approve, correct, publish, withdraw
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, REPOSITORY, MakeWorkspace
from tests.office import edit, office, sheet_of, signed_issue
from tests.sites import broken_links
from tests.test_build import in_process, prepared, tree

Say = pytest.CaptureFixture[str]

STEM = "甲乙丙丁戊己庚辛"
"""Words of no copy: with a 地支 behind them they name the issue that must not show them."""


def article(words: str, *, status: str = "adopted", title: str = "抓实一件事") -> str:
    return (
        f"---\nunit: 城关镇\ntitle: {title}\nstatus: {status}\n"
        f"reason: 不采用\n---\n\n**建强一支队伍。**选派干部12名，{words}。\n"
    )


def add_draft(workspace: Workspace, name: str, status: str, words: str, more: str = "") -> None:
    """Write an issue that says it is public, and is not final."""
    folder = workspace.issues / name
    folder.mkdir()
    text = sheet_of(name, "2024-05-06").replace("status: signed", f"status: {status}")
    note = f"编者按，{words}按。\n"
    text = text.replace("visibility", f"topic: {words}专题\nvisibility") + note
    (folder / "issue.md").write_text(text.replace("visibility", f"{more}visibility"), "utf-8")
    (folder / "城关镇.md").write_text(article(words, title=f"{words}题"), "utf-8")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    (folder / f"{words}.png").write_bytes(picture.getvalue())
    with (folder / "城关镇.md").open("a", encoding="utf-8") as opened:
        opened.write(f'\n![{words}图](<{words}.png> "{words}注")\n')


@pytest.fixture
def everything(make_workspace: MakeWorkspace) -> Workspace:
    """Three issues that everybody may read, and one of every kind that nobody may.

    Of those who may: 7 is published, with a correction being written; 8 is approved, with held and
    returned submissions in its folder; s1 was printed long ago.
    """
    workspace = make_workspace({})
    for name in ("7", "8"):
        signed_issue(workspace, name)
    assert publish(workspace, "7", office()).kept
    edit(workspace, "7", "12名", f"12名，{STEM}子")
    for status, letter in (("held", "丑"), ("returned", "寅")):
        words = article(f"{STEM}{letter}", status=status)
        (workspace.issues / "8" / f"{STEM}{letter}.md").write_text(words, "utf-8")
    (workspace.issues / "inbox").mkdir()
    (workspace.issues / "inbox/收件.md").write_text(article(f"{STEM}卯"), "utf-8")
    add_draft(workspace, "9", "draft", f"{STEM}辰")
    add_draft(workspace, "10", "proof", f"{STEM}巳")
    add_draft(workspace, "11", "signed", f"{STEM}午")
    signed_issue(workspace, "12")
    edit(workspace, "12", "12名", f"12名，{STEM}未")
    add_draft(workspace, "13", "signed", f"{STEM}申")
    edit(workspace, "13", "visibility: public", "visibility: internal", "issue.md")
    add_draft(workspace, "14", "printed", f"{STEM}酉13812345678")
    add_draft(workspace, "15", "printed", f"{STEM}戌", "secrecy: 秘密\n")
    add_draft(workspace, "s1", "printed", "人人可读")
    return workspace


HIDDEN = tuple(f"{STEM}{letter}" for letter in "子丑寅卯辰巳午未申酉戌")
NUMBERS = ("9", "10", "11", "12", "13", "14", "15")


def read_bytes(name: str, content: bytes) -> str:
    """Everything that a reader, a search engine or a program can get out of a file."""
    found = [name, content.decode("utf-8", "ignore"), content.decode("utf-16-be", "ignore")]
    if content.startswith(b"\x1f\x8b"):
        found.append(gzip.decompress(content).decode("utf-8", "ignore"))
    if name.endswith(".pdf"):
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
            with suppress(zlib.error):
                plain = zlib.decompressobj().decompress(stream)
                found += [plain.decode(each, "ignore") for each in ("utf-8", "utf-16-be")]
        document = pypdfium2.PdfDocument(content)
        found += [page.get_textpage().get_text_range() for page in document]
        found += [str(each) for each in document.get_metadata_dict().values()]
        document.close()
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda each: chr(int(each[1], 16)), found[1])
    return re.sub(r"\s", "", "".join((*found, unescaped)))


def test_no_byte_of_the_public_tree_is_of_an_issue_that_is_not_out(everything: Workspace) -> None:
    built = build(everything, prepared(), in_process)
    assert {why.code for why in built.inside} == {"I015", "I016", "I017"}
    assert {each.code for each in built.diagnostics} == {"I009", "I120", "C103"}
    assert len(built.elsewhere) == 1
    files = tree(everything.output)
    for name, content in files.items():
        found = read_bytes(name, content)
        assert [words for words in (STEM, "甲乙丙丁", *HIDDEN) if words in found] == [], name
        dead = [number for number in NUMBERS if f"第{number}期" in found]
        assert dead == [], name
        assert not re.search(r"issues/(9|1[0-5])(/|\.)", found), name
    assert {name.split("/")[1] for name in files if name.startswith("issues/")} == {"7", "8", "s1"}
    assert "人人可读专题" in read_bytes("s1.pdf", files["issues/s1/s1.pdf"])
    assert list(broken_links(files)) == []


def test_counts_and_neighbours_know_only_what_is_out(everything: Workspace) -> None:
    build(everything, None, in_process)
    files = {n: c.decode("utf-8", "ignore") for n, c in tree(everything.output).items()}
    assert "3期 3篇" in files["index.html"]
    assert "3期 3篇" in files["years/2024/index.html"]
    assert ">3篇<" in re.sub(r"\s", "", files["units/index.html"])
    assert 'rel="next"' not in files["issues/8/index.html"]
    assert 'href="../../issues/7/index.html"' in files["issues/8/index.html"]
    assert [name for name in files if re.match("topics/.+/", name)] == [
        "topics/人人可读专题/index.html"
    ]


def test_the_internal_tree_has_them_and_says_what_they_are(everything: Workspace) -> None:
    build(everything, None, in_process, internal=True)
    files = {n: c.decode("utf-8", "ignore") for n, c in tree(everything.internal_output).items()}
    for number, label in (("9", "送审稿"), ("10", "清样")):
        for name in ("index.html", "a1.html"):
            page = files[f"issues/{number}/{name}"]
            assert f'<p class="proof-mark" role="note" data-stage="{label}">' in page
            assert f"<title>〔{label}〕" in page
        assert f"〔{label}〕城关镇" in files["feed.xml"]
        assert f"第{number}期（{label}）" in files["search/2024.js"]
    for name in ("index.html", "years/2024/index.html"):
        assert files[name].count('<span class="stage">送审稿</span>') >= 1
    for name, content in files.items():
        if name.startswith(("issues/7/", "issues/8/", "issues/s1/")):
            assert "proof-mark" not in content, name


def test_what_stays_inside_is_said_with_the_way_out(
    everything: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.chdir(everything.root)
    assert run(["build", "--no-pdf"]) == 1  # for the telephone number and the 密级
    said = capsys.readouterr()
    again = "签发后写 status: signed，再运行 bulletin approve"
    lines = said.out.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("第9期"))
    assert lines[first : first + 5] == [
        f"第9期是送审稿，没有进 build/；{again} 9",
        f"第10期是清样，没有进 build/；{again} 10",
        "第11期没有签发记录，没有进 build/；运行 bulletin approve 11",
        "第12期签发以后 `issues/12/城关镇.md` 改动过，没有进 build/；"
        "改回原样，或核对后运行 bulletin approve 12",
        "没有进 build/ 的用 bulletin build --internal 生成，在 build-internal/ 里",
    ]
    assert "另有内部刊物 1 期" in said.out
    assert "有手机号码，第14期没有进 build/" in said.err
    assert "第15期标有密级“秘密”，不能上网" in said.err
    assert run(["build", "9", "--no-pdf"]) == 0
    said = capsys.readouterr()
    assert "第9期是送审稿" in said.out
    assert "build-internal/issues/9/index.html" in said.out


def test_many_are_counted(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = make_workspace({})
    for number in range(20, 40):
        add_draft(workspace, str(number), "draft", "未定")
    monkeypatch.chdir(workspace.root)
    assert run(["build", "--no-pdf"]) == 0
    lines = capsys.readouterr().out.splitlines()
    [drafts] = [line for line in lines if "第20期是送审稿" in line]
    assert (
        "同样没有进 build/ 的还有 19 期；bulletin status 逐期列出" in lines[lines.index(drafts) + 1]
    )
    assert len(lines) < 8


# -- Coming and going ------------------------------------------------------------------------------


def public(workspace: Workspace) -> Built:
    return build(workspace, None, in_process)


def stands(workspace: Workspace, words: str) -> bool:
    """Whether words are in any byte of the public tree."""
    return any(words in read_bytes(name, each) for name, each in tree(workspace.output).items())


def test_an_approved_issue_that_is_changed_goes_inside_until_it_is_approved_again(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    for name in ("7", "8"):
        signed_issue(workspace, name)
    assert public(workspace).inside == ()
    assert stands(workspace, "第8期")
    edit(workspace, "8", "12名", "13名")
    told = [(each.code, each.message) for each in public(workspace).inside]
    assert told == [
        ("I017", "第8期签发以后 `issues/8/城关镇.md` 改动过，没有进 build/"),
        ("I018", "第8期不再公开，已从 build/ 撤下"),
    ]
    assert not stands(workspace, "第8期")
    assert [each.code for each in public(workspace).inside] == ["I017"]
    assert approve(workspace, "8") == ()
    assert public(workspace).inside == ()
    assert stands(workspace, "13名")


def add_an_image(workspace: Workspace) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    (workspace.issues / "8/会场.png").write_bytes(picture.getvalue())
    edit(workspace, "8", "36件。\n", "36件。\n\n![会场](会场.png)\n")
    assert approve(workspace, "8") == ()
    build(workspace, None, in_process)
    Image.new("RGB", (8, 8), "red").save(workspace.issues / "8/会场.png")


def add_a_submission(workspace: Workspace) -> None:
    (workspace.issues / "8/东关街道.md").write_text(
        article("又一件").replace("城关镇", "东关街道"), "utf-8"
    )
    edit(workspace, "8", "[城关镇]", "[城关镇, 东关街道]", "issue.md")


def change_the_distribution(workspace: Workspace) -> None:
    path = workspace.issues / "publication.yaml"
    path.write_text(path.read_text("utf-8").replace("[部领导]", "[市领导]"), "utf-8")


def add_a_style(workspace: Workspace) -> None:
    (workspace.root / "styles").mkdir()
    style = (REPOSITORY / "styles/paper.css").read_text("utf-8")
    (workspace.root / "styles/paper.css").write_text(f"{style}/* own */\n", "utf-8")


def lose_the_approval(workspace: Workspace) -> None:
    (workspace.issues / "8/approval.json").unlink()


def forge_the_approval(workspace: Workspace) -> None:
    path = workspace.issues / "8/approval.json"
    path.write_bytes((workspace.issues / "7/approval.json").read_bytes())


def go_back_to_a_draft(workspace: Workspace) -> None:
    edit(workspace, "8", "status: signed", "status: draft", "issue.md")


@pytest.mark.parametrize(
    "change",
    [
        add_an_image,
        add_a_submission,
        change_the_distribution,
        add_a_style,
        lose_the_approval,
        forge_the_approval,
        go_back_to_a_draft,
    ],
)
def test_whatever_is_not_as_it_was_approved_is_seen(
    make_workspace: MakeWorkspace, change: Callable[[Workspace], None]
) -> None:
    workspace = make_workspace({})
    for name in ("7", "8"):
        signed_issue(workspace, name)
    public(workspace)
    change(workspace)
    built = public(workspace)
    assert "8" not in {path.name for path in workspace.output.glob("issues/*")}
    assert "第8期" in "".join(why.message for why in built.inside)
    assert not stands(workspace, "第8期")


def test_a_published_issue_stands_as_it_was_published(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    for name in ("7", "8"):
        signed_issue(workspace, name)
    publish(workspace, "7", office())
    public(workspace)
    edit(workspace, "7", "12名", "1212名")
    edit(workspace, "7", "status: signed", "status: draft", "issue.md")
    assert public(workspace).inside == ()
    assert stands(workspace, "12名")
    assert not stands(workspace, "1212名")
    edit(workspace, "7", "status: draft", "status: signed", "issue.md")
    assert approve(workspace, "7") == ()
    assert not stands(workspace, "1212名")
    assert correct(workspace, "7", "应为1212名", office()).kept
    public(workspace)
    assert stands(workspace, "干部1212名")
    assert withdraw(workspace, "7", "另行印发", office()).kept
    public(workspace)
    assert not stands(workspace, "干部1212名")


def test_an_internal_issue_stays_inside_when_it_is_withdrawn(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    for name in ("7", "8"):
        signed_issue(workspace, name)
    edit(workspace, "7", "visibility: public", "visibility: internal", "issue.md")
    assert approve(workspace, "7") == ()
    assert publish(workspace, "7", office()).kept
    assert withdraw(workspace, "7", "另行印发", office()).kept
    built = public(workspace)
    assert (built.inside, len(built.elsewhere)) == ((), 1)
    for words in ("第7期", "issues/7/", "另行印发"):
        assert not stands(workspace, words)
    assert stands(workspace, "第8期")
    inside = build(workspace, None, in_process, internal=True)
    assert [each.title for each in inside.made if "7" in each.title] == ["某县组工信息第7期"]


def test_a_faulty_issue_keeps_the_edition_that_was_approved(make_workspace: MakeWorkspace) -> None:
    """It has not changed what everybody reads; a draft or one never approved keeps nothing."""
    workspace = make_workspace({})
    for name in ("7", "8", "9", "10"):
        signed_issue(workspace, name)
    public(workspace)
    for name in ("8", "9", "10"):
        edit(workspace, name, "unit: 城关镇", "unit: 没有的单位")
    edit(workspace, "9", "status: signed", "status: draft", "issue.md")
    (workspace.issues / "10/approval.json").unlink()
    built = public(workspace)
    assert built.failed
    assert {path.name for path in workspace.output.glob("issues/*")} == {"7", "8"}
    assert [each.code for each in built.diagnostics if each.code == "I010"] == ["I010"] * 2


def test_a_tree_of_an_older_program_loses_its_drafts(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    add_draft(workspace, "9", "draft", f"{STEM}辰")
    build(workspace, None, in_process, internal=True)
    workspace.internal_output.rename(workspace.output)
    for ledger in workspace.memory.glob("ledger*"):
        shutil.rmtree(ledger)
    assert stands(workspace, STEM)
    public(workspace)
    assert not stands(workspace, STEM)


class FailsAt8(InThisProcess):
    """A press that cannot set issue 8."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        if args[0].name == "8":
            failed: Future[object] = Future()
            failed.set_exception(MemoryError())
            return failed
        return super().submit(fn, *args, **kwargs)


def test_no_page_leads_to_an_issue_that_did_not_come_out(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    for name in ("7", "8", "9"):
        signed_issue(workspace, name)
    built = build(workspace, prepared(), lambda _count: nullcontext(FailsAt8()))
    assert built.failed
    files = tree(workspace.output)
    assert list(broken_links(files)) == []
    assert "第8期" not in "".join(read_bytes(name, each) for name, each in files.items())
    assert b'href="../../issues/9/index.html"' in files["issues/7/index.html"]
    assert not build(workspace, prepared(), in_process).failed
    files = tree(workspace.output)
    assert list(broken_links(files)) == []
    assert b'href="../../issues/8/index.html"' in files["issues/7/index.html"]


# -- Numbers of persons ----------------------------------------------------------------------------


def test_a_number_keeps_an_issue_inside_unless_it_is_allowed(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    edit(workspace, "7", "36件", "36件，电话0550-7041234")
    assert [each.code for each in approve(workspace, "7")] == ["C104"]
    allowed = 'allow: [{code: C104, reason: 对外公布的值班电话, text: "7041234"}]'
    edit(workspace, "7", "title", f"{allowed}\ntitle")
    assert approve(workspace, "7") == ()
    assert public(workspace).diagnostics == ()
    assert stands(workspace, "0550-7041234")
    edit(workspace, "7", "status: signed", "status: printed", "issue.md")
    edit(workspace, "7", f"{allowed}\n", "")
    built = public(workspace)
    assert [(each.code, each.message) for each in built.diagnostics] == [
        ("C104", "公开的一期有固定电话，第7期没有进 build/")
    ]
    assert built.failed
    assert not stands(workspace, "0550-7041234")


def test_of_a_published_number_it_is_told_and_nothing_is_taken_down(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    edit(workspace, "7", "36件", "36件，13812345678")
    with monkeypatch.context() as patched:  # as an older program, which did not know the number
        patched.setattr("bulletin.publish.gates.check_issue", lambda *_: ())
        assert approve(workspace, "7") == ()
        assert publish(workspace, "7", office()).kept
    for _ in range(2):  # whether or not anything has changed
        built = public(workspace)
        [told] = built.diagnostics
        assert (told.code, told.severity.name) == ("C103", "WARNING")
        assert "不会自动撤下" in told.hint
        assert stands(workspace, "13812345678")
    assert withdraw(workspace, "7", "有误", office()).kept
    assert public(workspace).diagnostics == ()


def test_issue_116_is_public_as_it_was_approved(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "issues", tmp_path / "issues")
    workspace = Workspace(tmp_path)
    built = public(workspace)
    assert (built.inside, built.diagnostics, built.elsewhere) == ((), (), ())
    assert [path.name for path in workspace.output.glob("issues/*")] == ["116"]


def test_what_is_told_of_a_correction_has_no_number_of_a_person(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    assert publish(workspace, "7", office()).kept
    for act in (correct, withdraw):
        refused = act(workspace, "7", "有疑问请拨１３８ 1234 5678", office())
        assert refused.kept is None
        assert [each.code for each in refused.diagnostics] == ["I019"]
    assert withdraw(workspace, "7", "第36页有误，另行印发", office()).kept


def test_a_build_of_nothing_public_says_what_stays_inside_why_and_what_is_next(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = make_workspace({})
    edit(workspace, "7", "visibility: public\n", "", "issue.md")
    monkeypatch.chdir(workspace.root)
    for _ in range(2):
        assert run(["build", "--no-pdf"]) == 0
        said = capsys.readouterr().out
        assert not (workspace.root / "build").exists()
        assert (
            "没有生成 build/：没有一期可以公开\n第7期是内部刊物，没有进 build/\n"
            "能公开的，在 issue.md 里写 visibility: public，"
            "签发（bulletin sign、approve）以后再生成\n"
            "内部看的，运行 bulletin build --internal，在 build-internal/ 里\n"
        ) in said
    assert run(["build", "--internal", "--no-pdf"]) == 0
    assert "没有生成" not in capsys.readouterr().out


def test_a_number_that_no_issue_has_is_told_and_nothing_else(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    """Whatever is wrong with the other issues, the publication and the styles."""
    faulty = "---\nunit: 城管镇\ntitle: 错\n---\n,"
    facts = PUBLICATION + "house: {sections: none}\n"
    workspace = make_workspace(
        {
            "issues/7/城关镇.md": faulty,
            "styles/paper.css": "a {",
            "issues/publication.yaml": facts,
        }
    )
    monkeypatch.chdir(workspace.root)
    run(["check"])
    run(["build", "--no-pdf"])
    capsys.readouterr()
    for command in ("build", "export", "mail", "wechat", "sign", "approve"):
        more = {"export": ["--docx"], "sign": ["--as", "签发", "--by", "王五"]}.get(command, [])
        assert run([command, "117", *more]) == 1
        told = capsys.readouterr().err
        assert "错误　issues/117：没有第 117 期（有 7）" in told, command
        assert re.findall("（[A-Z][0-9]{3}）", told) == ["（I008）"], command
        assert "第 7 期" not in told, command
