"""What stands between the brackets of a NumPy call: tensors, cut to a block where need be, and what is made once."""

from __future__ import annotations

import numpy as np

from ..ops import constant


class Operand:
    """A tensor in a template: {0} is its name, cut to the block; {0:bits} its bits as whole numbers."""

    def __init__(self, writer, x, cut):
        self.writer, self.x, self.cut = writer, x, cut

    def __format__(self, kind):
        w, x = self.writer, self.x
        name = w.view_of_bits(x, kind) if kind else w.names[x]
        return name if w.names[x] in w.in_block else name + self.cut


class Zeros:
    """Zeros to compare a tensor with: one, or for large ones a row, which NumPy is quicker with."""

    def __init__(self, writer, eqn, part):
        self.writer, self.eqn, self.part = writer, eqn, part

    def __format__(self, _):
        y = self.eqn.output
        if y.size < 4096:
            return self.writer.static(f"zero_{y.type.element}", f"{{name}} = np.zeros((), np.{y.dtype.name})")
        n = y.shape[-1]
        return (
            self.writer.static(f"zeros_{n}_{y.type.element}", f"{{name}} = np.zeros({n}, np.{y.dtype.name})")
            + self.part
        )


class Row:
    """The second input, one number, as a row of equal numbers if it is a constant."""

    def __init__(self, writer, eqn, part):
        self.writer, self.eqn, self.part = writer, eqn, part

    def __format__(self, _):
        w, eqn = self.writer, self.eqn
        number = w.peeled(eqn, eqn.inputs[1])
        maker = w.maker.get(number)
        if maker is None or maker.op is not constant:
            return w.names[number]
        n = eqn.output.shape[-1]
        return w.static(f"{w.names[number]}_row_{n}", f"{{name}} = np.full({n}, {w.names[number]})") + self.part


class Counter:
    """0, 1, 2, ... up to the depth of a one_hot."""

    def __init__(self, writer, eqn):
        self.writer, self.eqn = writer, eqn

    def __format__(self, _):
        depth, labels = self.eqn.params["depth"], self.eqn.inputs[0].dtype
        dtype = labels if depth <= np.iinfo(labels).max else np.dtype(np.int64)
        return self.writer.static(
            f"count_{depth}_{dtype.name}", f"{{name}} = np.arange({depth}, dtype=np.{dtype.name})"
        )
