"""The pass player: what it tells is what the passes do."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import ngteach as ng
from ngteach import PASSES, GraphError, f32, optimize, prune, share

pytest.importorskip("anywidget")


def wasteful(x, w):
    y = ng.relu(x @ w)
    z = ng.relu(x @ w).T.T * 1.0
    return ng.sum(y * z * 2.0)


GRAPH = ng.trace(ng.grad(wasteful), f32[8, 4], f32[4, 3])


def test_the_player_ends_where_optimize_ends():
    player = ng.lab.pass_player(GRAPH)
    assert str(player.result) == str(optimize(GRAPH)[0])
    assert player.rounds[0]["before"]["equations"] == len(GRAPH.equations)
    assert player.rounds[-1]["after"]["equations"] == len(player.result.equations)


def test_each_round_begins_where_the_last_one_ended():
    rounds = ng.lab.pass_player(GRAPH).rounds
    assert all(a["after"] == b["before"] for a, b in zip(rounds, rounds[1:]))
    assert [r["pass"] for r in rounds[: len(PASSES)]] == [p.__name__ for p in PASSES]


def test_the_counters_are_those_of_the_report():
    report = optimize(GRAPH)[1].rows
    changed = [r for r in ng.lab.pass_player(GRAPH).rounds if r["after"] != r["before"]]
    assert [(r["pass"], *r["after"].values()) for r in changed] == list(report[1:])


def test_both_sides_of_a_round_are_the_two_programs_in_their_order():
    player = ng.lab.pass_player(GRAPH)
    for a, b in zip(player.rounds, player.rounds[1:]):
        assert [r["right"] for r in a["rows"] if r["right"]] == [r["left"] for r in b["rows"] if r["left"]]
    for row in (row for one in player.rounds for row in one["rows"]):
        same = row["left"] == row["right"]
        assert (row["sign"] == "") == same
        assert (row["sign"] in "-+") == (not row["left"] or not row["right"] or same)


def test_an_equation_that_a_pass_writes_anew_stands_beside_the_old_one():
    player = ng.lab.pass_player(ng.trace(lambda x: ng.exp(x) * 1.0 * 2.0, f32[3]))
    pairs = [(r["left"], r["right"]) for one in player.rounds for r in one["rows"] if r["sign"] == "±"]
    assert all(left.partition(" = ")[0] == right.partition(" = ")[0] for left, right in pairs)


def test_a_pass_that_changes_the_order_is_shown_too():
    graph = ng.trace(lambda x: ng.exp(x) + ng.log(x), f32[3])

    def turned(g):
        first, second, *rest = g.equations
        return replace(g, equations=(second, first, *rest)) if first.op.name == "exp" else g

    rows = ng.lab.pass_player(graph, [turned]).rounds[0]["rows"]
    assert [r["right"] for r in rows if r["right"]] == [str(e) for e in turned(graph).equations]


def test_nothing_is_told_before_it_is_revealed():
    player = ng.lab.pass_player(GRAPH, [share])
    assert "How many of the" in player.status and "after" not in player.status
    player.revealed = True
    assert f"{len(GRAPH.equations)} equations before, {len(share(GRAPH).equations)} after" in player.status


def test_a_guess_is_judged_and_remembered():
    player = ng.lab.pass_player(GRAPH, [prune, share])
    left = len(prune(GRAPH).equations)
    player.guess = left
    player.revealed = True
    assert "Just as you said" in player.status
    player.at = 1
    assert player.guess is None and not player.revealed
    player.guess = 1
    player.revealed = True
    assert "You said 1." in player.status
    player.at = 0
    assert player.guess == left and player.revealed


def test_a_pass_that_finds_nothing_says_so():
    player = ng.lab.pass_player(ng.trace(lambda x: ng.exp(x), f32[3]), [share])
    player.revealed = True
    assert "it found nothing to do, so the count remains 1." in player.status


def test_a_pass_of_ones_own_can_be_played():
    def nothing(graph):
        """Leave everything as it is."""
        return graph

    player = ng.lab.pass_player(GRAPH, [nothing])
    assert player.status.startswith("nothing: Leave everything as it is.")
    with pytest.raises(GraphError, match=r"the pass broken must return a Graph, found None"):
        ng.lab.pass_player(GRAPH, [broken])
    with pytest.raises(GraphError, match=r"needs a pass; write pass_player\(graph, \[prune\]\)"):
        ng.lab.pass_player(GRAPH, [])


def broken(graph):
    return None


def test_the_result_of_the_player_computes_the_same():
    x, w = np.ones((8, 4), np.float32), np.full((4, 3), 0.5, np.float32)
    np.testing.assert_allclose(ng.lab.pass_player(GRAPH).result(x, w), GRAPH(x, w), rtol=1e-6)


def test_the_stand_in_is_the_table_of_counts():
    bundle = ng.lab.pass_player(GRAPH)._repr_mimebundle_()[0]
    assert bundle["text/html"].startswith("<table><tr><th>after</th>") and "<td>share</td>" in bundle["text/html"]
    assert f"from {len(GRAPH.equations)} equations to" in bundle["text/plain"]


def test_a_pass_needs_no_name_of_its_own():
    class Pass:
        """Drops what nobody reads."""

        def __call__(self, graph):
            return prune(graph)

    player = ng.lab.pass_player(GRAPH, [Pass(), partial(share), lambda graph: prune(graph)])
    assert [r["pass"] for r in player.rounds[:3]] == ["Pass", "share", "<lambda>"]
    assert player.rounds[0]["words"] == Pass.__doc__ and player.rounds[1]["words"] == share.__doc__.split("\n\n")[0]
    assert "<td>&lt;lambda&gt;</td>" in player.still()
