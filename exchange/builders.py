"""From the cells of a row to the record it stands for, one function per file.

Decides: which column fills which field, and that every amount is in the store's one currency.
Does not decide: what a record refuses (it does itself), nor the later files (``further_builders`` does).
Each raises RowError for a cell that cannot be read and InvalidRecord for a row that makes no sense.
"""

from __future__ import annotations

from exchange import names as column
from exchange.columns import Cells, RowError
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)


def firm(row: Cells) -> Firm:
    """We ourselves."""
    return Firm(
        name=row[column.FIRM_NAME],
        domains=row[column.DOMAINS],
        currency=row[column.FIRM_CURRENCY],
        time_zone=row[column.TIME_ZONE],
    )


def staff_member(row: Cells) -> StaffMember:
    """A row of staff.csv."""
    return StaffMember(
        id=row[column.ID],
        name=row[column.NAME],
        email=row[column.EMAIL],
        title=row[column.TITLE],
        team=row[column.TEAM],
        manager_id=row[column.MANAGER],
        start=row[column.START],
        end=row[column.END],
    )


def account(row: Cells) -> Account:
    """A row of accounts.csv."""
    return Account(
        id=row[column.ID],
        name=row[column.NAME],
        domain=row[column.DOMAIN],
        industry=row[column.INDUSTRY],
        parent_id=row[column.PARENT],
        since=row[column.SINCE],
    )


def buying(row: Cells) -> Buying:
    """A row of buying.csv."""
    return Buying(
        account_id=row[column.ACCOUNT],
        start=row[column.FROM],
        approach=row[column.APPROACH],
        decision_rule=row[column.DECISION_RULE],
        switching_cost=row[column.SWITCHING_COST],
        other_suppliers=row[column.OTHER_SUPPLIERS],
        renewal_on=row[column.RENEWAL],
    )


def person(row: Cells) -> Person:
    """A row of people.csv."""
    return Person(id=row[column.ID], name=row[column.PERSON_NAME], email=row[column.EMAIL], title=row[column.TITLE])


def employment(row: Cells) -> Employment:
    """A row of employments.csv."""
    return Employment(
        person_id=row[column.PERSON],
        account_id=row[column.ACCOUNT],
        title=row[column.TITLE],
        decision_role=row[column.DECISION_ROLE],
        decision_weight=row[column.DECISION_WEIGHT],
        veto=row[column.VETO],
        start=row[column.START],
        end=row[column.END],
    )


def service(row: Cells) -> Service:
    """A row of services.csv."""
    return Service(
        staff_id=row[column.STAFF],
        account_id=row[column.ACCOUNT],
        role=row[column.SERVICE_ROLE],
        start=row[column.START],
        end=row[column.END],
    )


def touch(row: Cells) -> Touch:
    """A row of touches.csv."""
    moment = row[column.AT]
    return Touch(
        id=row[column.ID],
        at=moment.at,
        on=moment.on,
        staff_id=row[column.STAFF],
        channel=row[column.CHANNEL],
        person_id=row[column.SOME_PERSON],
        account_id=row[column.SOME_ACCOUNT],
        direction=row[column.DIRECTION],
    )


def closeness(row: Cells) -> Closeness:
    """A row of closeness.csv."""
    return Closeness(
        staff_id=row[column.STAFF],
        person_id=row[column.PERSON],
        closeness=row[column.CLOSENESS],
        on=row[column.RATED_ON],
        by=row[column.RATED_BY],
    )


def promise(row: Cells) -> Promise:
    """A row of promises.csv."""
    return Promise(
        id=row[column.ID],
        staff_id=row[column.STAFF],
        made_on=row[column.MADE_ON],
        person_id=row[column.SOME_PERSON],
        account_id=row[column.SOME_ACCOUNT],
        due_on=row[column.DUE_ON],
        outcome=row[column.OUTCOME],
        closed_on=row[column.CLOSED_ON],
    )


def booking(row: Cells) -> Booking:
    """A row of revenue.csv; without a ref its rank is 1 until the whole file has been ranked."""
    ref = row[column.REF]
    return Booking(
        account_id=row[column.ACCOUNT],
        on=row[column.BOOKED_ON],
        amount=row[column.AMOUNT],
        ref=ref,
        rank=0 if ref else 1,
        line=row[column.LINE],
        currency=currency_of(row),
    )


def covenant(row: Cells) -> Covenant:
    """A row of covenants.csv."""
    return Covenant(
        staff_id=row[column.STAFF],
        kind=row[column.COVENANT_KIND],
        start=row[column.COVENANT_FROM],
        account_id=row[column.COVENANT_ACCOUNT],
        until=row[column.UNTIL],
    )


def currency_of(row: Cells) -> str:
    """The currency of the row's amount: what it says, else the store's; raises RowError for another one, and when
    neither is known."""
    stated = row[column.CURRENCY]
    ours = row.currency
    if stated and ours and stated != ours:
        raise RowError(column.CURRENCY.name, stated, f"the store's one currency is {ours}: convert the amount")
    if not stated and not ours:
        raise RowError(column.CURRENCY.name, stated, "the currency is not known: give it here or in firm.csv")
    return stated or ours
