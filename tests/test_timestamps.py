"""Answers of time stamp authorities: OpenSSL plays the authority."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bulletin.cli import run
from bulletin.edition.bag import TAG_MANIFEST
from bulletin.publish.act import publish
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.office import office, sent, signed_issue
from tests.test_agreement import forge

CONFIGURATION = """\
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256,sha384,sha512
"""


def certificate(
    name: str, key: RSAPrivateKey, by: RSAPrivateKey, last: int, *, is_root: bool
) -> bytes:
    """A certificate under the authority's root, valid to so many days from now."""
    now = datetime.now(UTC)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, "Root")]
    made = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(30))
        .not_valid_after(now + timedelta(last))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
    )
    if not is_root:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Authority:
    """A time stamp authority in a folder."""

    def __init__(self, folder: Path, last: int = 3650) -> None:
        folder.mkdir()
        self.folder = folder
        root, own = generate_private_key(65537, 2048), generate_private_key(65537, 2048)
        (folder / "root.pem").write_bytes(certificate("Root", root, root, last, is_root=True))
        (folder / "tsa.pem").write_bytes(certificate("TSA", own, root, last, is_root=False))
        pem = own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / "tsa.key").write_bytes(pem)
        (folder / "ts.cnf").write_text(CONFIGURATION, "utf-8")
        (folder / "serial").write_text("01\n", "utf-8")

    def stamp(self, file: Path, answer: Path, digest: str = "sha256") -> None:
        self._run("-query", "-data", str(file), f"-{digest}", "-cert", "-out", "q.tsq")
        self._run("-reply", "-queryfile", "q.tsq", "-config", "ts.cnf", "-out", str(answer))

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(["openssl", "ts", *arguments], cwd=self.folder, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = make_workspace({})
    shutil.rmtree(made.issues / "7")
    for name in ("7", "8"):
        signed_issue(made, name)
        sent(publish(made, name, office()))
    made.timestamps.mkdir()
    monkeypatch.chdir(made.root)
    return made


def manifest(workspace: Workspace, name: str) -> Path:
    return workspace.issues / name / "published/1" / TAG_MANIFEST


def told(workspace: Workspace) -> list[str]:
    return [each.code for each in verify(workspace).diagnostics]


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_a_stamp_holds_for_the_edition_that_it_was_given_for(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], digest: str
) -> None:
    authority = Authority(tmp_path / "tsa")
    authority.stamp(manifest(workspace, "8"), workspace.timestamps / "第8期.tsr", digest)
    assert told(workspace) == ["I229"]  # by what root?
    shutil.copy(authority.folder / "root.pem", workspace.timestamps)
    assert run(["verify"]) == 0
    assert f"时间戳：8/1　{datetime.now(UTC):%Y-%m-%d}" in capsys.readouterr().out


def test_a_stamp_of_what_was_rewritten_or_by_somebody_else_is_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    authority, other = Authority(tmp_path / "tsa"), Authority(tmp_path / "other")
    shutil.copy(authority.folder / "root.pem", workspace.timestamps)
    answer = workspace.timestamps / "8.tsr"
    other.stamp(manifest(workspace, "8"), answer)
    assert told(workspace) == ["I228"]
    authority.stamp(manifest(workspace, "8"), answer)
    assert told(workspace) == []
    content = answer.read_bytes()
    answer.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert told(workspace) == ["I228"]
    answer.write_bytes(b"no answer")
    assert told(workspace) == ["I228"]
    answer.write_bytes(content)
    forge(workspace, "8/1", "record.json", lambda text: text.replace("2024-04-01", "2024-04-02"))
    assert told(workspace) == ["I228"]  # the newest edition, and its line, and all manifests


def test_a_stamp_whose_certificates_have_expired_is_said_to_be_unchecked(
    workspace: Workspace, tmp_path: Path
) -> None:
    authority = Authority(tmp_path / "tsa", last=-1)
    shutil.copy(authority.folder / "root.pem", workspace.timestamps)
    authority.stamp(manifest(workspace, "8"), workspace.timestamps / "8.tsr")
    assert told(workspace) == ["I229"]
