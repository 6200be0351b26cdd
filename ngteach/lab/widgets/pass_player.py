"""The pass player: what each pass crosses out; say first what you expect."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import traitlets

from ...core.calling.errors import require
from ...core.calling.guards import takes_graph
from ...core.graph import Graph
from ...core.provenance import says_where
from ...draw.shapes import xml
from ...transform.pipeline import PASSES, listed, pass_name
from .pass_film import film_of
from .pass_rounds import COUNTS, play
from .widget import Widget, in_status


@says_where()
@takes_graph
def pass_player(graph: Graph, passes: Sequence[Callable[[Graph], Graph]] = PASSES) -> PassPlayer:
    """A widget that plays the passes over the graph, again and again until none of them changes anything."""
    return PassPlayer(graph, passes)


class PassPlayer(
    Widget, script=("graph.js", "cropping.js", "pass_rows.js", "pass_list.js", "pass_picture.js", "pass_player.js")
):
    """step: twice the number of the round of one pass that is looked at, and one more if its result is revealed.

    guesses: for each round what the reader expects: None, or {"left": how many equations, "struck": names of those that
    go}.   seen: the numbers of the rounds that were revealed.   result: the last graph.
    """

    step = traitlets.Int(0).tag(sync=True)
    guesses = traitlets.Any([]).tag(sync=True)
    seen = traitlets.Any([]).tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    lines = traitlets.Any([]).tag(sync=True)  # these six as film_of gives them
    program = traitlets.Any([]).tag(sync=True)
    rounds = traitlets.Any([]).tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    results = traitlets.Any([]).tag(sync=True)
    left_out = traitlets.Int(0).tag(sync=True)

    def __init__(self, graph, passes=PASSES):
        super().__init__()
        self.graph, passes = graph, listed(passes)
        self.played, self.result = play(graph, passes)
        require(self.played, "pass_player needs a pass; write pass_player(graph, [prune])")
        self.name = graph.name
        self.guesses = [None] * len(self.played)
        for trait, value in film_of(self.played).items():
            setattr(self, trait, value)
        listing = "" if passes == PASSES else f", [{', '.join(_written(one) for one in passes)}]"
        self.code = f"smaller, report = ng.optimize(graph{listing})\nprint(report)\nprint(smaller)"
        self.tell(self._sentence())

    @property
    def at(self):
        """The number of the round."""
        return self.step // 2

    @property
    def revealed(self):
        """Is the result of this round shown?"""
        return self.step % 2 == 1

    def guess(self, left=None, struck=()):
        """Say what this round leaves.   left: how many equations.   struck: the names of those that go."""
        guesses = list(self.guesses)
        guesses[self.at] = {"left": left, "struck": list(struck)}
        self.guesses = guesses

    def reveal(self):
        """Show what the pass of this round did."""
        self.step = 2 * self.at + 1

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), 2 * len(self.played) - 1)

    @traitlets.observe("step", "guesses")
    @in_status
    def _moved(self, change):
        """A round that was revealed once stays so."""
        if self.revealed and self.at not in self.seen:
            self.seen = [*self.seen, self.at]
        self.tell(self._sentence())

    def _sentence(self):
        guess = self.guesses[self.at]
        verdict = _verdict(self.played[self.at], guess) if self.revealed and guess else ""
        return f"{self.film[self.step]['sentence']}{verdict}"

    def still(self):
        body = "".join(
            f"<tr><td>{xml(r['pass'])}</td>" + "".join(f"<td>{r['after'][k]:,}</td>" for k in COUNTS) + "</tr>"
            for r in self.rounds
        )
        traced = "".join(f"<td>{self.rounds[0]['before'][k]:,}</td>" for k in COUNTS)
        head = "".join(f"<th>{k}</th>" for k in ("after", *COUNTS))
        return f"<table><tr>{head}</tr><tr><td>tracing</td>{traced}</tr>{body}</table>"

    def words(self):
        ends = self.rounds[0]["before"]["equations"], self.rounds[-1]["after"]["equations"]
        return f"A player of the passes over {self.name}: from {ends[0]} equations to {ends[1]}."


def _verdict(one, guess):
    """What the guess was worth; static/pass_rows.js says the same where there is no Python."""
    went, struck = one.names("-"), guess["struck"]
    if not struck:
        if guess["left"] is None:
            return ""
        return " Just as you said." if guess["left"] == len(one.after.equations) else f" You said {guess['left']}."
    right = sum(name in went for name in struck)
    wrong = next((name for name in struck if name not in went), None)
    why = f"{wrong}{_why(one, wrong)}" if wrong is not None else ""
    if not went:
        return f" You struck {len(struck)}, but none went: {why}."
    of = f"{right or 'none'} of the {len(went)}" if right < len(went) else f"all {right}" if right > 1 else "the one"
    more = f"; you also struck {why}" if why else ", and nothing else" if right == len(went) else ""
    return f" You struck {of} that went{more}."


def _why(one, name):
    reader = one.reader(name)
    if name in one.names("±"):
        return ", which was replaced, not dropped"
    return f", which {reader} still reads" if reader else ", which is a result" if reader == "" else ""


def _written(one):
    name = pass_name(one)
    return f"ng.{name}" if one in PASSES else name
