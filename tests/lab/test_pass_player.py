"""The pass player: what it tells is what the passes do."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import ngteach as ng
from ngteach import PASSES, GraphError, f32, optimize, prune, share
from ngteach.transform.phases import PHASES, phases

pytest.importorskip("anywidget")
from ngteach.lab.widgets import film_picture, pass_film
from ngteach.lab.widgets.pass_rounds import short, told
from ngteach.models import transformer as names


def wasteful(x, w):
    y = ng.relu(x @ w)
    z = ng.relu(x @ w).T.T * 1.0
    return ng.sum(y * z * 2.0)


GRAPH = ng.trace(ng.grad(wasteful), f32[8, 4], f32[4, 3])


def everyday_step(x, labels, rate, weights):
    def loss_of(weights):
        return ng.cross_entropy(ng.mlp(x, weights), labels)

    loss, gradient = ng.value_and_grad(loss_of)(weights)
    return loss, {name: w - rate * gradient[name] for name, w in weights.items()}


EVERYDAY = ng.trace(everyday_step, f32[128, 784], ng.i32[128], f32[()], ng.mlp_types((784, 600, 10)))


def large():
    """The training step of the transformer, more than 2,000 equations."""
    inference = ng.trace(names.transformer, ng.i32[32, 16], names.transformer_types(context=16))
    return ng.derive_training(inference, names.nats, optimizer="adam", labels=ng.i32[32, 16])


def programs(player):
    """For each round both programs, [(text, phase)], as the browser reads them from the film."""
    now = [k for first, n in player.program for k in ([-1] * n if first < 0 else range(first, first + n))]
    for one in player.rounds:
        after, at = [], 0
        for row in one["rows"]:
            if isinstance(row, int):
                after, at = after + now[at : at + row], at + row
                continue
            sign, _, right, n = [*row, 1][:4]
            after, at = after + [right] * n * (sign != "-"), at + n * (sign != "+")
        assert at == len(now)
        yield [tuple([(*player.lines[i][:2],) if i >= 0 else None for i in side] for side in (now, after))][0]
        now = after


def told_of(graph):
    phase = phases(graph)
    return [(str(eqn), PHASES.index(phase[eqn])) for eqn in graph.equations]


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


@pytest.mark.parametrize("graph", [GRAPH, EVERYDAY], ids=["wasteful", "everyday"])
def test_the_film_holds_both_programs_of_each_round_with_the_phases_of_each(graph):
    player = ng.lab.pass_player(graph)
    for one, (before, after) in zip(player.played, programs(player), strict=True):
        assert before == told_of(one.before)
        assert after == told_of(one.after)


def test_a_seed_that_simplify_replaces_is_an_adjoint_before():
    player = ng.lab.pass_player(EVERYDAY)
    sides = {name: dict(side) for name, side in zip(("before", "after"), list(programs(player))[2])}
    text = next(text for text in sides["before"] if text.startswith("%23"))
    assert PHASES[sides["before"][text]] == "adjoint"


def test_the_signs_say_what_became_of_an_equation():
    player = ng.lab.pass_player(GRAPH)
    for one in player.played:
        for left, right, sign in one.rows:
            same = left is not None and right is not None and str(left) == str(right)
            assert (sign == "") == same
            assert (sign in ("-", "+")) == (left is None or right is None)


def test_an_equation_that_a_pass_writes_anew_stands_beside_the_old_one():
    player = ng.lab.pass_player(ng.trace(lambda x: ng.exp(x) * 1.0 * 2.0, f32[3]))
    pairs = [(left, right) for one in player.played for left, right, sign in one.rows if sign == "±"]
    assert all(left.output.name == right.output.name for left, right in pairs)


def test_a_pass_that_changes_the_order_is_shown_too():
    graph = ng.trace(lambda x: ng.exp(x) + ng.log(x), f32[3])

    def turned(g):
        first, second, *rest = g.equations
        return replace(g, equations=(second, first, *rest)) if first.op.name == "exp" else g

    ((_, after), *_) = programs(ng.lab.pass_player(graph, [turned]))
    assert [text for text, _ in after] == [str(e) for e in turned(graph).equations]


def test_each_box_knows_its_equations():
    player = ng.lab.pass_player(EVERYDAY)
    known = {text: box for text, _, box in player.lines}
    for i, eqn in enumerate(EVERYDAY.equations):
        folded = eqn.op.name in ("constant", "broadcast") or eqn.output.shape == ()
        assert known[str(eqn)] == i or folded


def test_what_is_new_is_told_at_the_box_of_what_reads_it():
    graph = ng.trace(lambda x: x**3 + 1.0, f32[3])
    player = ng.lab.pass_player(graph)
    new = [right for one in player.played for _, right, sign in one.rows if sign == "+"]
    assert new
    power = next(i for i, eqn in enumerate(graph.equations) if eqn.op is ng.power)
    assert {box for text, _, box in player.lines if text in map(str, new)} == {power}


def test_nothing_is_told_before_it_is_revealed():
    player = ng.lab.pass_player(GRAPH, [share])
    assert "How many of the" in player.status and "after" not in player.status
    player.reveal()
    assert f"{len(GRAPH.equations)} equations before, {len(share(GRAPH).equations)} after" in player.status


def test_a_number_is_judged_and_remembered():
    player = ng.lab.pass_player(GRAPH, [prune, share])
    left = len(prune(GRAPH).equations)
    player.guess(left)
    player.reveal()
    assert "Just as you said" in player.status
    player.step = 2
    assert player.at == 1 and not player.revealed and player.guesses[1] is None
    player.guess(1)
    player.step = 3
    assert "You said 1." in player.status
    player.step = 1
    assert player.guesses[0] == {"left": left, "struck": []} and "Just as" in player.status and player.seen == [0, 1]


@pytest.mark.parametrize(
    "struck, words",
    [
        (["%25", "dx"], "You struck 2 of the 10 that went."),
        (["%25", "h", "%23"], "You struck 1 of the 10 that went; you also struck h, which %8 still reads."),
        (["loss"], "You struck none of the 10 that went; you also struck loss, which is a result."),
        (
            ["%25", "%26", "dexpected", "%40", "%41", "%42", "%43", "%44", "%62", "dx"],
            "You struck all 10 that went, and nothing else.",
        ),
    ],
)
def test_what_was_struck_is_compared_with_what_went(struck, words):
    player = ng.lab.pass_player(EVERYDAY)
    player.guess(struck=struck)
    player.reveal()
    assert player.status.endswith(" " + words)


def test_to_strike_what_was_replaced_or_where_nothing_went_has_its_own_words():
    player = ng.lab.pass_player(EVERYDAY)
    player.step = 4
    player.guess(struck=["%23"])
    player.reveal()
    assert player.status.endswith("You struck 1, but none went: %23, which was replaced, not dropped.")
    one = ng.lab.pass_player(ng.trace(lambda x: (ng.exp(x), ng.log(x))[0], f32[3]), [prune])
    one.guess(struck=["%1"])
    one.reveal()
    assert one.status.endswith("You struck the one that went, and nothing else.")


def doubled(graph):
    """Write 2x as x + x, and forget the old one."""
    with_two = {e.output for e in graph.equations if e.op is ng.broadcast}

    def rule(eqn, *inputs):
        x, two = (*inputs, None, None)[:2]
        return x + x - x + x if eqn.op is ng.multiply and two in with_two else None

    return ng.revise(graph, rule)


def test_a_pass_that_raises_a_count_gets_a_word():
    rising = [one for one in ng.lab.pass_player(ng.trace(lambda x: x * 2.0, f32[3]), [doubled, prune]).played]
    assert "Operations rise, from 3 to 9: what is new costs more of them than what it replaces." in told(rising[0])


def test_what_nobody_reads_any_more_explains_a_rise():
    done = []

    def early(graph):
        """Compute exp anew for its reader, once, and leave the old one lying about."""

        def rule(eqn, *inputs):
            return ng.add(ng.exp(graph.inputs[0]), inputs[1]) if eqn.op is ng.add and not done else None

        after = ng.revise(graph, rule)
        done.append(after)
        return after

    def f(x):
        z = ng.exp(x)
        y = z + x
        return y

    first = ng.lab.pass_player(ng.trace(f, f32[1000]), [early, prune]).played[0]
    assert told(first).endswith(
        "Operations rise, from 11,000 to 21,000, for now: 1 equation with 10,000 of them is read by nobody any more,"
        " and prune has still to take it. Then 11,000 are left."
    )


def test_numbers_are_short():
    numbers = 0, 99_999, 123_456, 246_849_705, 5.2e9
    assert list(map(short, numbers)) == ["0", "99,999", "123.5 k", "246.8 M", "5.2 G"]


def test_a_pass_that_finds_nothing_says_so():
    player = ng.lab.pass_player(ng.trace(lambda x: ng.exp(x), f32[3]), [share])
    player.reveal()
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


def test_the_code_makes_what_the_player_ends_with():
    for passes in (PASSES, (prune, share)):
        player = ng.lab.pass_player(GRAPH, passes)
        names = {"ng": ng, "graph": GRAPH}
        exec(player.code, names)
        assert str(names["smaller"]) == str(player.result)


@pytest.mark.parametrize("most, all_lines", [(280_000, True), (230_000, False), (50_000, False)])
def test_the_film_of_a_large_graph_is_small_and_says_what_it_leaves_out(monkeypatch, most, all_lines):
    monkeypatch.setattr(pass_film, "ROOM", most)
    monkeypatch.setattr(film_picture, "MOST", 0)
    player = ng.lab.pass_player(large())
    state = player.get_state()
    size = len(json.dumps({k: v for k, v in state.items() if not k.startswith("_") and k != "layout"}))
    assert size < most + 20_000 and (player.left_out == 0) == all_lines
    for one, (before, after) in zip(player.played, programs(player), strict=True):
        assert len(before) == len(one.before.equations) and len(after) == len(one.after.equations)
        touched = {str(left) for left, _, sign in one.rows if sign and left is not None}
        assert most < 100_000 or touched <= {line[0] for line in before if line}


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
