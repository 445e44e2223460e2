"""The GraphQL documents that are asked at size.

Decides: which fields are asked for. Does not decide: of whom, nor as of which day.
"""

from __future__ import annotations

from typing import Final

_AMOUNT: Final = "{ amount currency }"
_RANGES: Final = " ".join(
    f"{outcome} {{ value range {{ low high }} }}" for outcome in ("follows", "strays", "shrinks", "stays")
)
_ROW: Final = f"""
account {{ ownId }} name status outcomes {{ {_RANGES} }} reasons
value {_AMOUNT} expectedLoss {_AMOUNT} baselineLoss {_AMOUNT} lossRange {{ low {_AMOUNT} high {_AMOUNT} }}
"""
_FACTORS: Final = f"""
{_ROW} barred logOdds waterfall {{ name value logOdds missing }} missing pivotal {{ name }} attachment strength
valueHeld {_AMOUNT} lostShare surviving {{ name strength role sameTeam }}
evidence {{ touchCount firstTouch lastTouch promisesKept promisesBroken }}
"""
_TAIL: Final = (
    f"tail {{ range {{ low {_AMOUNT} high {_AMOUNT} }} valueAtRisk95 {_AMOUNT} expectedShortfall95 {_AMOUNT} }}"
)


def _departure(first: int, row: str, further: str = "") -> str:
    return f"""
query Departure($leaver: ID!, $asOf: Date!) {{
  departureImpact(input: {{ leavers: [{{ id: $leaver }}], asOf: $asOf }}) {{
    __typename
    ... on UserError {{ message code }}
    ... on DepartureImpact {{
      leavers {{ name accountCount explanation }}
      totals {{ valueHeld {_AMOUNT} valueInTouch {_AMOUNT} expectedLoss {_AMOUNT} baselineLoss {_AMOUNT} }}
      {further}
      accounts(first: {first}) {{ totalCount edges {{ node {{ {row} }} }} notShown {{ accountCount }} }}
      basis {{ revision asOf }}
      notice
    }}
  }}
}}"""


SUMMARY: Final = _departure(20, _ROW)
"""A departure's first 20 accounts: outcomes and losses with their ranges, and the reasons; no tail."""
WITH_TAIL: Final = _departure(20, _ROW, _TAIL)
"""The same with the range of the total loss, VaR95 and ES95."""
WITH_FACTORS: Final = _departure(100, _FACTORS)
"""A hundred accounts with every factor, who stays, and counts of the evidence; no tail."""

FIRM_RISK: Final = """
query FirmRisk($asOf: Date, $fresh: Boolean!) {
  firmRisk(asOf: $asOf, fresh: $fresh) {
    singleThreadShare singleThreadCount unheldShare concentration keyPersonFactor keyPersonFactorExact
    basis { revision latestRevision }
  }
}"""
KEY_PEOPLE: Final = f"""
query KeyPeople($asOf: Date, $fresh: Boolean!) {{
  keyPeople(asOf: $asOf, fresh: $fresh, first: 20) {{
    totalCount
    edges {{ node {{ staffMember {{ ownId }} name accountCount valueHeld {_AMOUNT} additionalLoss {_AMOUNT} }} }}
    basis {{ revision latestRevision }}
  }}
}}"""
RECORD: Final = """
mutation Record($input: TouchRecordInput!) {
  touchRecord(input: $input) { __typename ... on TouchSaved { revision } ... on UserError { message } }
}"""
