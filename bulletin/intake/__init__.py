"""收稿: from what the towns send (Word, WPS, text, PDF, mail) to copy that the office can edit."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
