"""Old Word, WPS, RTF and OpenDocument files to Word's `.docx`, by LibreOffice where there is one.

A file that fetches anything from outside is refused first (`bulletin.intake.fetching`). LibreOffice
runs with a profile of its own that is thrown away, without macros, links and network
(`templates/office.xcu`). It can reach only its own folder and the machine's programs: by the
kernel's Landlock, or else in a namespace that bubblewrap makes; where there is neither, it is not
called. It is killed with its children when it takes too long.
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
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import md5
from pathlib import Path, PurePosixPath
from typing import TypeGuard

from bulletin.diagnostics import Diagnostic, error, of_file
from bulletin.intake.fetching import Fetch, Known, Sealed, examine
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.web_archive import is_web_archive, page_of_archive
from bulletin.isolation import Limits, bounds_version, confine, enclose
from bulletin.press import OutsidePart
from bulletin.source import NOWHERE, Source
from bulletin.workspace import built_in

BATCH = 40
"""Files in one call: starting takes two seconds, a file a tenth of one."""

_LIMITS = Limits(seconds=60.0, processor=300, memory=4 * 1024**3, file_size=256 * 1024**2)
_FILTER = "docx:MS Word 2007 XML"
_PROGRAMS = ("soffice", "libreoffice")
_MACHINE = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/etc", "/proc", "/sys", "/dev", "/snap"),
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/var/cache/fontconfig",
)
"""Where programs, libraries and faces are; LibreOffice can reach only these and its own folder."""

_MOST_TOLD = 5
"""How many fetches of one file are reported one by one."""

_LONGEST_ADDRESS = 120
_EMBED = (
    "在 Word 或 WPS 里打开，按 Ctrl+A、Ctrl+Shift+F9 断开链接，把图片嵌入文档，另存为 .docx 再导入"
)
_REMEDY = "apt-get install libreoffice-writer-nogui"


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """A LibreOffice of this machine, and what one call of it may take."""

    program: str
    limits: Limits = field(default_factory=lambda: _LIMITS)
    seconds_each: float = 3.0
    """What each file adds to the limit of the call."""

    writable: tuple[str, ...] = ("/dev",)
    """Where in the folder of the call it may write as well."""


@dataclass(frozen=True, slots=True)
class Converted:
    """One file after the conversion."""

    path: str
    content: bytes | None
    """The `.docx`; None if there is none, and then the reason is reported."""

    diagnostics: tuple[Diagnostic, ...] = ()


def the_office() -> LibreOffice | None:
    """This machine's LibreOffice."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return LibreOffice(found) if found else None


@cache
def outside_part() -> OutsidePart:
    """LibreOffice as `bulletin doctor` reports it."""
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


UNCONFINED = "BULLETIN_UNCONFINED_OFFICE"
"""A variable of the environment: where it is 1, LibreOffice is called though nothing holds it."""

_BUBBLEWRAP = "bwrap"


def outside_bounds() -> OutsidePart:
    """What keeps LibreOffice in its own folder, as `bulletin doctor` reports it."""
    remedy = f"{_CONFINE}；没有的不转换旧格式的来稿，请对方另存为 .docx"
    return OutsidePart("文件隔离", _bounds(), remedy, needed=False)


_CONFINE = "内核 5.13 以上有 Landlock，更早的装 bubblewrap（apt-get install bubblewrap）"


def _bounds() -> str:
    """What confines LibreOffice on this machine; empty if nothing does."""
    version = bounds_version()
    if version >= 1:
        return f"Landlock {version}"
    if shutil.which(_BUBBLEWRAP):
        return "bubblewrap"
    return f"没有，{UNCONFINED}=1 准许" if os.environ.get(UNCONFINED) == "1" else ""


def converted_by_office(
    files: Sequence[ParcelFile], office: LibreOffice | None
) -> Iterator[Converted]:
    """Each file as a `.docx`, in order; what cannot be converted says why. Raises nothing."""
    for at in range(0, len(files), BATCH):
        batch = [_unarchived(piece) for piece in files[at : at + BATCH]]
        seen = [None if _ready(piece) else examine(piece.content) for piece in batch]
        known = {place: each for place, each in enumerate(seen) if _is_harmless(each)}
        plain = {place: (batch[place], each.suffix) for place, each in known.items()}
        confined = office if office and plain and _bounds() else None
        done = _together(confined, plain) if confined else {}
        for place in plain:
            if confined and place not in done and len(plain) > 1:
                done |= _together(confined, {place: plain[place]})
        for place, (piece, examined) in enumerate(zip(batch, seen, strict=True)):
            content = piece.content if examined is None else done.get(place)
            faults = () if content is not None else _faults(piece, examined, office)
            yield Converted(piece.path, content, faults)


def _unarchived(piece: ParcelFile) -> ParcelFile:
    """The file; of a web archive, the page in it."""
    page = page_of_archive(piece.content) if is_web_archive(piece.content) else None
    return replace(piece, content=page) if page else piece


def _is_harmless(examined: Known | Sealed | None) -> TypeGuard[Known]:
    """Whether LibreOffice may open it."""
    return isinstance(examined, Known) and not examined.fetches


def _ready(piece: ParcelFile) -> bool:
    """Whether it is a Word document under another name, as many `.wps` and `.doc` files are."""
    return piece.content.startswith(b"PK\x03\x04") and b"word/document.xml" in piece.content


def _faults(
    piece: ParcelFile, examined: Known | Sealed | None, office: LibreOffice | None
) -> tuple[Diagnostic, ...]:
    """Why there is no `.docx` of a file."""
    if isinstance(examined, Known) and examined.fetches:
        return tuple(_fetching(Source(piece.path, ""), examined.fetches))
    if isinstance(examined, Sealed) and (office is not None or examined.code == "D321"):
        return (of_file(examined.code, piece.path, examined.message, examined.hint),)
    suffix = PurePosixPath(piece.path).suffix.lower() or "这种文件"
    if office is None:
        hint = f"在 Word 或 WPS 里另存为 .docx；或装上 LibreOffice：{_REMEDY}"
        return (of_file("D322", piece.path, f"本机没有 LibreOffice，读不了 {suffix}", hint),)
    if not _bounds():
        message = f"本机不能把 LibreOffice 限制在它自己的文件夹里，没有转换 {suffix}"
        hint = f"在 Word 或 WPS 里另存为 .docx；或：{_CONFINE}；知道文件可靠的，设 {UNCONFINED}=1"
        return (of_file("D324", piece.path, message, hint),)
    hint = "在 Word 或 WPS 里打开，去掉口令，另存为 .docx 再导入"
    return (of_file("D323", piece.path, f"{suffix} 转不成 .docx：损坏了，或加了口令", hint),)


def _fetching(where: Source, fetches: Sequence[Fetch]) -> Iterator[Diagnostic]:
    """What in the file fetches what."""
    for fetch in fetches[:_MOST_TOLD]:
        address = f" `{fetch.address[:_LONGEST_ADDRESS]}`" if fetch.address else ""
        yield error("D128", where, NOWHERE, f"{fetch.what} 要取文件以外的东西{address}", _EMBED)
    rest = len(fetches) - _MOST_TOLD
    if rest > 0:
        message = f"另有 {rest} 处要取文件以外的东西"
        yield error("D128", where, NOWHERE, message, _EMBED)


def _together(office: LibreOffice, files: dict[int, tuple[ParcelFile, str]]) -> dict[int, bytes]:
    """What one call makes of the files; those that it fails on are left out."""
    try:
        with tempfile.TemporaryDirectory(prefix="bulletin-", ignore_cleanup_errors=True) as room:
            home = Path(room)
            names = {place: f"{place}{suffix}" for place, (_, suffix) in files.items()}
            for place, (piece, _) in files.items():
                (home / names[place]).write_bytes(piece.content)
            asked = ["--convert-to", _FILTER, "--outdir", str(home / "out")]
            seconds = office.limits.seconds + office.seconds_each * len(files)
            asked += [str(home / name) for name in names.values()]
            with suppress(subprocess.TimeoutExpired):  # files finished before it hung are good
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


def _run(office: LibreOffice, arguments: list[str], home: Path, seconds: float) -> str:
    """Call LibreOffice and return what it says; after `seconds` it and its children are killed.

    Raises OSError when it cannot be started and subprocess.TimeoutExpired.
    """
    profile = home / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    settings = (built_in("templates") / "office.xcu").read_bytes()
    (profile / "user" / "registrymodifications.xcu").write_bytes(settings)
    command = [
        *_namespace(office, home),
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
        preexec_fn=lambda: _shut_in(office, home),
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    finally:
        _end(process)
        _socket(home).unlink(missing_ok=True)
    return said.decode("utf-8", "replace").strip()


def _shut_in(office: LibreOffice, home: Path) -> None:
    """Hold LibreOffice within its limits, its own folder and the machine's programs."""
    confine(office.limits)
    program = str(Path(office.program).resolve().parent)
    enclose((*_MACHINE, program), (str(home), *office.writable), (str(_socket(home).parent),))


def _namespace(office: LibreOffice, home: Path) -> list[str]:
    """The call of bubblewrap before LibreOffice's own, where the kernel cannot confine it: the same
    folders as there, and no network."""
    bubblewrap = shutil.which(_BUBBLEWRAP)
    if bounds_version() >= 1 or bubblewrap is None:
        return []
    program = str(Path(office.program).resolve().parent)
    own = [each for each in office.writable if each != "/dev"]
    readable = [each for each in (*_MACHINE, program) if each not in ("/proc", "/dev")]
    return [
        *(bubblewrap, "--unshare-all", "--die-with-parent", "--tmpfs", "/tmp"),
        *(word for each in readable for word in ("--ro-bind-try", each, each)),
        *("--proc", "/proc", "--dev", "/dev"),
        *(word for each in (*own, str(home)) for word in ("--bind", each, each)),
        *("--chdir", str(home), "--"),
    ]


def _socket(home: Path) -> Path:
    """Where LibreOffice waits for a second call with the same profile; left behind when it is
    killed.

    The name is a digest of the profile's address, its bytes in hexadecimal without leading zeros.
    """
    address = (home / "profile").as_uri()
    digest = md5(address.encode("utf-16-le"), usedforsecurity=False).digest()
    name = "".join(f"{byte:x}" for byte in digest)
    return Path("/tmp") / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}"


def _surroundings(home: Path) -> dict[str, str]:
    """Nothing of the caller's environment except where programs and libraries are."""
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
