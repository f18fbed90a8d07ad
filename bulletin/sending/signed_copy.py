"""A copy of a published PDF with a signature that readers' programs show (PAdES), by the office's
own certificate. The edition is left as it is: the signature is added behind its bytes."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from bulletin.calendar_day import day_at
from bulletin.diagnostics import Diagnostic, of_file
from bulletin.edition import latest_edition, recorded_issue
from bulletin.load import load_publication
from bulletin.model import Act, issue_folder
from bulletin.sending.enclosure import Enclosure, published_pdf
from bulletin.workspace import Workspace

FIELD = "Bulletin"
"""The name of the signature's field in the PDF; nothing is drawn on the page."""


def signed_copy(
    workspace: Workspace, name: str, certificate: Path, passphrase: str
) -> tuple[Enclosure | None, tuple[Diagnostic, ...]]:
    """The PDF of the last edition of issue `name`, signed with a certificate and its key (PKCS#12).

    Raises OSError, and ImportError where the part that signs is not installed.
    """
    from pyhanko.sign.signers import SimpleSigner

    publication, faults = load_publication(workspace.root)
    kept = latest_edition(workspace, name)
    record = kept.readable if kept else None
    if kept is None or record is None or record.act is Act.WITHDRAWN or publication is None:
        fault = of_file(
            "I112", f"issues/{issue_folder(name)}", f"第 {name} 期没有刊发的 PDF", "先刊发"
        )
        return None, (*faults, fault)
    enclosure, found = published_pdf(kept, recorded_issue(record, publication))
    if enclosure is None:
        return None, (*faults, *found)
    content = certificate.read_bytes()
    if unfit := certificate_faults(content, passphrase, str(certificate), day_at(workspace.root)):
        return None, (*faults, *unfit)
    signer = SimpleSigner.load_pkcs12_data(content, (), passphrase.encode())
    signed = _signed(enclosure.content, signer)
    assert signed.startswith(enclosure.content)
    return Enclosure(enclosure.name, signed, enclosure.pages), (*faults, *found)


def certificate_faults(
    content: bytes, passphrase: str, shown: str, today: date
) -> tuple[Diagnostic, ...]:
    """D516: why a readers' program would not accept what this certificate (PKCS#12) signs."""
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    try:
        store = load_pkcs12(content, passphrase.encode())
    except ValueError:
        hint = "核对口令；证书要 .p12、.pfx，别的格式请发证机构转"
        return (of_file("D516", shown, "证书打不开：口令不对，或者不是 .p12", hint),)
    if store.key is None or store.cert is None:
        hint = "导出证书时选“连同私钥”，存为 .p12 或 .pfx"
        return (of_file("D516", shown, "里面没有私钥，或者没有证书", hint),)
    held = store.cert.certificate
    first, last = held.not_valid_before_utc.date(), held.not_valid_after_utc.date()
    if not first <= today <= last:
        until = f"证书从 {first} 到 {last} 有效，今天是 {today}"
        return (of_file("D516", shown, until, "用有效的证书；过期的请发证机构换"),)
    return ()


def _signed(content: bytes, signer: object) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    written = io.BytesIO()
    about = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES)
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), about, signer=signer, output=written)
    return written.getvalue()
