"""What is the same in two Networks is held once, and each stays what it was."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given

from graph.domain.network import Network, Table
from graph.domain.sharing import sharing
from tests.engine.building import network_of
from tests.engine.firms import questions


def columns(network: Network | Table) -> dict[str, Any]:
    """Every column by where it stands."""
    found = {}
    for column in fields(network):
        value = getattr(network, column.name)
        if isinstance(value, Table):
            found |= {f"{column.name}.{name}": inner for name, inner in columns(value).items()}
        else:
            found[column.name] = value
    return found


def alike(one: Any, other: Any) -> bool:
    """Whether two columns are the same to the byte."""
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and one.tobytes() == other.tobytes())
    return bool(one == other)


@given(questions(), questions())
def test_a_network_that_shares_stays_what_it_was(one: Any, other: Any) -> None:
    (folder, _, day), (another, _, then) = one, other
    found = network_of(folder, day)
    for held in (network_of(folder, day - timedelta(days=40)), network_of(another, then)):
        before, shared, theirs = columns(found), columns(sharing(found, held)), columns(held)
        assert [name for name in before if not alike(shared[name], before[name])] == []
        same = [name for name in before if isinstance(before[name], np.ndarray) and alike(before[name], theirs[name])]
        assert [name for name in same if shared[name] is not theirs[name]] == []


@given(questions())
def test_the_same_firm_again_takes_no_memory_of_its_own(question: Any) -> None:
    folder, _, day = question
    held = network_of(folder, day)
    again = columns(sharing(replace(network_of(folder, day), revision=held.revision + 1), held))
    assert {name for name, value in columns(held).items() if again[name] is not value} == {"revision"}
