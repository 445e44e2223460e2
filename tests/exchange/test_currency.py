"""One currency for the whole store, wherever it is named first."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.domain.money import Money
from graph.domain.records import Firm
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import brought_in, folder_of, of, rejects_of

ACCOUNTS = "id,name\na,A\n"
MIXED = ["a,2025-01-01,5,EUR,r1\n", "a,2025-01-01,5,USD,r2\n", "a,2025-01-01,5,,r3\n", "a,2025-01-01,5,eur,r4\n"]


@pytest.mark.parametrize("order", [1, -1])
async def test_without_a_firm_the_commonest_currency_of_the_bookings_is_the_stores(
    store: EmbeddedStore, tmp_path: Path, order: int
) -> None:
    revenue = "account_id,on,amount,currency,ref\n" + "".join(MIXED[::order])
    report = await brought_in(store, folder_of(tmp_path / "folder", {"accounts.csv": ACCOUNTS, "revenue.csv": revenue}))

    assert [reason for _, _, _, reason in rejects_of(report)] == ["the store's one currency is EUR: convert the amount"]
    assert report.first_rejects[0].value == "USD"
    assert report.revenue == (Money(150_000, "EUR"),)
    assert await store.firm() == Firm("", currency="EUR")


async def test_a_firm_that_names_none_gets_that_of_the_bookings(store: EmbeddedStore, tmp_path: Path) -> None:
    revenue = "account_id,on,amount,currency,ref\n" + "".join(MIXED)
    files = {"firm.csv": "name,time_zone\nOurs,Asia/Tokyo\n", "accounts.csv": ACCOUNTS, "revenue.csv": revenue}
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    assert of(report, "firm.csv").new == 1
    assert await store.firm() == Firm("Ours", currency="EUR", time_zone="Asia/Tokyo")


async def test_as_many_of_two_currencies_are_decided_by_the_alphabet(store: EmbeddedStore, tmp_path: Path) -> None:
    revenue = "account_id,on,amount,currency,ref\na,2025-01-01,5,USD,r2\na,2025-01-01,5,EUR,r1\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {"accounts.csv": ACCOUNTS, "revenue.csv": revenue}))

    assert report.revenue == (Money(50_000, "EUR"),)


async def test_bookings_in_no_known_currency_are_set_aside(store: EmbeddedStore, tmp_path: Path) -> None:
    revenue = "account_id,on,amount,ref\na,2025-01-01,5,r1\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {"accounts.csv": ACCOUNTS, "revenue.csv": revenue}))

    reason = "the currency is not known: give it here or in firm.csv"
    assert rejects_of(report) == [("revenue.csv", 2, "currency", reason)]
    assert report.revenue == ()


async def test_a_firm_row_that_is_bad_leaves_no_currency_to_the_bookings(store: EmbeddedStore, tmp_path: Path) -> None:
    revenue = "account_id,on,amount,currency,ref\na,2025-01-01,5,EUR,r1\n"
    files = {
        "firm.csv": "name,currency,time_zone\nOurs,USD,Europe/Berlín\n",
        "accounts.csv": ACCOUNTS,
        "revenue.csv": revenue,
    }
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    assert rejects_of(report) == [("firm.csv", 2, "time_zone", "give an IANA name such as Europe/Berlin")]
    firm = of(report, "firm.csv")
    assert (firm.rows, firm.new, firm.rejected) == (1, 0, 1)
    assert (report.exit_code, report.loaded, await store.firm(), await store.revision()) == (1, False, None, 0)


@pytest.mark.parametrize("domain", ["a b", "http://x", "ours.example,ours.test"])
async def test_what_is_no_domain_of_ours_is_set_aside_with_the_remedy(
    store: EmbeddedStore, tmp_path: Path, domain: str
) -> None:
    folder = folder_of(tmp_path / "folder", {"firm.csv": f'name,domains\nOurs,"ours.example;{domain}"\n'})
    (reject,) = rejects_of(await brought_in(store, folder))
    remedy = "a domain is what follows the @ of an address, such as example.com: letters, digits, dots and hyphens"
    assert reject == ("firm.csv", 2, "domains", remedy)
    assert await store.firm() is None
