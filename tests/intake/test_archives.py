"""RAR, 7z, tar and winmail.dat: what comes out, what is refused, and that nothing runs away."""

from __future__ import annotations

import io
import struct
import tarfile
from email.message import EmailMessage
from pathlib import Path
from zlib import crc32

import libarchive
import pytest

from bulletin.diagnostics import Diagnostic
from bulletin.intake import archives, pieces
from bulletin.intake.archives import ArchiveContents, Bounds, Trouble, outside_library
from bulletin.intake.parcel import is_parcel, unpack
from bulletin.intake.pieces import Parcel
from bulletin.isolation import Limits, apart, enclose

WORD = "稿件".encode()


def paths(opened: Parcel) -> list[str]:
    return [piece.path for piece in opened.pieces]


def faults(opened: Parcel) -> list[tuple[str, str]]:
    return [(each.code, each.source.path if each.source else "") for each in opened.diagnostics]


def _number(value: int) -> bytes:
    """A number as RAR 5 writes it: seven bits a byte."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def _block(header: bytes, content: bytes = b"") -> bytes:
    sized = _number(len(header)) + header
    return struct.pack("<I", crc32(sized)) + sized + content


def rar5(files: dict[str, bytes], *, locked: bool = False) -> bytes:
    """A RAR 5 of stored files."""
    out = b"Rar!\x1a\x07\x01\x00"
    if locked:
        out += _block(_number(4) + _number(0) + _number(0) + _number(0) + b"\x0f" + bytes(16))
    out += _block(_number(1) + _number(0) + _number(0))
    for name, content in files.items():
        said = name.encode()
        header = b"".join(
            (
                *map(_number, (2, 2, len(content), 4, len(content), 0x20)),
                struct.pack("<I", crc32(content)),
                *map(_number, (0, 0, len(said))),
                said,
            )
        )
        out += _block(header, content)
    return out + _block(_number(5) + _number(0) + _number(0))


def _old_block(kind: int, flags: int, more: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(more)) + more
    return struct.pack("<H", crc32(body) & 0xFFFF) + body


def rar4(files: dict[str, bytes], *, flags: int = 0x8000) -> bytes:
    """A RAR of version 4 and before, with names in GBK as Chinese Windows writes them."""
    out = b"Rar!\x1a\x07\x00" + _old_block(0x73, 0, bytes(6))
    for name, content in files.items():
        said = name.encode("gbk")
        size, day = len(content), 0x5A21_0000
        more = struct.pack(
            "<IIBIIBBHI", size, size, 2, crc32(content), day, 29, 0x30, len(said), 0x20
        )
        out += _old_block(0x74, flags, more + said) + content
    return out + _old_block(0x7B, 0x4000, b"")


def seven_zip(files: dict[str, bytes], tmp_path: Path) -> bytes:
    path = tmp_path / "written.7z"
    with libarchive.file_writer(str(path), "7zip") as archive:
        for name, content in files.items():
            archive.add_file_from_memory(name, len(content), content)
    return path.read_bytes()


def tarred(files: dict[str, bytes], how: str) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=f"w:{how}") as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


FILES = {"城关镇/三措并举.txt": WORD, "城关镇/~$三措并举.docx": b"x", "石桥镇.txt": b"other"}


def all_kinds(files: dict[str, bytes], tmp_path: Path) -> dict[str, bytes]:
    return {
        "六月.rar": rar5(files),
        "旧的.rar": rar4(files),
        "六月.7z": seven_zip(files, tmp_path),
        "六月.tar": tarred(files, ""),
        "六月.tar.gz": tarred(files, "gz"),
        "六月.tar.xz": tarred(files, "xz"),
        "没有后缀": rar5(files),
    }


def test_every_kind_gives_its_files_by_their_names(tmp_path: Path) -> None:
    for name, content in all_kinds(FILES, tmp_path).items():
        assert is_parcel(name, content)
        opened = unpack(name, content)
        assert opened.diagnostics == ()
        assert paths(opened) == [f"{name}/城关镇/三措并举.txt", f"{name}/石桥镇.txt"], name
        assert [piece.content for piece in opened.pieces] == [WORD, b"other"]


def test_no_name_leads_anywhere_and_parcels_inside_are_opened(tmp_path: Path) -> None:
    inner = seven_zip({"深.txt": WORD}, tmp_path)
    opened = unpack("外.rar", rar5({"../../etc/passwd": WORD, "内.7z": inner}))
    assert paths(opened) == ["外.rar/etc/passwd", "外.rar/内.7z/深.txt"]
    deep = unpack("一.rar", rar5({"二.rar": rar5({"三.rar": rar5({"深.txt": WORD})})}))
    assert faults(deep) == [("D312", "一.rar/二.rar/三.rar")]


def test_bounds_hold_for_every_kind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pieces, "LARGEST_PIECE", 3 * 1024**2)
    monkeypatch.setattr(pieces, "LARGEST_PARCEL", 8 * 1024**2)
    files = {"小.txt": WORD, "大.txt": bytes(4 * 1024**2)}
    files |= {f"{n}.txt": bytes(2 * 1024**2) for n in range(9)}
    for name, content in all_kinds(files, tmp_path).items():
        opened = unpack(name, content)
        assert sum(len(piece.content) for piece in opened.pieces) <= 8 * 1024**2
        assert paths(opened)[0] == f"{name}/小.txt"
        assert faults(opened) == [("D313", f"{name}/大.txt"), ("D313", name)], name
    monkeypatch.setattr(pieces, "MOST_PIECES", 5)
    opened = unpack("多.rar", rar5({f"{n}.txt": WORD for n in range(9)}))
    assert (len(opened.pieces), faults(opened)) == (5, [("D313", "多.rar")])


def test_what_runs_too_long_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LIMITS", Limits(seconds=0.0))
    assert faults(unpack("慢.rar", rar5(FILES))) == [("D313", "慢.rar")]


def said(opened: Parcel) -> list[str]:
    def line(each: Diagnostic) -> str:
        return f"{each.code} {each.message}；{each.hint}"

    return [line(each) for each in opened.diagnostics]


def test_passwords_and_damage_are_told_with_the_way_out(tmp_path: Path) -> None:
    unpacked = "解开，把里面的文件或文件夹交上来"
    assert said(unpack("密.rar", rar5(FILES, locked=True))) == [f"D315 压缩包加了口令；{unpacked}"]
    locked = unpack("密.rar", rar4({"甲.txt": WORD}, flags=0x8004))
    assert {code for code, _ in faults(locked)} == {"D315"}
    again = "D314 压缩包损坏，打不开；重新取一份；分卷的先合并解开"
    for name, content in all_kinds({"甲.txt": b"abc" * 999}, tmp_path).items():
        half = unpack(name, content[: len(content) // 4])
        assert paths(half) == []
        assert {each.code for each in half.diagnostics} == {"D314"}, name
    assert said(unpack("假.rar", b"<html>404</html>")) == [again]
    assert said(unpack("稿.docx.gz", b"\x1f\x8b" + bytes(40))) == [again]


def test_a_link_is_no_file() -> None:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        member = tarfile.TarInfo("链接.txt")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    assert faults(unpack("a.tar", written.getvalue())) == [("D315", "a.tar/链接.txt")]


def test_without_the_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = ArchiveContents(trouble=Trouble.NO_LIBRARY)
    monkeypatch.setattr(archives, "apart", lambda *_: lacking)
    (told,) = said(unpack("稿.rar", rar5(FILES)))
    assert told == (
        "D311 RAR 读不了：本机没有读它的部件；解开，把里面的文件或文件夹交上来；"
        "要直接收，运行 bulletin doctor，照着装"
    )
    assert outside_library().found


def test_the_process_of_its_own_can_open_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    if apart(archives.LIMITS, _encloses):
        with pytest.raises(PermissionError):
            apart(archives.LIMITS, _unpack_and_read, rar5(FILES), str(tmp_path / "secret"))


def _encloses() -> bool:
    return enclose((), ())


def _unpack_and_read(content: bytes, path: str) -> bytes:
    assert archives._unpacked(content, Bounds(9, 999, 9999)).members
    return Path(path).read_bytes()


# -- winmail.dat -----------------------------------------------------------------------------------


def _attribute(level: int, name: int, kind: int, content: bytes) -> bytes:
    head = struct.pack("<BHHI", level, name, kind, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)


def _long_name(name: str) -> bytes:
    """The attachment's properties, with its long name in UTF-16 (PidTagAttachLongFilename)."""
    text = (name + "\0").encode("utf-16-le")
    padded = text + bytes(-len(text) % 4)
    return struct.pack("<IHHII", 1, 0x001F, 0x3707, 1, len(text)) + padded


def wrapped(files: dict[str, bytes]) -> bytes:
    """A winmail.dat as Outlook writes it."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    out += _attribute(1, 0x9007, 6, struct.pack("<II", 936, 0))
    for name, content in files.items():
        out += _attribute(2, 0x9002, 6, bytes(14))
        out += _attribute(2, 0x8010, 1, name.encode("gbk") + b"\0")
        out += _attribute(2, 0x800F, 6, content)
        out += _attribute(2, 0x9005, 6, _long_name(name))
    return out


def test_what_outlook_wraps_is_taken_out_with_day_and_sender() -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "来稿", "城关镇党政办 <a@example.cn>"
    message["Date"] = "Tue, 14 Apr 2026 09:00:00 +0800"
    message.set_content("见附件")
    content = wrapped({"城关镇：三措并举.txt": WORD})
    message.add_attachment(content, "application", "ms-tnef", filename="winmail.dat")
    opened = unpack("来.eml", message.as_bytes())
    (piece,) = opened.pieces
    assert (piece.path, piece.content) == ("来.eml/城关镇：三措并举.txt", WORD)
    assert (piece.received, piece.sender) == ("2026-04-14", "城关镇党政办")
    assert paths(unpack("winmail.dat", content)) == ["winmail.dat/城关镇：三措并举.txt"]


def test_a_winmail_that_cannot_be_read_is_told_with_the_way_out() -> None:
    message = EmailMessage()
    message["Subject"] = "来稿"
    message.set_content("见附件")
    message.add_attachment(b"x\x9f>\x22" + bytes(30), "application", "ms-tnef", filename="a.dat")
    opened = unpack("来.eml", message.as_bytes())
    assert opened.pieces == ()
    assert ("D317", "来.eml") in faults(opened)
    whole = wrapped({"甲.txt": WORD * 9})
    for end in range(5, len(whole), 23):
        cut = unpack("winmail.dat", whole[:end])
        assert cut.diagnostics or [piece.content for piece in cut.pieces] == [WORD * 9]
