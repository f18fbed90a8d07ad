"""What the PDF says of itself: document information, and the XMP packet that says the same, with
the claims to PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from bulletin.press.impression.objects import dictionary, text_string
from bulletin.press.impression.placed import Imprint


def information(imprint: Imprint) -> str:
    """The dictionary of document information."""
    entries = {
        "Title": imprint.title,
        "Author": ", ".join(imprint.authors),
        "Subject": imprint.subject,
        "Keywords": ", ".join(imprint.keywords),
        "Creator": imprint.creator,
        "Producer": imprint.producer,
        "CreationDate": _day(imprint.created),
        "ModDate": _day(imprint.changed),
        **dict(imprint.others),
    }
    return dictionary({key: text_string(value) for key, value in entries.items() if value})


def _day(value: str) -> str:
    """A day or time as PDF writes it (ISO 32000-1, 7.9.4)."""
    match = re.fullmatch(r"([0-9T:-]+?)(Z|[+-][0-9]{2}:[0-9]{2})?", value)
    if not match:
        return ""
    zone = (match[2] or "").replace(":", "'")
    return f"D:{re.sub('[^0-9]', '', match[1])}{zone}"


def packet(imprint: Imprint) -> bytes:
    """The XMP packet."""
    rows = "".join(f'<rdf:Description rdf:about=""{each}' for each in _descriptions(imprint))
    names = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES)
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f'<rdf:RDF{names}>{rows}</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


NAMESPACES = (
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
    ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
    ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
    ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
)


def _descriptions(imprint: Imprint) -> Iterator[str]:
    """Each description of the packet, after its first attribute."""
    yield ' pdfaid:part="2" pdfaid:conformance="A"/>'
    yield f" pdf:Producer={quoteattr(imprint.producer)}/>"
    if imprint.title:
        yield _of("dc:title", _in_a_language(imprint.title))
    if imprint.authors:
        names = "".join(f"<rdf:li>{escape(each)}</rdf:li>" for each in imprint.authors)
        yield _of("dc:creator", f"<rdf:Seq>{names}</rdf:Seq>")
    if imprint.subject:
        yield _of("dc:description", _in_a_language(imprint.subject))
    if imprint.keywords:
        yield _of("pdf:Keywords", escape(", ".join(imprint.keywords)))
    if imprint.creator:
        yield _of("xmp:CreatorTool", escape(imprint.creator))
    if imprint.created:
        yield _of("xmp:CreateDate", escape(imprint.created))
    if imprint.changed:
        yield _of("xmp:ModifyDate", escape(imprint.changed))
    yield from OF_ACCESS


def _of(name: str, content: str) -> str:
    return f"><{name}>{content}</{name}></rdf:Description>"


def _in_a_language(value: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
    return f"<rdf:Alt>{item}</rdf:Alt>"


OF_ACCESS = (
    "><pdfuaid:part>1</pdfuaid:part></rdf:Description>",
    '><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq>"
    "</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>",
)
"""The PDF/UA identifier (ISO 14289-1 5), with the schema that PDF/A-2 requires for it
(ISO 19005-2 6.6.2.3)."""
