"""Clients of a serving process: they change and ask over HTTP, and keep what was acknowledged."""

from __future__ import annotations

from typing import Any

import httpx

RECORD = """
mutation Record($input: TouchRecordInput!) {
  touchRecord(input: $input) {
    __typename
    ... on TouchSaved { revision replayed changed touch { ownId version } }
    ... on UserError { message code }
  }
}
"""


def touch(number: str, staff: str, person: str, at: str) -> dict[str, Any]:
    """The input that records a touch, under an idempotency key of its own."""
    return {
        "id": f"by-hand-{number}",
        "at": at,
        "staffId": staff,
        "personId": person,
        "channel": "CALL",
        "idempotencyKey": f"key-{number}",
    }


def post(client: httpx.Client, address: str, query: str, given: dict[str, Any]) -> dict[str, Any]:
    """The data of an operation; raises httpx.HTTPError when the service is not there, AssertionError on any error."""
    response = client.post(address, json={"query": query, "variables": {"input": given}})
    body: dict[str, Any] = response.json()
    assert response.status_code == httpx.codes.OK, body
    assert "errors" not in body, body
    data: dict[str, Any] = body["data"]
    return data
