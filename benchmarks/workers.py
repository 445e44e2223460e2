"""Dask workers on this machine alone, for as long as a run needs them.

Decides: that nothing is reached or reachable beyond loopback, and how many threads and how much memory a worker has.
Does not decide: what they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import dask
from distributed import Client, LocalCluster

_HERE: Final = "127.0.0.1"
_SETTINGS: Final[dict[str, object]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Dask has every large array given back to the system at once, which doubled the time of a sweep
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1},
}


@contextmanager
def local_workers(number: int, scratch: Path) -> Iterator[Client]:
    """So many worker processes of one thread each, gone on leaving; ``scratch``: a folder for what they set aside.

    No dashboard and no page is served, and ports are those that are free. Dask itself asks nobody who they are: whoever
    may reach these ports may run code, which on this machine is whoever has an account on it."""
    with (
        dask.config.set(_SETTINGS),
        LocalCluster(
            n_workers=number,
            threads_per_worker=1,
            processes=True,
            host=_HERE,
            dashboard_address=f"{_HERE}:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=None,
            local_directory=str(scratch),
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
