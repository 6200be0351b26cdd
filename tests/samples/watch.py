"""Samples of watch."""

from samples.making import ALL, SHAPES, Row, numbers

ROWS = [Row("watch", (numbers(*shape),), ALL, {"name": "x", "place": "mlp.py, line 3"}) for shape in SHAPES]
ROWS += [Row("watch", (numbers(4, 5),), ALL, {"name": "x", "place": ""}, "many")]
NO_PEER = NOT_IN_NGRAPH = ("watch",)
