"""What somebody may not read or write, also where the tests run as root, who may do anything.

Decides: nothing; a store must say itself what it is not allowed.
"""

from __future__ import annotations

import email.policy  # noqa: F401  # read while its file may be: who asks for versions of packages may need it later
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def ordinary() -> Iterator[None]:
    """Root becomes nobody for as long as it lasts; anybody else stays who they are."""
    privileged = os.geteuid() == 0
    if privileged:
        os.seteuid(65534)
    try:
        yield
    finally:
        if privileged:
            os.seteuid(0)


@contextmanager
def public_folder() -> Iterator[Path]:
    """A folder that even nobody may enter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path
        path.chmod(0o700)
