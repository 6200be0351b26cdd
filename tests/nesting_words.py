"""The transformations that random_nestings draws: the text of each, and the types it makes of a function's types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting, opened


@dataclass(frozen=True)
class Signature:
    """The types of the arguments and of the result, in the containers they stand in."""

    args: tuple
    out: Any


@dataclass(frozen=True)
class Word:
    """A transformation: its text, what it makes of a signature, and how many derivatives it takes.

    draw(rng, signature) gives its options, or None if it does not fit.   wants: the kind of the result of what it is
    applied to, "number", "aux" for (number, anything), or "any"; `keeps` says that its own result is of the same kind.
    """

    text: str
    signature: Any
    draw: Any
    order: int = 1
    wants: str = "any"
    keeps: bool = False
    weight: float = 1.0  # how often it is drawn


def _floats(sig):
    return [i for i, spec in enumerate(sig.args) if leaves(spec) and all(t.is_float for t in leaves(spec))]


def _some_floats(rng, sig):
    floats = _floats(sig)
    some = [i for i in floats if rng.random() < 0.6] or floats[:1]
    return {"wrt": tuple(some)} if some else None


def _one_float(rng, sig):
    floats = [i for i in _floats(sig) if isinstance(sig.args[i], ng.TensorType)]
    return {"wrt": (int(rng.choice(floats)),)} if floats else None


def _for_grad(rng, sig):
    some = _some_floats(rng, sig)
    if some and rng.random() < 0.5:
        i = some["wrt"][-1]
        return {"wrt": i - len(sig.args) if rng.random() < 0.3 else i}
    return some


def _at(sig, wrt):
    return tuple(sig.args[i] for i in wrt) if isinstance(wrt, tuple) else sig.args[wrt]


def _jacobian(out, spec):
    """For each value of the result, for each one of the argument, the type of its derivative."""

    def of(y):
        return build(nesting(spec), [ng.f64[(*y.shape, *x.shape)] for x in leaves(spec)])

    return build(nesting(out), [of(y) for y in leaves(out)])


def _for_vmap(rng, sig):
    def axis(spec):
        rank = min([t.rank for t in leaves(spec)], default=0)
        return int(rng.integers(-rank - 1, rank + 1))

    def axes(spec):
        if rng.random() < 0.3:
            return None
        if isinstance(spec, ng.TensorType) or rng.random() < 0.5:
            return axis(spec)
        return build(nesting(spec), [axis(t) for t in leaves(spec)])

    if not leaves(sig.args) or not leaves(sig.out):
        return None
    ins = [axes(spec) for spec in sig.args]
    if all(a is None for a in ins):
        ins[0] = 0
    several = isinstance(sig.out, tuple) and rng.random() < 0.5
    return {
        "size": int(rng.choice([1, 2, 3])),
        "in_axes": ins[0] if all(a == ins[0] and isinstance(a, int) for a in ins) else tuple(ins),
        "out_axes": tuple(axis(s) for s in sig.out) if several else axis(sig.out),
    }


def _vmapped(sig, size, in_axes, out_axes):
    ins = in_axes if isinstance(in_axes, tuple) else (in_axes,) * len(sig.args)
    args = tuple(_with_axis(spec, a, size) for spec, a in zip(sig.args, ins, strict=True))
    if isinstance(out_axes, tuple):
        return Signature(args, tuple(_with_axis(s, a, size) for s, a in zip(sig.out, out_axes, strict=True)))
    return Signature(args, _with_axis(sig.out, out_axes, size))


def _with_axis(spec, axis, size):
    """The types with one more axis; `axis` is one number, None, or nests like the types."""
    longer = [_longer(t, a, size) for t, a in zip(leaves(spec), axes_of(spec, axis), strict=True)]
    return build(nesting(spec), longer)


def axes_of(spec, axis):
    """The axis for each value: of an argument (or a result), or of a tuple of them."""
    if isinstance(axis, (int, type(None))):
        return [axis] * len(leaves(spec))
    parts = zip(opened(spec)[2], opened(axis)[2], strict=True)
    return [a for part, axes in parts for a in axes_of(part, axes)]


def _longer(t, axis, size):
    if axis is None:
        return t
    shape = list(t.shape)
    shape.insert(axis % (t.rank + 1), size)
    return t.with_shape(shape)


def _same(sig, **options):
    return sig


def _always(rng, sig):
    return {}


def _for_custom(rng, sig):
    return {"scale": float(rng.choice([1.0, 2.0, -0.5]))} if len(_floats(sig)) == len(sig.args) else None


def _mode(draw):
    def with_mode(rng, sig):
        options = draw(rng, sig)
        return options and {**options, "mode": rng.choice(["forward", "reverse", None])}

    return with_mode


def _rows(sig, wrt):
    n = sig.out.size
    return Signature(sig.args, _with_axis(_at(sig, wrt), 0, n))


def _one_output(draw):
    return lambda rng, sig: draw(rng, sig) if isinstance(sig.out, ng.TensorType) and sig.out.size else None


def _nonempty(draw):
    def checked(rng, sig):
        options = draw(rng, sig)
        return options if options and sig.args[options["wrt"][0]].size else None

    return checked


WORDS = {
    "jit": Word("jit({f})", _same, _always, 0, keeps=True, weight=0.4),
    "checkpoint": Word("checkpoint({f})", _same, _always, 0, keeps=True, weight=0.4),
    "custom": Word("custom({f}, {scale})", _same, _for_custom, 0, keeps=True, weight=0.4),
    "grad": Word("grad({f}, wrt={wrt})", lambda s, wrt: Signature(s.args, _at(s, wrt)), _for_grad, wants="number"),
    "value_and_grad": Word(
        "value_and_grad({f}, {wrt})", lambda s, wrt: Signature(s.args, (s.out, _at(s, wrt))), _for_grad, wants="number"
    ),
    "with_aux": Word(
        "with_aux({f}, {wrt})", lambda s, wrt: Signature(s.args, (s.out, _at(s, wrt))), _for_grad, wants="aux"
    ),
    "jvp": Word("by_jvp({f}, {wrt})", lambda s, wrt: Signature((*s.args, *_at(s, wrt)), (s.out, s.out)), _some_floats),
    "linearize": Word(
        "by_linearize({f}, {wrt})", lambda s, wrt: Signature((*s.args, *_at(s, wrt)), (s.out,) * 3), _some_floats
    ),
    "vjp": Word(
        "by_vjp({f}, {wrt})",
        lambda s, wrt: Signature((*s.args, s.out), (s.out, _at(s, wrt), s.args[wrt[0]])),
        _some_floats,
    ),
    "by_rows": Word("by_rows({f}, {wrt})", _rows, _one_output(_some_floats), weight=2.5),
    "by_columns": Word(
        "by_columns({f}, {wrt})",
        lambda s, wrt: Signature(s.args, _with_axis(s.out, -1, s.args[wrt[0]].size)),
        _nonempty(_one_float),
    ),
    "jacobian": Word(
        "jacobian({f}, {wrt}, mode={mode!r})",
        lambda s, wrt, mode: Signature(s.args, _jacobian(s.out, _at(s, wrt))),
        _mode(_for_grad),
    ),
    "hessian": Word(
        "hessian({f}, {wrt})",
        lambda s, wrt: Signature(s.args, _jacobian(_at(s, wrt), _at(s, wrt))),
        _for_grad,
        2,
        "number",
    ),
    "hvp": Word(
        "by_hvp({f}, {wrt})", lambda s, wrt: Signature((*s.args, *_at(s, wrt)), s.args[wrt[0]]), _one_float, 2, "number"
    ),
    "vmap": Word("vmap({f}, {in_axes}, {out_axes})", _vmapped, _for_vmap, 0, weight=2.0),
}
