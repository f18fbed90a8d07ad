"""Errors of the system in an editor's words."""

from __future__ import annotations

import errno
import os
import re

REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不准许",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写失败",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一节不是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕回自己",
    errno.EXDEV: "不在同一个磁盘上",
    errno.EFBIG: "文件太大",
    errno.EINVAL: "这个磁盘不接受这样的名称或操作",
    errno.EILSEQ: "文件名里有这个磁盘存不了的字",
    errno.EBUSY: "正被别的程序占用",
    errno.ETXTBSY: "正被别的程序占用",
    errno.EAGAIN: "正被别的程序占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.ENODEV: "磁盘不在了",
    errno.ENXIO: "磁盘不在了",
    errno.ESTALE: "共享盘断开过，重新打开",
    errno.ENOTCONN: "共享盘没有连上",
    errno.EHOSTDOWN: "共享盘的机器没有开",
    errno.EHOSTUNREACH: "连不上共享盘的机器",
    errno.ETIMEDOUT: "等太久没有回应",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "没有这个地址",
    errno.ENOTSUP: "这个磁盘不支持",
    errno.ENOSYS: "这个系统不支持",
}
"""What the system reports on reading and writing files, local ones and those of a shared drive."""


def reason(problem: OSError | RuntimeError) -> str:
    """Why the system refused, in Chinese. What this program raised itself is in Chinese already.

    A RuntimeError is what `Path.resolve` raises of a link that leads to itself (Python 3.11).

    >>> reason(PermissionError(13, "Permission denied"))
    '没有权限'
    >>> reason(OSError(5, "写下的和读回的不一样"))
    '写下的和读回的不一样'
    """
    if isinstance(problem, RuntimeError):
        return REASONS[errno.ELOOP]
    code, said = problem.errno, problem.strerror
    if said and (code is None or said != os.strerror(code)):
        return said
    return REASONS.get(code or 0) or (f"系统错误 {code}" if code else str(problem) or "系统错误")


def place(problem: OSError) -> str:
    """The file in which it happened, by the name that it has or was to have; empty if unknown.

    >>> place(OSError(28, "No space left on device", "build/issues/.7.pdf.new-0123456789ab"))
    'build/issues/7.pdf'
    """
    named = problem.filename
    path = os.fsdecode(named) if isinstance(named, str | bytes) else ""
    return re.sub(r"(^|/)\.([^/]+)\.new-[0-9a-f]{12}(?=/|$)", r"\1\2", path)
