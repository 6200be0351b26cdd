"""The way into an executable: for the plain case a few generated lines check all arguments in a microsecond or two.

Whatever is unusual - a missing key, a list, another type, a view of an input as out= - gives None,
and the caller takes the slow way, which knows how to say what is wrong.
"""

from __future__ import annotations

import numpy as np


def write_entry(graph):
    """enter(args, out) -> (inputs and results, nested results), or None if this is not the plain case."""
    if not (_has_plain_keys(graph.input_tree) and _has_plain_keys(graph.output_tree)):
        return lambda args, out: None
    inputs = [f"a{i}" for i in range(len(graph.inputs))]
    results = [f"r{i}" for i in range(len(graph.outputs))]
    lines = [
        "def enter(args, out):",
        "    try:",
        *(f"        {line}" for line in _unpack(graph.input_tree, "args", iter(inputs))),
        *(f"        {line}" for x, a in zip(graph.inputs, inputs, strict=True) for line in _number(x, a)),
        f"        if not ({_all_plain(inputs, graph.inputs)}):",
        "            return None",
        "        if out is None:",
        *(
            f"            {r} = empty({y.shape}, dtype_{y.dtype.name})"
            for r, y in zip(results, graph.outputs, strict=True)
        ),
        "        else:",
        *(f"            {line}" for line in _unpack_out(graph, iter(results))),
        f"            if not ({_all_plain(results, graph.outputs)}):",
        "                return None",
        *_apart(graph, inputs, results),
        "    except (ValueError, TypeError, KeyError, AttributeError, IndexError):",
        "        return None",
        f"    return ({_comma(inputs + results)}), {_nest(graph.output_tree, iter(results))}",
    ]
    names = {t.dtype.name: t.dtype for t in (*graph.inputs, *graph.outputs)}
    namespace = {
        "ndarray": np.ndarray,
        "empty": np.empty,
        "array": np.array,
        "float64": np.float64,
        "quiet": (type(None), bytes),
    }
    namespace |= {f"dtype_{name}": dtype for name, dtype in names.items()}
    exec(compile("\n".join(lines), "<ngteach entry>", "exec"), namespace)
    return namespace["enter"]


def _has_plain_keys(tree):
    """Are the containers Python's own, and can their keys be written as text?  A named tuple takes the slow way."""
    plain = tree.kind in (None, dict, list, tuple) and all(type(k) in (str, int, bool) for k in tree.keys)
    return plain and all(map(_has_plain_keys, tree.children))


def _unpack(tree, value, names):
    """Lines that take a container apart, in the order of its leaves."""
    if tree.kind is None:
        return [f"{next(names)} = {value}"]
    if not tree.children:
        return [f"if {value}.__class__ is not {tree.kind.__name__} or {value}: return None"]
    lines = [f"if {value}.__class__ is not {tree.kind.__name__} or len({value}) != {len(tree.children)}: return None"]
    keys = tree.keys if tree.kind is dict else range(len(tree.children))
    for i, (key, child) in enumerate(zip(keys, tree.children, strict=True)):
        part = f"{value}[{key!r}]"
        if child.kind is not None:
            lines.append(f"{value}_{i} = {part}")
            part = f"{value}_{i}"
        lines += _unpack(child, part, names)
    return lines


def _unpack_out(graph, names):
    return _unpack(graph.output_tree, "out", names)


def _number(x, name):
    """A float of Python's or NumPy's, or a scalar of the type, may stand for a type without axes.

    Other numbers take the slow way.
    """
    if x.shape:
        return []
    dtype = f"dtype_{x.dtype.name}"
    lines = [f"if {name}.__class__ is {dtype}.type: {name} = array({name})"]
    if x.type.is_float:
        limit = float(np.finfo(x.dtype).max)
        lines += [
            f"elif ({name}.__class__ is float or {name}.__class__ is float64) and -{limit!r} <= {name} <= {limit!r}:",
            f"    {name} = array({name}, {dtype})",
        ]
    return lines


def _all_plain(names, tensors):
    """Each is an ndarray of the declared type."""
    checks = [
        f"{n}.__class__ is ndarray and {n}.dtype is dtype_{t.dtype.name} and {n}.shape == {t.shape}"
        for n, t in zip(names, tensors, strict=True)
    ]
    return " and ".join(checks) or "True"


def _apart(graph, inputs, results):
    """Results own their memory, are writeable and C-contiguous, and none of it is another's.

    An array that owns its memory shares it only with itself and with views, whose base it is.
    A base that has a base itself (other than bytes, which nobody writes to), or is no plain array, may hide it.
    """
    if not results:
        return []
    everything = [*inputs, *results]
    own = " and ".join(f"{r}.base is None" for r in results)
    ids = ", ".join(f"id({r})" for r in results)
    others = "".join(f"id({a}), id({a}.base), " for a in inputs)
    bases = [
        f"({a}.base is None or {a}.base.__class__ is ndarray and {a}.base.base.__class__ in quiet)" for a in inputs
    ]
    return [
        f"            if not ({' and '.join(f'{r}.flags.carray' for r in results)}):",
        "                return None",
        f"            if not ({' is '.join(f'{a}.base' for a in everything)} is None",
        f"                    and {_all_different(graph, inputs, results)}):",
        f"                own = {{{ids}}}",
        f"                if len(own) != {len(results)} or not ({' and '.join([own, *bases])}):",
        "                    return None",
        f"                if not own.isdisjoint(({others})):",
        "                    return None",
    ]


def _all_different(graph, inputs, results):
    """Is no result the same array as another, or as an input?  Arrays of different types are not the same."""
    alike: dict = {}
    for t, name in zip((*graph.inputs, *graph.outputs), (*inputs, *results), strict=True):
        alike.setdefault(t.type, []).append(name)
    pairs = [
        f"{b} is not {a}" for names in alike.values() for i, b in enumerate(names) if b[0] == "r" for a in names[:i]
    ]
    if len(pairs) <= len(inputs) + len(results):
        return " and ".join(pairs) or "True"
    return f"len({{{', '.join(f'id({a})' for a in (*inputs, *results))}}}) == {len(inputs) + len(results)}"


def _nest(tree, names):
    """The expression that nests the results as the traced function did."""
    if tree.kind is None:
        return next(names)
    inside = [_nest(child, names) for child in tree.children]
    if tree.kind is dict:
        return "{" + ", ".join(f"{k!r}: {v}" for k, v in zip(tree.keys, inside, strict=True)) + "}"
    if tree.kind is list:
        return f"[{', '.join(inside)}]"
    return f"({_comma(inside)})" if inside else "()"


def _comma(names):
    return f"{', '.join(names)}," if names else ""
