from .approval import APPROVAL, Approval, approval_of, approval_path, read_approval, write_approval
from .bag import BAG_INFO, TAG_MANIFEST, bag_of, check_bag
from .copy import copy_files, digest_of, digests, whole_copy
from .record import EditionRecord, FaceRecord, Signed, record_bytes
from .shelf import (
    PUBLISH_LOCK,
    REGISTER_NAME,
    Kept,
    RegisterLine,
    Shelf,
    issued_copies,
    kept_issue,
    latest_edition,
    read_shelf,
    register_of,
    strays,
)

__all__ = [
    "APPROVAL",
    "BAG_INFO",
    "PUBLISH_LOCK",
    "REGISTER_NAME",
    "TAG_MANIFEST",
    "Approval",
    "EditionRecord",
    "FaceRecord",
    "Kept",
    "RegisterLine",
    "Shelf",
    "Signed",
    "approval_of",
    "approval_path",
    "bag_of",
    "check_bag",
    "copy_files",
    "digest_of",
    "digests",
    "issued_copies",
    "kept_issue",
    "latest_edition",
    "read_approval",
    "read_shelf",
    "record_bytes",
    "register_of",
    "strays",
    "whole_copy",
    "write_approval",
]
