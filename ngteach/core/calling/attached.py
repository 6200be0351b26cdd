"""What other rooms give to tensors and graphs: Python's symbols, from ops; pictures, from draw.

The core knows neither room, so the two classes are empty here.  Editors and type checkers read what they will hold in
attached.pyi, which tests/stubs.py writes.
"""


class Symbols:
    """Python's symbols and NumPy's methods on tensors; ops/python.py fills it."""

    __slots__ = ()


class Pictures:
    """Graphs as pictures; draw/__init__.py fills it."""
