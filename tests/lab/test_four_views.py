"""Four views: an equation is found in all of them, and the C++ says every op in nGraph's words."""

import json
import re

import numpy as np
import pytest
from samples import NOT_IN_NGRAPH, ROWS, is_op

import ngteach as ng
from ngteach import GraphError, f32, i32
from ngteach.core.calling.registry import OPS
from ngteach.core.op import Op

pytest.importorskip("anywidget")
from ngteach.lab.widgets.cpp import cpp, cpp_text
from ngteach.lab.widgets.numpy_view import numpy_lines

INFERENCE = ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10)))
TRAINING = ng.derive_training(INFERENCE, optimizer="tutorial")


def first_line(graph, name):
    return next(line for line, numbers in cpp(graph) if numbers and line.startswith(f"auto {name} = "))


# ---- the C++ ----------------------------------------------------------------


def test_the_inference_model_reads_as_in_the_tutorial():
    assert cpp_text(INFERENCE).splitlines() == [
        "auto x = std::make_shared<op::Parameter>(element::f32, Shape{8, 64});",
        "auto weights_W0 = std::make_shared<op::Parameter>(element::f32, Shape{64, 16});",
        "auto weights_b0 = std::make_shared<op::Parameter>(element::f32, Shape{16});",
        "auto weights_W1 = std::make_shared<op::Parameter>(element::f32, Shape{16, 10});",
        "auto weights_b1 = std::make_shared<op::Parameter>(element::f32, Shape{10});",
        "auto v0 = std::make_shared<op::Dot>(x, weights_W0, 1);",
        "auto v1 = std::make_shared<op::Broadcast>(weights_b0, Shape{8, 16}, AxisSet{0});",
        "auto v2 = v0 + v1;",
        "auto h = std::make_shared<op::Relu>(v2);",
        "auto v4 = std::make_shared<op::Dot>(h, weights_W1, 1);",
        "auto v5 = std::make_shared<op::Broadcast>(weights_b1, Shape{8, 10}, AxisSet{0});",
        "auto v6 = v4 + v5;",
        "auto p = std::make_shared<op::Softmax>(v6, AxisSet{1});",
        "",
        "auto mlp = std::make_shared<Function>(",
        "    NodeVector{p},",
        "    ParameterVector{x, weights_W0, weights_b0, weights_W1, weights_b1});",
    ]


@pytest.mark.parametrize("row", [row for row in ROWS if is_op(row.op)], ids=str)
def test_every_op_is_said_in_ngraphs_words_and_every_name_is_defined_before_it_is_used(row):
    arrays = row.arrays(row.types[0])
    graph = ng.trace(lambda *xs: OPS[row.op](*xs, **row.params), *arrays)
    text = cpp_text(graph)
    assert (f"nGraph has no {row.op}: it would" in text) == (row.op in NOT_IN_NGRAPH)
    defined = set()
    for line in text.splitlines():
        if name := re.match(r"auto (\w+) = ", line):
            assert name[1] not in defined
            used = set(re.findall(r"\b(?:xs_\d+|v\d+\w*)\b(?!::)", line.partition(" = ")[2]))
            assert used <= defined
            defined.add(name[1])


def test_what_the_tutorial_leaves_to_adjoints_is_announced():
    text = cpp_text(TRAINING)
    assert text.index("autodiff::Adjoints adjoints(NodeVector{loss}") < text.index("auto adjoint_p = ")
    assert text.count("// update") == 1


def test_an_op_of_ones_own_is_named_as_missing():
    def twice(x):
        """2 x."""
        return x

    op = Op(twice, lambda x, out=None: np.multiply(x, 2, out=out), adjoint=None)
    text = cpp_text(ng.trace(lambda x: op(x), f32[3]))
    assert "// nGraph has no twice: it would be a class of its own" in text


@pytest.mark.parametrize(
    "function, examples, lines",
    [
        (
            lambda x: ng.sum(x, axis=1, keepdims=True),
            (f32[2, 3],),
            [
                "auto v0_reduced = std::make_shared<op::Sum>(x, AxisSet{1});",
                "auto v0 = std::make_shared<op::Reshape>(v0_reduced, AxisVector{0}, Shape{2, 1});",
            ],
        ),
        (
            lambda x: ng.broadcast(x, shape=(2, 3)),
            (f32[2, 1],),
            [
                "auto v0_flat = std::make_shared<op::Reshape>(x, AxisVector{0, 1}, Shape{2});",
                "auto v0 = std::make_shared<op::Broadcast>(v0_flat, Shape{2, 3}, AxisSet{1});",
            ],
        ),
        (
            lambda x: x[::-2],
            (f32[5],),
            [
                "auto v0_part = std::make_shared<op::Slice>(x, Coordinate{0}, Coordinate{5}, Strides{2});",
                "auto v0 = std::make_shared<op::Reverse>(v0_part, AxisSet{0});",
            ],
        ),
        (
            lambda x: ng.one_hot(x, 4),
            (i32[3],),
            [
                "auto v0_whole = std::make_shared<op::OneHot>(x, Shape{3, 4}, 1);",
                "auto v0 = std::make_shared<op::Convert>(v0_whole, element::f32);",
            ],
        ),
        (
            lambda x: ng.argmax(x),
            (f32[2, 3],),
            [
                "auto v0_flat = std::make_shared<op::Reshape>(x, AxisVector{0, 1}, Shape{6});",
                "auto v0 = std::make_shared<op::ArgMax>(v0_flat, 0, element::i64);",
            ],
        ),
        (
            lambda x: ng.one_hot(x, 4, dtype=i32, axis=0),
            (i32[3],),
            ["auto v0 = std::make_shared<op::OneHot>(x, Shape{4, 3}, 0);"],
        ),
        (  # nGraph joins columns of one type, and takes the axis of ScatterUpdate as a node
            lambda x, i, j: ng.gather(x, i, j),
            (f32[4, 3], i32[2], ng.u8[2]),
            [
                "auto v0_column = std::make_shared<op::Reshape>(std::make_shared<op::Convert>(i, element::i64), "
                "AxisVector{0}, Shape{2, 1});",
                "auto v0_column_ = std::make_shared<op::Reshape>(std::make_shared<op::Convert>(j, element::i64), "
                "AxisVector{0}, Shape{2, 1});",
                "auto v0_positions = std::make_shared<op::Concat>(NodeVector{v0_column, v0_column_}, 1);",
                "auto v0 = std::make_shared<op::GatherND>(x, v0_positions);",
            ],
        ),
        (
            lambda x, u, i: ng.scatter(x, u, i),
            (f32[4], f32[2], i32[2]),
            [
                "auto v0 = std::make_shared<op::v3::ScatterUpdate>(x, i, u, "
                "std::make_shared<op::Constant>(element::i64, Shape{}, std::vector<int64_t>{0}));"
            ],
        ),
        (
            lambda x: ng.ops.index.slice(x, ()),
            (f32[()],),
            ["auto v0 = std::make_shared<op::Slice>(x, Coordinate{}, Coordinate{}, Strides{});"],
        ),
        (lambda x: -x, (f32[2],), ["auto v0 = -x;"]),
        (
            lambda x: x.T,
            (f32[2, 3],),
            ["auto v0 = std::make_shared<op::Reshape>(x, AxisVector{1, 0}, Shape{3, 2});"],
        ),
        (
            lambda x: x + np.float64(0.1),
            (ng.f64[()],),
            [
                "auto v0 = std::make_shared<op::Constant>"
                "(element::f64, Shape{}, std::vector<double>{0.10000000000000001});"
            ],
        ),
        (
            lambda x: x + np.array([np.inf, np.nan], np.float32),
            (f32[2],),
            ["auto v0 = std::make_shared<op::Constant>(element::f32, Shape{2}, std::vector<float>{INFINITY, NAN});"],
        ),
    ],
)
def test_where_ngraph_says_it_otherwise(function, examples, lines):
    named = ng.trace(function, *examples)
    named.inputs[0].name = "x"
    assert [line for line, numbers in cpp(named) if numbers == (0,)] == lines


def test_names_are_names_in_cpp():
    graph = ng.trace(lambda float: ng.exp(float), f32[2])
    assert "auto float_ = " in cpp_text(graph)


# ---- the NumPy program ------------------------------------------------------


def test_a_line_with_a_comment_belongs_to_the_equation_it_names():
    names = [eqn.output.name for eqn in TRAINING.equations]
    for line, numbers in numpy_lines(TRAINING):
        named = re.search(r"  # (\S+): \w+\[.*\] = ", line)
        if named and named[1] in names:
            assert numbers[0] == names.index(named[1])
        elif named:
            assert numbers  # the compiler made it, and somebody needs it


def test_softmax_has_all_the_lines_it_was_split_into():
    i = [eqn.op.name for eqn in INFERENCE.equations].index("softmax")
    text = "\n".join(line for line, numbers in numpy_lines(INFERENCE) if i in numbers)
    assert all(word in text for word in ("argmax", "take", "subtract", "exp", "divide"))


def test_the_lines_are_the_program():
    lines = [line for line, _ in numpy_lines(TRAINING)]
    assert "\n".join(lines) + "\n" == ng.compile(TRAINING, threads=1).source


# ---- the widget -------------------------------------------------------------


def test_every_equation_is_in_all_views():
    views = ng.lab.four_views(TRAINING)
    for i in range(len(TRAINING.equations)):
        views.selected = i
        assert views.places[i]["cpp"] and all(i in views.cpp[at][1] for at in views.places[i]["cpp"])
        assert views.places[i]["numpy"]
        assert f"Equation {i + 1} of" in views.status and not views.failed


def test_an_equation_that_the_compiler_dropped_is_shown_where_it_is_read():
    views = ng.lab.four_views(TRAINING)
    views.selected = [eqn.output.name for eqn in TRAINING.equations].index("%1")
    assert "NumPy needs no line for it: it is part of %2's" in views.status
    assert views.places[1]["numpy"] == views.places[2]["numpy"]


def test_a_selection_outside_the_graph_stops_at_its_ends():
    views = ng.lab.four_views(INFERENCE)
    views.selected = 99
    assert views.selected == len(INFERENCE.equations) - 1
    views.selected = -1
    assert views.selected == 0


def test_of_a_very_large_graph_the_first_equations_are_sent_and_it_says_so():
    def deep(x):
        for _ in range(700):
            x = ng.exp(-x * x)
        return ng.sum(x)

    graph = ng.trace(ng.grad(deep), f32[100])
    views = ng.lab.four_views(graph)
    sent = {k: v for k, v in views.get_state().items() if not k.startswith("_")}
    kept = len(views.film)
    assert len(json.dumps(sent)) < 300_000 and 100 < kept < len(graph.equations)
    assert views.left_out.startswith(f"The texts hold the first {kept:,} of {len(graph.equations):,} equations")
    for i, places in enumerate(views.places):
        assert all(i in views.cpp[at][1] for at in places["cpp"]) and all(
            at < len(views.numpy) for at in places["numpy"]
        )
    assert all(i < kept for lines in (views.numpy, views.cpp) for _, numbers in lines for i in numbers)
    assert not ng.lab.four_views(TRAINING).left_out


def test_a_graph_without_equations_is_refused():
    with pytest.raises(GraphError, match="four_views: same has no equation to show"):
        ng.lab.four_views(ng.trace(lambda x: x, f32[2], name="same"))


def test_the_stand_in_is_the_picture():
    bundle = ng.lab.four_views(INFERENCE)._repr_mimebundle_()[0]
    assert bundle["text/html"].startswith('<img alt="Four views of mlp: 8 equations')
