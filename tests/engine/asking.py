"""Shorthands for asking the engine in tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph.domain.answers import AccountImpact, Basis, DepartureImpact
from graph.domain.network import Network
from graph.domain.vocabulary import Destination
from graph.engine.departure import DepartureSettings, departure_impact
from tests.engine.building import network_of
from tests.oracle.rows import Folder


def ask(network: Network, leavers: Mapping[str, str], day: date, *, draws: int = 0, seed: int = 1) -> DepartureImpact:
    """The engine's answer for leavers and where they go, on a Network."""
    basis = Basis(revision=1, as_of=day, seed=seed, assumptions="test", import_state=None, import_since=None)
    going = {one: Destination.of(to) for one, to in leavers.items()}
    return departure_impact(network, DepartureSettings(leavers=going, draws=draws, basis=basis))


def ask_folder(folder: Folder, leavers: Mapping[str, str], day: date, *, draws: int = 0) -> DepartureImpact:
    """The engine's answer on the Network of a folder."""
    return ask(network_of(folder, day), leavers, day, draws=draws)


def by_account(answer: DepartureImpact) -> dict[str, AccountImpact]:
    """The rows of an answer by account id."""
    return {row.account_id: row for row in answer.accounts}
