"""The remedy for a where() whose unused branch makes the gradient NaN: a where inside as well.

Both branches are computed, and both are differentiated.  The one that was not chosen is handed an adjoint of 0, and 0
times an infinite slope is NaN.  A harmless number in place of the argument, wherever the result is not used, helps.
Source: the answers to this question in the issues of JAX and PyTorch, where it is asked most.
"""

from __future__ import annotations

from ...ops import (
    arccos,
    arccosh,
    arcsin,
    arctanh,
    cbrt,
    cosh,
    divide,
    erfinv,
    exp,
    exp2,
    expm1,
    log,
    log1p,
    log2,
    log10,
    power,
    sinh,
    sqrt,
)
from .spelled import POWER, PRODUCT, WHOLE, spelled

# Ops whose slope is infinite, or not a number, for some arguments: which input it is, and a number that is harmless.
HARMLESS = {
    **dict.fromkeys((sqrt, log, log2, log10, power, cbrt), (0, 1.0)),
    divide: (1, 1.0),
    **dict.fromkeys((log1p, arcsin, arccos, arctanh, erfinv, exp, exp2, expm1, sinh, cosh), (0, 0.0)),
    arccosh: (0, 2.0),
}


def guarded(where_eqn, risky_eqns, producer):
    """What to write instead: where(x > 0.0, sqrt(where(x > 0.0, x, 1.0)), 0.0), in the words of the program.

    where_eqn: the outer where.   risky_eqns: one or several equations of ops in HARMLESS that one of its branches needs
    producer: {tensor: its equation, or None for an input}, such as that of a Graph or a Trace
    """
    risky_eqns = risky_eqns if isinstance(risky_eqns, (list, tuple)) else [risky_eqns]
    condition, *branches = where_eqn.inputs
    written = spelled(condition, producer)
    test = written if len(written) <= 30 else "c"
    for number in (0, 1):  # of the branch that the risky ones belong to
        safe = {eqn.output: _with(eqn, test, number, producer) for eqn in risky_eqns}
        parts = [spelled(x, producer, safe) for x in branches]
        if all(text in parts[number] for text, _ in safe.values()):
            return f"where({test}, {parts[0]}, {parts[1]})" + f", where c is {written}" * (test != written)
    return f"{safe[risky_eqns[0].output][0]} inside" + ", where c is the condition" * (test != written)


def _with(eqn, test, branch, producer):
    """(the risky expression with a where around its argument, how tightly it binds)."""
    position, number = HARMLESS[eqn.op]
    argument = spelled(eqn.inputs[position], producer)
    inside = f"where({test}, {number}, {argument})" if branch else f"where({test}, {argument}, {number})"
    if eqn.op in (divide, power):
        factor = spelled(eqn.inputs[1 - position], producer)
        factor = f"({factor})" if " " in factor and not factor.endswith(")") else factor
        return (f"{factor} / {inside}", PRODUCT) if eqn.op is divide else (f"{inside} ** {factor}", POWER)
    return f"{eqn.op.name}({inside})", WHOLE
