"""Where the service may listen, and what it says when it cannot."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from app.http_errors import AddressUnavailable
from app.http_server import listening_socket

EVERYWHERE = "0.0.0.0"  # noqa: S104  # refused


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.0.2.1", "whither.example", "", "127.0.0.1.evil.example"])
def test_without_sign_in_only_this_machine_is_answered(host: str) -> None:
    with pytest.raises(AddressUnavailable) as refusal:
        listening_socket(host, 0)
    assert str(refusal.value) == (
        f"Whither does not listen on {host!r}: without sign-in it answers this machine alone, so use 127.0.0.1."
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_every_address_of_this_machine_alone_will_do(host: str) -> None:
    with closing(listening_socket(host, 0)) as listening:
        name, port = listening.getsockname()
        assert name.startswith("127.")
        with closing(socket.create_connection((name, port), timeout=5)):
            pass


def test_a_port_in_use_is_said_in_one_sentence_with_the_remedy() -> None:
    with closing(listening_socket("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressUnavailable, match=f"Port {port} of 127.0.0.1 is in use: .*--port"):
            listening_socket("127.0.0.1", port)
