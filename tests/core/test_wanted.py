"""Where a graph is wanted, whatever else is found gets one clear error."""

import numpy as np
import pytest
from refusals import refusal

import ngteach as ng
from ngteach import f32
from ngteach.core.graph import replay
from ngteach.draw.dot import to_dot
from ngteach.serialize.graph_json import to_json
from ngteach.transform.phases import phases

GRAPH = ng.trace(lambda x: ng.exp(x) * 2.0, f32[3])
TAKERS = {
    "to_json": to_json,
    "to_dot": to_dot,
    "phases": phases,
    "replay": lambda g: replay(g, [np.ones(3, np.float32)]),
    "clone": lambda g: ng.trace(lambda x: ng.clone(g) and x, f32[3]),
    "derive_training": ng.derive_training,
    "optimize": ng.optimize,
    "prune": ng.prune,
    "share": ng.share,
    "fold": ng.fold,
    "simplify": ng.simplify,
    "compile": ng.compile,
    "interpreter": lambda g: ng.compile(g, "INTERPRETER"),
}
LAB = ("stepper", "four_views", "draw", "pass_player")
OTHERS = {
    "a function": lambda x: x,
    "an op": ng.exp,
    "an executable": ng.compile(GRAPH),
    "an interpreted graph": ng.compile(GRAPH, "INTERPRETER"),
    "nothing": None,
    "text": "graph",
    "a list": [GRAPH],
    "a number": 3,
    "an array": np.ones(3),
    "a type": f32[3],
}


@pytest.mark.parametrize("what", OTHERS)
@pytest.mark.parametrize("taker", [*TAKERS, *LAB, "digit_pad"])
def test_what_is_no_graph_is_refused_by_what_it_is(taker, what):
    found = OTHERS[what]
    if taker in (*LAB, "digit_pad"):
        pytest.importorskip("traitlets", reason="the lab's packages are not installed")
    if taker == "digit_pad":
        words = refusal(lambda: ng.lab.digit_pad(found, np.ones(3, np.float32)))
    else:
        words = refusal(lambda: (TAKERS.get(taker) or getattr(ng.lab, taker))(found))
    assert "found" in words and "graph" in words and len(words) < 400
    if "executable" in what and taker not in ("replay", "clone", "derive_training") and taker not in PASSES:
        assert ".graph" in words


PASSES = ("optimize", "prune", "share", "fold", "simplify")
