"""How much rounding may matter to the results of a graph, and what differs by more."""

import numpy as np
from samples import ROUNDED

from ngteach.core.graph import evaluate, replay

# Sums and products with a number round elsewhere once the algebra has moved the number.
MOVED = ("add", "multiply")


def tolerances(graph, arrays, seed=0):
    """The results, and for each the difference that rounding may make to it.

    Every op that rounds is disturbed by a few units of its last place, three times; what that does to a result, times a
    safety factor, is what another order of adding may do to it.  Whole numbers and bools may not differ.
    """
    with np.errstate(all="ignore"):
        env = replay(graph, arrays, evaluate)
        right = [np.asarray(env[y]) for y in graph.outputs]
        spread = [0.0] * len(right)
        for n in range(3):
            noisy = replay(graph, arrays, _disturbed(np.random.default_rng([seed, n]), _rounded(graph)))
            for i, (y, r) in enumerate(zip(graph.outputs, right)):
                if r.dtype.kind == "f" and not np.array_equal(noisy[y], r, equal_nan=True):
                    spread[i] = max(spread[i], float(np.abs(noisy[y].astype(float) - r).max()))
    return right, [8 * (s + _smallest(r)) for s, r in zip(spread, right)]  # no number may be flushed to zero


def _smallest(r):
    """What rounding does at least to a number that is subnormal."""
    return float(np.finfo(r.dtype).smallest_subnormal) if r.dtype.kind == "f" else 0.0


def differences(right, found, allowed):
    """What differs by more than is allowed, as text; empty if nothing does."""
    found, texts = list(found) if isinstance(found, (list, tuple)) else [found], []
    for i, (r, x, most) in enumerate(zip(right, found, allowed, strict=True)):
        if x.dtype != r.dtype or x.shape != r.shape:
            texts.append(f"result {i} is {x.dtype}{x.shape}, not {r.dtype}{r.shape}")
        elif not np.array_equal(r, x, equal_nan=r.dtype.kind == "f"):
            far = np.abs(r.astype(float) - x.astype(float)).max()
            if not far <= most:  # also if it is NaN
                texts.append(f"result {i} differs by {far}, allowed is {most}")
    return texts


def _rounded(graph):
    """The equations whose last bits may differ."""
    numbers = {eqn.output for eqn in graph.equations if eqn.op.name == "constant" and not eqn.output.shape}
    numbers |= {eqn.output for eqn in graph.equations if eqn.op.name == "broadcast" and eqn.inputs[0] in numbers}
    moved = {eqn for eqn in graph.equations if eqn.op.name in MOVED and numbers & set(eqn.inputs)}
    return {eqn for eqn in graph.equations if eqn.op.name in ROUNDED} | moved


def _disturbed(rng, rounded):
    def emit(eqn, *arrays):
        y = np.asarray(evaluate(eqn, *arrays))
        if eqn not in rounded or y.dtype.kind != "f":
            return y
        sizes = [np.abs(a) for a in arrays]
        scale = np.abs(y)
        if eqn.op.name in ("sum", "dot", "add"):  # what is added up may be much larger than the sum
            scale = evaluate(eqn, *sizes)
        noise = rng.uniform(-4, 4, y.shape) * np.finfo(y.dtype).eps
        return (y + scale * noise).astype(y.dtype)

    return emit
