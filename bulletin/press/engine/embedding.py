"""The finished PDF: small embedded faces, page labels, and the declaration of PDF/UA-1."""

from __future__ import annotations

from typing import Any

import pydyf
import uharfbuzz as hb
from weasyprint.pdf import fonts as wp_pdf_fonts

from bulletin.press.engine.joined import face_of_shapes
from bulletin.press.engine.setting import current
from bulletin.press.fit import ADJUSTED

engine_subset = wp_pdf_fonts.Font._harfbuzz_subset


def finish(_document: Any, pdf: Any, adjusted: str) -> None:
    """Add page labels, and declare PDF/UA-1 in addition to PDF/A-2a.

    `adjusted` says in Chinese how the lines of the issue were adjusted; the file records it unless
    it is empty.
    """
    if adjusted:
        pdf.info[ADJUSTED] = pydyf.String(adjusted)
    pdf.catalog["PageLabels"] = pydyf.Dictionary(
        {"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])}
    )
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/OpenType":
            _unwrap(each)
    number = int(pdf.catalog["Metadata"].split()[0])
    packet = pdf.objects[number]
    packet.stream = [
        part.replace(b"</rdf:RDF>", UA_METADATA + b"</rdf:RDF>") for part in packet.stream
    ]


def _unwrap(stream: Any) -> None:
    """Embed a CID-keyed face as bare CFF, without its OpenType wrapper.

    With the wrapper, PDF readers disagree whether a code is a CID or the index of a glyph.
    """
    face = hb.Face(stream.stream[0])
    if _is_cid_keyed(face):
        stream.stream = [bytes(face.reference_table("CFF ").data)]
        stream.extra["Subtype"] = "/CIDFontType0C"


UA_METADATA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq>"
    b"</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""The PDF/UA identifier (ISO 14289-1 5), with the schema that PDF/A-2 requires for it
(ISO 19005-2 6.6.2.3)."""


def subset(font: Any, to_unicode: Any, hinting: bool) -> None:
    """Embed only the glyphs that are used; for a face with joining letters, only its shapes.

    WeasyPrint keeps an empty slot for every unused glyph below the last used one. A CID-keyed face
    does not need them: its charset says which CID, the number in the prepared face, each glyph has.
    """
    if shapes := current().shapes.get(font.hash):
        font.file_content = face_of_shapes(font.file_content, font.index, shapes)
        return
    face = hb.Face(font.file_content, font.index)
    if not _is_cid_keyed(face):
        engine_subset(font, to_unicode, hinting)
        return
    request = hb.SubsetInput()
    request.glyph_set.update(to_unicode)
    request.drop_table_tag_set.update(int.from_bytes(tag) for tag in (b"GPOS", b"GSUB", b"GDEF"))
    request.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
    font.file_content = bytes(hb.subset(face, request).blob.data)


def _is_cid_keyed(face: Any) -> bool:
    """Whether a face is CID-keyed CFF, which means that its glyphs have numbers instead of
    names."""
    tables = face.table_tags
    return "CFF " in tables and not hb.Font(face).get_glyph_name(1)
