"""Listening for HTTP until somebody says stop.

Decides: where we may listen (this machine's own addresses, as long as nobody signs in), and how the service ends.
Does not decide: what it answers (``http``).
"""

from __future__ import annotations

import errno
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from app.http_errors import AddressUnavailable
from app.http_log import log_to_standard_error

_PATIENCE: Final = 5
"""Seconds that running answers get to end."""
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


async def serve(application: FastAPI, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then let running answers end and return.

    ``port`` 0 takes a free one. ``ready`` is told the address, such as ``http://127.0.0.1:8000``, once connections are
    taken. Raises AddressUnavailable for a host other than this machine's own and for a port in use."""
    config = uvicorn.Config(
        application, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_PATIENCE
    )
    server = uvicorn.Server(config)
    with closing(listening_socket(host, port)) as listening, _stopped_by_signals(server):
        log_to_standard_error()
        if ready is not None:
            ready(_address(listening))
        await server.serve(sockets=[listening])


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that already takes connections; raises AddressUnavailable when there can be none."""
    family = _loopback_family(host)
    # the protocol is named because only then the event loop sends small answers at once (TCP_NODELAY)
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise AddressUnavailable(_why(error, host, port)) from None
    return listening


def _loopback_family(host: str) -> socket.AddressFamily:
    if host == "localhost":
        return socket.AF_INET
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise AddressUnavailable(
            f"Whither does not listen on {host!r}: without sign-in it answers this machine alone, so use 127.0.0.1."
        )
    return socket.AF_INET6 if address.version == 6 else socket.AF_INET


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use: stop what listens there, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} of {host} needs the rights of an administrator: choose one above 1023 with --port."
    return f"Whither cannot listen on port {port} of {host} ({error.strerror}): choose another with --host or --port."


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Let a signal stop the server and nothing else.

    The server raises the signal again when it has ended, so that a program dies of it; here whoever called ``serve``
    still has a store to close. A signal that comes before the server listens to signals stops it too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    before = {one: signal.signal(one, stop) for one in _STOPS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
