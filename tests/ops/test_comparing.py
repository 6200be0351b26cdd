"""== and != ask for the numbers of tensors, as in NumPy; `is` asks whether two names mean one tensor."""

import operator
import re
from collections import namedtuple

import numpy as np
import pytest

import ngteach as ng
from ngteach import Trace, f32, i32, parameter, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.types import boolean

A = np.array([[1, 2, 3], [4, 0, 6]], np.float32)
B = np.array([[1, 0, 3], [4, 5, 0]], np.float32)
ROW = np.array([1, 0, 3], np.float32)
SIGNS = {"==": operator.eq, "!=": operator.ne}

# Each is the same function for tensors and for arrays.
FORMS = {
    "two tensors": lambda a, b, is_: is_(a, b),
    "and &": lambda a, b, is_: is_(a, b) & (a > 0),
    "and |": lambda a, b, is_: (a < 2) | is_(b, a),
    "and ^": lambda a, b, is_: is_(a, b) ^ is_(a, 4),
    "and ~": lambda a, b, is_: ~is_(a, b),
    "np.logical_and": lambda a, b, is_: np.logical_and(is_(a, b), a > 1),
    "np.logical_not": lambda a, b, is_: np.logical_not(is_(a, b)),
    "np.where": lambda a, b, is_: np.where(is_(a, b), a, b),
    "np.where of numbers": lambda a, b, is_: np.where(is_(a, 0), 1, 2) + 0,
    "sum": lambda a, b, is_: is_(a, b).astype(np.float32).sum(),
    "max": lambda a, b, is_: np.max(is_(a, b), axis=1),
    "a number": lambda a, b, is_: is_(a, 0),
    "a number first": lambda a, b, is_: is_(4.0, a),
    "a NumPy number": lambda a, b, is_: is_(a, np.float32(4)),
    "a NumPy number first": lambda a, b, is_: is_(np.float32(4), a),
    "an array": lambda a, b, is_: is_(a, ROW),
    "an array first": lambda a, b, is_: is_(ROW, a),
    "a list": lambda a, b, is_: is_(a, [1, 0, 3.0]),
    "a list first": lambda a, b, is_: is_([[1], [4]], a),
    "a tuple": lambda a, b, is_: is_(a, (1, 2, 3)),
    "a tuple first": lambda a, b, is_: is_((1, 2, 3), a),
    "rows in a list": lambda a, b, is_: is_(a, [b[1], a[0]]),
    "numbers in a tuple": lambda a, b, is_: is_(a, (a[0, 1], 5, b[1, 1])),
    "a view of itself": lambda a, b, is_: is_(a, a[:, :1]),
    "itself": lambda a, b, is_: is_(a, a),
    "argmax": lambda a, b, is_: is_(np.argmax(a, axis=1), np.argmax(b, axis=1)),
    "argmax and labels": lambda a, b, is_: is_(a.argmax(1), [2, 1]),
    "bool": lambda a, b, is_: is_(a > 1, b > 1),
    "bool and True": lambda a, b, is_: is_(a > 1, True),
    "bool and False first": lambda a, b, is_: is_(False, a > 1),
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("backend", ["INTERPRETER", "CPU"])
def test_equal_means_what_it_means_in_numpy(form, sign, backend):
    graph = trace(lambda a, b: form(a, b, SIGNS[sign]), A, B)
    want = form(A, B, SIGNS[sign])
    np.testing.assert_array_equal(ng.compile(graph, backend)(A, B), want)


@pytest.mark.parametrize("sign,op", [("==", "equal"), ("!=", "not_equal")])
def test_equal_records_the_op_by_every_name(sign, op):
    def by(f):
        return str(trace(f, A, B, name="g")).split("\n", 1)[1]

    written = by(lambda a, b: SIGNS[sign](a, b))
    assert written == by(lambda a, b: getattr(np, op)(a, b)) == by(lambda a, b: getattr(ng, op)(a, b))
    for f in (lambda a, b: getattr(np, op)(a, [1, 2, 3]), lambda a, b: getattr(ng, op)([1, 2, 3], a)):
        assert op in by(f)


def test_equal_on_arrays_is_equal_in_a_graph():
    np.testing.assert_array_equal(ng.equal(A, [1, 2, 3]), A == [1, 2, 3])
    np.testing.assert_array_equal(ng.not_equal((1, 2, 3), A), A != ROW * 0 + [1, 2, 3])


@pytest.mark.parametrize("element", [ng.f32, ng.f64, ng.i32, ng.i64, ng.u8])
def test_equal_compares_every_element_type(element):
    a = np.arange(6).astype(element.dtype)
    for y in (3, [0, 9, 2, 3, 0, 0], np.full(6, 2, element.dtype)):
        np.testing.assert_array_equal(trace(lambda x, y=y: x == y, a)(a), a == np.asarray(y))
        np.testing.assert_array_equal(trace(lambda x, y=y: y != x, a)(a), a != np.asarray(y))


def test_nan_is_not_equal_to_itself():
    a = np.array([np.nan, 1], np.float32)
    np.testing.assert_array_equal(trace(lambda x: x == x, a)(a), [False, True])


def test_accuracy_is_written_as_in_numpy():
    p, labels = np.eye(3, dtype=np.float32)[[0, 1, 1, 2]], np.array([0, 1, 2, 2])
    graph = trace(lambda p, y: ng.mean(ng.convert(np.argmax(p, 1) == y, f32)), p, labels)
    assert graph(p, labels) == 0.75


def test_what_has_no_numbers_is_never_equal():
    def f(x):
        for other in (None, "mean", b"mean", {}, object(), f, np.float32):
            assert not (x == other) and not (other == x) and x != other and other != x  # noqa: SIM201
        return x

    graph = trace(f, f32[2])
    assert not graph.equations and (graph.inputs[0] == None) is False  # noqa: E711


NO_IF = "has no numbers yet, so it cannot decide an if or a while; use where()"
Pair = namedtuple("Pair", "a b")
REFUSED = {
    "if": lambda a, b: a if a == b else b,
    "while": lambda a, b: [0 for _ in iter(lambda: a != b, True)],
    "and": lambda a, b: a == b and b,
    "not": lambda a, b: not a == b,  # noqa: SIM201
    "chain": lambda a, b: a == b == a,
    "in a list": lambda a, b: a in [b],
    "in a tuple": lambda a, b: a not in (b, b),
    "index": lambda a, b: [a].index(b),
    "remove": lambda a, b: [a].remove(b),
    "count": lambda a, b: [a].count(b),
    "tuples": lambda a, b: (a, 1) == (b, 1),
    "lists": lambda a, b: [a] != [b],
    "dicts": lambda a, b: {"a": a} == {"a": b},
    "named tuples": lambda a, b: Pair(a, b) == Pair(b, a),
    "dict values": lambda a, b: a in {"b": b}.values(),
    "a number in a list": lambda a, b: 0 in [a, b],
}


@pytest.mark.parametrize("form", REFUSED.values(), ids=REFUSED)
def test_python_cannot_decide_by_numbers_that_are_not_there(form):
    with pytest.raises(GraphError, match=re.escape(NO_IF)) as caught:
        trace(form, A, B)
    assert "`is`" in str(caught.value) and "test_comparing.py, line " in str(caught.value)


MISFITS = {
    "shapes": (lambda a, b: a == b[:, :2], "equal: f32[2,3] and f32[2,2] do not broadcast to one shape"),
    "element types": (lambda a, b: a != ng.convert(b, i32), "not_equal: f32[2,3] and i32[2,3] differ in element type"),
    "arrays": (lambda a, b: np.zeros((2, 3)) == a, "equal: f64[2,3] and f32[2,3] differ in element type"),
    "numbers": (lambda a, b: a == 1e300, "equal: the number 1e+300 does not fit f32"),
    "lists": (lambda a, b: a == [1, 2, 1e300], "equal: the number 1e+300 does not fit f32"),
    "rows": (lambda a, b: a == [[1, 2], [3]], "equal: the rows of the list differ in length"),
    "words": (lambda a, b: a == ["x", "y", "z"], "equal: <U1 is not an element type"),
    "complex": (lambda a, b: a == 1j, "equal: found a complex, wanted a tensor, an array or a number"),
    "a type": (lambda a, b: a == f32[2, 3], "equal: f32[2,3] has no numbers; write x.type == f32[2,3]"),
}


@pytest.mark.parametrize("form,text", MISFITS.values(), ids=MISFITS)
def test_what_cannot_be_compared_is_an_error(form, text):
    with pytest.raises(GraphError, match="^" + re.escape(text)):
        trace(form, A, B)


def test_outside_a_trace_equal_is_an_error():
    x, y = trace(lambda x, y: (x, y), A, B).inputs
    for compare in SIGNS.values():
        for other in (x, y, 0, A, [1], np.float32(1), np.float64(1)):
            for pair in ((x, other), (other, x)):
                with pytest.raises(GraphError, match="no graph is being recorded|whose trace has ended"):
                    compare(*pair)
    with pytest.raises(
        GraphError, match="^equal: no graph is being recorded, so == compares no numbers; write `is` or `is not`"
    ):
        x in (y, x)  # noqa: B015


def test_the_tensor_of_another_graph_is_found_out():
    other = trace(lambda x: x, A).inputs[0]
    with pytest.raises(GraphError, match="equal: x: f32.* is a traced value of graph, whose trace has ended"):
        trace(lambda y: y == other, A)


def test_the_hash_is_that_of_the_object():
    x, y = trace(lambda x, y: (x, y), A, A).inputs
    assert hash(x) == object.__hash__(x) and {x: 1, y: 2}[y] == 2 and len({x, y, x}) == 2
    assert x in {x} and y not in {x}


def test_the_kit_compares_tensors_by_is(monkeypatch):
    """In an open trace a == would record an equation that nobody wrote."""
    pass_player = pytest.importorskip("ngteach.lab.widgets.pass_player")
    from ngteach.draw.dot import to_dot
    from ngteach.serialize import to_json
    from ngteach.transform.phases import phases

    def loss(w, x):
        h = ng.tanh(x @ w + 1.0) * 1.0
        return ng.sum(ng.where(h > 0, h, h * h))

    graph = trace(ng.value_and_grad(loss), f32[3, 2], f32[4, 3])
    for method in ("__eq__", "__ne__"):
        monkeypatch.setattr(ng.Tensor, method, lambda x, y: pytest.fail(f"{x!r} is compared with {y!r}"))
    with Trace("t") as t:
        x = parameter(boolean[2], "x")
        phases(graph), ng.clone(graph), ng.optimize(graph), ng.compile(graph, threads=2).source
        to_json(graph), to_dot(graph), graph.show().svg, pass_player.PassPlayer(graph).rounds
        assert not t.equations and t.inputs[0] is x
