"""A copy of the published PDF with a signature, by a certificate that is made here."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from bulletin.cli import run
from bulletin.pdf.text import read_pdf
from bulletin.sending.signed_copy import certificate_faults
from bulletin.workspace import Workspace
from tests.test_build import tree
from tests.test_publish import clone

__all__ = ["clone"]

PASSPHRASE = "单位的证书口令"


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of the office with its key."""
    key, now = generate_private_key(65537, 2048), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某县委组织部研究室")])
    usage = [False] * 7
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(300))
        .add_extension(x509.KeyUsage(True, True, *usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "单位.p12"
    closed = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(None, key, made, None, closed))
    monkeypatch.setenv("BULLETIN_PASSPHRASE", PASSPHRASE)
    return path


@pytest.mark.slow
def test_a_signed_copy_is_the_published_pdf_with_a_signature_behind_it(
    clone: Path, certificate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyhanko")
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    assert run(["publish", "116"]) == 0, capsys.readouterr().err
    before = tree(clone / "issues")
    target = tmp_path / "签名.pdf"
    assert run(["export", "116", "--signed", str(certificate), "-o", str(target)]) == 0
    assert tree(clone / "issues") == before
    published = (clone / "issues/116/published/1/data/edition/116.pdf").read_bytes()
    signed = target.read_bytes()
    assert signed.startswith(published)
    assert read_pdf(signed) == read_pdf(published)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    own = ValidationContext(trust_roots=[signature.signer_cert])
    status = validate_pdf_signature(signature, own)
    assert (status.intact, status.valid) == (True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signing_cert.subject.native["common_name"] == "某县委组织部研究室"
    checked = subprocess.run(["qpdf", "--check", target], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    command = [sys.executable, "-m", "pdfua", "check", str(target)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert run(["verify", "--rebuild"]) == 0
    assert run(["export", "116", "--signed", str(certificate)]) == 0
    assert len(list(Workspace(clone).exports.glob("*（签名）.pdf"))) == 1


def test_without_edition_or_passphrase_nothing_is_signed(
    clone: Path, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pytest.importorskip("pyhanko")
    target = tmp_path / "签名.pdf"
    call = ["export", "116", "--signed", str(certificate), "-o", str(target)]
    assert run(call) == 1
    assert "第 116 期没有刊发的 PDF" in capsys.readouterr().err
    assert run([*call[:-1], str(target.with_suffix(".docx"))]) == 2
    monkeypatch.delenv("BULLETIN_PASSPHRASE")
    assert run(call) == 2
    assert not target.exists()


@pytest.mark.slow
def test_a_wrong_passphrase_is_told(
    clone: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pytest.importorskip("pyhanko")
    assert run(["publish", "116"]) == 0, capsys.readouterr().err
    monkeypatch.setenv("BULLETIN_PASSPHRASE", "不对")
    assert run(["export", "116", "--signed", str(certificate)]) == 1
    assert "证书打不开" in (said := capsys.readouterr().err)  # D516
    assert "Traceback" not in said


def told(content: bytes, passphrase: str = PASSPHRASE, today: date | None = None) -> str:
    day = today or datetime.now(UTC).date()
    return "".join(
        each.message for each in certificate_faults(content, passphrase, "单位.p12", day)
    )


def test_a_certificate_that_readers_would_not_accept_signs_nothing(certificate: Path) -> None:
    content = certificate.read_bytes()
    assert told(content) == ""
    assert "口令不对" in told(content, "不对")
    assert "口令不对" in told(content[:-100])
    assert "口令不对" in told(b"")
    held = pkcs12.load_pkcs12(content, PASSPHRASE.encode()).cert
    assert held is not None
    closed = BestAvailableEncryption(PASSPHRASE.encode())
    bare = pkcs12.serialize_key_and_certificates(None, None, None, [held.certificate], closed)
    assert "没有私钥" in told(bare)
    assert "有效" in told(content, today=date(2020, 1, 1))
    assert "有效" in told(content, today=date(2099, 1, 1))


def test_one_export_is_word_or_signed(
    clone: Path, certificate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "116", "--docx", "--signed", str(certificate)]) == 2
    assert "--signed" in capsys.readouterr().err
    assert not list(Workspace(clone).exports.glob("*"))
