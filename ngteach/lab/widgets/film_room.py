"""How much room a film has: a widget sends at most 300 kB of JSON, once, so that it comes through a slow hub."""

from __future__ import annotations

import json

ROOM = 280_000  # characters of JSON; what is left of the 300 kB is for what the reader does


def json_size(*values):
    """How many characters of JSON these are."""
    return sum(len(json.dumps(value)) for value in values)
