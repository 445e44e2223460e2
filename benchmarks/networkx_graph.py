"""A firm as somebody would put it into networkx: a node for everybody, an edge for everything between two of them.

Decides: which node or edge holds which fact. Does not decide: anything that follows from a fact (``by_networkx``).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import networkx as nx
import numpy as np

from graph.domain.network import NOBODY, Network, Table

Node = tuple[int, int]
"""A kind of node, and its place in the Network."""


class Kind(IntEnum):
    """What a node is."""

    STAFF = 0
    PERSON = 1
    ACCOUNT = 2


class Link(IntEnum):
    """What an edge is; several of a kind may join two nodes, and each has a key of its own."""

    TIE = 0
    RATING = 1
    JOB = 2
    SERVICE = 3


def graph_of(network: Network) -> nx.MultiDiGraph:
    """The graph of a whole firm, or of a part of it: staff to people and accounts, accounts to people."""
    graph = nx.MultiDiGraph(day=network.day, touched=network.firm.first_touch <= network.day, teams=network.staff.teams)
    _add_nodes(graph, network)
    touches = _touches(network)
    for index, row in enumerate(_rows(network.ties)):
        other = (Kind.ACCOUNT, row["account"]) if row["person"] == NOBODY else (Kind.PERSON, row["person"])
        facts = {"touches": touches.get(index, [])} if row["unfolded"] else _statistics(network, index)
        graph.add_edge((Kind.STAFF, row["staff"]), other, (Link.TIE, 0), kept=0, broken=0, **facts)
    for index, row in enumerate(_rows(network.ratings)):
        graph.add_edge((Kind.STAFF, row["staff"]), (Kind.PERSON, row["person"]), (Link.RATING, index), **row)
    for index, row in enumerate(_rows(network.employments)):
        graph.add_edge((Kind.ACCOUNT, row["account"]), (Kind.PERSON, row["person"]), (Link.JOB, index), **row)
    for index, row in enumerate(_rows(network.services)):
        graph.add_edge((Kind.STAFF, row["staff"]), (Kind.ACCOUNT, row["account"]), (Link.SERVICE, index), **row)
    return graph


def links(graph: nx.MultiDiGraph, start: Node, kind: Link) -> Iterator[tuple[Node, dict[str, Any]]]:
    """The edges of a kind that start at a node: where to, and their facts; in the order in which they were added."""
    for other, between in graph.adj[start].items():
        for (link, _), facts in between.items():
            if link is kind:
                yield other, facts


def _add_nodes(graph: nx.MultiDiGraph, network: Network) -> None:
    for index, row in enumerate(_rows(network.staff)):
        graph.add_node((Kind.STAFF, index), covenants=[], promises=[], **row)
    graph.add_nodes_from((Kind.PERSON, index) for index in range(len(network.people)))
    for index, row in enumerate(_rows(network.accounts)):
        graph.add_node((Kind.ACCOUNT, index), bookings=[], buying=[], serving=[], **row)
    for row in _rows(network.bookings):
        graph.nodes[Kind.ACCOUNT, row["account"]]["bookings"].append(row)
    for row in _rows(network.buying):
        graph.nodes[Kind.ACCOUNT, row["account"]]["buying"].append(row)
    for row in _rows(network.services):
        graph.nodes[Kind.ACCOUNT, row["account"]]["serving"].append(row)
    for row in _rows(network.covenants):
        graph.nodes[Kind.STAFF, row["staff"]]["covenants"].append(row)
    for row in _rows(network.promises):
        graph.nodes[Kind.STAFF, row["staff"]]["promises"].append(row)


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as dicts of plain values; a table inside it is left out."""
    columns = {
        name: values.tolist() if isinstance(values, np.ndarray) else values
        for name in table.__dataclass_fields__
        if not isinstance(values := getattr(table, name), Table)
    }
    for row in zip(*columns.values(), strict=True):
        yield dict(zip(columns, row, strict=True))


def _statistics(network: Network, index: int) -> dict[str, Any]:
    table = network.ties.statistics
    return {name: getattr(table, name)[index].item() for name in table.__dataclass_fields__}


def _touches(network: Network) -> dict[int, list[tuple[int, int, int]]]:
    """The raw touches of the ties that are not folded: (day, channel, direction) by tie."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for row in _rows(network.touches):
        found.setdefault(row["tie"], []).append((row["day"], row["channel"], row["direction"]))
    return found
