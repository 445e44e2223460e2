"""A firm of any size, invented from a seed and written as a folder of the layout.

Decides: what of this package others use. Does not decide: anything about the firm (the modules of this package do).
"""

from exchange.generating.making import OnTouches, generate
from exchange.generating.naming import firm_name, short_name
from exchange.generating.size import LAST_DAY, Generated, Size, check_seed, size_with

__all__ = [
    "LAST_DAY",
    "Generated",
    "OnTouches",
    "Size",
    "check_seed",
    "firm_name",
    "generate",
    "short_name",
    "size_with",
]
