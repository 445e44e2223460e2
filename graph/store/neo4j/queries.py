"""One transaction on a Neo4j server, asked by statement.

Decides: how an answer becomes plain values. Does not decide: what is asked, nor when a transaction begins and ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # the rows of a bulk import are made without the driver
    from neo4j import AsyncManagedTransaction, AsyncResult, AsyncTransaction

Row = list[Any]
"""The values of one record, in the order of the statement's RETURN; nothing but numbers, text, lists and null."""

AT_ONCE: Final = 10_000
"""Rows that one statement writes or looks up."""


class Queries:
    """A transaction that runs statements one by one."""

    def __init__(self, transaction: AsyncTransaction | AsyncManagedTransaction) -> None:
        """The transaction has begun and is ended by whoever began it."""
        self._transaction = transaction

    async def run(self, statement: str, **parameters: Any) -> None:
        """Run a statement whose answer does not matter."""
        await (await self._ask(statement, parameters)).consume()

    async def rows(self, statement: str, **parameters: Any) -> list[Row]:
        """All records of an answer."""
        return await (await self._ask(statement, parameters)).values()

    async def row(self, statement: str, **parameters: Any) -> Row:
        """The one record of an answer that always has exactly one; raises LookupError for any other answer."""
        found = await self.rows(statement, **parameters)
        if len(found) != 1:
            raise LookupError(f"{len(found)} records where one was expected")
        return found[0]

    async def value(self, statement: str, **parameters: Any) -> Any:
        """The one value of the one record of an answer."""
        (value,) = await self.row(statement, **parameters)
        return value

    async def _ask(self, statement: str, parameters: dict[str, Any]) -> AsyncResult:
        return await self._transaction.run(statement, parameters)
