"""Where the service may listen, and what it says when it cannot."""

from __future__ import annotations

import asyncio
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


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_small_answer_does_not_wait_for_the_one_before_to_be_acknowledged(host: str) -> None:
    at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        at_once.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = listening_socket(host, 0)
    async with await asyncio.start_server(accept, sock=listening):
        with closing(socket.create_connection(listening.getsockname()[:2], timeout=5)):
            assert await asyncio.wait_for(at_once, 5) != 0


def test_a_port_in_use_is_said_in_one_sentence_with_the_remedy() -> None:
    with closing(listening_socket("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressUnavailable, match=f"Port {port} of 127.0.0.1 is in use: .*--port"):
            listening_socket("127.0.0.1", port)
