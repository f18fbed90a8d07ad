"""What a PDF shows: its glyphs with their places, bars, pictures, lines and text."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
