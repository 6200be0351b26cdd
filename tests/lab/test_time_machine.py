"""The time machine: each equation belongs to the line of Python that recorded it."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32, i32

pytest.importorskip("anywidget")
from ngteach.lab.widgets.examples_text import examples_of, examples_text


def layer(x, W, b):
    return x @ W + b


def model(x, W, b):
    h = ng.relu(layer(x, W, b))
    for _ in range(2):
        h = h * 2.0
    p = ng.softmax(h, axis=1)
    return p


TYPES = f32[2, 3], f32[3, 4], f32[4]


def lit(machine):
    """The line of Python that is lit."""
    part, i = machine.equations[machine.step - 1]["at"]
    return machine.sources[part]["lines"][i].strip()


def test_the_lit_line_is_the_one_that_recorded_the_equation():
    machine = ng.lab.time_machine(model, *TYPES)
    told = []
    for step in range(1, len(machine.equations) + 1):
        machine.step = step
        told.append((machine.equations[machine.step - 1]["op"], lit(machine)))
    assert told == [
        ("dot", "return x @ W + b"),
        ("broadcast", "return x @ W + b"),
        ("add", "return x @ W + b"),
        ("relu", "h = ng.relu(layer(x, W, b))"),
        *[(op, "h = h * 2.0") for op in ("constant", "broadcast", "multiply") * 2],
        ("softmax", "p = ng.softmax(h, axis=1)"),
    ]


def test_the_function_stands_first_and_those_it_calls_behind():
    machine = ng.lab.time_machine(model, *TYPES)
    assert [part["title"] for part in machine.sources] == [
        "model in test_time_machine.py",
        "layer in test_time_machine.py",
    ]
    assert machine.sources[0]["lines"][0] == "def model(x, W, b):"


def test_the_sentence_says_what_was_recorded_and_counts_what_a_line_made():
    machine = ng.lab.time_machine(model, *TYPES)
    assert "no numbers" in machine.status
    machine.step = 4
    assert "relu is recorded as h: f32[2,4]." in machine.status
    machine.step = 10
    assert "multiply is recorded as h_2: f32[2,4]. Its line has recorded 6 equations by now." in machine.status
    machine.step = 11
    assert "needs no Python any more" in machine.status


def test_another_shape_traces_again_and_marks_what_has_another_type():
    machine = ng.lab.time_machine(model, *TYPES)
    machine.examples = "f32[5, 3], f32[3, 4], f32[4]"
    assert not machine.failed
    assert machine.status.endswith("of 11 equations 9 have a different type.")
    assert machine.heading.startswith("model(x: f32[5,3]")
    assert machine.ending == "return p: f32[5,4]"
    assert {r["news"] for r in machine.equations if r["op"] == "constant"} == {""}
    assert machine.step == len(machine.equations)


def test_python_decides_while_it_traces_so_another_shape_can_give_another_graph():
    def tower(x):
        while x.shape[0] > 1:
            x = x[: x.shape[0] // 2] + x[x.shape[0] // 2 :]
        return x

    machine = ng.lab.time_machine(tower, f32[4])
    assert len(machine.equations) == 6
    machine.examples = "f32[8]"
    assert len(machine.equations) == 9 and "3 new" in machine.status
    machine.examples = "f32[2]"
    assert len(machine.equations) == 3 and "6 gone" in machine.status


@pytest.mark.parametrize(
    "text, words",
    [
        ("f32[5, 2], f32[3, 4], f32[4]", r"matmul: f32[5,2] has 2 columns but f32[3,4] has 3 rows"),
        ("f32[2, 3], f32[3, 4]", "no example for b"),
        ("f32[2,", "cannot read 'f32[2,': a ] is missing; write types such as f32[3, 4]"),
        ("f32[4,3", "cannot read 'f32[4,3': a ] is missing; write types such as f32[3, 4]"),
        ('{"W": f32[4, 3)', "is closed by ); write types such as f32[3, 4]"),
        ("f32[2, 3]]", "a ] too many; write types such as f32[3, 4]"),
        ("f32[2, 3] f32[3, 4]", "cannot read 'f32[2, 3] f32[3, 4]': is a comma missing?; write"),
        ("f32[2; 3]", "cannot read 'f32[2; 3]'; write types such as f32[3, 4]"),
    ],
)
def test_a_wrong_example_is_explained_and_changes_nothing(text, words):
    machine = ng.lab.time_machine(model, *TYPES)
    machine.step = 5
    before = machine.equations
    machine.examples = text
    assert machine.failed and words in machine.status
    assert machine.equations == before and machine.step == 5
    machine.step = 6
    assert not machine.failed


def test_a_function_of_ngteach_shows_its_own_lines():
    machine = ng.lab.time_machine(ng.mlp, f32[2, 3], ng.mlp_types((3, 4, 2)))
    machine.step = 4
    assert machine.sources[0]["title"] == "mlp in ngteach nn.py"
    assert lit(machine).startswith("h = relu(dense(h,")


def test_a_lambda_is_shown_as_its_statement():
    square = lambda x: x * x  # noqa: E731
    machine = ng.lab.time_machine(square, f32[3])
    machine.step = 1
    assert "lambda x: x * x" in lit(machine)


def test_types_are_written_as_they_are_read():
    examples = f32[2, 3], {"W0": f32[()], "deep": [i32[4], (f32[1],)]}
    assert examples_of(examples_text(examples)) == examples
    assert examples_of(examples_text((np.zeros((2, 3), np.float32),))) == (f32[2, 3],)
    assert examples_of("f32, 2, -1.5, True, bool[3]")[1:4] == (2, -1.5, True)
    assert examples_of("") == ()


@pytest.mark.parametrize(
    "text, words",
    [
        ("foo[3]", r"foo\[3\] is not a type; write types such as"),
        ("f32[-1]", "-1 is not a shape; write whole numbers"),
        ("f32[n]", "n is not a shape"),
        ("__import__('os').getcwd()", "is not a type"),
        ("{**a}", "is not a type"),
    ],
)
def test_nothing_but_types_and_containers_is_read(text, words):
    with pytest.raises(GraphError, match=words):
        examples_of(text)


def test_the_stand_in_shows_both_sides():
    bundle = ng.lab.time_machine(model, *TYPES)._repr_mimebundle_()[0]
    assert "h = ng.relu(layer(x, W, b))" in bundle["text/html"]
    assert "h: f32[2,4] = relu(%2)" in bundle["text/html"]
    assert "return p" in bundle["text/plain"]
