"""Questions take turns, but for those that wait for the firm; changes do not."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from graph.domain.network import Network
from graph.questions.networks import Networks
from graph.questions.turns import Turns
from graph.store.protocol import Transaction
from graph.store.values import News
from schema.context import Context
from schema.execution import Request, answer
from tests.schema.firm import NOW, TODAY, SmallFirm, touch

ABOUT_THE_FIRM = (
    "{ keyPeople { totalCount } }",
    "{ firmRisk { accountCount } }",
    "{ singleThreadedAccounts { totalCount } }",
)
DEPARTURE = '{ departureImpact(input: {leavers: [{id: "ada"}], draws: 0}) { __typename } }'
CHANGE = 'mutation { staffMemberAdd(input: {id: "nia", name: "Nia New"}) { __typename } }'


@pytest.mark.parametrize("query", ABOUT_THE_FIRM)
async def test_who_waits_for_the_firm_lets_others_ask_meanwhile(firm: SmallFirm, query: str) -> None:
    networks, turns, may_load = Networks(firm.store), Turns(1, longest=3_600), asyncio.Event()

    async def load(day: date, evidence: int = 0) -> Network:
        await may_load.wait()
        return await read(day, evidence)

    async def ask(document: str) -> Any:
        context = Context(firm.store, firm.audit, NOW, "local", "request", kept=networks, turn=turns.turn())
        return await answer(Request(document), context)

    read, firm.store.whole = firm.store.whole, load  # type: ignore[method-assign]
    waiting = asyncio.create_task(ask(query))
    told = await asyncio.wait_for(ask(DEPARTURE), 10)
    assert (told.errors, waiting.done()) == ((), False)
    may_load.set()
    assert (await waiting).errors == ()
    await networks.close()


@pytest.mark.parametrize("query", ABOUT_THE_FIRM)
async def test_who_waits_until_the_firm_is_renewed_lets_others_ask_meanwhile(firm: SmallFirm, query: str) -> None:
    networks, turns, may_renew = Networks(firm.store, beforehand=False), Turns(1, longest=3_600), asyncio.Event()

    async def news(revision: int, day: date, *, rows: bool) -> News:
        if rows:
            await may_renew.wait()
        return await read(revision, day, rows=rows)

    async def ask(document: str) -> Any:
        context = Context(firm.store, firm.audit, NOW, "local", "request", kept=networks, turn=turns.turn())
        return await answer(Request(document), context)

    async def work(transaction: Transaction) -> None:
        await transaction.put([touch("more", TODAY, "gus", "petra")])

    read, firm.store.news = firm.store.news, news  # type: ignore[method-assign]
    assert (await ask(query)).errors == ()
    await firm.store.write(work)
    waiting = asyncio.create_task(ask(query.replace(" {", "(fresh: true) {")))
    told = await asyncio.wait_for(ask(DEPARTURE), 10)
    assert (told.errors, waiting.done()) == ((), False)
    may_renew.set()
    assert (await waiting).errors == ()
    await networks.close()


async def test_a_change_waits_for_no_turn(firm: SmallFirm) -> None:
    turns = Turns(1, longest=3_600)
    async with turns.turn():
        context = Context(firm.store, firm.audit, NOW, "local", "request", turn=turns.turn())
        reply = await asyncio.wait_for(answer(Request(CHANGE), context), 10)
    assert reply.data == {"staffMemberAdd": {"__typename": "StaffMemberSaved"}}
