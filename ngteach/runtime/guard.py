"""The way into an executable: for the plain case a few generated lines check all arguments in a microsecond or two.

Whatever is unusual - a missing key, a list, another type, a view of an input as out= - gives None,
and the caller takes the slow path, which says what is wrong.
"""

from __future__ import annotations

from operator import itemgetter

import numpy as np

from ..core.types import ELEMENT_TYPES

FEW = 40  # arrays; so many are checked one by one, which is quicker than a loop but takes ten times the text
MANY, ALIKE = 120, 4  # of more than MANY, so many of one type are


def write_guard(graph, numbers=ELEMENT_TYPES):
    """guard(args, out) -> (inputs and results, nested results), or None if this is not the plain case.

    numbers: the element types that a number of Python's may take here.
    """
    if not (_has_plain_keys(graph.input_tree) and _has_plain_keys(graph.output_tree)):
        return lambda args, out: None
    inputs = [f"a{i}" for i in range(len(graph.inputs))]
    results = [f"r{i}" for i in range(len(graph.outputs))]
    few = FEW if len(inputs) + len(results) <= MANY else ALIKE
    getters: dict = {}  # the keys of a dict -> the name of the function that gives its values in this order
    lines = [
        "def guard(args, out):",
        "    try:",
        *(f"        {line}" for line in _unpack(graph.input_tree, "args", iter(inputs), getters)),
        *(f"        {line}" for x, a in zip(graph.inputs, inputs, strict=True) for line in _number(x, a, numbers)),
        f"        if not ({_all_plain(inputs, graph.inputs, few)}):",
        "            return None",
        "        if out is None:",
        *(f"            {line}" for line in _new(results, graph.outputs, few)),
        "        else:",
        *(f"            {line}" for line in _unpack(graph.output_tree, "out", iter(results), getters)),
        f"            if not ({_all_plain(results, graph.outputs, few)}):",
        "                return None",
        *_apart(graph, inputs, results, few),
        "    except (ValueError, TypeError, KeyError, AttributeError, IndexError, MemoryError):",
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
    namespace |= {name: itemgetter(*keys) for keys, name in getters.items()}
    exec(compile("\n".join(lines), "<ngteach guard>", "exec"), namespace)
    return namespace["guard"]


def _has_plain_keys(tree):
    """Are the containers Python's own, and can their keys be written as text?  A named tuple takes the slow path."""
    plain = tree.kind in (None, dict, list, tuple) and all(type(k) in (str, int, bool) for k in tree.keys)
    return plain and all(map(_has_plain_keys, tree.children))


def _unpack(tree, value, names, getters):
    """Lines that take a container apart, in the order of its leaves."""
    if tree.kind is None:
        return [f"{next(names)} = {value}"]
    if not tree.children:
        return [f"if {value}.__class__ is not {tree.kind.__name__} or {value}: return None"]
    parts, inner = [], []
    for i, child in enumerate(tree.children):
        parts.append(f"{value}_{i}" if child.kind is not None else next(names))
        inner += _unpack(child, parts[-1], names, getters) if child.kind is not None else []
    found = value
    if tree.kind is dict:
        one = len(tree.keys) == 1  # of one key itemgetter gives the value, and of several a tuple
        getter = f"{getters.setdefault(tree.keys, f'get_{len(getters)}')}({value})"
        found = f"[{getter}]" if one else getter
    size = f"{value}.__class__ is not {tree.kind.__name__} or len({value}) != {len(parts)}"
    return [f"if {size}: return None", f"{_comma(parts)} = {found}", *inner]


def _number(x, name, numbers):
    """A number of Python's, NumPy's float64, or a scalar of the type, may stand for a type without axes.

    A whole number for a float, and what does not fit, take the slow path.
    """
    if x.shape:
        return []
    dtype, taken = f"dtype_{x.dtype.name}", x.type.element in numbers
    lines = [f"if {name}.__class__ is {dtype}.type: {name} = array({name})"] if taken or x.dtype != np.float64 else []
    if taken and x.type.is_float:
        limit = float(np.finfo(x.dtype).max)
        test = f"({name}.__class__ is float or {name}.__class__ is float64) and -{limit!r} <= {name} <= {limit!r}"
    elif taken and x.dtype.kind in "iu":
        limits = np.iinfo(x.dtype)
        test = f"{name}.__class__ is int and {limits.min} <= {name} <= {limits.max}"
    elif taken and x.dtype.kind == "b":
        test = f"{name}.__class__ is bool"
    else:
        return lines
    return [*lines, f"{'elif' if lines else 'if'} {test}:", f"    {name} = array({name}, {dtype})"]


def _every(test, names, few):
    """An expression: is the test true for each of the names in the place of {}?"""
    if len(names) <= few:
        return " and ".join(test.replace("{}", name) for name in names) or "True"
    return f"all([{test.replace('{}', 'x')} for x in ({_comma(names)})])"


def _by_type(names, tensors):
    """{type: the names of that type}."""
    found: dict = {}
    for name, t in zip(names, tensors, strict=True):
        found.setdefault(t.type, []).append(name)
    return found


def _all_plain(names, tensors, few):
    """Each is an ndarray of the declared type."""
    test = "{}.__class__ is ndarray and {}.dtype is dtype_%s and {}.shape == %s"
    groups = _by_type(names, tensors).items()
    return " and ".join(_every(test % (t.dtype.name, t.shape), alike, few) for t, alike in groups) or "True"


def _new(names, tensors, few):
    """Lines that make an array for each result."""
    lines = []
    for t, alike in _by_type(names, tensors).items():
        call = f"empty({t.shape}, dtype_{t.dtype.name})"
        many = len(alike) > few
        lines += (
            [f"{_comma(alike)} = [{call} for _ in range({len(alike)})]"] if many else [f"{a} = {call}" for a in alike]
        )
    return lines or ["pass"]


def _apart(graph, inputs, results, few):
    """Results own their memory, are writeable and C-contiguous, and none of it is another's.

    An array that owns its memory shares it only with itself and with views, whose base it is.
    A base that has a base itself (other than bytes, which nobody writes to), or is no plain array, may hide it.
    """
    if not results:
        return []
    every = [*inputs, *results]
    in_a_row = " is ".join(f"{a}.base" for a in every) + " is None"
    bare = in_a_row if len(every) <= few else _every("{}.base is None", every, few)
    base = "({}.base is None or {}.base.__class__ is ndarray and {}.base.base.__class__ in quiet)"
    own = f"{base} and id({{}}) not in own and id({{}}.base) not in own"
    return [
        f"            if not ({_every('{}.flags.carray', results, few)}):",
        "                return None",
        f"            if not ({bare}",
        f"                    and {_all_different(graph, inputs, results)}):",
        f"                own = {{id(x) for x in ({_comma(results)})}}",
        f"                if len(own) != {len(results)} or not ({_every('{}.base is None', results, few)}):",
        "                    return None",
        f"                if not ({_every(own, inputs, few)}):",
        "                    return None",
    ]


def _all_different(graph, inputs, results):
    """Is no result the same array as another, or as an input?  Arrays of different types are not the same."""
    everything, pairs = (*inputs, *results), []
    before: dict = {}
    for t, name in zip((*graph.inputs, *graph.outputs), everything, strict=True):
        pairs += [f"{name} is not {a}" for a in before.get(t.type, ())] if name[0] == "r" else []
        if len(pairs) > len(everything):  # they would grow with the square: all in one set are quicker then
            return f"len({{id(x) for x in ({_comma(everything)})}}) == {len(everything)}"
        before.setdefault(t.type, []).append(name)
    return " and ".join(pairs) or "True"


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
