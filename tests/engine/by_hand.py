"""One account worked out by hand: no import from the product, no loop where a person would write a line.

    python tests/engine/by_hand.py FOLDER [STAFF ACCOUNT AS_OF]

By default FOLDER is Northwind's, and the account is QUICK (QUICK-Stop) when E4 (Margaret Peacock) leaves for a rival on
1998-05-06. It holds for a firm like Northwind's: only orders, one contact an account, no services, ratings, promises,
covenants or ways of buying. Every step is printed and returned by name.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from math import exp, log
from pathlib import Path

Steps = dict[str, float]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def strength(days: list[date], on: date) -> float:
    """s of a tie that consists of orders: model sections 1, with depth 1, half in and half out, one channel."""
    if not days:
        return 0.0
    first, last, different = min(days), max(days), len(set(days))
    raw = sum(2 ** (-(on - day).days / 365) for day in days)
    reciprocity = 1.0  # an order counts half each way
    channels = 1.0  # one channel
    years = min(10, (last - first).days / 365.25)
    age = 0.7 + 0.3 * log(1 + years) / log(11)
    gap = min(180, max(7, (last - first).days / (different - 1))) if different > 1 else 90
    warm = 5 ** (-(on - last).days / (8 * gap))
    observed = min(1, (1 - exp(-raw / 3)) * (0.1 + 0.9 * reciprocity) * channels * age * warm)
    trust = 4 / 8  # no promise
    return min(1, observed * min(1.25, 2 * trust))


def work_out(folder: Path, staff: str, account: str, on: date) -> Steps:  # noqa: PLR0915  # one line a step
    """Every step from the orders to the loss."""
    orders = [row for row in rows(folder, "touches.csv") if date.fromisoformat(row["at"]) <= on]
    (contact,) = [row["person_id"] for row in rows(folder, "employments.csv") if row["account_id"] == account]
    by_staff: dict[str, list[date]] = {}
    for row in orders:
        if row["person_id"] == contact:
            by_staff.setdefault(row["staff_id"], []).append(date.fromisoformat(row["at"]))
    steps: Steps = {f"s {one}": strength(days, on) for one, days in sorted(by_staff.items())}
    held = strength(by_staff[staff], on)
    others = [strength(days, on) for one, days in sorted(by_staff.items()) if one != staff]

    steps["touches of the leaver"] = len(by_staff[staff])
    steps["S of the leaver"], steps["S of those who stay"] = held, sum(others)
    share = held / (held + 0.8 * sum(others) + 0.3)  # phi 0.3: one line of business, no gains
    steps["A"] = share

    bookings = [row for row in rows(folder, "revenue.csv") if row["account_id"] == account]
    year = [row for row in bookings if 0 <= (on - date.fromisoformat(row["on"])).days < 365]
    value = max(0.0, sum(float(row["amount"]) for row in year))
    steps["value"] = value

    on_account = sum(1 for other in others if other >= 0.25)
    with_person = (on - min(by_staff[staff])).days / 365.25
    (since,) = [date.fromisoformat(row["since"]) for row in rows(folder, "accounts.csv") if row["id"] == account]
    with_firm = (on - since).days / 365.25
    steps["term base"] = log(0.20 / 0.80)
    steps["term colleagues who stay"] = -0.21 * (min(8, on_account) - 2)
    steps["term colleagues who leave too"] = 0.0
    steps["term years with the person"] = 0.33 * (min(10, with_person) - 3)
    steps["term years with the firm"] = -0.17 * (min(10, with_firm) - 3)
    steps["term attachment share"] = 1.0 * 2 * (share - 0.5)
    steps["term other suppliers"] = 0.0  # not supplied: reference
    steps["term switching cost"] = 0.0  # not supplied: reference
    steps["term non-solicit"] = 0.0
    steps["term way of buying"] = 0.0  # not supplied: g = 1
    z = sum(term for name, term in steps.items() if name.startswith("term"))
    steps["z"] = z
    follows = 1 / (1 + exp(-z))
    steps["p"] = follows

    variance = 0.8**2  # base
    variance += (0.10 * (min(8, on_account) - 2)) ** 2
    variance += (0.20 * (min(10, with_person) - 3)) ** 2
    variance += (0.10 * (min(10, with_firm) - 3)) ** 2
    variance += (0.5 * 2 * (share - 0.5)) ** 2
    variance += 0.10**2 * 1.0  # other suppliers missing: coefficient^2 Var, sd 1
    variance += 0.16**2 * 1.0  # switching cost missing: one unit is one sd of the ratings
    tau = variance**0.5
    centre = solve(follows, (1.0 + variance) ** 0.5)
    steps["tau"], steps["zc"] = tau, centre
    steps["low"] = mean_logistic(centre - 1.2815515655 * tau, 1.0)
    steps["high"] = mean_logistic(centre + 1.2815515655 * tau, 1.0)

    cover = max(others, default=0.0)
    times = 8 - (8 - 1.5) * min(1, cover / 0.25)
    strays = 1 - (1 - 0.076) ** (1.5 * times)
    leads = held >= max([held, *others])  # nobody serves: who holds the strongest tie leads
    shrinks = 0.5 if leads else 0.0
    steps["q"] = strays
    steps["follows"] = follows
    steps["strays"] = (1 - follows) * strays
    steps["shrinks"] = (1 - follows) * (1 - strays) * shrinks
    steps["stays"] = (1 - follows) * (1 - strays) * (1 - shrinks)
    steps["lost share"] = steps["follows"] + steps["strays"] + 0.30 * steps["shrinks"]
    steps["expected loss"] = value * steps["lost share"]
    steps["loss when nobody leaves"] = value * (1 - (1 - 0.076) ** 1.5)
    return steps


def mean_logistic(centre: float, spread: float) -> float:
    """E[1/(1 + exp(-(centre + spread N)))] by Simpson's rule on -9 .. 9."""
    steps, width = 4_000, 18 / 4_000
    total = 0.0
    for step in range(steps + 1):
        n = -9 + step * width
        weight = 1 if step in (0, steps) else (4 if step % 2 else 2)
        total += weight * exp(-n * n / 2) / (1 + exp(-(centre + spread * n)))
    return total * width / 3 / (2 * 3.141592653589793) ** 0.5


def solve(mean: float, spread: float) -> float:
    """The centre whose mean logistic is ``mean``, by halving."""
    low, high = -40.0, 40.0
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if mean_logistic(middle, spread) < mean else (low, middle)
        if middle in (low, high) and high - low < 1e-12:
            break
    return (low + high) / 2


if __name__ == "__main__":
    where, who, whom, day = (*sys.argv[1:], *("E4", "QUICK", "1998-05-06")[len(sys.argv) - 2 :])[:4]
    for step, figure in work_out(Path(where), who, whom, date.fromisoformat(day)).items():
        print(f"{step:32} {figure:.12g}")
