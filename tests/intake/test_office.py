"""LibreOffice: what it converts, and that it neither hangs, nor fetches, nor runs macros."""

from __future__ import annotations

import http.server
import io
import shutil
import stat
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from PIL import Image

from bulletin.intake.fetching import Known
from bulletin.intake.office import (
    LibreOffice,
    converted_by_office,
    outside_bounds,
    outside_part,
    the_office,
)
from bulletin.intake.pieces import ParcelFile
from bulletin.isolation import Limits

OFFICE = the_office()
slow = pytest.mark.slow
installed = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine")

RTF = rb"{\rtf1\ansi\ansicpg936 {\b \u22478?\u20851?\u38215?\u65306?}copy\par}"


def text_of(content: bytes) -> str:
    return "\n".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)


def a_docx() -> bytes:
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("城关镇：标题")
    document.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same document as `.doc` and `.odt`, made by LibreOffice."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.docx").write_bytes(a_docx())
    assert OFFICE is not None
    for kind in ("doc:MS Word 97", "odt:writer8"):
        subprocess.run(
            [OFFICE.program, f"-env:UserInstallation={(folder / 'p').as_uri()}", "--headless",
             "--convert-to", kind, "--outdir", str(folder), str(folder / "a.docx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return {suffix: (folder / f"a.{suffix}").read_bytes() for suffix in ("doc", "odt")}


@slow
@installed
def test_every_old_format_is_read_in_one_call(old_word: dict[str, bytes]) -> None:
    files = [
        ParcelFile("来稿/甲.doc", old_word["doc"]),
        ParcelFile("来稿/乙.wps", old_word["doc"]),
        ParcelFile("来稿/丙.odt", old_word["odt"]),
        ParcelFile("来稿/丁.rtf", RTF),
        ParcelFile("来稿/戊.doc", RTF),
        ParcelFile("来稿/己.wps", a_docx()),
        ParcelFile("来稿/坏.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ]
    done = list(converted_by_office(files, OFFICE))
    assert [each.path for each in done] == [piece.path for piece in files]
    texts = [text_of(each.content) if each.content else None for each in done]
    assert texts == [*["城关镇：标题"] * 3, *["城关镇：copy"] * 2, "城关镇：标题", None]
    assert done[5].content == files[5].content
    assert [[fault.code for fault in each.diagnostics] for each in done] == [[]] * 6 + [["D323"]]


@slow
@installed
def test_nothing_is_fetched(tmp_path: Path) -> None:
    """LibreOffice as it is installed asks the server four times."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(str(self.rfile.readline()))
            self.close_connection = True

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    page = f'<html><link rel="stylesheet" href="{address}/a.css"><p>copy<img src="{address}/b.png">'
    field = (
        b'{\\rtf1 copy{\\field{\\*\\fldinst INCLUDEPICTURE "%s/c.png" \\\\d}}}' % address.encode()
    )
    try:
        done = list(
            converted_by_office(
                [ParcelFile("a.doc", page.encode()), ParcelFile("b.rtf", field)], OFFICE
            )
        )
    finally:
        server.shutdown()
        server.server_close()
    assert [[fault.code for fault in each.diagnostics] for each in done] == [
        ["D128", "D128"],
        ["D128"],
    ]
    assert asked == []


@slow
@installed
def test_libreoffice_opens_nothing_but_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what is asked for was not seen, the kernel stops it: the second line."""
    canary = tmp_path / "canary.png"
    Image.effect_noise((60, 60), 90).save(canary)
    monkeypatch.setattr("bulletin.intake.office.examine", lambda _: Known(".rtf"))
    field = b'{\\rtf1 copy{\\field{\\*\\fldinst INCLUDEPICTURE "%s"}}}' % str(canary).encode()
    (done,) = converted_by_office([ParcelFile("a.rtf", field)], OFFICE)
    with zipfile.ZipFile(io.BytesIO(done.content or b"")) as archive:
        held = [name for name in archive.namelist() if "media" in name]
    assert ("copy" in text_of(done.content or b""), held) == (True, [])


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "soffice"


def write(path: Path, script: str) -> LibreOffice:
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    limits = Limits(seconds=0.2, memory=4 * 1024**3)
    return LibreOffice(str(path), limits, seconds_each=0.2, writable=("/dev", str(path.parent)))


def test_a_hang_is_killed_with_its_children(program: Path, tmp_path: Path) -> None:
    office = write(program, f"sleep 300 & echo $! > {tmp_path}/child\nsleep 300\n")
    before = time.monotonic()
    (done,) = converted_by_office([ParcelFile("a.doc", RTF)], office)
    assert time.monotonic() - before < 20
    assert [fault.code for fault in done.diagnostics] == ["D323"]
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_what_was_finished_before_it_died_is_kept_and_the_rest_tried_alone(
    program: Path, tmp_path: Path
) -> None:
    """A stand-in that copies the files it is given and dies at the one called bad."""
    good = tmp_path / "good.docx"
    good.write_bytes(a_docx())
    office = write(
        program,
        'while [ "$1" != "--outdir" ]; do shift; done\nout=$2; shift 2; mkdir -p $out\n'
        'for file in "$@"; do grep -q bad $file && exit 1\n'
        f'cp {good} $out/$(basename "${{file%.*}}").docx; done\n',
    )
    files = [
        ParcelFile("甲.rtf", RTF),
        ParcelFile("坏.rtf", b"{\\rtf bad}"),
        ParcelFile("乙.rtf", RTF),
    ]
    done = list(converted_by_office(files, office))
    assert [each.content is not None for each in done] == [True, False, True]


def test_without_libreoffice_the_way_out_is_told() -> None:
    piece = ParcelFile("来稿/甲.wps", RTF)
    (done,) = converted_by_office([piece], None)
    assert [fault.code for fault in done.diagnostics] == ["D322"]
    assert "另存为 .docx" in done.diagnostics[0].hint
    (same,) = converted_by_office([ParcelFile("来稿/甲.wps", a_docx())], None)
    assert same.content == a_docx() or same.content is not None


def test_a_locked_file_is_told() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (done,) = converted_by_office([ParcelFile("甲.docx", locked)], None)
    assert [fault.code for fault in done.diagnostics] == ["D321"]


def test_the_profile_is_thrown_away(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    office = write(program, f'echo "$HOME $http_proxy" > {tmp_path}/told\n')
    monkeypatch.setenv("http_proxy", "http://proxy.example")
    list(converted_by_office([ParcelFile("a.doc", RTF)], office))
    home, *rest = (tmp_path / "told").read_text().split()
    assert rest == []
    assert Path(home).parent == tmp_path
    assert not Path(home).exists()


@installed
@slow
def test_the_doctor_knows_its_version() -> None:
    part = outside_part()
    assert part.found[0].isdigit()
    assert not part.needed


@pytest.mark.parametrize(("version", "found"), [(4, "Landlock 4"), (0, ""), (-1, "")])
def test_the_doctor_says_whether_libreoffice_is_kept_in_its_folder(
    monkeypatch: pytest.MonkeyPatch, version: int, found: str
) -> None:
    monkeypatch.setattr("bulletin.intake.office.bounds_version", lambda: version)
    part = outside_bounds()
    monkeypatch.setattr("bulletin.intake.office._BUBBLEWRAP", "no such program")
    assert outside_bounds().found == found
    assert "旧格式的来稿，请对方另存为 .docx" in part.remedy


def test_without_landlock_and_bubblewrap_nothing_is_converted_unless_a_setting_allows_it(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused with what to do, and LibreOffice is not even started."""
    monkeypatch.setattr("bulletin.intake.office.bounds_version", lambda: 0)
    monkeypatch.setattr("bulletin.intake.office._BUBBLEWRAP", "no such program")
    office = write(program, f"touch {tmp_path}/started\n")
    (done,) = converted_by_office([ParcelFile("a.doc", RTF)], office)
    assert [fault.code for fault in done.diagnostics] == ["D324"]
    assert "另存为 .docx" in done.diagnostics[0].hint
    assert not (tmp_path / "started").exists()
    assert outside_bounds().found == ""
    monkeypatch.setenv("BULLETIN_UNCONFINED_OFFICE", "1")
    (done,) = converted_by_office([ParcelFile("a.doc", RTF)], office)
    assert [fault.code for fault in done.diagnostics] == ["D323"]
    assert (tmp_path / "started").exists()
    assert outside_bounds().found == "没有，BULLETIN_UNCONFINED_OFFICE=1 准许"


@pytest.mark.skipif(not shutil.which("bwrap"), reason="this machine has no bubblewrap")
def test_without_landlock_bubblewrap_keeps_libreoffice_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.intake.office.bounds_version", lambda: 0)
    monkeypatch.setattr("bulletin.intake.office.enclose", lambda *_: False)
    assert outside_bounds().found == "bubblewrap"
    test_libreoffice_opens_nothing_but_its_own_folder(tmp_path, monkeypatch)


def test_the_namespace_has_the_folder_of_the_call_and_no_other_of_the_user(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for bubblewrap writes down how it was called."""
    called = tmp_path / "called"
    wrap = tmp_path / "bwrap"
    wrap.write_text(f'#!/bin/sh\necho "$@" > {called}\n')
    wrap.chmod(0o755)
    monkeypatch.setattr("bulletin.intake.office.bounds_version", lambda: 0)
    monkeypatch.setattr("bulletin.intake.office._BUBBLEWRAP", str(wrap))
    monkeypatch.setattr("bulletin.intake.office.enclose", lambda *_: False)
    office = replace(write(program, ""), writable=("/dev",))
    list(converted_by_office([ParcelFile("a.doc", RTF)], office))
    options, _, call = called.read_text().partition(" -- ")
    assert call.startswith(f"{program} ")
    assert "--unshare-all" in options
    bound = [words.split()[0] for words in options.split("--bind ")[1:]]
    assert len(bound) == 1
    assert Path(bound[0]).name.startswith("bulletin-")
    assert str(Path.home()) not in options.split()


def test_what_the_doctor_says_of_the_kernel_is_so() -> None:
    """A process that was enclosed opens nothing outside; where it cannot be, the doctor says so."""
    script = (
        "from bulletin.isolation import bounds_version, enclose\n"
        "could = enclose(['/usr', '/lib', '/lib64'], [])\n"
        "try:\n    open('/etc/passwd').close()\n    opened = True\n"
        "except PermissionError:\n    opened = False\n"
        "assert could == (bounds_version() >= 1) == (not opened)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
