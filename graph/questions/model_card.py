"""What the model assumes, and what its numbers do not mean."""

from __future__ import annotations

from graph.domain.answers import ModelCard
from graph.engine.card import model_card as card_of_the_engine


def model_card() -> ModelCard:
    """Every assumption with its source, what is not modelled yet, the honest limits and the notice."""
    return card_of_the_engine()
