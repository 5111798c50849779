"""What a checkout makes for itself so that development needs no configuration."""

import contextlib
import os
import secrets


def secret_key(folder):
    """A secret of this checkout, made at first use; of two processes the first wins."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_text()
