"""A copy of a published PDF with a signature that readers' programs show (PAdES), by the office's
own certificate. The edition is left as it is: the signature is added behind its bytes."""

from __future__ import annotations

import io
from pathlib import Path

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
    signer = SimpleSigner.load_pkcs12(str(certificate), passphrase=passphrase.encode())
    if signer is None:
        fault = of_file("D516", str(certificate), "证书打不开：口令不对，或者不是 .p12", "核对口令")
        return None, (*faults, fault)
    signed = _signed(enclosure.content, signer)
    assert signed.startswith(enclosure.content)
    return Enclosure(enclosure.name, signed, enclosure.pages), (*faults, *found)


def _signed(content: bytes, signer: object) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    written = io.BytesIO()
    about = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES)
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), about, signer=signer, output=written)
    return written.getvalue()
