"""Every constant of the model: its default, the range it may take, its unit, its mark and its source.

Decides: all numbers of the model that are not arithmetic; nothing else in the engine may hold one.
Does not decide: how they are combined (the modules named after the model's sections do).

Numbers follow the model's specification, sections 1 to 4. Marks: M measured on public registers of lobbyists, P
published, J judgement. Change a default and ``VERSION`` must change: stored folds and answers carry it.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any, Final

from graph.domain.answers import Assumption
from graph.domain.vocabulary import Mark

VERSION: Final = "2026.11-1"

M, P, J = Mark.MEASURED, Mark.PUBLISHED, Mark.JUDGEMENT


def _assume(default: float, low: float, high: float, unit: str, mark: Mark, source: str) -> Any:  # noqa: PLR0917  # a table reads by column
    about = {"low": low, "high": high, "unit": unit, "mark": mark, "source": source}
    return field(default=default, metadata=about)


@dataclass(frozen=True, kw_only=True)
class StrengthAssumptions:
    """How touches, ratings and promises become a strength (model.md 1)."""

    half_life_days: float = _assume(
        365, 90, 1095, "days", J, "exponential decay: Ahmad, Porter, Beguerisse-Diaz (form)"
    )
    depth_email: float = _assume(0.1, 0.02, 0.4, "touches", J, "one-way mail is nearly no relationship")
    depth_call: float = _assume(0.4, 0.1, 0.8, "touches", J, "ordered between e-mail and meeting")
    depth_meeting: float = _assume(1.0, 0.5, 2.0, "touches", J, "the unit of depth")
    depth_order: float = _assume(1.0, 0.3, 2.0, "touches", J, "an order is worked through like a meeting")
    depth_visit: float = _assume(1.5, 0.8, 3.0, "touches", J, "more than a meeting")
    depth_crisis: float = _assume(2.0, 1.0, 4.0, "touches", J, "trust grows where a problem is solved together")
    depth_social: float = _assume(2.0, 1.0, 4.0, "touches", J, "as a crisis: met outside the trade")
    volume_scale: float = _assume(3.0, 1.0, 10.0, "decayed touches", J, "diminishing returns of frequency")
    one_way_share: float = _assume(0.1, 0.0, 0.5, "share", J, "reciprocity: Raeder et al. 2011 (form)")
    channel_step: float = _assume(0.15, 0.0, 0.3, "per further channel", J, "several channels tell of a fuller tie")
    channel_limit: float = _assume(1.45, 1.0, 2.0, "factor", J, "four channels and more count alike")
    new_tie_share: float = _assume(0.7, 0.4, 1.0, "share", J, "a tie of ten years counts in full")
    years_limit: float = _assume(10, 5, 20, "years", J, "years beyond this add nothing")
    silence_gaps: float = _assume(8, 4, 16, "usual gaps", P, "Navarro et al. 2017")
    silence_left: float = _assume(0.2, 0.05, 0.5, "share", P, "Navarro et al. 2017: a fifth is left")
    gap_shortest: float = _assume(7, 1, 14, "days", J, "daily contact must not turn cold over a holiday")
    gap_longest: float = _assume(180, 90, 365, "days", J, "yearly contact is no habit")
    gap_unknown: float = _assume(90, 30, 180, "days", J, "one day of contact shows no habit")
    rating_weight: float = _assume(0.6, 0.3, 0.9, "share", J, "closeness outranks counts: Marsden & Campbell 1984")
    rating_half_life_years: float = _assume(2, 1, 5, "years", P, "closeness outranks counts (form)")
    rating_highest: float = _assume(4, 4, 4, "points", J, "the scale of the rating, 0 to 4")
    trust_kept: float = _assume(4, 1, 16, "promises", J, "prior: kept promises everybody starts with")
    trust_closed: float = _assume(8, 2, 32, "promises", J, "prior: closed promises everybody starts with")
    trust_scale: float = _assume(2, 2, 2, "factor", J, "nothing known leaves the strength as it is")
    trust_limit: float = _assume(1.25, 1.0, 1.5, "factor", J, "kept promises add at most a quarter")
    break_by_closeness: float = _assume(1.0, 0.0, 3.0, "factor", J, "a break hurts more when close")


@dataclass(frozen=True, kw_only=True)
class AttachmentAssumptions:
    """Who decides at an account, and to whom they are attached (model.md 2)."""

    weight_economic: float = _assume(35, 20, 60, "weight", J, "decision weight by role")
    weight_technical: float = _assume(25, 10, 40, "weight", J, "decision weight by role")
    weight_user: float = _assume(15, 5, 30, "weight", J, "decision weight by role")
    weight_purchasing: float = _assume(15, 5, 30, "weight", J, "decision weight by role")
    weight_coach: float = _assume(10, 2, 20, "weight", J, "decision weight by role")
    there_strength: float = _assume(0.01, 0.0, 0.05, "strength", J, "a weaker tie makes no row")
    on_account_strength: float = _assume(0.25, 0.1, 0.5, "strength", J, "such a tie puts somebody on the account")
    stayers_pull: float = _assume(0.8, 0.5, 1.0, "factor", J, "Palmatier et al. 2007 JMR (form)")
    firm_pull: float = _assume(0.3, 0.05, 1.0, "strength", J, "Palmatier et al. 2007 JMR, as one number")
    firm_pull_lines: float = _assume(0.2, 0.0, 0.5, "strength", J, "several lines of business tie to the firm")
    lines_in_full: float = _assume(4, 2, 8, "further lines", J, "five lines and more count alike")
    firm_pull_gain: float = _assume(0.5, 0.0, 1.0, "strength", J, "Palmatier et al. 2007 IJRM (sign)")
    firm_pull_least: float = _assume(0.05, 0.01, 0.2, "strength", J, "no attachment is wholly personal")
    value_days: float = _assume(365, 365, 365, "days", J, "value is what an account paid in the year before")


@dataclass(frozen=True, kw_only=True)
class FollowAssumptions:
    """The log-odds that a contact goes along, each term with its prior standard deviation (model.md 3)."""

    base_rate: float = _assume(0.20, 0.10, 0.35, "probability", M, "registers 16-25 %; P 27 % Acritas, 35 % Decipher")
    base_sd: float = _assume(0.8, 0.4, 1.5, "log-odds", J, "spread of published base rates")
    stay: float = _assume(-0.21, -0.6, 0.0, "log-odds each", P, "Raffiee 2017; M -0.23, -0.24")
    stay_sd: float = _assume(0.10, 0.05, 0.3, "log-odds each", P, "Raffiee 2017")
    stay_reference: float = _assume(2, 0, 4, "colleagues", J, "the reference account")
    stay_limit: float = _assume(8, 4, 16, "colleagues", J, "more colleagues add nothing")
    leave_too: float = _assume(0.29, 0.0, 1.0, "log-odds each", M, "registers; P sign")
    leave_too_sd: float = _assume(0.30, 0.1, 0.6, "log-odds each", M, "registers")
    leave_too_limit: float = _assume(3, 1, 6, "colleagues", J, "more leavers add nothing")
    years_person: float = _assume(0.33, 0.0, 0.7, "log-odds a year", P, "Raffiee 2017; M +0.28")
    years_person_sd: float = _assume(0.20, 0.05, 0.4, "log-odds a year", P, "Raffiee 2017")
    years_firm: float = _assume(-0.17, -0.5, 0.0, "log-odds a year", P, "Raffiee 2017; M -0.05, -0.26")
    years_firm_sd: float = _assume(0.10, 0.03, 0.3, "log-odds a year", P, "Raffiee 2017")
    years_reference: float = _assume(3, 1, 6, "years", J, "the reference account")
    years_most: float = _assume(10, 5, 20, "years", J, "years beyond this add nothing")
    years_spread: float = _assume(2.5, 1, 5, "years (sd)", J, "what an unknown number of years may be")
    attachment: float = _assume(1.0, 0.0, 3.0, "log-odds from 0.5 to 1", J, "Palmatier 2007 (sign)")
    attachment_sd: float = _assume(0.5, 0.2, 1.0, "log-odds from 0.5 to 1", J, "half the effect")
    attachment_reference: float = _assume(0.5, 0.3, 0.7, "share", J, "the reference account")
    attachment_scale: float = _assume(2, 2, 2, "factor", J, "one unit is the way from 0.5 to 1")
    attachment_spread: float = _assume(0.25, 0.1, 0.3, "share (sd)", J, "what an unknown share may be")
    suppliers: float = _assume(0.10, -0.3, 0.5, "log-odds each", M, "registers +0.04 (not significant)")
    suppliers_sd: float = _assume(0.20, 0.1, 0.4, "log-odds each", M, "registers")
    suppliers_limit: float = _assume(3, 1, 6, "suppliers", J, "more suppliers add nothing")
    suppliers_spread: float = _assume(1, 0.5, 2, "suppliers (sd)", J, "what an unknown number may be")
    switching: float = _assume(-0.16, -0.5, 0.0, "log-odds a unit", P, "Pick & Eisend 2014: r = -0.09")
    switching_sd: float = _assume(0.10, 0.05, 0.3, "log-odds a unit", P, "Pick & Eisend 2014")
    switching_reference: float = _assume(2, 1, 3, "points", J, "the middle of the scale")
    switching_unit: float = _assume(1.25, 1, 2, "points (sd)", J, "spread of ratings; also what an unknown one may be")
    non_solicit: float = _assume(-0.70, -2.0, 0.0, "log-odds", J, "covenants slow moves: P sign")
    non_solicit_sd: float = _assume(0.50, 0.2, 1.0, "log-odds", J, "weakly known")
    gate_mixed: float = _assume(0.5, 0.2, 0.8, "share of the tie's worth", J, "P sign: who buys decides")
    gate_purchasing: float = _assume(0.1, 0.0, 0.3, "share of the tie's worth", J, "P sign: who buys decides")
    gate_floor: float = _assume(0.02, 0.005, 0.05, "probability", J, "what a tie is worth to a tender")
    theta_single: float = _assume(1 / 3, 0.2, 0.5, "share of weight", J, "a single decider; no source")
    theta_majority: float = _assume(1 / 2, 0.5, 0.6, "share of weight", J, "a majority; no source")
    theta_consensus: float = _assume(2 / 3, 0.6, 1.0, "share of weight", J, "consensus; no source")


@dataclass(frozen=True, kw_only=True)
class LossAssumptions:
    """What becomes of an account that does not follow, and how accounts move together (model.md 3 and 4)."""

    yearly_loss: float = _assume(0.076, 0.02, 0.3, "probability a year", M, "years without a departure; fit your own")
    horizon_years: float = _assume(1.5, 1.5, 1.5, "years", J, "all probabilities are over 18 months")
    stray_alone: float = _assume(8, 3, 15, "times the ordinary loss", M, "nobody left there; Chicago register, shrunk")
    stray_covered: float = _assume(1.5, 1, 3, "times the ordinary loss", M, "well covered; Chicago register, shrunk")
    stray_alone_barred: float = _assume(
        5.4, 2, 10, "times the ordinary loss", M, "nobody left, leaver out of the field"
    )
    stray_covered_barred: float = _assume(1.1, 1, 2, "times the ordinary loss", M, "covered, leaver out of the field")
    cover_in_full: float = _assume(0.25, 0.1, 0.5, "strength", J, "a tie as strong as this covers an account")
    cover_by_service: float = _assume(0.15, 0.0, 0.25, "strength", J, "whoever serves counts at least this")
    shrink_chance: float = _assume(0.5, 0.2, 0.8, "probability", P, "Shi et al. 2017: 13-18 % of sales, with the next")
    shrink_share: float = _assume(0.30, 0.1, 0.5, "share of a year", P, "Shi et al. 2017")
    shrink_share_covered: float = _assume(
        0.18, 0.05, 0.3, "share of a year", P, "40 % saved: Shi et al. 2017; Schmitz 2020"
    )
    shared_sd: float = _assume(1.0, 0.85, 1.6, "log-odds", M, "registers: intraclass correlation 0.18-0.43")


@dataclass(frozen=True, kw_only=True)
class FirmAssumptions:
    """When an account counts as single-threaded, and when that is urgent (model.md 8)."""

    staff_in_touch: float = _assume(2, 1, 4, "staff members", P, "vendors' rule of single-threaded accounts")
    contacts_share: float = _assume(
        0.05, 0.01, 0.5, "share of contacts", P, "vendors' rule of single-threaded accounts"
    )
    contacts_in_touch: float = _assume(5, 1, 20, "contacts", P, "vendors' rule: no more are asked for")
    renewal_near_days: float = _assume(90, 30, 180, "days", P, "vendors' rule: red")
    renewal_ahead_days: float = _assume(180, 90, 365, "days", P, "vendors' rule: amber")
    large_value_share: float = _assume(0.05, 0.005, 0.2, "share of the firm's value", J, "red at once; no source")


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """All constants of the model, in the groups of its sections."""

    strength: StrengthAssumptions = StrengthAssumptions()
    attachment: AttachmentAssumptions = AttachmentAssumptions()
    follow: FollowAssumptions = FollowAssumptions()
    loss: LossAssumptions = LossAssumptions()
    firm: FirmAssumptions = FirmAssumptions()


DEFAULT: Final = Assumptions()


def listed(assumptions: Assumptions = DEFAULT) -> tuple[Assumption, ...]:
    """Every constant with its source, as the model card prints it, in the order of the model's sections."""
    found = []
    for group in fields(assumptions):
        values = getattr(assumptions, group.name)
        found += [_shown(f"{group.name}.{entry.name}", getattr(values, entry.name), entry) for entry in fields(values)]
    return tuple(found)


def _shown(name: str, value: float, entry: Field[float]) -> Assumption:
    about = entry.metadata
    return Assumption(
        name=name,
        value=float(value),
        low=float(about["low"]),
        high=float(about["high"]),
        unit=about["unit"],
        mark=about["mark"],
        source=about["source"],
    )
