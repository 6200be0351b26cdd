"""The time machine: each equation belongs to the line of Python that recorded it."""

import json

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32, i32

pytest.importorskip("anywidget")
from ngteach.lab.widgets import film_picture, time_film
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
    part, i = machine.film[machine.step]["at"]
    return machine.sources[part]["lines"][i].strip()


def test_the_lit_line_is_the_one_that_recorded_the_equation():
    machine = ng.lab.time_machine(model, *TYPES)
    told = []
    for step in range(1, len(machine.equations) + 1):
        machine.step = step
        told.append((machine.graph.equations[step - 1].op.name, lit(machine)))
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
    assert {news for text, _, news, _ in machine.equations if "constant" in text} == {""}
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


def test_the_film_has_a_state_for_each_equation_with_its_line():
    machine = ng.lab.time_machine(model, *TYPES)
    assert [state["count"] for state in machine.film] == list(range(len(machine.graph.equations) + 1))
    for state, eqn in zip(machine.film[1:], machine.graph.equations, strict=True):
        assert eqn.output.name in state["sentence"] and eqn.line.place in state["sentence"]


def test_what_the_picture_folds_away_is_said():
    machine = ng.lab.time_machine(lambda x: x * 2.0, f32[3])
    assert "it is written into the box of multiply" in machine.film[1]["sentence"]
    assert "box of" not in machine.film[3]["sentence"]


def test_what_no_line_wrote_says_so():
    def f(x):
        return ng.sum(x * x)

    machine = ng.lab.time_machine(ng.value_and_grad(f), f32[3])
    at = [i for i, state in enumerate(machine.film[1:], 1) if state["at"] is None]
    assert at and all("No line of yours wrote it" in machine.film[i]["sentence"] for i in at)
    assert all("adjoint of this line" in s["sentence"] for s in machine.film if s["at"] and "dx" in s["sentence"])


def test_a_long_tracing_is_told_in_strides():
    def deep(x):
        for _ in range(200):
            x = ng.exp(x)
            x = ng.log(x) + x
        return x

    machine = ng.lab.time_machine(deep, f32[3])
    assert len(machine.film) == 401 and machine.film[2]["new"] == [1, 2]
    assert "2 equations are recorded; the last is add" in machine.film[2]["sentence"]
    numbers = [i for s in machine.film[1:] for i in s.get("new", [s["count"] - 1])]
    assert numbers == list(range(len(machine.graph.equations)))


def test_a_film_that_is_too_long_ends_early_and_says_so(monkeypatch):
    monkeypatch.setattr(time_film, "ROOM", 40_000)
    monkeypatch.setattr(film_picture, "MOST", 0)

    def endless(x):
        for _ in range(500):
            x = ng.exp(x)
            x = ng.log(x)
        return x

    machine = ng.lab.time_machine(endless, f32[3])
    state = {k: v for k, v in machine.get_state().items() if not k.startswith("_") and k != "layout"}
    assert len(json.dumps(state)) < 60_000 and machine.left_out > 0
    assert len(machine.equations) + machine.left_out == 1000
    assert "The film ends here, after" in machine.film[-1]["sentence"]


def test_the_code_traces_the_same_graph():
    machine = ng.lab.time_machine(model, *TYPES)
    names = {"ng": ng, "model": model}
    exec(machine.code.rpartition("\n")[0], names)
    assert str(names["graph"]) == str(machine.graph)
    machine.examples = "f32[5, 3], f32[3, 4], f32[4]"
    assert "f32[5, 3]" in machine.code
    of_ours = ng.lab.time_machine(ng.mlp, f32[2, 3], ng.mlp_types((3, 2))).code
    assert of_ours.startswith("graph = ng.trace(ng.mlp, ng.f32[2, 3], {'W0': ng.f32[3, 2]")
    for function in (ng.grad(lambda x: ng.sum(x)), lambda x: x + x, ng.jit(lambda x: x * x)):
        assert "\ngraph = ng.trace(function, ng.f32[3])" in ng.lab.time_machine(function, f32[3]).code


def test_a_function_that_records_nothing_has_a_film_of_one_state():
    machine = ng.lab.time_machine(lambda x: x, f32[3])
    assert len(machine.film) == 1 and machine.step == 0 and "Nothing is recorded" in machine.status


def test_a_mistake_in_the_types_is_no_line_of_anybodys():
    machine = ng.lab.time_machine(ng.value_and_grad(lambda x: ng.sum(x)), f32[3])
    machine.examples = "f32[4,3"
    assert (
        machine.status
        == "cannot read 'f32[4,3': a ] is missing; write types such as f32[3, 4], f32[], i32[8], or"
        + (' containers of them: {"W": f32[4, 2]}')
    )
    machine.examples = "f32[3], f32[3]"
    assert machine.failed and ".py" not in machine.status


def middle(x, W, b):
    return layer(x, W, b)  # records nothing itself


def test_the_lines_that_are_waiting_are_known_from_the_function_inwards():
    def decorated(*args):
        return outer(*args)

    def outer(x, W, b):
        h = middle(x, W, b)
        return ng.relu(h)

    machine = ng.lab.time_machine(decorated, *TYPES)
    titles = [part["title"].partition(" in ")[0] for part in machine.sources]
    assert titles == ["outer", "middle", "layer"]
    assert [machine.sources[p]["lines"][i].strip() for p, i in machine.film[1]["callers"]] == [
        "h = middle(x, W, b)",
        "return layer(x, W, b)  # records nothing itself",
    ]
    assert ", in outer, middle, layer: dot is recorded" in machine.film[1]["sentence"]
    assert "callers" not in machine.film[4]


def test_a_stride_ends_where_another_function_is_called():
    def wide(x):
        for _ in range(100):
            x = other(x) + ng.exp(x) * x
        return x

    def other(x):
        return ng.log(x) + x

    machine = ng.lab.time_machine(wide, f32[3])
    assert {len(state.get("new", [0])) for state in machine.film[1:]} == {2, 3}
    assert ", in other: 2 equations are recorded" in machine.film[1]["sentence"]


def test_a_line_whose_text_is_gone_is_the_users_all_the_same():
    executed = eval(compile("lambda x: ng.exp(x)", "gone.py", "eval"), {"ng": ng})
    sentence = ng.lab.time_machine(executed, ng.f32[2]).film[1]["sentence"]
    assert "It is of gone.py, line 1, whose text is not at hand." in sentence and "ngteach did" not in sentence
