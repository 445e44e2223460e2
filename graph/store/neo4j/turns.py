"""How many questions may read under a turn at one time, each beside units of work that wait for all of them.

Decides: the number, which the migrations and the bulk files make as many nodes of. Does not decide: when a question
takes a turn (``guard`` does).
"""

from typing import Final

TURNS: Final = 8
