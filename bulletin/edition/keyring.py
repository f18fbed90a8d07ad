"""The private keys of the people who work at this machine, outside every workspace.

They are kept in the user's own configuration, in OpenSSH's format for private keys, under a
passphrase. A file beside each key lists what was signed with it. It is a witness: somebody who can
write only to the workspace cannot change it.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bulletin.edition.attestation import Signer, key_digits
from bulletin.output import replace_file
from bulletin.patterns import pattern_of

ROUNDS = 64
"""How often the passphrase is mixed (bcrypt): about a second for each that somebody tries."""


class WrongPassphrase(ValueError):
    """The passphrase does not open the key."""


@dataclass(frozen=True)
class KeptKey:
    """A private key of this machine, still closed."""

    digits: str
    path: Path

    def opened(self, passphrase: str, name: str) -> Signer:
        """Open it for `name`. Raises OSError, WrongPassphrase, and ValueError if it is no key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key

        import_module("bcrypt")
        content = self.path.read_bytes()
        if not _WHOLE.search(content):
            raise ValueError(str(self.path))
        try:
            private = load_ssh_private_key(content, passphrase.encode())
        except (ValueError, TypeError):
            raise WrongPassphrase(str(self.path)) from None
        if not isinstance(private, Ed25519PrivateKey) or _digits(private) != self.digits:
            raise ValueError(str(self.path))
        return Signer(self.digits, name, private.sign)


def key_folder() -> Path:
    """Where private keys are kept: `$XDG_CONFIG_HOME/bulletin/keys`, or under `~/.config`."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "bulletin" / "keys"


def kept_keys() -> tuple[KeptKey, ...]:
    """The private keys of this machine."""
    folder = key_folder()
    paths = sorted(folder.glob("*.key")) if folder.is_dir() else []
    return tuple(KeptKey(path.stem, path) for path in paths if _DIGITS.fullmatch(path.stem))


_DIGITS = pattern_of("[0-9a-f]{16}")
_WHOLE = pattern_of(
    rb"-----BEGIN OPENSSH PRIVATE KEY-----\s[A-Za-z0-9+/=\s]+-----END OPENSSH PRIVATE KEY-----"
)
"""A private key's file from its first line to its last: one that was cut off has no passphrase."""


def make_key(passphrase: str, name: str) -> tuple[Signer, str]:
    """Make a key and keep it; returns it with its public key in Base64. Raises OSError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat

    import_module("bcrypt")  # cryptography would ask for it in English
    private = Ed25519PrivateKey.generate()
    closed = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(ROUNDS)
    content = private.private_bytes(
        Encoding.PEM, PrivateFormat.OpenSSH, closed.build(passphrase.encode())
    )
    folder = key_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digits = _digits(private)
    handle = os.open(folder / f"{digits}.key", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    public = b64encode(private.public_key().public_bytes_raw()).decode()
    return Signer(digits, name, private.sign), public


def _digits(private: object) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    assert isinstance(private, Ed25519PrivateKey)
    return key_digits(b64encode(private.public_key().public_bytes_raw()).decode())


# -- What was signed -------------------------------------------------------------------------------


def signed_here(root: Path) -> tuple[Path, ...]:
    """The files that tell what was signed on this machine in the workspace at `root`."""
    folder = key_folder()
    return tuple(sorted(folder.glob(f"*-{_place(root)}.txt"))) if folder.is_dir() else ()


def note_signed(root: Path, key: str, receipt: str) -> None:
    """Write down a receipt of what was signed in the workspace at `root`. Raises OSError."""
    path = key_folder() / f"{key}-{_place(root)}.txt"
    before = path.read_bytes() if path.is_file() else b""
    replace_file(path, before + receipt.encode())


def _place(root: Path) -> str:
    return hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:12]
