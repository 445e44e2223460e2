"""``python -m schema`` prints the schema; ``python -m schema > schema/schema.graphql`` accepts a change of it."""

from __future__ import annotations

import sys

from schema.api import sdl

sys.stdout.write(sdl())
