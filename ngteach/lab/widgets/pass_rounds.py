"""What each pass did to a graph: both programs side by side, and the numbers before and after."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from difflib import SequenceMatcher

from ...core.calling.errors import counted
from ...core.graph import Equation, Graph
from ...transform.cost import bytes_moved, flops
from ...transform.dead_code import prune
from ...transform.pipeline import optimize, pass_name, written

COUNTS = ("equations", "operations", "bytes")
SIGNS = {"-": "dropped", "±": "replaced", "+": "new", "~": "that now read something else"}


@dataclass(frozen=True)
class Round:
    """One pass over one graph.

    rows: (equation before or None, equation after or None, sign), in order.   counts: those before and those after, in
    the order of COUNTS.
    """

    name: str
    words: str
    before: Graph
    after: Graph
    rows: tuple[tuple[Equation | None, Equation | None, str], ...]
    counts: tuple[list[int], list[int]]

    def names(self, *signs):
        """The names before of the equations with these signs."""
        return [left.output.name for left, _, sign in self.rows if sign in signs and left is not None]

    def reader(self, name):
        """The name of an equation that reads this one after the pass, "" for a result, None if there is neither."""
        tensor = next((e.output for e in self.after.equations if e.output.name == name), None)
        users = self.after.users.get(tensor, ())
        is_result = any(tensor is y for y in self.after.outputs)
        return users[0].output.name if users else "" if is_result else None


def play(graph, passes):
    """([Round], the last graph): each pass once, and later what changed something."""
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
    met = {id(g): g for g in [graph, *(after for *_, after in played)]}
    numbers = {key: counts(g) for key, g in met.items()}
    rounds = [
        Round(pass_name(one), _words(one), a, b, tuple(_rows(a, b)), (numbers[id(a)], numbers[id(b)]))
        for one, a, b in played
    ]
    return rounds, rest


def counts(graph):
    """The three numbers of a graph, in the order of COUNTS."""
    equations = graph.equations
    return [len(equations), sum(map(flops, equations)), sum(map(bytes_moved, equations))]


def told(one):
    """What the pass did, in a sentence or three."""
    n, m = len(one.before.equations), len(one.after.equations)
    found = {sign: sum(s == sign for *_, s in one.rows) for sign in SIGNS}
    parts = [f"{found[sign]} {words}" for sign, words in SIGNS.items() if found[sign]]
    if not parts and n == m:
        return f"{one.name}: it found nothing to do, so the count remains {n:,}."
    what = f" ({', '.join(parts)})" if parts else ""
    return f"{one.name}: {n:,} equations before, {m:,} after{what}.{_risen(one)}"


def _risen(one):
    """Why a count has risen, if one has; "" otherwise."""
    before, after = one.counts
    risen = [k for k in (1, 2, 0) if after[k] > before[k]]
    if not risen:
        return ""
    k, kept = risen[0], prune(one.after)
    unread, left = len(one.after.equations) - len(kept.equations), counts(kept)[k]
    word = COUNTS[k]
    rise = f" {word.capitalize()} rise, from {short(before[k])} to {short(after[k])}"
    if not unread or left == after[k]:
        return f"{rise}: what is new costs more of them than what it replaces."
    still = "" if left <= before[k] else " more than before, still"
    return (
        f"{rise}, for now: {counted(unread, 'equation')} with {short(after[k] - left)} of them"
        f" {'is' if unread == 1 else 'are'} read by nobody any more, and prune has still to take"
        f" {'it' if unread == 1 else 'them'}. Then {short(left)} are left{still}."
    )


def short(n):
    """A number in few signs: 246,849,705 is 246.8 M."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e5, "k")):
        if n >= size:
            return f"{n / min(size, 1e3 if sign == 'k' else size):.1f} {sign}"
    return f"{n:,}"


def _words(one):
    return (inspect.getdoc(written(one)) or "").split("\n\n")[0].replace("\n", " ")


def _rows(before, after):
    """Both programs side by side: (left, right, sign).

    sign: "-" dropped, "+" new, "±" replaced, "~" reads something else, "" unchanged.  An equation that stays
    keeps its tensor, so tensors tell which those are.
    """
    if before is after:
        yield from ((eqn, eqn, "") for eqn in before.equations)
        return
    sides = [[id(eqn.output) for eqn in g.equations] for g in (before, after)]
    for tag, a, b, c, d in SequenceMatcher(None, *sides, autojunk=False).get_opcodes():
        old, new = before.equations[a:b], list(after.equations[c:d])
        for left in old:
            k = next((k for k, e in enumerate(new) if e.output.name == left.output.name), None)
            yield from ((None, fresh, "+") for fresh in new[: k or 0])
            yield _row(left, None if k is None else new[k], tag != "equal")
            new = new if k is None else new[k + 1 :]
        yield from ((None, fresh, "+") for fresh in new)


def _row(left, right, replaced):
    if right is None:
        return left, None, "-"
    return left, right, "" if left is right or str(left) == str(right) else "±" if replaced else "~"
