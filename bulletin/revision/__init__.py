"""What somebody changed in an issue's Word document, and bringing it into the copy."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
