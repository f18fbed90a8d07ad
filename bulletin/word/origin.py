"""Which copy a Word document was made of: its digest goes with it, and the copy itself is kept.

The digest stands in a custom property (ECMA-376 part 1, 22.3), which Word, WPS and LibreOffice keep
when they save. The copies stand in the workspace's `.bulletin/` and may be deleted at any time;
then it is only unknown what a document said when it left.
"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from bulletin.edition import copy_files, digest_of, digests
from bulletin.load import Loaded
from bulletin.output import create_tree
from bulletin.patterns import pattern_of
from bulletin.word.file import COPY
from bulletin.workspace import Workspace

KEPT = 40
"""How many copies are kept; the ones exported longest ago are deleted first."""

_PART = "docProps/custom.xml"
_LARGEST = 1024 * 1024
_DIGEST = pattern_of(rf'name="{COPY}"[^>]*>\s*<vt:lpwstr>\s*([0-9a-f]{{64}})\s*<'.encode())


def exported_copy(workspace: Workspace, loaded: Loaded) -> dict[str, bytes]:
    """The files that decide what an issue's document says, by path. Raises OSError.

    Templates and styles change no word of it.
    """
    files = copy_files(workspace, loaded)
    return {name: files[name] for name in files if name.startswith("issues/")}


def copy_digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 by which a copy is known."""
    return digest_of(digests(files))


def digest_in(content: bytes) -> str:
    """The digest of the copy that a document was made of; empty if it names none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file, file.open(_PART) as opened:
            match = _DIGEST.search(opened.read(_LARGEST))
    except (OSError, EOFError, LookupError, ValueError, RuntimeError, zlib.error):
        return ""
    except zipfile.BadZipFile:
        return ""
    return match[1].decode() if match else ""


def keep_copy(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    """Keep the copy that a document was made of. Raises OSError."""
    digest = copy_digest(files)
    folder = _room(workspace) / digest
    if kept_copy(workspace, digest) is None:
        shutil.rmtree(folder, ignore_errors=True)
        create_tree(folder, files)
    os.utime(folder)
    kept = sorted(_room(workspace).iterdir(), key=lambda each: each.stat().st_mtime_ns)
    for each in kept[:-KEPT]:
        shutil.rmtree(each, ignore_errors=True)


def kept_copy(workspace: Workspace, digest: str) -> Workspace | None:
    """The copy with this digest as a workspace; None if it is not kept or was changed."""
    folder = _room(workspace) / digest
    if not digest or not folder.is_dir():
        return None
    try:
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    except OSError:
        return None
    return Workspace(folder) if copy_digest(files) == digest else None


def _room(workspace: Workspace) -> Path:
    return workspace.memory / "exports"
