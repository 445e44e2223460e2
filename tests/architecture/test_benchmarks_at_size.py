"""The run at size measures everything from beginning to end, and proves that what it compares is the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.answers import BenchmarkFailed
from benchmarks.beside_cypher import can_start
from benchmarks.by_networkx import stakes_of
from benchmarks.clients import is_older_than_it_admits
from benchmarks.importing import import_into, last_rate
from benchmarks.judged import Figure, Sheet, below, compared, counted, held, paced, timed
from benchmarks.leavers import Member, drawn, shared_out
from benchmarks.networkx_graph import graph_of
from benchmarks.scale import main
from benchmarks.scrambling import scramble
from benchmarks.service import Client
from benchmarks.stores import opened
from benchmarks.sweeping import check_stakes, part_of
from benchmarks.whole_by_hand import Held, check_shares
from exchange.generating import LAST_DAY, Size, generate
from graph.domain.network import Network
from graph.engine.as_of import as_of
from graph.engine.sweep import sweep
from tests.engine.building import cached, network_of
from tests.engine.firms import questions
from tests.oracle.rows import Folder

TINY = Size(staff=12, people=120, accounts=40, ties=300, touches=1_500)
SIZES = ["--staff", "12", "--people", "120", "--accounts", "40", "--ties", "300", "--touches", "1500"]
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
MEMBERS = tuple(Member(f"S{number}", number, "P1", None) for number in range(1, 101))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("firm") / "folder", TINY, 1).folder


def test_a_run_measures_every_section(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    given = ["--try-out", *SIZES, "--asked", "5", "--seconds", "1", "--scratch", str(tmp_path)]

    assert main([*given, "--markdown", str(page)]) == 0
    told = page.read_text(encoding="utf-8")
    assert "300 ties, 1,500 touches." in told
    for what in (
        "import, ids in order: all rows",
        "sweep of everybody",
        "networkx beside",
        *(("Cypher by hand beside the sweep",) if can_start() else ()),
        "departure over HTTP",
        "right after a write",
        "memory of the service",
        "keyPeople",
        "fresh after a write",
        "errors | 1 | 0 |",
        "older than they admit | 1 | 0 |",
    ):
        assert what in told
    assert ": missed" not in told
    assert "networkx" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [page]


def test_a_store_is_kept_and_used_again_but_never_changed(tmp_path: Path, tiny: Path) -> None:
    store, scratch = tmp_path / "kept.sqlite", ["--scratch", str(tmp_path)]
    assert main(["--folder", str(tiny), "--keep", str(store), "--only", "sweep", *scratch]) == 0
    before = store.read_bytes()

    assert main(["--store", str(store), "--only", "firm", *scratch]) == 0
    assert store.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["kept.sqlite"]


def test_no_file_is_overwritten_by_the_store_that_is_kept(
    tmp_path: Path, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")

    assert main(["--folder", str(tiny), "--keep", str(there), "--only", "sweep", "--scratch", str(tmp_path)]) == 1
    assert there.read_text(encoding="utf-8") == "mine"
    assert "already" in capsys.readouterr().err


def test_a_store_that_is_not_there_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(tmp_path / "none.sqlite"), "--scratch", str(tmp_path)]) == 1
    assert "There is no store at" in " ".join(capsys.readouterr().err.split())


async def test_scrambled_ids_still_refer_to_the_same_rows(tmp_path: Path, tiny: Path) -> None:
    other = scramble(tiny, tmp_path / "scrambled")
    counts = []
    for name, folder in (("plain", tiny), ("scrambled", other)):
        store = tmp_path / name / "whither.sqlite"
        store.parent.mkdir(exist_ok=True)
        await import_into(store, folder)
        async with opened(store) as one:
            network = await one.whole(LAST_DAY)
            counts.append((len(network.ties), sorted(network.ties.statistics.count.tolist())))

    assert counts[0] == counts[1]
    touches = [line.split(",")[0] for line in (other / "touches.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert len(set(touches)) == len(touches) == TINY.touches
    assert touches != sorted(touches)


@MANY
@given(questions())
def test_networkx_says_what_the_sweep_says(question: tuple[Folder, dict[str, str], date]) -> None:
    folder, _, day = question
    network = network_of(folder, day)
    for one in (network, cached(network)):
        check_stakes(one, sweep(as_of(one)), stakes_of(graph_of(one)))


async def test_a_difference_from_networkx_fails_the_run(tmp_path: Path, tiny: Path) -> None:
    network = await loaded(tmp_path, tiny)
    found, theirs = sweep(as_of(network)), stakes_of(graph_of(network))
    check_stakes(network, found, theirs)
    at = next(place for place, one in enumerate(theirs) if one.value > 0 and one.attachment > 0.1)
    one, before, after = theirs[at], theirs[:at], theirs[at + 1 :]
    for other in (
        [],
        [replace(one, account=-1)],
        [replace(one, attachment=one.attachment * (1 + 1e-8))],
        [replace(one, lost=one.lost * (1 + 1e-8))],
        [replace(one, value=one.value + 1_000)],
    ):
        with pytest.raises(BenchmarkFailed):
            check_stakes(network, found, [*before, *other, *after])


async def test_a_difference_from_what_is_asked_by_hand_fails_the_run(tmp_path: Path, tiny: Path) -> None:
    network = await loaded(tmp_path, tiny)
    theirs = {
        (network.staff.ids[one.staff], network.accounts.ids[one.account]): (one.attachment, one.value)
        for one in stakes_of(graph_of(network))
    }
    parts = {
        staff: [share * value for (one, _), (share, value) in theirs.items() if one == staff] for staff, _ in theirs
    }
    sums = {staff: Held(len(amounts), sum(amounts)) for staff, amounts in parts.items()}
    check_shares(network, theirs, sums)
    pair, (share, value) = max(theirs.items(), key=lambda row: row[1][0] * row[1][1])
    fewer = {one: row for one, row in theirs.items() if one != pair}
    for other in (fewer, fewer | {pair: (share * (1 + 1e-8), value)}, fewer | {pair: (share, value + 1)}):
        with pytest.raises(BenchmarkFailed, match="sweep"):
            check_shares(network, other, sums)
    held = sums[pair[0]]
    for wrong in (Held(held.accounts + 1, held.value), Held(held.accounts, held.value * (1 + 1e-8))):
        with pytest.raises(BenchmarkFailed, match="sums"):
            check_shares(network, theirs, sums | {pair[0]: wrong})


def test_cypher_is_left_out_with_a_word_where_no_server_can_be_started(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_JARS_FOLDER", str(tmp_path / "nothing"))

    assert main(["--folder", str(tiny), "--only", "cypher", "--scratch", str(tmp_path)]) == 0
    assert "Left out: Cypher beside the sweep" in " ".join(capsys.readouterr().err.split())


async def test_a_part_of_the_firm_has_about_the_ties_wanted(tmp_path: Path, tiny: Path) -> None:
    network = await loaded(tmp_path, tiny)

    assert part_of(network, 300) is network
    part = part_of(network, 150)
    assert 0 < len(part.ties) <= 150
    check_stakes(part, sweep(as_of(part)), stakes_of(graph_of(part)))


async def loaded(folder: Path, tiny: Path) -> Network:
    store = folder / "store" / "whither.sqlite"
    store.parent.mkdir()
    await import_into(store, tiny)
    async with opened(store) as one:
        return await one.whole(LAST_DAY)


def test_who_has_more_ties_is_drawn_more_easily_and_nobody_twice() -> None:
    chosen = drawn(MEMBERS, 20)

    assert len(set(chosen)) == 20
    assert chosen == drawn(MEMBERS, 20)
    assert np.mean([np.mean([one.ties for one in drawn(MEMBERS, 20, seed)]) for seed in range(50)]) > 60
    assert set(drawn(MEMBERS, 1_000)) == set(MEMBERS)


@pytest.mark.parametrize("members", [100, 60, 6])
def test_members_are_dealt_out_once(members: int) -> None:
    parts = shared_out(MEMBERS[:members], [1, 50, 10, 10])

    dealt = [one for part in parts for one in part]
    assert len(dealt) == len(set(dealt)) <= members
    assert all(parts)
    if members == 100:
        assert [len(part) for part in parts] == [1, 50, 10, 10]


def test_an_answer_may_only_lag_when_it_says_so() -> None:
    def firm(revision: int, latest: int) -> dict[str, object]:
        return {"firmRisk": {"basis": {"revision": revision, "latestRevision": latest}}}

    assert not is_older_than_it_admits({"departureImpact": {"basis": {"revision": 7}}}, 7)
    assert is_older_than_it_admits({"departureImpact": {"basis": {"revision": 6}}}, 7)
    assert not is_older_than_it_admits(firm(5, 7), 7)
    assert is_older_than_it_admits(firm(5, 6), 7)
    assert is_older_than_it_admits(firm(8, 7), 7)
    assert is_older_than_it_admits({"keyPeople": {"basis": {"revision": 5, "latestRevision": 6}}}, 7)


def test_the_last_rows_have_a_rate_of_their_own() -> None:
    assert last_rate([]) == 0.0
    assert last_rate([(7_000_000, 100.0), (8_000_000, 150.0)]) == 20_000
    assert last_rate([(40, 1.0), (80, 2.0), (100, 4.0)]) == 10  # the last fifth of so few
    assert last_rate([(100, 4.0)]) == 25


def test_figures_are_judged_only_where_the_firm_is_large_enough() -> None:
    figures = (
        timed("asked", [0.01] * 99 + [0.2], p50=0.02, p99=0.1),
        timed("opened", [2.0], p50=1),
        below(paced("import", 30_000, 30_000), 800_000_000, 700_000_000),
        held("memory", 600_000_000, 700_000_000),
        held("memory elsewhere", 0, 700_000_000),
        counted("errors", 1, 0),
        compared("networkx", 19.9, 20),
        Figure("of that", "1 s"),
    )
    judged = [cells[-1] for cells in Sheet((), figures, judged=True).cells()]

    assert judged == [
        "p50 20 ms: met, p99 100 ms: met",
        "1 s: missed",
        "30,000/s: met, below 700 MB: missed",
        "700 MB: met",
        "",
        "0: missed",
        "20 times: missed",
        "",
    ]
    assert "missed" not in Sheet((), figures, judged=False).markdown()


@pytest.mark.parametrize("body", [{"errors": [{"message": "No."}]}, {"data": None}])
def test_an_answer_with_an_error_is_none(body: dict[str, object]) -> None:
    with answering(json.dumps(body).encode()) as port, pytest.raises(BenchmarkFailed, match="answered with an error"):
        Client("127.0.0.1", port).ask("{ firm { name } }")


def test_a_service_that_is_gone_is_told() -> None:
    with answering(b"") as port:
        pass
    with pytest.raises(BenchmarkFailed, match="did not answer"):
        Client("127.0.0.1", port).ask("{ firm { name } }")


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    """A server of this machine that answers one question with this body; its port."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
