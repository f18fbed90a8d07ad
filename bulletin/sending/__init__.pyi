from .mail import drafts_of, is_barred, take_back, write_drafts
from .renewing import renew
from .signed_copy import signed_copy
from .wechat import post_of, write_post

__all__ = [
    "drafts_of",
    "is_barred",
    "post_of",
    "renew",
    "signed_copy",
    "take_back",
    "write_drafts",
    "write_post",
]
