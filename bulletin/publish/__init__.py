"""The last steps of an issue's life: approved, published, corrected, withdrawn, verified."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
