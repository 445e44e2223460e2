"""An account of Northwind worked out by hand, by a script that imports nothing from the product."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from graph.engine.as_of import as_of
from tests.engine import by_hand
from tests.engine.asking import ask, by_account
from tests.engine.building import network_of
from tests.oracle.folder import read_folder

DAY = date(1998, 5, 6)


@pytest.mark.parametrize("account", ["QUICK", "SAVEA", "HANAR", "GREAL"])
def test_every_step_of_an_account_agrees_with_a_calculation_by_hand(sample_data: Path, account: str) -> None:
    steps = by_hand.work_out(sample_data / "northwind", "E4", account, DAY)
    network = network_of(read_folder(sample_data / "northwind"), DAY)
    row = by_account(ask(network, {"E4": "rival"}, DAY))[account]

    def near(step: str) -> object:
        return pytest.approx(steps[step], abs=1e-9, rel=0)

    firm = as_of(network)
    for member, other, strength in zip(firm.personal.staff, firm.personal.other, firm.personal.strength, strict=True):
        if network.people.ids[other] == f"P-{account}":
            assert strength == near(f"s {network.staff.ids[member]}")
    assert row.evidence.touches == steps["touches of the leaver"]
    assert row.attachment == near("A")
    for factor in row.waterfall:
        assert factor.log_odds == near(f"term {factor.name.value}")
    assert row.log_odds == near("z")
    follows = row.outcomes.follows
    assert (follows.value, follows.range.low, follows.range.high) == (near("p"), near("low"), near("high"))
    for outcome in ("follows", "strays", "shrinks", "stays"):
        assert getattr(row.outcomes, outcome).value == near(outcome)
    assert row.lost_share == near("lost share")
    assert row.value is not None
    assert row.expected_loss is not None
    assert row.baseline_loss is not None
    assert row.value.units() == near("value")
    to_the_rounding = {"abs": 5.1e-5, "rel": 0}
    assert row.expected_loss.units() == pytest.approx(steps["expected loss"], **to_the_rounding)
    assert row.baseline_loss.units() == pytest.approx(steps["loss when nobody leaves"], **to_the_rounding)


def test_the_calculation_by_hand_imports_nothing_from_the_product() -> None:
    tree = ast.parse(Path(by_hand.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported == {"__future__", "csv", "sys", "datetime", "math", "pathlib"}
