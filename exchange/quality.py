"""The page on the data's quality that ends an import.

Decides: which figures it shows. Does not decide: whether they are good enough (whoever reads it does).
"""

from __future__ import annotations

from collections.abc import Sequence

from exchange.report import Quality
from exchange.tally import Tally
from graph.store.protocol import Held


def quality_of(held: Held, tallies: Sequence[Tally]) -> Quality:
    """The page, from what the store holds now and what was counted in the rows of this import."""
    return Quality(
        accounts=held.accounts,
        accounts_without_touch=held.accounts - held.touched_accounts,
        people=held.people,
        people_without_touch=held.people - held.touched_people,
        nameless_people=sum(tally.nameless for tally in tallies),
        own_domain_people=sum(tally.own for tally in tallies),
        ties=held.ties,
        thin_ties=held.thin_ties,
        touches=held.touches,
        future_touches=sum(tally.future for tally in tallies),
        last_touch=held.last_touch,
    )
