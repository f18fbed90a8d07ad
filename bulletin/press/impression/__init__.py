"""The impression: from what stands where on the pages, whoever laid them out, to the PDF."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
