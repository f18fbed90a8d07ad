"""The ways in which somebody who may write to the drive can change what was sent out, and what
finds each: `verify`, `verify --rebuild`, a receipt, a key. SECURITY.md prints this table.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from bulletin.diagnostics import Severity
from bulletin.edition import keyring
from bulletin.edition.bag import BAG_INFO, MANIFEST, TAG_MANIFEST, bag_of
from bulletin.edition.keys import KEYS_NAME, read_keys
from bulletin.edition.shelf import REGISTER_NAME, read_shelf, register_of
from bulletin.publish.act import ActContext, approve, correct, publish, withdraw
from bulletin.publish.key_acts import KeyDesk, attest, show_key
from bulletin.publish.make import Press
from bulletin.publish.receipts import read_witness_file, receipt_of
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, REPOSITORY
from tests.office import TODAY, QuickPress, edit, office, sent, signed_issue
from tests.test_agreement import forge, forge_bytes
from tests.test_build import prepared, tree
from tests.test_publish import writable

Tamper = Callable[[Workspace], None]
LAST = "9/1"


def folder(workspace: Workspace, name: str = LAST) -> Path:
    issue, _, revision = name.partition("/")
    return workspace.issues / issue / "published" / revision


def register(workspace: Workspace) -> Path:
    return workspace.issues / REGISTER_NAME


def nothing(_workspace: Workspace) -> None:
    """Nothing happens before."""


# -- Bytes and names -------------------------------------------------------------------------------


def changed(part: str, name: str = LAST) -> Tamper:
    """A byte of a file changed, its size and its time kept."""

    def tamper(workspace: Workspace) -> None:
        path = folder(workspace, name) / part
        times, content = path.stat(), path.read_bytes()
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    return tamper


def emptied(workspace: Workspace) -> None:
    (folder(workspace) / "data/text.txt").write_bytes(b"")


def removed(part: str) -> Tamper:
    return lambda workspace: (folder(workspace) / part).unlink()


def linked(workspace: Workspace) -> None:
    page = folder(workspace) / "data/edition/index.html"
    page.rename(workspace.root / "elsewhere.html")
    page.symlink_to(workspace.root / "elsewhere.html")


def added(workspace: Workspace) -> None:
    (folder(workspace) / "data/edition/a9.html").write_text("<main></main>", "utf-8")


def unlisted(workspace: Workspace) -> None:
    """A file taken away together with its line of the manifest."""
    (folder(workspace) / "data/text.txt").unlink()
    manifest = folder(workspace) / MANIFEST
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if "text.txt" not in line), "utf-8")


def edition_removed(workspace: Workspace) -> None:
    shutil.rmtree(folder(workspace, "8/1"))


def renamed(workspace: Workspace) -> None:
    folder(workspace).rename(folder(workspace, "9/2"))


def exchanged(workspace: Workspace) -> None:
    first, second, between = (
        folder(workspace, "8/1"),
        folder(workspace, "8/2"),
        folder(workspace, "8/x"),
    )
    first.rename(between)
    second.rename(first)
    between.rename(second)


def copied(workspace: Workspace) -> None:
    shutil.copytree(folder(workspace), folder(workspace, "9/2"))


def another_number(workspace: Workspace) -> None:
    shutil.copytree(folder(workspace), folder(workspace, "10/1"))


# -- The register ----------------------------------------------------------------------------------


def lines_of(workspace: Workspace) -> list[str]:
    return register(workspace).read_text("utf-8").splitlines(keepends=True)


def register_removed(workspace: Workspace) -> None:
    register(workspace).unlink()


def register_lines(change: Callable[[list[str]], list[str]]) -> Tamper:
    """The lines with editions changed; signatures stay under the lines that they stood under."""

    def tamper(workspace: Workspace) -> None:
        shelf = read_shelf(workspace)
        blocks = [register_of((line,)).decode() for line in shelf.register]
        bare = [
            "".join(each for each in block.splitlines(True) if "format" not in each)
            for block in blocks
        ]
        whole = register_of((), shelf.head).decode().splitlines(True)
        head = whole[:1] if shelf.head else []
        register(workspace).write_text("".join((*head, *change(bare), *whole[1:])), "utf-8")

    return tamper


def other_digit(lines: list[str]) -> list[str]:
    digit = "0" if lines[-1][0] != "0" else "1"
    return [*lines[:-1], digit + lines[-1][1:]]


# -- Written anew, with manifests and the line of the register ------------------------------------


def rewritten(part: str, was: str, now: str, name: str = LAST) -> Tamper:
    return lambda workspace: forge(workspace, name, part, lambda text: text.replace(was, now))


def another_pdf(pages: int, width: int = 595) -> bytes:
    import io

    document, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(width, 842)
    document.save(written)
    document.close()
    return written.getvalue()


def pdf_exchanged(pages: int, width: int) -> Tamper:
    content = another_pdf(pages, width)
    return lambda workspace: forge_bytes(workspace, LAST, {"edition/9.pdf": lambda _: content})


def pdf_broken(workspace: Workspace) -> None:
    forge_bytes(workspace, LAST, {"edition/9.pdf": lambda _: b"%PDF-1.7\n"})


def signer_everywhere(workspace: Workspace) -> None:
    """Another signer in the sheet, the record and the approval, but not in what was printed."""
    from bulletin.edition.copy import digest_of

    sheet = folder(workspace) / "data/workspace/issues/9/issue.md"
    text = sheet.read_text("utf-8").replace("签发人", "别人")
    sheet.write_text(text, "utf-8")
    inside = folder(workspace) / "data/workspace"
    digest = digest_of(
        {each: sha256(content).hexdigest() for each, content in tree(inside).items()}
    )

    def record(content: str) -> str:
        return re.sub(
            '"approved": "[0-9a-f]{64}"',
            f'"approved": "{digest}"',
            content.replace("签发人", "别人"),
        )

    forge(workspace, LAST, "record.json", record)


def chained_anew(workspace: Workspace, name: str) -> None:
    """Give all later editions the digests of those before them, in bags and register."""
    shelf = read_shelf(workspace)
    names = [line.name for line in shelf.register]
    for before, after in pairwise(names):
        if names.index(after) <= names.index(name):
            continue
        edition = folder(workspace, after)
        identity = {each.name: each.identity for each in read_shelf(workspace).kept}[before]
        payload = {
            path.removeprefix("data/"): content
            for path, content in tree(edition).items()
            if path.startswith("data/")
        }
        info = [
            (label, identity if label == "Previous-Tagmanifest-SHA256" else value)
            for label, value in (
                line.split(": ", 1) for line in (edition / BAG_INFO).read_text("utf-8").splitlines()
            )
            if label != "Payload-Oxum"
        ]
        for path, content in bag_of(payload, info).items():
            (edition / path).write_bytes(content)
    now = {each.name: each.identity for each in read_shelf(workspace).kept}
    lines = tuple(replace(line, identity=now[line.name]) for line in shelf.register)
    register(workspace).write_bytes(register_of(lines, shelf.head))


def early_signer(workspace: Workspace) -> None:
    """Another signer in an early record only, with every later edition and the register."""
    forge(workspace, "8/1", "record.json", lambda text: text.replace("签发人", "别人"))
    chained_anew(workspace, "8/1")


def early_date(workspace: Workspace) -> None:
    forge(workspace, "8/1", "record.json", lambda text: text.replace("2024-04-01", "2024-04-02"))
    chained_anew(workspace, "8/1")


# -- Cut off, thrown away, put back ----------------------------------------------------------------


def cut_off(*names: str) -> Tamper:
    """Editions taken away with their lines; a signature under the end stays."""

    def tamper(workspace: Workspace) -> None:
        shelf = read_shelf(workspace)
        for name in names:
            shutil.rmtree(folder(workspace, name))
        lines = tuple(line for line in shelf.register if line.name not in names)
        register(workspace).write_bytes(register_of(lines, shelf.head) if lines else b"")

    return tamper


ALL = ("7/1", "7/2", "8/1", "8/2", "9/1")


def all_gone(workspace: Workspace) -> None:
    cut_off(*ALL)(workspace)
    register(workspace).unlink()


def published_anew(workspace: Workspace) -> None:
    """The last edition thrown away, and published anew with other copy."""
    cut_off("9/1")(workspace)
    edit(workspace, "9", "12名", "13名")
    assert approve(workspace, "9") == ()
    drop_signatures(workspace)
    sent(publish(workspace, "9", office()))


def all_from_8_anew(workspace: Workspace) -> None:
    cut_off("8/1", "8/2", "9/1")(workspace)
    drop_signatures(workspace)
    for name in ("8", "9"):
        edit(workspace, name, "36件", "37件")
        assert approve(workspace, name) == ()
        sent(publish(workspace, name, office()))


def correction_taken_back(workspace: Workspace) -> None:
    """The correction of 8 thrown away, and 9 published anew after the first edition."""
    cut_off("8/2", "9/1")(workspace)
    drop_signatures(workspace)
    sent(publish(workspace, "9", office()))


def office_withdraws(workspace: Workspace) -> None:
    sent(withdraw(workspace, "9", "有误", signing(workspace)))


def forged_correction(workspace: Workspace) -> None:
    edit(workspace, "9", "12名", "13名")
    assert approve(workspace, "9") == ()
    sent(correct(workspace, "9", "12名改为13名", office()))


def forged_withdrawal(workspace: Workspace) -> None:
    sent(withdraw(workspace, "9", "有误", office()))


def forged_issue(workspace: Workspace) -> None:
    signed_issue(workspace, "10")
    sent(publish(workspace, "10", office()))


def office_goes_on(workspace: Workspace) -> None:
    shutil.copytree(workspace.issues, workspace.root / "old")
    signed_issue(workspace, "10")
    sent(publish(workspace, "10", signing(workspace)))


def put_back(workspace: Workspace) -> None:
    shutil.rmtree(workspace.issues)
    (workspace.root / "old").rename(workspace.issues)


# -- Signatures and keys ---------------------------------------------------------------------------


def drop_signatures(workspace: Workspace) -> None:
    lines = tuple(replace(line, entered=None) for line in read_shelf(workspace).register)
    register(workspace).write_bytes(register_of(lines))


def own_signature(workspace: Workspace) -> None:
    """The last line signed by a key of one's own, which is only shown."""
    shelf = read_shelf(workspace)
    signer, public = keyring.make_key("one of my own", "办公室")
    show_key(KeyDesk(workspace, TODAY), signer, public)
    *before, last = shelf.register
    forged = replace(last, entered=signer.attest(b"anything"))
    register(workspace).write_bytes(register_of((*before, forged), shelf.head))


def moved_signature(workspace: Workspace) -> None:
    shelf = read_shelf(workspace)
    *before, last = shelf.register
    forged = replace(last, entered=before[0].entered)
    register(workspace).write_bytes(register_of((*before, forged), shelf.head))


def end_unsigned(workspace: Workspace) -> None:
    register(workspace).write_bytes(register_of(read_shelf(workspace).register))


def keys_gone(workspace: Workspace) -> None:
    (workspace.issues / KEYS_NAME).unlink()


def keys_and_signatures_gone(workspace: Workspace) -> None:
    keys_gone(workspace)
    drop_signatures(workspace)


def exchanged_whole(workspace: Workspace) -> None:
    """All that was signed signed anew, by a key and with a list of one's own."""
    keys_and_signatures_gone(workspace)
    signer, public = keyring.make_key("one of my own", "办公室")
    desk = KeyDesk(workspace, TODAY)
    assert show_key(desk, signer, public) == ()
    assert [each.code for each in attest(desk, signer)] == ["I221"]  # told, and done
    shutil.rmtree(keyring.key_folder())


# -- The table -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One way, and the code that names it in each case; empty where nothing finds it."""

    said: str
    tamper: Tamper
    plain: str
    rebuild: str
    receipt: str
    key: str
    before: Tamper = nothing
    keyed: bool = False
    """Whether it is about signatures: without keys there is nothing to change."""


def always(said: str, tamper: Tamper, code: str) -> Way:
    """What every `verify` finds."""
    return Way(said, tamper, code, code, code, code)


WAYS = (
    always("a byte of the page changed", changed("data/edition/index.html"), "I201"),
    always("a byte of the PDF changed", changed("data/edition/9.pdf"), "I201"),
    always("a byte of the copy changed", changed("data/workspace/issues/9/城关镇.md"), "I201"),
    always("a byte of the record changed", changed("data/record.json"), "I201"),
    always("a byte of the text changed", changed("data/text.txt"), "I201"),
    always("the description of the bag changed", changed(BAG_INFO), "I201"),
    always("a byte of an early edition changed", changed("data/edition/index.html", "8/1"), "I201"),
    always("a file emptied", emptied, "I201"),
    always("a file exchanged for a link", linked, "I201"),
    always("a file taken away", removed("data/edition/9.pdf"), "I202"),
    always("a file added", added, "I203"),
    always("a file taken away with its line of the manifest", unlisted, "I201"),
    always("the manifest taken away", removed(MANIFEST), "I202"),
    always("the tag manifest taken away", removed(TAG_MANIFEST), "I202"),
    always("an early edition taken away", edition_removed, "I207"),
    always("an edition renamed", renamed, "I207"),
    always("two editions exchanged", exchanged, "I205"),
    always("an edition copied as the next revision", copied, "I203"),
    always("an edition copied as the next number", another_number, "I203"),
    always("the register taken away", register_removed, "I203"),
    always("the last two lines taken away", register_lines(lambda lines: lines[:-2]), "I203"),
    always(
        "two lines exchanged",
        register_lines(lambda lines: [lines[1], lines[0], *lines[2:]]),
        "I205",
    ),
    always("a line written twice", register_lines(lambda lines: [*lines, lines[-1]]), "I206"),
    always("a digit of a line changed", register_lines(other_digit), "I205"),
    always(
        "anew: other words on the page",
        rewritten("edition/index.html", "<main>", "<main>假的"),
        "I216",
    ),
    always(
        "anew: a notice more on the page",
        rewritten("edition/index.html", "<main>", '<main><p class="announcement"></p>'),
        "I216",
    ),
    always("anew: a PDF of more pages", pdf_exchanged(2, 595), "I208"),
    always("anew: a PDF that does not open", pdf_broken, "I208"),
    Way("anew: a PDF of the same text", pdf_exchanged(1, 596), "", "I211", "I218", "I223"),
    always("anew: other text beside the PDF", rewritten("text.txt", "\n", "别的\n"), "I209"),
    always(
        "anew: other copy than was approved",
        rewritten("workspace/issues/9/城关镇.md", "12名", "13名"),
        "I217",
    ),
    always(
        "anew: other signers in the record", rewritten("record.json", '"签发人"', '"别人"'), "I215"
    ),
    always(
        "anew: another date in the record",
        rewritten("record.json", "2024-03-05", "2024-03-06"),
        "I215",
    ),
    always(
        "anew: other readers in the record",
        rewritten("record.json", '"public"', '"internal"'),
        "I215",
    ),
    always(
        "anew: another number in the record",
        rewritten("record.json", '"issue": "9"', '"issue": "10"'),
        "I210",
    ),
    Way(
        "anew: another day of the act in the record",
        rewritten("record.json", "2024-04-01", "2024-04-02"),
        "",
        "",
        "I218",
        "I223",
    ),
    Way(
        "anew: another signer in sheet, record and approval",
        signer_everywhere,
        "",
        "",
        "I218",
        "I223",
    ),
    always(
        "anew: an early edition, but none of the later ones",
        rewritten("edition/index.html", "<!-- ", "<!--- ", "8/1"),
        "I205",
    ),
    always("anew: early signers, with every later edition and the register", early_signer, "I215"),
    Way(
        "anew: an early day, with every later edition and the register",
        early_date,
        "",
        "",
        "I218",
        "I223",
    ),
    Way("the last edition thrown away and published anew", published_anew, "", "", "I218", "I221"),
    Way(
        "everything from a number on thrown away and published anew",
        all_from_8_anew,
        "",
        "",
        "I218",
        "I221",
    ),
    Way(
        "a correction thrown away, the rest published anew",
        correction_taken_back,
        "",
        "",
        "I218",
        "I221",
    ),
    Way("the last edition cut off with its line", cut_off("9/1"), "", "", "I218", "I224"),
    Way("a withdrawal taken back", cut_off("9/2"), "", "", "I218", "I224", office_withdraws),
    always("all editions cut off with the register", all_gone, "I207"),
    Way("an older state put back whole", put_back, "", "", "I218", "", office_goes_on),
    Way("a correction, withdrawal or issue appended", forged_correction, "", "", "", "I221"),
)

WITH_KEYS = (
    Way("a withdrawal appended without a key", forged_withdrawal, "", "", "", "I221"),
    Way("an issue appended without a key", forged_issue, "", "", "", "I221"),
    Way(
        "a line signed by a key that nobody accepted", own_signature, "", "", "", "I222", keyed=True
    ),
    Way("the signature of another line", moved_signature, "", "", "", "I223", keyed=True),
    Way("the signature under the end taken away", end_unsigned, "", "", "", "I224", keyed=True),
    Way("all signatures taken away", drop_signatures, "", "", "", "I221", keyed=True),
    Way("the list of keys taken away", keys_gone, "", "", "I226", "I222", keyed=True),
    Way(
        "signatures and list of keys taken away",
        keys_and_signatures_gone,
        "",
        "",
        "I226",
        "",
        keyed=True,
    ),
    Way("everything exchanged, the keys too", exchanged_whole, "", "", "I226", "", keyed=True),
)
"""More of those that only an office with keys finds, and those about the keys themselves."""

PASSPHRASE = "组工信息一期一会口令"


def signing(workspace: Workspace) -> ActContext:
    """The office, with its key if it has one."""
    keys = read_keys(workspace.issues)
    valid = {each.digits for each in keys.valid}
    kept = next((each for each in keyring.kept_keys() if each.digits in valid), None)
    signer = kept.opened(PASSPHRASE, "办公室") if kept else None
    return replace(office(), signer=signer)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """An office without a key, and one with a key: by whether it has one."""
    room = tmp_path_factory.mktemp("offices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(room / "holder"))
        patch.setattr(keyring, "ROUNDS", 1)
        return {keyed: _published(Workspace(room / str(keyed)), keyed) for keyed in (False, True)}


def _published(workspace: Workspace, keyed: bool) -> Path:
    workspace.issues.mkdir(parents=True)
    (workspace.issues / "publication.yaml").write_text(PUBLICATION, "utf-8")
    if keyed:
        signer, public = keyring.make_key(PASSPHRASE, "办公室")
        assert show_key(KeyDesk(workspace, TODAY), signer, public) == ()
    for name in ("7", "8", "9"):
        signed_issue(workspace, name)
    sent(publish(workspace, "7", signing(workspace)))
    sent(withdraw(workspace, "7", "有误", signing(workspace)))
    sent(publish(workspace, "8", signing(workspace)))
    edit(workspace, "8", "12名", "13名")
    assert approve(workspace, "8") == ()
    sent(correct(workspace, "8", "12名改为13名", signing(workspace)))
    sent(publish(workspace, "9", signing(workspace)))
    return workspace.root


@pytest.fixture
def tampered(
    offices: dict[bool, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Way, bool], tuple[Workspace, Path]]:
    """A way, done to an office with or without a key; with the receipt that was filed before."""

    def do(way: Way, keyed: bool) -> tuple[Workspace, Path]:
        root = tmp_path / str(keyed)
        shutil.copytree(offices[keyed], root, symlinks=True)
        workspace = Workspace(root)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(offices[keyed].parent / "holder"))
        way.before(workspace)
        receipt = tmp_path / f"{keyed}.txt"
        receipt.write_text(receipt_of(workspace, [read_shelf(workspace)], TODAY), "utf-8")
        assert codes(workspace, QuickPress(), receipt) == set()
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "somebody"))
        monkeypatch.setattr(keyring, "ROUNDS", 1)
        writable(root)
        way.tamper(workspace)
        return workspace, receipt

    return do


def codes(workspace: Workspace, press: QuickPress | Press | None = None, *files: Path) -> set[str]:
    filed = [read_witness_file(path, path.name) for path in files]
    found = verify(workspace, press=press, against=filed, may_be_empty=False).diagnostics
    return {each.code for each in found if each.severity is Severity.ERROR}


def finds(code: str, found: set[str]) -> bool:
    return code in found if code else found == set()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.said)
def test_each_way_is_found_by_what_the_table_says(
    way: Way, tampered: Callable[[Way, bool], tuple[Workspace, Path]]
) -> None:
    bare, receipt = tampered(way, False)
    assert finds(way.plain, codes(bare)), codes(bare)
    assert finds(way.rebuild, codes(bare, QuickPress())), codes(bare, QuickPress())
    assert finds(way.receipt, codes(bare, None, receipt)), codes(bare, None, receipt)
    keyed, _ = tampered(way, True)
    assert finds(way.key, codes(keyed)), codes(keyed)


@pytest.mark.parametrize("way", WITH_KEYS, ids=lambda way: way.said)
def test_each_way_about_keys_is_found_by_what_the_table_says(
    way: Way, tampered: Callable[[Way, bool], tuple[Workspace, Path]]
) -> None:
    keyed, receipt = tampered(way, True)
    assert finds(way.key, codes(keyed)), codes(keyed)
    found = codes(keyed, None, receipt)
    assert way.receipt in found if way.receipt else found == codes(keyed), found
    if not way.keyed:
        assert codes(tampered(way, False)[0], QuickPress()) == set()


def pdf_lengthened(workspace: Workspace) -> None:
    forge_bytes(workspace, LAST, {"edition/9.pdf": lambda content: content + b"% \n"})


PRESSED = {
    "a byte of the PDF changed": "I201",
    "an early edition taken away": "I207",
    "a digit of a line changed": "I205",
    "anew: a PDF of the same text": "I211",
    "anew: other copy than was approved": "I217",
    "anew: another day of the act in the record": "",
    "anew: another signer in sheet, record and approval": "",
    "the last edition cut off with its line": "",
}
"""One way of each kind, and what `--rebuild` finds with the press that offices have."""


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of two issues that the press itself has set."""
    workspace = Workspace(tmp_path_factory.mktemp("pressed") / "office")
    workspace.issues.mkdir(parents=True)
    faces = prepared()
    accepted = ", ".join(dict.fromkeys(name for _, name in faces.stand_ins))
    facts = f"{PUBLICATION}house: {{substitutes: [{accepted}]}}\n"
    (workspace.issues / "publication.yaml").write_text(facts, "utf-8")
    for name in ("8", "9"):
        signed_issue(workspace, name)
        sent(publish(workspace, name, replace(office(), press=Press(faces))))
    return workspace.root


@pytest.mark.slow
@pytest.mark.parametrize("said", PRESSED)
def test_the_press_itself_finds_what_the_table_says(
    said: str, pressed: Path, tmp_path: Path
) -> None:
    """The page of the quick press bears the sheet, so it might find more than the true one."""
    [way] = [way for way in WAYS if way.said == said]
    assert way.rebuild == PRESSED[said]
    workspace = Workspace(tmp_path / "office")
    shutil.copytree(pressed, workspace.root, symlinks=True)
    press = Press(prepared())
    writable(workspace.root)
    tamper = pdf_lengthened if said == "anew: a PDF of the same text" else way.tamper
    tamper(workspace)
    found = codes(workspace, press)
    assert finds(PRESSED[said], found), found


def test_security_prints_this_table() -> None:
    assert len(WAYS) == 48
    page = (REPOSITORY / "SECURITY.md").read_text("utf-8")
    for number, way in enumerate(WAYS, start=1):
        cells = (each or "—" for each in (way.plain, way.rebuild, way.receipt, way.key))
        assert f"| {number} | {way.said} | {' | '.join(cells)} |" in page
    for way in WITH_KEYS:
        assert f"| {way.said} | {way.receipt or '—'} | {way.key or '—'} |" in page
