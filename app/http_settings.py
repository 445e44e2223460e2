"""What the HTTP service needs to know.

Decides: these settings and their defaults. Does not decide: where they are read (``app.settings`` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Which ``hosts`` are answered to beside the loopback names (as written in a Host header, without port), pages of
    which ``origins`` may ask from a browser (``https://host:port``), how many bytes a body may have, the ``deadline``
    of a request in seconds, and how many seconds it waits for a revision that was seen elsewhere (``patience``)."""

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    largest_body: int = 1_000_000
    deadline: float = 30.0
    patience: float = 5.0

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host that is answered to, in lower case."""
        return frozenset(host.lower() for host in (*LOOPBACK_NAMES, *self.hosts))
