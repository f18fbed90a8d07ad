"""HTML of an issue and style sheets to PDF: all contact with WeasyPrint and with font files."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
