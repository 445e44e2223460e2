"""Everybody's departure swept by several processes, on this machine or others, over Dask.

Decides: who holds which accounts, and that a part is handed out once and can be swept again and again.
Does not decide: any figure, nor how the parts' figures become those of the firm (``graph.engine.partitioned`` does);
which processes there are (whoever opens the client does).

Needs the extra ``dask``; nothing else of Whither imports this module. Whoever calls keeps the whole firm in memory: a
store reads a firm as a whole, and the parts are cut here. The bytes are those of one process where all processes run
the same numpy on processors with the same instructions: elsewhere the last digits of strengths may differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from distributed import Client, Future

from graph.engine.partitioned import Joined, Part, dealt, joined, part_of, share_of
from graph.engine.parts import Whole


def hand_out(client: Client, whole: Whole) -> list[Future[Part]]:
    """Give each worker of the client a part of the accounts, as large as the others'; they stay there while the
    futures are kept. One part is cut and sent at a time.

    Raises ValueError when the client has no worker."""
    workers: Sequence[str] = tuple(client.scheduler_info(n_workers=-1)["workers"])
    if not workers:
        raise ValueError("The client has no worker yet: wait for one.")
    shares: Any = zip(workers, dealt(len(whole.network.accounts), len(workers)), strict=True)
    return [client.scatter(part_of(whole, accounts), workers=[worker], hash=False) for worker, accounts in shares]


def swept_over(client: Client, whole: Whole, parts: Sequence[Future[Part]]) -> Joined:
    """Sweep what was handed out of this firm, each part where it is, and put the shares together.

    Raises ValueError when the parts are not those of this firm, and what a worker raises."""
    shares = client.gather([client.submit(share_of, part, pure=False) for part in parts])
    return joined(whole.network, shares)
