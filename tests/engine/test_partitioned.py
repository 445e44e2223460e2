"""A firm swept in parts: whoever sweeps which accounts, the figures are those of one sweep, to the last byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.engine.partitioned import dealt, joined, part_of, share_of
from graph.engine.parts import sorted_out
from tests.engine.building import cached, network_of
from tests.engine.by_bytes import by_one, by_parts
from tests.engine.firms import ACCOUNTS, questions
from tests.oracle.rows import Folder

Question = tuple[Folder, dict[str, str], date]
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(questions(), st.lists(st.integers(0, 4), min_size=len(ACCOUNTS), max_size=len(ACCOUNTS)), st.randoms())
def test_any_partition_of_the_accounts_in_any_order_gives_the_bytes_of_one_sweep(
    question: Question, worker: list[int], chance: Random
) -> None:
    folder, _, day = question
    for network in (network_of(folder, day), cached(network_of(folder, day))):
        whole, at = sorted_out(network), np.array(worker[: len(network.accounts)], dtype=np.int64)
        shares = [share_of(part_of(whole, np.flatnonzero(at == one).astype(np.int32))) for one in range(5)]
        chance.shuffle(shares)

        assert by_parts(network, shares) == by_one(network)


@given(st.integers(0, 50), st.integers(1, 60))
def test_accounts_are_dealt_evenly_and_each_to_one_part(accounts: int, parts: int) -> None:
    hands = dealt(accounts, parts)

    assert sorted(np.concatenate(hands).tolist()) == list(range(accounts))
    assert len(hands) == parts
    assert max(map(len, hands)) - min(map(len, hands)) <= 1


@MANY
@given(questions(), st.sampled_from([((0, 1), (1, 2, 3)), ((0, 1), (3,)), ()]))
def test_what_is_no_partition_is_refused(question: Question, hands: tuple[tuple[int, ...], ...]) -> None:
    folder, _, day = question
    network = network_of(folder, day)
    whole = sorted_out(network)
    shares = [share_of(part_of(whole, np.array(hand, dtype=np.int32))) for hand in hands]

    with pytest.raises(ValueError, match="partition"):
        joined(network, shares)


@MANY
@given(questions(), st.sampled_from([{"revision": 1}, {"day": 1}]))
def test_shares_of_another_revision_or_day_are_refused(question: Question, later: dict[str, int]) -> None:
    folder, _, day = question
    network = network_of(folder, day)
    whole = sorted_out(network)
    shares = [share_of(part_of(whole, hand)) for hand in dealt(len(network.accounts), 2)]
    by = {name: getattr(network, name) + more for name, more in later.items()}

    with pytest.raises(ValueError, match="revision or day"):
        joined(replace(network, **by), shares)  # type: ignore[arg-type]  # both are whole numbers
