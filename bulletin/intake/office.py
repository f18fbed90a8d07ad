"""Old Word, WPS, RTF and OpenDocument files to Word's `.docx`, by LibreOffice where there is one.

LibreOffice runs with a profile of its own that is thrown away, without macros and without a
network (`templates/office.xcu`), and is killed with its children when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from bulletin.diagnostics import Diagnostic, error
from bulletin.intake.parcel import Piece
from bulletin.isolation import Limits, confine
from bulletin.press.parts import OutsidePart
from bulletin.source import Source, Span
from bulletin.workspace import built_in

BATCH = 40
"""Files in one call: starting takes two seconds, a file a tenth of one."""

_LIMITS = Limits(seconds=60.0, processor=300, memory=4 * 1024**3, file_size=256 * 1024**2)
_FILTER = "docx:MS Word 2007 XML"
_PROGRAMS = ("soffice", "libreoffice")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REMEDY = "apt-get install libreoffice-writer-nogui"


@dataclass(frozen=True, slots=True)
class Office:
    """A LibreOffice of this machine, and what one call of it may take."""

    program: str
    limits: Limits = field(default_factory=lambda: _LIMITS)
    seconds_each: float = 3.0
    """What each file adds to the limit of the call."""


@dataclass(frozen=True, slots=True)
class Converted:
    """One file after the conversion."""

    path: str
    content: bytes | None
    """The `.docx`; None when there is none, and why is told."""

    diagnostics: tuple[Diagnostic, ...] = ()


def the_office() -> Office | None:
    """This machine's LibreOffice."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return Office(found) if found else None


@cache
def outside_part() -> OutsidePart:
    """LibreOffice, as `bulletin doctor` tells of it."""
    office = the_office()
    told = ""
    if office:
        try:
            with tempfile.TemporaryDirectory(prefix="bulletin-") as home:
                told = _run(office, ["--version"], Path(home), 20.0) or "有"
        except (OSError, subprocess.TimeoutExpired):
            told = ""
    version = told.removeprefix("LibreOffice ").split(" ")[0].strip()
    remedy = f"要读 .doc、.wps、.rtf、.odt 才用得着：{_REMEDY}"
    return OutsidePart("LibreOffice", version, remedy, needed=False)


def convert(files: Sequence[Piece], office: Office | None) -> Iterator[Converted]:
    """Each file as a `.docx`, in order; what cannot be converted says why. Raises nothing."""
    for at in range(0, len(files), BATCH):
        batch = files[at : at + BATCH]
        done: dict[int, bytes] = {}
        plain = {place: piece for place, piece in enumerate(batch) if not _ready(piece)}
        if office and plain:
            done = _together(office, plain)
            for place, piece in plain.items():
                if place not in done and len(plain) > 1:
                    done |= _together(office, {place: piece})
        for place, piece in enumerate(batch):
            content = piece.content if _ready(piece) else done.get(place)
            faults = () if content is not None else (_fault(piece, office),)
            yield Converted(piece.path, content, faults)


def _ready(piece: Piece) -> bool:
    """Whether it is a Word document under another name, as many a `.wps` and `.doc` is."""
    return piece.content.startswith(b"PK\x03\x04") and b"word/document.xml" in piece.content


def _fault(piece: Piece, office: Office | None) -> Diagnostic:
    where = Source(piece.path, "")
    suffix = PurePosixPath(piece.path).suffix.lower() or "这种文件"
    if "EncryptedPackage".encode("utf-16-le") in piece.content:
        return error("D321", where, Span(0, 0), "文件加了口令，打不开", "去掉口令再导入")
    if office is None:
        hint = f"在 Word 或 WPS 里另存为 .docx；或装上 LibreOffice：{_REMEDY}"
        return error("D322", where, Span(0, 0), f"本机没有 LibreOffice，读不了 {suffix}", hint)
    hint = "在 Word 或 WPS 里打开，去掉口令，另存为 .docx 再导入"
    return error("D323", where, Span(0, 0), f"{suffix} 转不成 .docx：损坏了，或加了口令", hint)


def _true_suffix(piece: Piece) -> str:
    """What the file is by its first bytes: names lie, and LibreOffice believes them."""
    head = piece.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_COMPOUND):
        return ".doc"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(b"PK"):
        return ".odt"
    if head[:1] == b"<":
        return ".html" if b"<html" in head.lower() or b"<!doctype" in head.lower() else ".xml"
    return PurePosixPath(piece.path).suffix.lower() or ".doc"


def _together(office: Office, files: dict[int, Piece]) -> dict[int, bytes]:
    """What one call makes of the files; those that it fails at are not in it."""
    try:
        with tempfile.TemporaryDirectory(prefix="bulletin-", ignore_cleanup_errors=True) as room:
            home = Path(room)
            names = {place: f"{place}{_true_suffix(piece)}" for place, piece in files.items()}
            for place, piece in files.items():
                (home / names[place]).write_bytes(piece.content)
            asked = ["--convert-to", _FILTER, "--outdir", str(home / "out")]
            seconds = office.limits.seconds + office.seconds_each * len(files)
            asked += [str(home / name) for name in names.values()]
            with suppress(subprocess.TimeoutExpired):  # what was finished before it hung is good
                _run(office, asked, home, seconds)
            made = ((place, home / "out" / f"{place}.docx") for place in files)
            return {place: path.read_bytes() for place, path in made if _is_word(path)}
    except OSError:
        return {}


def _is_word(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _run(office: Office, arguments: list[str], home: Path, seconds: float) -> str:
    """Call LibreOffice and return what it says; after `seconds` it and its children are killed.

    Raises OSError when it cannot be started and subprocess.TimeoutExpired.
    """
    profile = home / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    settings = (built_in("templates") / "office.xcu").read_bytes()
    (profile / "user" / "registrymodifications.xcu").write_bytes(settings)
    command = [
        office.program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--nologo", "--norestore", "--nolockcheck", "--nodefault"),
        *arguments,
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=home,
        env=_surroundings(home),
        start_new_session=True,
        preexec_fn=lambda: confine(office.limits),
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    finally:
        _end(process)
    return said.decode("utf-8", "replace").strip()


def _surroundings(home: Path) -> dict[str, str]:
    """Nothing of the caller's but where programs and libraries lie."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with every child of its session: soffice is a script that starts others."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
