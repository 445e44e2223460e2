"""The model card as GraphQL shows it.

Decides: how assumptions are shown. Does not decide: any of them (the engine's assumptions do).
"""

from __future__ import annotations

from typing import Self

import strawberry

from graph.domain import answers
from graph.questions.model_card import model_card as card
from schema.words import MarkWord


@strawberry.type(description="A constant of the model.")
class Assumption:
    """A constant of the model."""

    name: str = strawberry.field(
        description="Which part of the model and which constant, such as strength.volume_scale."
    )
    value: float = strawberry.field(description="Its value, in unit.")
    low: float = strawberry.field(description="Lower end of the range it may take, in unit.")
    high: float = strawberry.field(description="Upper end of the range it may take, in unit.")
    unit: str = strawberry.field(description="What it is counted in.")
    mark: MarkWord = strawberry.field(description="Whether it was measured, published or judged.")
    source: str = strawberry.field(description="Where it comes from.")

    @classmethod
    def from_answer(cls, found: answers.Assumption) -> Self:
        """The type of an assumption."""
        return cls(
            name=found.name,
            value=found.value,
            low=found.low,
            high=found.high,
            unit=found.unit,
            mark=MarkWord[found.mark.name],
            source=found.source,
        )


@strawberry.type(description="What the model assumes, what it does not model yet, and what its numbers do not mean.")
class ModelCard:
    """What the model assumes."""

    version: str = strawberry.field(description="Version of the assumptions; answers carry it in basis.assumptions.")
    assumptions: list[Assumption] = strawberry.field(description="Every constant of the model.")
    not_modelled: list[str] = strawberry.field(description="What the model leaves out so far, in sentences.")
    limits: list[str] = strawberry.field(description="How far its numbers can be trusted, in sentences.")
    notice: str = strawberry.field(description="What its answers must not be used for.")

    @classmethod
    def from_answer(cls, found: answers.ModelCard) -> Self:
        """The type of a model card."""
        return cls(
            version=found.version,
            assumptions=[Assumption.from_answer(assumption) for assumption in found.assumptions],
            not_modelled=list(found.not_modelled),
            limits=list(found.limits),
            notice=found.notice,
        )


async def model_card() -> ModelCard:
    """The card of the assumptions in use."""
    return ModelCard.from_answer(card())
