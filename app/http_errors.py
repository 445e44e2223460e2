"""What can be wrong with an HTTP request, or with listening for one: branches of the family in ``graph.errors``.

Decides: these errors, their codes and sentences. Does not decide: the status of a code (``schema.codes`` does).

    WhitherError
    ├── HttpRefusal
    │   ├── BadRequest              not a GraphQL request
    │   ├── HostRefused             a host that we do not answer for
    │   ├── OriginRefused           a page of another origin
    │   ├── RouteNotFound           nothing at this address
    │   ├── MethodNotAllowed        another HTTP method
    │   ├── NotAcceptable           no type that can be sent
    │   ├── PayloadTooLarge         a body beyond the limit
    │   └── UnsupportedMediaType    a body that is not JSON in UTF-8
    ├── DeadlineExceeded            a request that took too long
    └── AddressUnavailable          we cannot, or must not, listen there
"""

from __future__ import annotations

from graph.errors import WhitherError


class HttpRefusal(WhitherError):
    """A request that is refused before GraphQL sees it."""

    code = "BAD_REQUEST"


class BadRequest(HttpRefusal):
    """The request is not a GraphQL request."""

    code = "BAD_REQUEST"


class HostRefused(HttpRefusal):
    """The Host header names a host that we do not answer for: perhaps a page that rebound its name to this machine."""

    code = "HOST_REFUSED"

    def __init__(self) -> None:
        """Say which setting allows a host."""
        super().__init__("This Host is not answered to: ask by a loopback name, or list it in WHITHER_ALLOWED_HOSTS.")


class OriginRefused(HttpRefusal):
    """A page of another origin asks."""

    code = "ORIGIN_REFUSED"

    def __init__(self) -> None:
        """Say which setting allows an origin."""
        super().__init__("Pages of this origin may not ask: list it in WHITHER_CORS_ORIGINS to allow it.")


class RouteNotFound(HttpRefusal):
    """There is nothing at this address."""

    code = "ROUTE_NOT_FOUND"

    def __init__(self) -> None:
        """Say where GraphQL is."""
        super().__init__("There is nothing at this address: GraphQL is at /graphql.")


class MethodNotAllowed(HttpRefusal):
    """The address is right, the HTTP method is not."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self) -> None:
        """Say which methods there are."""
        super().__init__("This address does not take that HTTP method: send questions to /graphql by POST.")


class NotAcceptable(HttpRefusal):
    """The Accept header takes no type that can be sent."""

    code = "NOT_ACCEPTABLE"

    def __init__(self) -> None:
        """Name the types that can be sent."""
        super().__init__("Answers are JSON: accept application/graphql-response+json or application/json.")


class PayloadTooLarge(HttpRefusal):
    """The body is larger than one request may be."""

    code = "PAYLOAD_TOO_LARGE"

    def __init__(self, allowed: int) -> None:
        """Name how many bytes are ``allowed``."""
        super().__init__(f"The body has more than {allowed:,} bytes: split it into several requests.")


class UnsupportedMediaType(HttpRefusal):
    """The body is not JSON in UTF-8."""

    code = "UNSUPPORTED_MEDIA_TYPE"

    def __init__(self) -> None:
        """Name the type that is taken."""
        super().__init__("Send the question as a body of type application/json in UTF-8, without compression.")


class DeadlineExceeded(WhitherError):
    """A request took longer than a request may take, and was given up."""

    code = "DEADLINE_EXCEEDED"

    def __init__(self, seconds: float, *, loading: bool = False) -> None:
        """Name the ``seconds`` that a request may take; ``loading``: this one waits for the firm."""
        self.seconds = seconds
        why = " (the whole firm is being loaded or brought up to date for it)" if loading else ""
        super().__init__(
            f"There was no answer within {seconds:g} s{why}: ask for less, or again later; a change may have been made,"
            " so send it again under its idempotency key."
        )


class AddressUnavailable(WhitherError):
    """We cannot, or must not, listen at an address."""

    code = "ADDRESS_UNAVAILABLE"
