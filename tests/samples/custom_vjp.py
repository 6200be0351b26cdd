"""Samples of custom_vjp: y, x and a rule for the adjoint of x."""

import ngteach as ng
from ngteach.core.types import f32, f64
from samples.making import FEW_SHAPES, Row, numbers, positive


def _rows(element):
    for shape in FEW_SHAPES:
        rule = ng.trace(lambda x, dy: dy * x, element[shape], element[shape], name="times_x")
        params = {"rule": rule}
        yield Row("custom_vjp", (numbers(*shape), positive(*shape)), (element,), params, f"{element}", smooth=False)


ROWS = [*_rows(f32), *_rows(f64)]
NO_PEER = ("custom_vjp",)
NOT_IN_NGRAPH = ("custom_vjp",)
