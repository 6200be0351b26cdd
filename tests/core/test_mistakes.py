"""Each mistake is answered with what its page says, its remedy runs, and anything else gets one clear error, too."""

import re
import warnings

import numpy as np
import pytest
from mistakes import FOLDER, answer, mistakes, pages
from reference.public import public

import ngteach as ng
from ngteach import f32, i32, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.op import Op, op
from ngteach.core.types import boolean

M, V, N, WHOLE = f32[2, 3], f32[3], f32[()], i32[3]
HERE = "    (test_mistakes.py, line "

ROWS = {f"{m.page}: {m.title}": m for m in mistakes()}


@pytest.mark.parametrize("title", ROWS)
def test_a_mistake_is_answered_as_its_page_says(title):
    mistake = ROWS[title]
    told, line = answer(mistake.wrong)
    assert told == mistake.says, "python tests/mistakes.py writes the pages again"
    if told.rpartition("\n")[2].startswith("GraphError"):
        assert 1 <= line <= len(mistake.wrong.splitlines())  # the error names a line of the program


@pytest.mark.parametrize("title", ROWS)
def test_what_the_page_says_to_write_instead_runs(title):
    with warnings.catch_warnings():
        warnings.simplefilter("error", ng.TraceWarning)
        assert answer(ROWS[title].remedy)[0] == ROWS[title].shows
    assert len(ROWS[title].why) > 10


def test_each_page_is_listed_in_their_order_and_no_title_stands_twice_on_one():
    linked = re.findall(r"^- \[.*\]\((\w+)\.md\)$", (FOLDER / "index.md").read_text(encoding="utf-8"), re.M)
    assert linked == [path.stem for path in pages()]
    assert len(ROWS) == len(mistakes()) > 250


# ---- mistakes that are too rare for a page ----------------------------------

MISTAKES = [
    (
        lambda x: x if not x else -x,
        [N],
        "x: f32[] has no numbers yet, so it cannot decide an if or a while; use where()",
    ),
    (lambda x: x[0, -4], [M], "x[...]: -4 is outside axis 1 of f32[2,3]"),
    (lambda x: x + 1e300, [V], "add: the number 1e+300 does not fit f32"),
    (
        lambda x: x @ {1.0, 2.0, 3.0},
        [V],
        "matmul: found a set, wanted a tensor, an array or a number; write np.array(..., np.float32)",
    ),
    (lambda x: x + ng.constant(np.ma.zeros(3)), [V], "constant: found a masked array, whose mask would be lost"),
    (lambda m: m @ m, [boolean[3]], "matmul: bool[3] is not numeric; write convert(..., f32)"),
    (
        lambda x: ng.convert(x, "c64"),
        [V],
        "convert: c64 is not an element type; use one of f32, f64, f16, i8, i16, i32, i64, u8, u16, u32, u64, bool",
    ),
    (lambda x: x + ng.constant(object()), [V], "constant: found a object, wanted a tensor, an array or a number"),
    (lambda x: x + ng.constant(np.zeros(2), f32[3]), [V], "constant: found f64[2], wanted f32[3]"),
    (lambda x: ng.constant([0.5], i32), [V], "constant: the number 0.5 does not fit i32"),
    (lambda y: ng.one_hot(y, 2.5), [WHOLE], "one_hot: depth must be a whole number, found 2.5"),
    (lambda y: ng.one_hot(y, -1), [WHOLE], "one_hot: depth must be a whole number, found -1"),
    (lambda y: ng.mask(y, y), [V], "mask: the condition must be bool, found f32[3] for f32[3]"),
    (lambda x: x.transpose(np.array([1, 0])), [M], "transpose: an axis is a whole number, found a ndarray"),
    (lambda x: ng.concatenate(None), [M], "concatenate: takes a list of tensors, found None"),
    (lambda x: ng.softmax(x, -3), [M], "softmax: f32[2,3] has no axis -3"),
    (lambda x: x.max(1.0), [M], "max: an axis is a whole number, found 1.0"),
    (lambda x: x.sum("rows"), [M], "sum: an axis is a whole number, found 'rows'"),
    (lambda x: x.sum(True), [M], "sum: an axis is a whole number, found True"),
    (lambda x: x.argmax((0, 1)), [M], "argmax: an axis is a whole number, found (0, 1)"),
    (
        lambda x: x.reshape(4, -1),
        [M],
        "reshape: f32[2,3] cannot take the shape (4, -1): 6 elements cannot be split that way",
    ),
    (lambda x: x.reshape(1.5), [M], "reshape: 1.5 is not a shape"),
    (lambda x: x.transpose(0), [M], "transpose: (0,) does not name each axis of f32[2,3] once"),
    (lambda x: x.transpose(0, 0), [M], "transpose: the axes (0, 0) contain a duplicate"),
    (
        lambda x: ng.broadcast(x, (4, 2, 3), axis=1),
        [M],
        "does not have the shape (4, 3) that (4, 2, 3) has without the axes [1]",
    ),
    (lambda x: ng.broadcast(x, (4, 2, 3), axis=3), [M], "broadcast: f32[4,2,3] has no axis 3"),
    (lambda x: np.expand_dims(x, 4), [M], "expand_dims: f32[2,3,1] has no axis 4"),
    (lambda x: np.concatenate([x, x], 2), [M], "concatenate: f32[2,3] has no axis 2"),
    (lambda x: ng.concatenate([]), [M], "concatenate: takes a list of tensors, found none"),
    (lambda x: ng.slice(x, ((0, 1, 1),)), [M], "slice: f32[2,3] has 2 axes, but the index has 1"),
    (
        lambda x: ng.slice(x, (0, 1)),
        [M],
        "slice: the index must have a (start, stop, step) for each axis, found (0, 1)",
    ),
    (lambda x: ng.slice(x, ((0, 1, 0), (0, 1, 1))), [M], "slice: the index must have a (start, stop, step)"),
    (lambda x: ng.embed(x, (4,), ((0, 2, 1),)), [V], "embed: f32[3] does not fill the part (2,)"),
    (lambda x: ng.embed(x, (4, 4), ((0, 3, 1),)), [V], "embed: the shape (4, 4) has 2 axes, but the index has 1"),
    (lambda x: ng.add(x), [V], "add: takes 2 inputs, got 1"),
    (lambda x: ng.grad(ng.sum, argnums=0)(x), [V], "grad: does not know the parameter argnums; here it is called wrt"),
    (lambda x: ng.matmul(x, x, 1), [V], "matmul: takes in order x, y; too many were given"),
    (
        lambda x: ng.embedding(x, ng.argsort(x)),
        [V],
        "embedding: takes the ids first, as whole numbers, found f32[3]; write embedding(ids, table)",
    ),
    (lambda x: ng.max(x, initial=0.0), [V], "max: does not know the parameter initial; it takes axis, keepdims"),
    (lambda x: ng.sum(x, 0, axis=0), [V], "sum: got axis twice"),
    (
        lambda x: np.linalg.qr(x),
        [M],
        "np.linalg.qr has no op to record it; matrices are decomposed, inverted and solved by NumPy",
    ),
    (lambda x: np.subtract.accumulate(x), [V], "np.subtract.accumulate has no op to record it"),
    (lambda x: np.frexp(x), [V], "np.frexp has no op to record it"),
    (lambda x: 1 << x, [V], "left_shift: f32[3] is not a type of whole numbers; write convert(..., i32)"),
    (lambda x: ~x, [V], "logical_not: f32[3] is not bool; compare it first, for example x > 0"),
    (
        lambda x: ng.bitwise_and(x > 0, x > 0),
        [V],
        "bitwise_and: bool[3] is not a type of whole",
    ),
    (lambda x: x**-1, [WHOLE], "i32[3] has no power of -1; write convert(x, f32) ** -1"),
    (lambda x: round(x, 1.5), [V], "round: decimals is a whole number, found 1.5"),
    (lambda x: np.add.reduceat(x, [0]), [V], "np.add.reduceat has no op to record it"),
]


@pytest.mark.parametrize("function,examples,text", MISTAKES, ids=[text[:50] for *_, text in MISTAKES])
def test_a_mistake_in_a_traced_function_gives_one_clear_error(function, examples, text):
    with pytest.raises(GraphError) as caught:
        trace(function, *examples)
    message = str(caught.value)
    assert text in message.partition(HERE)[0]  # and not only in the user's line behind, where this table has it
    assert message.count(HERE) == 1 and "\n" not in message
    number = int(re.search(re.escape(HERE) + r"(\d+)", message)[1])
    assert number in range(function.__code__.co_firstlineno, function.__code__.co_firstlineno + 4)


def no_return(x):
    ng.exp(x)


TRACES = [
    (lambda: trace(no_return, V), "no_return must return tensors, but returned None; is there a return?"),
    (
        lambda: trace(lambda x: 3.0, V),
        "must return tensors, but returned 3.0; for numbers that never change write constant(...)",
    ),
    (lambda: trace(lambda x: {}, V), "must return tensors, but returned {}"),
    (
        lambda: trace(lambda x, *, y: x),
        "graph has no example for x, y; write a type such as f32[128, 784] for each argument",
    ),
    (lambda: trace(lambda: 1, V), "graph takes 0 arguments, but there are 1 examples"),
    (lambda: trace(lambda x: x, "f32"), "the example for x is 'f32'; write a type such as f32[128, 784], or an array"),
    (lambda: trace(lambda x: x, {"a": None}), "the example for x.a is None; write a type such as"),
    (
        lambda: trace(lambda x: x, np.zeros(3, ">f4")),
        "the example for x is a ndarray; >f4 has its bytes in the order of another machine",
    ),
    (lambda: trace(lambda x: x, np.zeros(3, "c8")), "the example for x is a ndarray; complex64 is not an element type"),
    (lambda: trace(lambda x: x, f32[2.5]), "(2.5,) is not a shape; write whole numbers, 0 or more: f32[128, 784]"),
]


@pytest.mark.parametrize("call,text", TRACES, ids=[text[:50] for _, text in TRACES])
def test_a_wrong_call_of_trace_gives_one_clear_error(call, text):
    with pytest.raises(GraphError) as caught:
        call()
    assert text in str(caught.value).partition(HERE)[0]


def test_a_tensor_that_escaped_its_function_is_found_out():
    kept = []
    trace(lambda x: kept.append(x) or x, V)
    ended = r"x: f32\[3\] is a traced value of graph, whose trace has ended; return it from the function, and use the "
    with pytest.raises(GraphError, match=f"add: {ended}"):
        trace(lambda y: y + kept[0], V)
    with pytest.raises(GraphError, match=f"exp: {ended}"):
        ng.exp(kept[0])
    with pytest.raises(GraphError, match=ended):
        float(kept[0])


def test_an_op_on_arrays_says_the_same_as_on_tensors():
    with pytest.raises(
        GraphError, match=r"^dot: f32\[2,3\] has 3 columns but f32\[2,3\] has 2 rows; write y.T    \(test_mistakes"
    ):
        ng.dot(np.ones((2, 3), "f"), np.ones((2, 3), "f"))


def test_hasattr_and_printing_ask_for_no_numbers():
    def f(x):
        assert not hasattr(x, "nope") and f"{x}" == str(x) == "x: f32[3]"
        return x

    trace(f, V)


def test_an_op_without_a_rule_names_the_decorator_to_write():
    known = op(forward=np.exp)(lambda x: x)
    assert isinstance(known, Op)
    with pytest.raises(GraphError, match="has no adjoint rule; write @<lambda>.adjoint, or adjoint=None"):
        bool(known.has_adjoint)


# ---- whatever is given to a public function ---------------------------------

HUGE = 10**5000  # Python refuses to write it in digits
ANYTHING = {
    "nothing": lambda: None,
    "many digits": lambda: HUGE,
    "text": lambda: "abc",
    "a list": lambda: [[1.0], [2.0, 3.0]],
    "a set": lambda: {1, 2},
    "a generator": lambda: (i for i in range(3)),
    "a function": lambda: abs,
    "an object": object,
    "a structured array": lambda: np.zeros(2, [("a", "f4")]),
    "the other byte order": lambda: np.ones(3, ">f4"),
    "no axes": lambda: np.array(1.0, np.float32),
    "a matrix": lambda: np.matrix([[1.0, 2.0]]),
    "objects": lambda: np.array([None, 1], object),
    "a graph": lambda: trace(lambda x: x * 2.0, M),
}
UNASKED = {"GraphError", "dense", "Equation", "floats", *ng._LATER}  # floats is a type rule: an op gives it types
PUBLIC = {name: thing for name, thing in public().items() if callable(thing) and name not in UNASKED}


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of np.matrix
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_function_answers_whatever_it_is_given(name):
    function, inspected = PUBLIC[name], []

    def attempt(*args):
        try:
            function(*args)
        except GraphError as problem:
            text = str(problem)
            inspected.append((name == "type_of" or name == "TensorType" or "test_mistakes.py" in text, text))
        except TypeError as problem:
            assert "positional argument" in str(problem)  # how many there must be, Python says itself

    def among_tensors(x):
        for make in ANYTHING.values():
            attempt(make())
            attempt(x, make())
            attempt(make(), x)
            attempt(x, x, make())
        return x * 2.0

    trace(among_tensors, M) if name != "parameter" else None
    for make in ANYTHING.values():
        attempt(make())
        attempt(np.ones((2, 3), np.float32), make())
    for has_line, text in inspected:
        assert has_line and "\n" not in text and " at 0x" not in text and len(text) < 600, text


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("what", ANYTHING)
def test_options_of_all_kinds_are_answered_too(what):
    def methods(x):
        for call in (
            lambda: x.sum(keepdims=ANYTHING[what]()),
            lambda: x.argmax(1, keepdims=ANYTHING[what]()),
            lambda: x.flatten(ANYTHING[what]()),
        ):
            refused(call)
        if what != "many digits":
            refused(lambda: x.var(ddof=ANYTHING[what]()))
        if what != "no axes":
            refused(lambda: x.dot(ANYTHING[what]()))
        return x * 2.0

    def refused(call):
        with pytest.raises(GraphError) as found:
            call()
        text = str(found.value)
        assert "test_mistakes.py" in text and "\n" not in text and " at 0x" not in text and len(text) < 400

    graph = trace(methods, M)
    refused(lambda: graph[ANYTHING[what]()])
    if what != "nothing":
        refused(lambda: ng.compile(graph, threads=ANYTHING[what]()))
    if what not in ("nothing", "text"):
        refused(lambda: trace(lambda x: x * 2.0, M, name=ANYTHING[what]()))
        refused(lambda: ng.clone(graph, name=ANYTHING[what]()))


READER = trace(ng.mlp, f32[2, 64], ng.mlp_types((64, 10)))
WEIGHTS = {name: np.zeros(t.shape, t.dtype) for name, t in ng.mlp_types((64, 10)).items()}
LAB = {
    "loss_curve": lambda x: ng.lab.loss_curve(x),
    "curves": lambda x: ng.lab.curves([1, 2], x),
    "digits": lambda x: ng.lab.digits(x),
    "heat_maps": lambda x: ng.lab.heat_maps(x),
    "surface": lambda x: ng.lab.surface(sum, x, (0, 1)),
    "surface's function": lambda x: ng.lab.surface(x, (0, 1), (0, 1)),
    "surface's paths": lambda x: ng.lab.surface(sum, (0, 1), (0, 1), x),
    "draw": lambda x: ng.lab.draw(trace(lambda y: y * 2.0, M), x),
    "pass_player": lambda x: ng.lab.pass_player(trace(lambda y: y * 2.0, M), x),
    "check": lambda x: ng.lab.check(x),
    "parsons": lambda x: ng.lab.parsons(x),
    "hunt": lambda x: ng.lab.hunt(x),
    "show_source": lambda x: ng.lab.show_source(x),
    "microscope": lambda x: ng.lab.microscope(ng.sum, x),
    "draw's title": lambda x: ng.lab.draw(trace(lambda y: y * 2.0, M), title=x),
    "draw's room": lambda x: ng.lab.draw(trace(lambda y: y * 2.0, M), room=x),
    "stepper": lambda x: ng.lab.stepper(trace(lambda y: y * 2.0, M), x),
    "explorer": lambda x: ng.lab.explorer(x),
    "time_machine": lambda x: ng.lab.time_machine(lambda y: ng.exp(y), x),
    "derive's loss": lambda x: ng.lab.derive(trace(ng.mlp, M, ng.mlp_types((3, 2))), x),
    "derive's optimizer": lambda x: ng.lab.derive(trace(ng.mlp, M, ng.mlp_types((3, 2))), None, x),
    "convolution": lambda x: ng.lab.convolution(x),
    "convolution's filters": lambda x: ng.lab.convolution(np.ones((5, 5)), x),
    "convolution's stride": lambda x: ng.lab.convolution(stride=x),
    "attention": lambda x: ng.lab.attention(x),
    "attention's name": lambda x: ng.lab.attention(None, x),
    "attention's model": lambda x: ng.lab.attention({}, model=x),
    "dashboard": lambda x: ng.lab.dashboard(x),
    "dashboard's pace": lambda x: ng.lab.dashboard(pace=x),
    "dashboard's batch": lambda x: ng.lab.dashboard(batch=x),
    "a dashboard's unknown setting": lambda x: ng.lab.dashboard(sizes=x),
    "digit_pad's target": lambda x: ng.lab.digit_pad(READER, WEIGHTS, x),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", LAB)
def test_the_lab_answers_whatever_it_is_given(name):
    pytest.importorskip("matplotlib")
    pytest.importorskip("anywidget")
    for what, make in ANYTHING.items():
        try:
            LAB[name](make())
        except GraphError as problem:
            text = str(problem)
            assert "test_mistakes.py" in text and "\n" not in text and " at 0x" not in text and len(text) < 600, what


def test_accuracies_may_be_an_array():
    pytest.importorskip("matplotlib")
    words = ng.lab.loss_curve(np.ones(9), np.array([0.5, 0.75])).words
    assert words.endswith("test accuracy 75.0 % after 2 epochs")


def test_what_python_calls_a_type_error_is_one():
    def f(x):
        for mistake in (lambda: x.__setitem__(0, 1.0), lambda: float(x), lambda: bool(x > 0), lambda: x.item()):
            with pytest.raises(TypeError, match="has no numbers yet") as caught:
                mistake()
            assert isinstance(caught.value, GraphError)
        return x

    trace(f, N)
