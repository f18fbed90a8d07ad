"""An office with two publications in one workspace, which share units, search and inbox."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from click import UsageError
from click.shell_completion import BashComplete
from hypothesis import given
from hypothesis import strategies as st

from bulletin.calendar_day import office_day
from bulletin.cli import cli, run
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.edition import REGISTER_NAME, read_shelf, read_shelves
from bulletin.edition.record import read_record
from bulletin.load import issue_folders, load_issue, load_publication
from bulletin.looks import look_over
from bulletin.making import Proof, build
from bulletin.model import House, Serial, Unit, is_short_name, issue_folder, issue_name
from bulletin.publish.act import approve, approved_pdf, correct, publish, withdraw
from bulletin.publish.auditors import as_json, as_text
from bulletin.publish.overview import status
from bulletin.publish.verification import verify
from bulletin.scaffold import new_issue, next_serial
from bulletin.workspace import Workspace, built_in
from tests.conftest import ISSUE, PUBLICATION, SUBMISSION, MakeWorkspace
from tests.four_years import PAST
from tests.office import edit, office, publication_of, sent, signed_issue, told
from tests.test_build import in_process

TITLE = "“三个一”抓实基层治理"
BESIDE = "name: 调研参考\nnumbering: yearly\nyearly_from: 2024\nseries: [{name: 专报, mark: z}]\n"


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    """组工信息, whose numbers run on, and beside it 调研参考, counted by the year since 2024."""
    return make_workspace({"issues/diaoyan/publication.yaml": BESIDE})


# -- What an issue is called -----------------------------------------------------------------------

SHORT_NAMES = st.from_regex(r"[a-z][a-z0-9]{2,6}(-[a-z][a-z0-9]{0,3})?", fullmatch=True).filter(
    is_short_name
)
SERIALS = st.builds(
    Serial, st.sampled_from(("", "s", "z", "zb")), st.just(0) | st.integers(1900, 2999),
    st.integers(1, 9_999_999), publication=st.just("") | SHORT_NAMES,
)  # fmt: skip


@given(SERIALS)
def test_a_name_and_a_folder_say_the_same(serial: Serial) -> None:
    assert Serial.named(serial.name) == serial == Serial.named(serial.folder)
    assert issue_folder(serial.name) == serial.folder
    assert issue_name(Path("/x/issues/y/issues") / serial.folder) == serial.name


@given(SERIALS, SERIALS)
def test_no_two_issues_share_a_file_or_an_address(one: Serial, other: Serial) -> None:
    assert (one == other) is (one.file_name == other.file_name) is (one.address == other.address)


def test_the_approved_pdfs_of_two_publications_lie_beside_each_other(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    names = ("3", "diaoyan/3", "2024-3", "diaoyan/2024-3")
    assert [approved_pdf(workspace, each).relative_to(tmp_path).as_posix() for each in names] == [
        "proofs/3-签发.pdf",
        "proofs/diaoyan-3-签发.pdf",
        "proofs/2024-3-签发.pdf",
        "proofs/diaoyan-2024-3-签发.pdf",
    ]


def test_a_short_name_is_no_year_number_series_or_folder_that_is_used() -> None:
    fit = ["diaoyan", "diao-yan", "jianbao2024", "abc"]
    unfit = [
        *(
            "",
            "dy",
            "dy2",
            "z",
            "s1",
            "zb12",
            "2024",
            "117",
            "2024-1",
            "issues",
            "inbox",
            "published",
        ),
        *(
            "years",
            "units",
            "search",
            "con",
            "com1",
            "Diaoyan",
            "调研",
            "diao_yan",
            "-diao",
            "diao-",
        ),
        *("diao-2024", "diao/yan", "diao.yan", "x" * 41),
    ]
    assert [each for each in (*fit, *unfit) if is_short_name(each)] == fit


# -- What is read ----------------------------------------------------------------------------------


def test_what_a_publication_does_not_say_is_that_of_the_first(
    make_workspace: MakeWorkspace,
) -> None:
    own = BESIDE + "distribution: {report_to: [市委领导]}\nhouse: {profile: letter}\n"
    shared = PUBLICATION + (
        "site: {base_url: https://bulletin.example/}\n"
        "house: {sections: lines, timezone: Asia/Urumqi}\nmail: {from: a@bulletin.example}\n"
    )
    made = make_workspace(
        {"issues/publication.yaml": shared, "issues/diaoyan/publication.yaml": own}
    )
    first = publication_of(made)
    (other,) = first.others
    assert (first.short_name, other.short_name) == ("", "diaoyan")
    assert first.of("7") == first.of("2024-1") == first
    assert first.of("diaoyan/2024-1") == other
    assert (other.issuer, other.units, other.base_url) == (
        first.issuer, first.units, first.base_url,
    )  # fmt: skip
    assert (other.mail, other.unit("城关")) == (first.mail, first.units[0])
    assert (other.distribution.report_to, other.site_title) == (("市委领导",), "调研参考")
    assert (other.house.profile, other.house.sections) == ("letter", first.house.sections)
    assert other.house.timezone == "Asia/Urumqi"
    assert (first.yearly_from, other.yearly_from) == (None, 2024)


def test_what_is_shared_is_written_once(make_workspace: MakeWorkspace) -> None:
    own = BESIDE + (
        "units: [{name: 东关街道}]\nmail: {hidden: true}\nissues: 3\n"
        "site: {base_url: https://other.example}\n"
        "house: {timezone: Asia/Urumqi, substitutes: [FandolFang]}\n"
    )
    same = "name: 某县组工信息\n"
    made = make_workspace(
        {"issues/diaoyan/publication.yaml": own, "issues/jianbao/publication.yaml": same}
    )
    publication, faults = load_publication(made.root)
    assert publication is None
    assert [(each.code, each.source and each.source.path) for each in faults] == [
        ("F003", "issues/diaoyan/publication.yaml"),
        *[("F040", "issues/diaoyan/publication.yaml")] * 5,
    ]
    assert faults[1].hint == "改 issues/publication.yaml 的，这里删去"
    assert [each.message.split("`")[1] for each in faults[1:]] == [
        *("units", "mail", "base_url", "substitutes", "timezone"),
    ]
    whole = PUBLICATION.replace("某县组工信息", "调研参考") + "house: {timezone: Asia/Shanghai}\n"
    (made.issues / "jianbao/publication.yaml").write_text("name: 简报\n", "utf-8")
    (made.issues / "diaoyan/publication.yaml").write_text(whole, "utf-8")
    assert [each.name for each in publication_of(made).others] == ["调研参考", "简报"]
    (made.issues / "jianbao/publication.yaml").write_text(same, "utf-8")
    (made.issues / "diaoyan/publication.yaml").write_text(BESIDE, "utf-8")
    _, faults = load_publication(made.root)
    assert [(each.code, each.message) for each in faults] == [
        ("F013", "报头名称 `某县组工信息` 已是另一种刊物的")
    ]


def test_folders_of_two_publications(workspace: Workspace) -> None:
    for name in ("7", "diaoyan/3", "diaoyan/2024-1", "diaoyan/2024-s1"):
        signed_issue(workspace, name, "2023-12-05" if name[-2:] == "/3" else "2024-03-05")
    for folder in ("diaoyan/x", "kuaibao/1", "years/1", "2023/1"):
        signed = workspace.issues / folder
        signed.mkdir(parents=True)
        (signed / "issue.md").write_text(ISSUE, "utf-8")
    (workspace.issues / "years/publication.yaml").write_text("name: 年报\n", "utf-8")
    (workspace.issues / "diaoyan/城关镇.md").write_text(SUBMISSION, "utf-8")
    folders, faults = issue_folders(workspace.root)
    assert list(map(issue_name, folders)) == [
        "7", "2023-1", "diaoyan/3", "diaoyan/2024-1", "diaoyan/2024-s1",
    ]  # fmt: skip
    assert [(each.code, each.message, each.hint) for each in faults] == [
        (
            "I001",
            "文件夹名 `kuaibao` 不是期号",
            "是另一种刊物的，运行 bulletin init --publication 报头名称 --as kuaibao；不是的，移走",
        ),
        (
            "I001",
            "文件夹名 `years` 不是期号",
            "改为三个以上的小写字母，不用 years、search 等",
        ),
        (
            "I024",
            "`城关镇.md` 放在刊物 diaoyan 的文件夹里，不在哪一期",
            "移进那一期的文件夹 issues/diaoyan/期号/，列入篇目",
        ),
        ("I001", "文件夹名 `x` 不是期号", "改为 7"),
    ]


def test_a_sheet_is_read_as_one_of_its_publication(workspace: Workspace) -> None:
    """By its series, its way of counting and its folder."""
    folder = workspace.issues / "diaoyan/4"
    folder.mkdir()
    (folder / "issue.md").write_text(ISSUE.replace("signed", "draft"), "utf-8")
    (folder / "城关镇.md").write_text(SUBMISSION, "utf-8")
    loaded = load_issue(workspace.root, folder, publication_of(workspace))
    assert loaded.name == "diaoyan/4"
    assert [(each.code, each.hint) for each in loaded.diagnostics] == [
        ("I002", "把期号改为 4，或把文件夹改名为 diaoyan/7")
    ]
    (folder / "issue.md").write_text(
        ISSUE.replace("number: 7", "number: 4").replace("signed", "draft"), "utf-8"
    )
    loaded = load_issue(workspace.root, folder, publication_of(workspace))
    assert [(each.code, each.hint) for each in loaded.diagnostics] == [
        ("I025", "改 date，或把文件夹移到 issues/diaoyan/2024/ 里，期号从 1 编起")
    ]


# -- The whole way ---------------------------------------------------------------------------------

DAYS = {
    "7": "2023-11-05",
    "8": "2023-12-28",
    "9": "2024-01-19",
    "diaoyan/1": "2023-12-01",
    "diaoyan/2024-1": "2024-01-09",
    "diaoyan/2024-2": "2024-02-09",
    "diaoyan/2024-z1": "2024-02-10",
}


def test_two_publications_are_sent_out_each_by_its_own_register(workspace: Workspace) -> None:
    for name, day in DAYS.items():
        signed_issue(workspace, name, day)
    assert [sent(publish(workspace, name, office())) for name in DAYS] == [f"{n}/1" for n in DAYS]
    first, other = read_shelves(workspace)
    assert [each.issue for each in first.kept] == ["7", "8", "9"]
    assert other.publication == "diaoyan"
    for folder, count in ((workspace.issues, 3), (workspace.issues / "diaoyan", 4)):
        checked = ["sha256sum", "--check", "--strict", "--quiet", REGISTER_NAME]
        assert subprocess.run(checked, cwd=folder, check=False).returncode == 0
        lines = (folder / REGISTER_NAME).read_text("ascii").splitlines()
        assert len([each for each in lines if not each.startswith("#")]) == count
    assert not (workspace.issues / REGISTER_NAME).read_text().startswith("#")
    edit(workspace, "diaoyan/2024-1", "36件", "37件")
    assert approve(workspace, "diaoyan/2024-1") == ()
    assert sent(correct(workspace, "diaoyan/2024-1", "件数有误", office())) == "diaoyan/2024-1/2"
    assert sent(withdraw(workspace, "diaoyan/2024-2", "发错", office())) == "diaoyan/2024-2/2"
    report = verify(workspace)
    assert (report.diagnostics, len(report.editions)) == ((), 9)
    assert [each.issue for each in report.heads] == ["9", "diaoyan/2024-2"]
    said = as_text(report, date(2024, 4, 1))
    assert "登记簿最后一行（diaoyan）：" in said
    assert sorted(json.loads(as_json(report, date(2024, 4, 1)))["heads"]) == ["", "diaoyan"]
    assert [each.kept.name for each in verify(workspace, "diaoyan/1").editions] == ["diaoyan/1/1"]
    states = {each.issue: each.state for each in status(workspace).issues}
    assert (states["9"], states["diaoyan/2024-2"]) == ("published", "withdrawn")


def test_a_record_names_its_publication(workspace: Workspace) -> None:
    signed_issue(workspace, "diaoyan/1", "2023-12-01")
    kept = publish(workspace, "diaoyan/1", office()).kept
    assert kept is not None
    assert kept.shown == "issues/diaoyan/1/published/1"
    written = (kept.folder / "data/record.json").read_bytes()
    fields = json.loads(written)
    assert [fields[key] for key in ("format", "issue", "publication", "title")] == [
        2, "diaoyan/1", "diaoyan", "调研参考第1期",
    ]  # fmt: skip
    assert read_record(written) == kept.record
    copy = kept.folder / "data/workspace/issues"
    assert (copy / "publication.yaml").is_file()
    assert (copy / "diaoyan/publication.yaml").is_file()
    assert kept.file("diaoyan-1.pdf").is_file()


def test_the_numbers_of_one_do_not_bind_the_other(workspace: Workspace) -> None:
    for name, day in DAYS.items():
        signed_issue(workspace, name, day)
    publish(workspace, "9", office())
    assert [each[0] for each in told(publish(workspace, "diaoyan/2024-2", office()))] == ["I108"]
    assert sent(publish(workspace, "diaoyan/1", office())) == "diaoyan/1/1"
    assert [each[0] for each in told(publish(workspace, "diaoyan/2024-2", office()))] == ["I108"]
    assert sent(publish(workspace, "diaoyan/2024-1", office())) == "diaoyan/2024-1/1"


def test_the_next_issue_is_published_where_one_publication_has_one_that_is_signed(
    workspace: Workspace,
) -> None:
    signed_issue(workspace, "7", "2024-03-05")
    signed_issue(workspace, "diaoyan/2024-1", "2024-01-09")
    hint = "写明刊发哪一期：bulletin publish 7"
    assert told(publish(workspace, None, office())) == [
        ("I123", "有几种刊物，下一期 7、diaoyan/2024-1 都已签发", hint)
    ]
    sent(publish(workspace, "7", office()))
    assert sent(publish(workspace, None, office())) == "diaoyan/2024-1/1"
    signed_issue(workspace, "8", "2024-03-06")
    edit(workspace, "8", "status: signed", "status: proof", "issue.md")
    assert told(publish(workspace, None, office()))[0][:2] == (
        "I123", "有几种刊物，下一期 8、diaoyan/2024-2 都没有签发",
    )  # fmt: skip


def test_one_is_published_while_the_other_is(workspace: Workspace) -> None:
    """Each has its own lock."""
    from bulletin.lock import lock

    signed_issue(workspace, "7", "2024-03-05")
    signed_issue(workspace, "diaoyan/2024-1", "2024-01-09")
    with lock(workspace.issues / ".publish.lock"):
        assert sent(publish(workspace, "diaoyan/2024-1", office(wait=0))) == "diaoyan/2024-1/1"


def test_a_publication_whose_facts_are_lost_stops_everything_and_is_verified(
    workspace: Workspace,
) -> None:
    for name, day in {"7": "2024-03-05", "diaoyan/2024-1": "2024-03-07"}.items():
        signed_issue(workspace, name, day)
        sent(publish(workspace, name, office()))
    build(workspace, None, in_process)
    (workspace.issues / "diaoyan/publication.yaml").unlink()
    built = build(workspace, None, in_process)
    assert [(each.code, each.hint) for each in built.diagnostics] == [
        (
            "F010",
            "是备份就移出 issues/；是另一种刊物，就从备份取回 publication.yaml",
        )
    ]
    assert (workspace.output / "diaoyan/2024/1/index.html").is_file()
    assert [each.kept.name for each in verify(workspace).editions] == ["7/1", "diaoyan/2024-1/1"]


def test_a_line_of_another_publication_is_none_of_a_register(workspace: Workspace) -> None:
    signed_issue(workspace, "diaoyan/2024-1", "2024-03-07")
    sent(publish(workspace, "diaoyan/2024-1", office()))
    path = workspace.issues / "diaoyan" / REGISTER_NAME
    text = path.read_text("ascii")
    path.write_text(text.replace("  2024/1/", "  diaoyan/2024/1/"), "ascii")
    assert {each.code for each in verify(workspace).diagnostics} >= {"I206"}


# -- The archive -----------------------------------------------------------------------------------


def assert_links_lead_somewhere(tree: Path) -> None:
    for html in (each for each in tree.rglob("*.html") if each.name != "404.html"):
        for part in html.read_text("utf-8").split('href="')[1:]:
            link = part.split('"')[0].split("#")[0].split("?")[0]
            if link and ":" not in link and not link.endswith(".pdf"):
                assert (html.parent / unquote(link)).exists(), (html, link)


def test_one_archive_with_a_front_page_for_each(workspace: Workspace) -> None:
    own = PUBLICATION + "site: {base_url: https://bulletin.example/}\n"
    (workspace.issues / "publication.yaml").write_text(own, "utf-8")
    for name, day in DAYS.items():
        signed_issue(workspace, name, day)
    built = build(workspace, None, in_process, proof=Proof(date(2025, 2, 1)))
    assert built.diagnostics == ()
    tree = workspace.output
    assert_links_lead_somewhere(tree)
    page = (tree / "diaoyan/2024/1/index.html").read_text("utf-8")
    assert "调研参考2024年第1期" in page
    assert 'href="../../../diaoyan/1/index.html"' in page  # the one before
    assert 'href="../../../diaoyan/2024/2/index.html"' in page
    assert '<a class="home" href="../../../diaoyan/index.html">调研参考</a>' in page
    assert 'href="../../../index.html">某县组工信息</a>' in page
    assert 'rel="canonical" href="https://bulletin.example/diaoyan/2024/1/"' in page
    first, other = (
        (tree / name).read_text("utf-8") for name in ("index.html", "diaoyan/index.html")
    )
    assert 'href="issues/9/index.html"' in first
    assert "diaoyan/2024" not in first
    assert 'href="../diaoyan/2024/2/index.html"' in other
    assert "issues/9" not in other
    assert "第9期" not in (tree / "diaoyan/years/2024/index.html").read_text("utf-8")
    unit = (tree / "units/城关镇/index.html").read_text("utf-8")
    assert all(each in unit for each in ("某县组工信息第9期", "调研参考2024年第2期"))
    feed = (tree / "diaoyan/feed.xml").read_text("utf-8")
    assert 'rel="self" type="application/atom+xml" href="https://bulletin.example/diaoyan/f' in feed
    assert "https://bulletin.example/diaoyan/2024/2/a1.html" in feed
    assert "issues/9" not in feed
    sitemap = (tree / "sitemap.xml").read_text("utf-8")
    assert all(f"example/{each}<" in sitemap for each in ("diaoyan/", "diaoyan/1/", "issues/9/"))
    again = build(workspace, None, in_process, proof=Proof(date(2025, 2, 1)))
    assert (again.made, again.kept) == ((), len(DAYS))
    alone = build(workspace, None, in_process, ["diaoyan/2024-1"])
    assert [str(each.folder.relative_to(tree)) for each in alone.current] == ["diaoyan/2024/1"]


def test_a_link_in_an_own_template_leads_to_every_publication(workspace: Workspace) -> None:
    own = workspace.root / "templates"
    own.mkdir()
    for name in ("lists.html", "base.html", "issue.html"):
        ours = (built_in("templates") / name).read_text("utf-8")
        was = ours.replace("{{ issue.address }}", "issues/{{ issue.folder }}")
        was = was.replace("{{ site.home }}years", "years").replace("file_name", "name")
        (own / name).write_text(was, "utf-8")
    told = [(each.code, each.quoted, each.hint) for each in look_over(workspace)]
    assert set(told) == {
        ("F041", "issues/{{ issue.folder }}", "改为 {{ issue.address }}"),
        ("F041", "{{ root }}years/", "改为 {{ root }}{{ site.home }}years/"),
        ("F041", "{{ issue.name }}.pdf", "改为 {{ issue.file_name }}.pdf"),
    }
    assert build(workspace, None, in_process).failed
    (workspace.issues / "diaoyan/publication.yaml").unlink()
    assert look_over(workspace) == ()


def test_the_last_issue_of_a_publication_that_goes_takes_its_page_with_it(
    workspace: Workspace,
) -> None:
    import shutil

    signed_issue(workspace, "diaoyan/2024-1", "2024-01-09")
    signed_issue(workspace, "7")
    build(workspace, None, in_process)
    shutil.rmtree(workspace.issues / "diaoyan")
    assert build(workspace, None, in_process).diagnostics == ()
    assert not (workspace.output / "diaoyan").exists()
    assert "调研参考" not in (workspace.output / "index.html").read_text("utf-8")


# -- What is typed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[("issues/diaoyan/1/", "diaoyan/1"), ("./issues/diaoyan/1/issue.md", "diaoyan/1")],
        *[("diaoyan/2024-1", "diaoyan/2024-1"), ("diaoyan/2024/1", "diaoyan/2024-1")],
        *[
            ("diaoyan／２０２４－０１", "diaoyan/2024-1"),
            (r"issues\diaoyan\2024\1", "diaoyan/2024-1"),
        ],
        *[("调研参考2024年第1期", "diaoyan/2024-1"), ("diaoyan/第2期", "diaoyan/2024-2")],
        *[("diaoyan/2", "diaoyan/2024-2"), ("2", "diaoyan/2024-2"), ("2024-2", "diaoyan/2024-2")],
        *[("z1", "diaoyan/2024-z1"), ("调研参考2024年专报第1期", "diaoyan/2024-z1")],
        *[("某县组工信息专刊第2期", "zhuankan/2"), ("zhuankan/第2期", "zhuankan/2")],
        *[("9", "9"), ("第9期", "9"), ("某县组工信息第9期", "9"), ("3", "3")],
    ],
)
def test_an_issue_is_typed_in_any_of_these_ways(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, typed: str, meant: str
) -> None:
    for name, day in DAYS.items():
        signed_issue(workspace, name, day)
    (workspace.issues / "zhuankan").mkdir()
    own = "name: 某县组工信息专刊\n"
    (workspace.issues / "zhuankan/publication.yaml").write_text(own, "utf-8")
    monkeypatch.chdir(workspace.root)
    assert ISSUE_NAME.convert(typed, None, None) == meant


def test_where_two_could_be_meant_both_are_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("7", "8", "diaoyan/7", "diaoyan/2024-8"):
        signed_issue(workspace, name, "2023-12-05" if name == "diaoyan/7" else "2024-03-05")
    monkeypatch.chdir(workspace.root)
    with pytest.raises(UsageError, match=r"^7 可以是 7、diaoyan/7；写 issues/7 或 diaoyan/7，分清"):
        ISSUE_NAME.convert("7", None, None)
    assert run(["approve", "8"]) == 2
    assert "8 可以是 8、diaoyan/2024-8；写 issues/8 或" in capsys.readouterr().err
    assert ISSUE_NAME.convert("issues/7", None, None) == "7"
    sent(publish(workspace, "7", office()))  # the one open issue of this number is the other's
    assert ISSUE_NAME.convert("7", None, None) == "diaoyan/7"
    sent(publish(workspace, "diaoyan/7", office()))
    with pytest.raises(UsageError, match=r"^7 可以是 7、diaoyan/7"):
        ISSUE_NAME.convert("7", None, None)
    assert run(["check", "diaoyan/2024"]) == 2
    assert "diaoyan/2024 是年份；写明是哪一期：diaoyan/2024-8" in capsys.readouterr().err
    for typed in ("diaoyan", "issues/diaoyan/"):
        assert run(["build", typed]) == 2
        said = "diaoyan 是一种刊物；写明是哪一期：diaoyan/2024-8"
        assert said in capsys.readouterr().err
    completed = ISSUE_NAME.shell_complete(None, None, "diaoyan/")  # type: ignore[arg-type]
    assert [each.value for each in completed] == ["diaoyan/2024-8", "diaoyan/7"]


def completions(*words: str) -> list[str]:
    """What a shell is offered for the last of these words."""
    shell = BashComplete(cli, {}, "bulletin", "_BULLETIN_COMPLETE")
    return [each.value for each in shell.get_completions([*words[:-1]], words[-1])]


def test_new_is_completed_by_the_numbers_to_come_and_the_series(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    numbers = completions("new", "")
    assert {"8", "s1"} <= set(numbers)
    assert any(each.startswith("diaoyan/") for each in numbers)
    assert numbers == [each for each in numbers if Serial.named(each)]
    begun = completions("new", "diaoyan/")
    assert begun == [each for each in numbers if each.startswith("diaoyan/")]
    assert completions("new", "--series", "") == ["增刊"]
    assert completions("new", "--series", "专") == []
    monkeypatch.chdir(workspace.root.parent)
    assert completions("new", "") == []


def test_a_year_and_a_number_are_those_of_the_first_if_it_counts_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    yearly = PUBLICATION + "numbering: yearly\nyearly_from: 2026\n"
    (workspace.issues / "publication.yaml").write_text(yearly, "utf-8")
    for name in ("diaoyan/2026-2", "diaoyan/2026-z1", "diaoyan/2025-4", "2026-1"):
        signed_issue(workspace, name, f"{name.rpartition('/')[2][:4]}-03-05")
    monkeypatch.chdir(workspace.root)
    for typed in ("2026-2", "2026年第2期", "某县组工信息2026年第2期", "某县组工信息第2期"):
        for command in (["sign", typed, "--as", "签发", "--by", "张三"], ["publish", typed]):
            assert run(command) == 2
            said = capsys.readouterr().err
            assert "期；要的是调研参考的，写 diaoyan/2026-2" in said, said
            assert said.startswith("没有第 2")
    for typed, meant in (
        *[("2026-1", "2026-1"), ("2026-z1", "diaoyan/2026-z1"), ("2025-4", "diaoyan/2025-4")],
        *[("2", "diaoyan/2026-2"), ("2026/2", "2026-2"), ("2026-3", "2026-3")],
    ):
        assert ISSUE_NAME.convert(typed, None, None) == meant
    (workspace.issues / "kuaibao").mkdir()
    (workspace.issues / "kuaibao/publication.yaml").write_text("name: 快报\n", "utf-8")
    for name in ("kuaibao/2026-2", "kuaibao/2025-4"):
        signed_issue(workspace, name, f"{name.rpartition('/')[2][:4]}-03-05")
    both = (
        "^没有第 2026-2 期；要的是调研参考的，写 diaoyan/2026-2；要的是快报的，写 kuaibao/2026-2$"
    )
    with pytest.raises(UsageError, match=both):
        ISSUE_NAME.convert("2026-2", None, None)
    with pytest.raises(UsageError, match=r"^2025-4 可以是 diaoyan/2025-4、kuaibao/2025-4；写 "):
        ISSUE_NAME.convert("2025-4", None, None)


def test_a_publication_is_no_issue(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("diaoyan/2024-1", "diaoyan/2024-2"):
        signed_issue(workspace, name, "2024-03-05")
    sent(publish(workspace, "diaoyan/2024-1", office()))
    monkeypatch.chdir(workspace.root)
    for typed, example in (
        *[("调研参考", "diaoyan/2024-2"), ("diaoyan", "diaoyan/2024-2"), ("某县组工信息", "7")],
    ):
        assert run(["publish", typed]) == 2
        said = f"{typed} 是一种刊物；写明是哪一期：{example}"
        assert said in capsys.readouterr().err


@pytest.mark.slow
def test_every_verb_knows_an_issue_of_another_publication(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_issue(workspace, "diaoyan/2024-1", "2024-01-09")
    edit(workspace, "diaoyan/2024-1", "status: signed", "status: draft", "issue.md")
    (workspace.root / "来稿.md").write_text(SUBMISSION.replace("城关镇", "东关街道"), "utf-8")
    monkeypatch.chdir(workspace.root)
    for command, shown in (
        ("build diaoyan/1 --proof", "proofs/diaoyan-2024-1.pdf"),
        ("build diaoyan/1", "build-internal/diaoyan/2024/1/diaoyan-2024-1.pdf"),
        ("export diaoyan/1 --docx", "exports/调研参考2024年第1期.docx"),
        ("diff diaoyan/1 --docx exports/调研参考2024年第1期.docx", "没有不同"),
        ("mail diaoyan/1 --draft", "outgoing/diaoyan/2024-1/报.eml"),
        ("wechat diaoyan/1", "outgoing/diaoyan/2024-1/公众号.html"),
        ("import 来稿.md --issue diaoyan/1", "issues/diaoyan/2024/1/来稿.md"),
    ):
        assert run(command.split()) == 0, capsys.readouterr()
        assert shown in capsys.readouterr().out
        path = workspace.root / shown
        assert path.is_file() or not path.suffix


# -- What is checked -------------------------------------------------------------------------------


def test_gaps_are_each_publication_s_own_and_copies_are_found_in_all(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = (
        SUBMISSION
        + "\n"
        + "".join(f"第{at}个村建起了红色代办点，办成实事{at}件。" for at in range(9))
    )
    for name, day in {"7": "2024-03-05", "9": "2024-03-09", "diaoyan/2024-3": "2024-03-07"}.items():
        signed_issue(workspace, name, day)
        (workspace.issue_folder(name) / "城关镇.md").write_text(
            long if name != "9" else SUBMISSION.replace("12名", "13名"), "utf-8"
        )
    monkeypatch.chdir(workspace.root)
    run(["check", "diaoyan/2024-3", "9", "--format", "concise", "--select", "I3,R1"])
    shown = capsys.readouterr().out
    assert "上一期是第 7 期，跳到了第 9 期" in shown
    assert "和某县组工信息第7期《城关镇：“三个一”抓实基层治理》重复" in shown
    assert "第 diaoyan/2024-3 期" not in shown
    run(["check", "issues/diaoyan/2024/3/城关镇.md", "--format", "concise", "--select", "R"])
    assert "和某县组工信息第7期" in capsys.readouterr().out


def test_a_raw_text_is_one_of_the_publication_that_it_names(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, day in {"7": "2024-03-05", "diaoyan/2024-6": "2024-03-07"}.items():
        signed_issue(workspace, name, day)
    head = {"name": "调　研　参　考", "number": "第7期", "dated": "2024年3月20日"}
    text = PAST.format(**head, title=TITLE)
    (workspace.root / "全期.txt").write_text(text, "utf-8")
    monkeypatch.chdir(workspace.root)
    run(["check", "全期.txt", "--select", "I3", "--format", "concise"])
    assert capsys.readouterr().out == ""
    (workspace.root / "全期.txt").write_text(text.replace("第7期", "第9期"), "utf-8")
    run(["check", "全期.txt", "--select", "I3", "--format", "concise"])
    assert "上一期是第 diaoyan/2024-6 期，跳到了第 diaoyan/2024-9 期" in capsys.readouterr().out


# -- What is made anew -----------------------------------------------------------------------------


def test_init_adds_a_publication_and_new_goes_on_in_each(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = make_workspace({})
    monkeypatch.chdir(made.root)
    assert run(["init", "--publication", "调研参考", "--as", "diaoyan", "--yearly"]) == 0
    year = office_day(House()).year
    assert f"接着：运行 bulletin build diaoyan/{year}-1 --open" in capsys.readouterr().out
    assert [each.name for each in publication_of(made).every] == ["某县组工信息", "调研参考"]
    assert run(["new"]) == 2
    assert capsys.readouterr().err.strip() == (
        f"有几种刊物，下一期是 8（某县组工信息）、diaoyan/{year}-2（调研参考）；写明是哪一种："
        "bulletin new 某县组工信息、bulletin new diaoyan"
    )
    for typed in ("diaoyan", "调研参考", "某县组工信息", "diaoyan/5", "9"):
        assert run(["new", typed]) == 0
    assert run(["new", "diaoyan", "--series", "增刊"]) == 0
    assert list(map(issue_name, issue_folders(made.root)[0])) == [
        *("7", "8", "9", f"diaoyan/{year}-1", f"diaoyan/{year}-2", f"diaoyan/{year}-3"),
        *(f"diaoyan/{year}-5", f"diaoyan/{year}-s1"),
    ]
    capsys.readouterr()
    for typed, said in (
        ("6", f"6 可以是 6、diaoyan/{year}-6；写 issues/6 或 diaoyan/{year}-6"),
        ("kuaibao/1", "没有 kuaibao 这种刊物；有 （第一种） 某县组工信息、diaoyan 调研参考"),
        (f"diaoyan/{year}", f"diaoyan/{year} 是年份；正刊的下一期写成 diaoyan/{year}-6"),
    ):
        assert run(["new", typed]) == 2
        assert said in capsys.readouterr().err
    assert run(["new", "issues/6"]) == 0
    assert (made.issues / "6/issue.md").is_file()


def test_a_bare_number_is_the_first_s_or_all_whose_next_it_is_are_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace.issues / "publication.yaml").write_text(PUBLICATION + "numbering: yearly\n", "utf-8")
    (workspace.issues / "kuaibao").mkdir()
    runs_on = "name: 快报\nnumbering: continuous\n"
    (workspace.issues / "kuaibao/publication.yaml").write_text(runs_on, "utf-8")
    year = office_day(House()).year
    others = publication_of(workspace).others
    for publication in others:
        for mark in ("", "s"):
            series = publication.series_marked(mark)
            assert series
            serial = next_serial(workspace, publication, office_day(House()), series)
            new_issue(workspace, publication, serial, office_day(House()))
    monkeypatch.chdir(workspace.root)
    theirs = f"diaoyan/{year}-{{0}}、kuaibao/{{0}}；写 {year}-{{0}} 或 diaoyan/{year}-{{0}} 或 "
    for typed in ("2", "第2期", "s2"):
        assert run(["new", typed]) == 2
        number = "s2" if typed == "s2" else "2"
        said = f"{number} 可以是 {year}-{number}、{theirs.format(number)}kuaibao/{number}"
        assert capsys.readouterr().err.strip() == said
    assert run(["new", "z1"]) == 2
    said = f"z1 可以是 diaoyan/{year}-z1；写 diaoyan/{year}-z1"
    assert capsys.readouterr().err.strip() == said
    for typed in ("1", "s1", "7", "s9", f"{year}-2"):
        assert run(["new", typed]) == 0
    assert run(["new", "z9"]) == 2
    own = [each for each in map(issue_name, issue_folders(workspace.root)[0]) if "/" not in each]
    assert set(own) == {"7", *(f"{year}-{each}" for each in ("1", "2", "7", "s1", "s9"))}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--as", "diaoyan"], "缺 --publication"),
        (["--publication", "调研参考"], "缺 --as"),
        (["--publication", "调研参考", "--as", "s1"], "短名 s1 不能用；写三个以上的小写字母"),
        (["--publication", "调研参考", "--as", "调研"], "短名 调研 不能用"),
        (
            ["--publication", "某县组工信息", "--as", "xinxi"],
            "已经有《某县组工信息》了，在 issues/",
        ),
        (["--publication", "快报", "--as", "diaoyan"], "已经有 diaoyan 了：调研参考；换一个短名"),
        (["--publication", "快报", "--as", "kuaibao", "--unit", "甲"], "--unit 不和 --publication"),
        ([], "缺 文件夹"),
        (["."], "再办一种刊物，在里面运行 bulletin init --publication 报头名称 --as 短名"),
    ],
)
def test_a_publication_that_may_not_be_added(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(workspace.root)
    before = sorted(workspace.root.rglob("*"))
    assert run(["init", *given]) == 2
    assert said in capsys.readouterr().err
    assert sorted(workspace.root.rglob("*")) == before


def test_whole_numbers_run_in_each_publication(workspace: Workspace) -> None:
    for path, text in (
        (workspace.issues / "publication.yaml", PUBLICATION + "whole_number: 501\n"),
        (workspace.issues / "diaoyan/publication.yaml", BESIDE + "whole_number: 31\n"),
    ):
        path.write_text(text, "utf-8")
    first = publication_of(workspace)
    made = []
    for publication in (first, first.others[0], first, first.others[0]):
        serial = next_serial(workspace, publication, date(2024, 3, 5))
        sheet = new_issue(workspace, publication, serial, date(2024, 3, 5)) / "issue.md"
        whole = next(each for each in sheet.read_text("utf-8").splitlines() if "总期号" in each)
        made.append((serial.name, whole.partition("#")[0].strip()))
    assert made == [
        ("8", "总期号: 501"),
        ("diaoyan/2024-1", "总期号: 31"),
        ("9", "总期号: 502"),
        ("diaoyan/2024-2", "总期号: 32"),
    ]


def test_a_whole_number_is_used_once_in_each_publication(workspace: Workspace) -> None:
    for name in ("diaoyan/2024-1", "7"):
        signed_issue(workspace, name, "2024-03-05")
        edit(
            workspace,
            name,
            f"number: {name[-1]}",
            f"number: {name[-1]}\nwhole_number: 31",
            "issue.md",
        )
        assert approve(workspace, name) == ()
        assert sent(publish(workspace, name, office())) == f"{name}/1"


# -- Past issues -----------------------------------------------------------------------------------


def test_a_past_issue_goes_to_the_publication_whose_name_it_bears(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    past = workspace.root / "往期"
    past.mkdir()
    for file, name, number, dated in (
        ("1.txt", "某县组工信息", "第3期", "2022年5月6日"),
        ("2.txt", "调研参考", "第3期", "2023年5月6日"),
        ("3.txt", "调 研 参 考", "2024年专报第2期", "2024年5月6日"),
        ("4.txt", "别县简报", "第5期", "2024年5月6日"),
    ):
        text = PAST.format(name=name, number=number, dated=dated, title=TITLE)
        (past / file).write_text(text, "utf-8")
    monkeypatch.chdir(workspace.root)
    assert run(["import", "--whole", "往期"]) == 1
    shown = "".join(capsys.readouterr())
    assert list(map(issue_name, issue_folders(workspace.root)[0])) == [
        "3", "7", "diaoyan/3", "diaoyan/2024-z2",
    ]  # fmt: skip
    assert "D365" in shown
    assert "没有找到报头名称（某县组工信息、调研参考），不知道是哪一种刊物的" in shown
    both = "".join((past / file).read_text("utf-8") for file in ("1.txt", "2.txt"))
    (past / "5.txt").write_text(both.replace("第3期", "第2期"), "utf-8")
    assert run(["import", "--whole", "往期/5.txt"]) == 1
    assert "从这里起是另一期（第2期），没有导入" in "".join(capsys.readouterr())
    assert not (workspace.issues / "diaoyan/2").exists()
    assert (workspace.issues / "2/issue.md").is_file()


def test_a_unit_is_one_in_both(workspace: Workspace) -> None:
    publication = publication_of(workspace)
    assert publication.others[0].unit("城关") == Unit("城关镇", ("城关",), "镇")
    assert read_shelf(workspace, "diaoyan").register_path == "issues/diaoyan/register.sha256"
