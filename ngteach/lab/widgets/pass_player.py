"""The pass player: a graph before and after each pass; say first what you expect."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

import traitlets

from ...core.calling.errors import counted, require
from ...core.calling.guards import takes_graph
from ...core.graph import Graph
from ...core.provenance import says_where
from ...draw.shapes import xml
from ...transform.cost import bytes_moved, flops
from ...transform.phases import phases
from ...transform.pipeline import PASSES, listed, optimize, pass_name, written
from .widget import Widget, in_status


@says_where()
@takes_graph
def pass_player(graph: Graph, passes: Sequence[Callable[[Graph], Graph]] = PASSES) -> PassPlayer:
    """A widget that plays the passes over the graph, again and again until none of them changes anything."""
    return PassPlayer(graph, passes)


class PassPlayer(Widget, script="pass_player.js"):
    """at: the number of the round of one pass that is looked at.   revealed: is its result shown?

    guess: how many equations the reader expects to be left; guesses keeps them, by the number of the round.
    """

    at = traitlets.Int(0).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    guess = traitlets.Int(None, allow_none=True).tag(sync=True)
    guesses = traitlets.Any({}).tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    rounds = traitlets.Any([]).tag(sync=True)  # of each: pass, words, counts before and after, rows of both sides

    def __init__(self, graph, passes=PASSES):
        super().__init__()
        played, self.result = _play(graph, listed(passes))
        self.name = graph.name
        self.rounds = [_round(one, before, after) for one, before, after in played]
        require(self.rounds, "pass_player needs a pass; write pass_player(graph, [prune])")
        self.tell(self._sentence())

    @traitlets.validate("at")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.rounds) - 1)

    @traitlets.observe("at")
    @in_status
    def _moved(self, change):
        """A round that was revealed once stays so."""
        with self.hold_sync():
            self.guess = self.guesses.get(str(self.at))
            self.revealed = str(self.at) in self.guesses
            self.tell(self._sentence())

    @traitlets.observe("revealed")
    @in_status
    def _revealed(self, change):
        if self.revealed and str(self.at) not in self.guesses:
            self.guesses = {**self.guesses, str(self.at): self.guess}
        self.tell(self._sentence())

    def _sentence(self):
        one = self.rounds[self.at]
        n, m, before = one["before"]["equations"], one["after"]["equations"], f"{one['pass']}: "
        if not self.revealed:
            return f"{before}{one['words']} How many of the {counted(n, 'equation')} will be left?"
        verdict = ""
        guess = self.guesses.get(str(self.at))
        if guess is not None:
            verdict = " Just as you said." if guess == m else f" You said {guess}."
        words = {"-": "dropped", "±": "replaced", "+": "new", "~": "that now read something else"}
        counts = {sign: sum(r["sign"] == sign for r in one["rows"]) for sign in words}
        parts = [f"{counts[sign]} {words[sign]}" for sign in words if counts[sign]]
        what = f" ({', '.join(parts)})" if parts else ""
        if not parts and n == m:
            return f"{before}it found nothing to do, so the count remains {n}.{verdict}"
        last = " That is the last: no pass changes anything after it." if self.at == len(self.rounds) - 1 else ""
        return f"{before}{n} equations before, {m} after{what}.{verdict}{last}"

    def still(self):
        body = "".join(
            f"<tr><td>{xml(r['pass'])}</td>" + "".join(f"<td>{r['after'][k]:,}</td>" for k in _COUNTS) + "</tr>"
            for r in self.rounds
        )
        traced = "".join(f"<td>{self.rounds[0]['before'][k]:,}</td>" for k in _COUNTS)
        head = "".join(f"<th>{k}</th>" for k in ("after", *_COUNTS))
        return f"<table><tr>{head}</tr><tr><td>tracing</td>{traced}</tr>{body}</table>"

    def words(self):
        ends = self.rounds[0]["before"]["equations"], self.rounds[-1]["after"]["equations"]
        return f"A player of the passes over {self.name}: from {ends[0]} equations to {ends[1]}."


_COUNTS = ("equations", "operations", "bytes")


def _play(graph, passes):
    """([(pass, before, after)], the last graph): each pass once, and later what changed something."""
    played: list = []

    def noted(one):
        def run(before):
            after = one(before)
            if after is not before or len(played) < len(passes):
                played.append((one, before, after))
            return after

        run.__name__ = pass_name(one)
        return run

    rest, _ = optimize(graph, [noted(one) for one in passes])
    return played, rest


def _round(one, before, after):
    words = (inspect.getdoc(written(one)) or "").split("\n\n")[0].replace("\n", " ")
    return {
        "pass": pass_name(one),
        "words": words,
        "before": _counts(before),
        "after": _counts(after),
        "rows": _rows(before, after),
    }


def _counts(graph):
    equations = graph.equations
    return dict(zip(_COUNTS, (len(equations), sum(map(flops, equations)), sum(map(bytes_moved, equations)))))


def _rows(before, after):
    """Both programs side by side: [{"left", "right", "sign", "phase"}].

    sign: "-" dropped, "+" new, "±" replaced, "~" reads something else, "" unchanged.  An equation that stays
    keeps its tensor, so tensors tell which those are.
    """
    phase = {**phases(before), **phases(after)}
    sides = [[id(eqn.output) for eqn in g.equations] for g in (before, after)]
    rows = []
    for tag, a, b, c, d in SequenceMatcher(None, *sides, autojunk=False).get_opcodes():
        old, new = before.equations[a:b], list(after.equations[c:d])
        for left in old:
            k = next((k for k, e in enumerate(new) if e.output.name == left.output.name), None)
            rows += [_row(None, fresh, phase) for fresh in new[: k or 0]]
            rows.append(_row(left, None if k is None else new[k], phase, tag != "equal"))
            new = new if k is None else new[k + 1 :]
        rows += [_row(None, fresh, phase) for fresh in new]
    return rows


def _row(left, right, phase, replaced=False):
    texts = [str(eqn) if eqn else "" for eqn in (left, right)]
    sign = "" if texts[0] == texts[1] else "-" if not right else "+" if not left else "±" if replaced else "~"
    return {"left": texts[0], "right": texts[1], "sign": sign, "phase": phase[left or right]}
