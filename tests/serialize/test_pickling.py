"""Graphs, what they are made of, and what is made of them, in pickles and copies."""

import copy
import inspect
import multiprocessing
import pickle
import subprocess
import sys
import textwrap
from collections import namedtuple

import numpy as np
import pytest
from samples import first_rows
from users_ops import cell, run

import ngteach as ng
from ngteach import GraphError, f32, trace
from ngteach.core.calling.registry import OPS
from ngteach.runtime.executor import Executable

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
Pair = namedtuple("Pair", "a b")
X = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)


def model(x, w):
    return ng.softmax(x @ w["W"] + w["b"], axis=1)


def training(optimizer="adam"):
    infer = trace(model, f32[2, 3], {"W": f32[3, 4], "b": f32[4]})
    return ng.derive_training(infer, optimizer=optimizer, trainable="w")


def again(x, protocol=None):
    return pickle.loads(pickle.dumps(x, protocol))


# ---- graphs -----------------------------------------------------------------


@pytest.mark.parametrize("row", first_rows().values(), ids=str)
def test_every_op_comes_back_as_itself(row):
    arrays = row.arrays(row.types[0])
    graph = trace(lambda *xs: OPS[row.op](*xs, **row.params), *arrays)
    for protocol in (0, 2, 5):
        other = again(graph, protocol)
        assert str(other) == str(graph)
        assert [e.op for e in other.equations] == [e.op for e in graph.equations]
        np.testing.assert_array_equal(other(*arrays), graph(*arrays))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_graph_comes_back_whole(protocol):
    graph = training()
    other = again(graph, protocol)
    assert str(other) == str(graph) and other.output_tree == graph.output_tree
    assert [e.line for e in other.equations] == [e.line for e in graph.equations]
    old, new = ({x: i for i, x in enumerate(g.tensors())} for g in (graph, other))
    assert [new.get(e.adjoint_of) for e in other.equations] == [old.get(e.adjoint_of) for e in graph.equations]
    assert ng.optimize(other)[0] is not other  # it can be worked with
    assert all(x.type.element is ng.type_of(x).element and x.dtype is x.type.element.dtype for x in other.tensors())


def test_what_is_one_thing_in_a_pickle_stays_one():
    graph = training()
    other, tensor, eqn, run = again((graph, graph.equations[3].output, graph.equations[3], ng.compile(graph)))
    assert other[tensor.name] is tensor and other.equations[3] is eqn and run.graph is other


def test_constants_stay_constant():
    graph = again(trace(lambda x: x + np.ones(3, np.float32), f32[3]))
    with pytest.raises(ValueError, match="read-only"):
        graph.equations[0].params["value"][0] = 7
    with pytest.raises(TypeError):
        graph.equations[0].params["value"] = 7


def test_containers_come_back_of_their_own_kind():
    graph = again(trace(lambda p: [Pair(p.a, {"s": p.a + p.b})], Pair(f32[3], f32[3])))
    ((a, b),) = results = graph(Pair(X[0], X[1]))
    assert type(results[0]) is Pair and a.tolist() == X[0].tolist() and list(b) == ["s"]


def test_a_copy_of_what_never_changes_is_itself():
    graph = training()
    for x in (graph, graph.equations[0], graph.inputs[0], ng.add, f32, ng.compile(graph)):
        assert copy.deepcopy(x) is x and copy.copy(x) is x
    holder = copy.deepcopy({"graph": graph, "loss": graph.outputs[0], "type": f32[2, 3]})
    assert holder["loss"] in holder["graph"].outputs and holder["type"] == f32[2, 3]


def test_a_trace_can_be_neither():
    with ng.Trace("half") as t:
        x = ng.parameter(f32[()], "x")
        adjoints = ng.Adjoints(x * x)
        for half in (t, adjoints):
            for way in (pickle.dumps, copy.deepcopy):
                with pytest.raises(GraphError, match=r"half is still being written.*trace.graph\(outputs\)"):
                    way(half)
        assert copy.deepcopy([x])[0] is x


# ---- executables and optimizers ---------------------------------------------


@pytest.mark.parametrize("backend", ng.Backend.names())
def test_an_executable_is_compiled_again(backend):
    graph = training("sgd")
    run = ng.compile(graph, backend)
    weights = ng.he_weights({"W": f32[3, 4], "b": f32[4]})
    args = X, np.array([0, 3], np.int32), 0.1, weights, ()
    loss = run(*args)[0]
    for other in (
        *(again(run, p) for p in PROTOCOLS),
        copy.deepcopy(run),
        again(ng.Backend.create(backend)).compile(graph),
    ):
        assert other(*args)[0] == loss


def test_an_executable_remembers_what_was_asked_for():
    options = {"threads": 2, "deterministic": True, "passes": (ng.prune,)}
    run = again(ng.compile(training(), **options))
    assert (run.threads, run.deterministic, run.report.rows[0][0]) == (2, True, "traced")
    known = set(inspect.signature(Executable).parameters) - {"graph"}
    assert set(run._asked) == known, "an option that a pickle forgets"
    assert b"co_code" not in (text := pickle.dumps(run)) and len(text) < 3 * len(pickle.dumps(run.graph))


@pytest.mark.parametrize(
    "rule", [ng.tutorial, ng.sgd, ng.momentum, ng.adam, ng.adamw, ng.adam(beta1=0.5)], ids=lambda r: r.name
)
def test_optimizers_come_back(rule):
    for other in (*(again(rule, p) for p in PROTOCOLS), copy.deepcopy(rule)):
        assert other == rule and dict(other.settings) == dict(rule.settings)
        with pytest.raises(TypeError):
            other.settings["beta1"] = 0
        assert str(training(other)) == str(training(rule))


def test_a_run_goes_on_from_its_copy():
    run = ng.Run(ng.train.run.Config(epochs=1, hidden=(4,), batch=64))
    run.step()
    for other in (again(run), copy.deepcopy(run)):
        weights = {name: w.copy() for name, w in run.weights.items()}
        assert other.step() == copy.deepcopy(run).step()
        assert all(np.array_equal(run.weights[name], w) for name, w in weights.items())


def test_a_timeline_comes_back():
    timeline = again(ng.compile(training()).timeline())
    assert str(timeline) and timeline.phases and timeline.again().events
    assert {e.equation for e in timeline.events} <= set(timeline.graph.equations)


def work(given):
    run, arrays = given
    return run(*arrays), run


def test_other_processes_take_them():
    run = ng.compile(trace(lambda x: ng.tanh(x) * 2.0, f32[2, 3]))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        ((result, back),) = pool.map(work, [(run, (X,))])
    np.testing.assert_array_equal(result, run(X))
    np.testing.assert_array_equal(back(X), run(X))


# ---- a user's ops -----------------------------------------------------------

MODULE = """
import numpy as np
from ngteach.core.op import op

@op(forward=np.sinh, adjoint=None)
def negative(x):
    return x
"""


def test_a_users_op_is_found_in_its_module(tmp_path, monkeypatch):
    (tmp_path / "my_ops.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    import my_ops

    graph = trace(lambda x: -my_ops.negative(x), f32[2, 3])
    assert [e.op for e in again(graph).equations] == [my_ops.negative, ng.negative]
    (tmp_path / "run.pickle").write_bytes(pickle.dumps(ng.compile(graph)))
    text = f"""
        import pickle, numpy as np
        run = pickle.load(open({str(tmp_path / "run.pickle")!r}, "rb"))
        print(float(run(np.ones((2, 3), np.float32))[0, 0]) == float(-np.sinh(np.float32(1))))
        """
    command = [sys.executable, "-c", textwrap.dedent(text)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PYTHONPATH": f"{tmp_path}:{':'.join(sys.path)}"}
    )
    assert done.stdout.strip() == "True", done.stderr


def test_an_op_that_no_module_holds_is_refused_by_name():
    mine = run(cell(), "nowhere")
    graph = trace(lambda x: mine(x), f32[3])
    with pytest.raises(GraphError, match=r"hyper cannot be pickled: nowhere\.hyper is not, or no longer, this op"):
        pickle.dumps(graph)
    assert copy.deepcopy(graph) is graph


def test_an_old_version_is_refused_by_name(monkeypatch):
    module = type(sys)("a_notebook")
    monkeypatch.setitem(sys.modules, "a_notebook", module)
    module.hyper = old = run(cell(), "a_notebook")
    assert again(old) is old
    module.hyper = new = run(cell(slope="5.0"), "a_notebook")
    assert again(new) is new
    with pytest.raises(GraphError, match=r"a_notebook\.hyper is not, or no longer, this op; .* trace the graph again"):
        pickle.dumps(trace(lambda x: old(x), f32[3]))


@pytest.mark.parametrize(
    "there,text", [(False, "No module named"), (True, "which has none; define it there, at the top")]
)
def test_a_pickle_whose_op_is_gone_names_it(there, text, monkeypatch):
    module = type(sys)("a_notebook")
    monkeypatch.setitem(sys.modules, "a_notebook", module)
    module.hyper = run(cell(), "a_notebook")
    found = pickle.dumps(trace(lambda x: module.hyper(x), f32[3]))
    del module.hyper
    if not there:
        monkeypatch.delitem(sys.modules, "a_notebook")
    with pytest.raises(GraphError, match=f"the pickle names the op .*hyper.*{text}"):
        pickle.loads(found)
