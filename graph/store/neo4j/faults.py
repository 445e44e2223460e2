"""What a Neo4j server or its driver complains about, said plainly.

Decides: which error of ours stands for which of theirs, and its remedy.
Does not decide: what is tried again (the driver does, for what it calls retryable).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import gaierror
from typing import Final

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
)

from graph.errors import (
    InvalidCursor,
    InvalidInput,
    InvalidRecord,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
)


@contextmanager
def said_plainly(location: str) -> Iterator[None]:
    """Raise a StoreError for whatever the server, the driver or the network complains about in the block.

    Text that no store can hold, half a character, raises InvalidRecord."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise InvalidRecord("text", str(error.object), "it holds half a character (a lone surrogate)") from error
    except (DriverError, Neo4jError, OSError) as error:
        raise store_error(location, error) from error


@contextmanager
def understood(location: str) -> Iterator[None]:
    """Raise StoreDamaged for what was read in the block and cannot be meant."""
    try:
        yield
    except InvalidCursor:  # of the question, not of the graph
        raise
    except (InvalidInput, LookupError, OverflowError, ValueError) as error:
        if isinstance(error, UnicodeEncodeError):
            raise
        raise StoreDamaged(
            location, f"{location} holds a value that cannot be meant ({error}): run whither verify, and mend it there."
        ) from error


def store_error(location: str, error: Exception) -> StoreError:
    """The error of ours that stands for one of the driver's, the server's or the network's."""
    if isinstance(error, Neo4jError):
        for part, meaning in _MEANINGS.items():
            if part in (error.code or ""):
                return meaning(location)
        if isinstance(error, AuthError):
            return _refused(location)
        return StoreError(location, f"{location} refused what was asked ({_reason(error)}): run whither doctor.")
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return StoreBusy(location, f"All connections to {location} are in use for too long: try again.")
    if isinstance(error, IncompleteCommit):
        lost = f"The connection to {location} was lost while a change was being committed"
        return StoreUnavailable(location, f"{lost}, which is there whole or not at all: look, or make it again.")
    return unreachable(location, *_why(error))


def unreachable(location: str, reason: str, remedy: str = "") -> StoreUnavailable:
    """The error for a server that does not answer."""
    remedy = remedy or "see whether it runs and whether the address is right, then try again"
    return StoreUnavailable(location, f"{location} cannot be reached ({reason}): {remedy}.")


def _why(error: Exception) -> tuple[str, str]:
    """Why a server cannot be reached, and a remedy where there is one of its own: the driver says it in the last of the
    errors that led to this one, or in none."""
    causes = list(_causes(error))
    for kind, reason, remedy in _REASONS:
        for cause in causes:
            if isinstance(cause, kind):
                return reason, remedy
    for words, reason, remedy in _WORDS:
        if any(words in str(cause) for cause in causes):
            return reason, remedy
    return _reason(causes[-1]), ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it, the members of groups included."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
            waiting += [cause for cause in (one.__cause__, one.__context__) if isinstance(cause, Exception)]


def _reason(error: BaseException) -> str:
    """The first line of what somebody said, without the full stop that it may end with."""
    text = (error.message if isinstance(error, Neo4jError) else str(error)) or type(error).__name__
    return text.splitlines()[0].rstrip(".: ")


_NO_TLS: Final = (
    "it has no encryption, or no certificate for this name",
    "neo4j:// and bolt:// are for a server without encryption, neo4j+ssc:// is for one with a certificate of its own",
)
_NOT_BOLT: Final = (
    "something else answers there",
    "give the port of its Bolt connector, which is 7687 where nobody chose",
)

_REASONS: Final[tuple[tuple[type[BaseException], str, str], ...]] = (
    (gaierror, "nobody knows a computer of this name", ""),
    (ssl.SSLError, *_NO_TLS),
    (ConfigurationError, "these settings of a connection cannot be used", ""),
    (ConnectionRefusedError, "nobody listens there", ""),
    (TimeoutError, "there is no answer", ""),
)
_WORDS: Final = (
    ("looks like HTTP", *_NOT_BOLT),
    ("incomplete handshake", *_NOT_BOLT),
    ("encrypted connection", *_NO_TLS),
    ("Connect call failed", "nobody listens there", ""),
    ("Driver closed", "it has been closed", "open it again"),
)


def _refused(location: str) -> StoreError:
    remedy = "set WHITHER_NEO4J_USER, and WHITHER_NEO4J_PASSWORD or WHITHER_NEO4J_PASSWORD_FILE"
    return StoreUnavailable(location, f"{location} does not know this user and password: {remedy}.")


def _refused_for_now(location: str) -> StoreError:
    remedy = "correct it, and try again in a few seconds"
    return StoreUnavailable(location, f"{location} was given a wrong password several times: {remedy}.")


def _expired(location: str) -> StoreError:
    remedy = "sign in with cypher-shell or Neo4j Browser, which ask for another one"
    return StoreUnavailable(location, f"{location} wants the password of this user to be changed first: {remedy}.")


def _forbidden(location: str) -> StoreError:
    remedy = "give this user the rights that docs/neo4j.md lists"
    return StoreUnavailable(location, f"{location} forbids this user what was asked: {remedy}.")


def _missing(location: str) -> StoreError:
    return StoreUnavailable(location, f"There is no database {location}: correct WHITHER_NEO4J_DATABASE, or create it.")


def read_only(location: str) -> StoreUnavailable:
    """The error for a database that only lets itself be read."""
    remedy = "take it out of server.databases.read_only or default_to_read_only, and try again"
    return StoreUnavailable(location, f"{location} is set to read-only: {remedy}.")


def nodes_gone(location: str, how: str) -> StoreDamaged:
    """The error for nodes of the store itself that are not there as often as they must be: ``lost``, say."""
    gone = f"{location} has {how} nodes that keep readers and writers apart (:__Whither...)"
    return StoreDamaged(location, f"{gone}: let nobody use it, and restore a backup.")


def _busy(location: str) -> StoreError:
    return StoreBusy(location, f"{location} is held by others for too long: try again.")


def _slow(location: str) -> StoreError:
    return StoreBusy(location, f"{location} did not finish in time: try again when its server has less to do.")


def _no_memory(location: str) -> StoreError:
    remedy = "give it more heap (server.memory.heap.max_size), or try again when it has less to do"
    return StoreUnavailable(location, f"The server of {location} ran out of memory: {remedy}.")


def _no_room(location: str) -> StoreError:
    remedy = "see its log, make room, restart it, and try again"
    return StoreUnavailable(location, f"The server of {location} cannot write, as when its disk is full: {remedy}.")


def _offline(location: str) -> StoreError:
    return StoreUnavailable(location, f"The server of {location} runs, but not this database: start it, and try again.")


_MEANINGS: Final[dict[str, Callable[[str], StoreError]]] = {
    "Security.AuthenticationRateLimit": _refused_for_now,
    "Security.CredentialsExpired": _expired,
    "Security.Forbidden": _forbidden,
    "Security.": _refused,
    "Database.DatabaseNotFound": _missing,
    "DatabaseUnavailable": _offline,
    "ReadOnly": read_only,
    "LockClientStopped": _busy,
    "LockAcquisitionTimeout": _busy,
    "DeadlockDetected": _busy,
    "TransactionTimedOut": _slow,
    "Transaction.Terminated": _slow,
    "OutOfMemory": _no_memory,
    "Transaction.TransactionLogError": _no_room,
    "Transaction.TransactionStartFailed": _no_room,
    "Transaction.TransactionCommitFailed": _no_room,
}
"""What a server's code means, by a part of it; the first that fits counts."""
