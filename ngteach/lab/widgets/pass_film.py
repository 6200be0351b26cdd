"""The pass player's film: each line of a program is sent once, and a round says what becomes of which."""

from __future__ import annotations

from itertools import pairwise

from ...transform.phases import PHASES, phases
from .film_picture import picture_for_film
from .film_room import ROOM, json_size
from .pass_rounds import COUNTS, told


def film_of(rounds):
    """{"lines", "program", "rounds", "film", "svg", "results", "left_out"}: what the browser plays.

    lines:   [[text, phase, box]]: phase is a number in PHASES, box the equation of the first graph in whose box it is
             drawn, or -1.
    program: the first graph, as [first line, n] for n lines; [-1, n] for n that are not sent.
    rounds:  [{"pass", "words", "before", "after", "rows"}]; a row is n for the next n lines of the program before,
             which stay, or [sign, left, right], -1 for none, or [sign, -1, -1, n] for n that are not sent.
    film:    two states for each round, asked and revealed: [{"sentence"}].
    left_out: how many equations of the first graph are not sent: those that no pass touches, if that is enough.
    """
    svg, homes = picture_for_film(rounds[0].before)
    lines = _Lines(rounds, homes)
    parts = [
        {"pass": one.name, "words": one.words}
        | {k: dict(zip(COUNTS, n, strict=True)) for k, n in zip(("before", "after"), one.counts, strict=True)}
        for one in rounds
    ]
    film = [{"sentence": text} for one in rounds for text in (asked(one), told(one))]
    results = [y.name for y in rounds[0].before.outputs]
    for near, most in ((None, None), (20, None), (5, None), (2, None), (0, None), (0, 1000), (0, 200)):
        known, program, rows = lines.sent(near, most)
        sent = {
            "lines": known,
            "program": program,
            "rounds": [{**part, "rows": each} for part, each in zip(parts, rows, strict=True)],
            "film": film,
            "svg": svg,
            "results": results,
            "left_out": sum(n for i, n in program if i < 0),
        }
        if json_size(sent) <= ROOM:
            break
    return sent


def asked(one):
    """The question before a pass."""
    return f"{one.name}: {one.words} How many of the {len(one.before.equations):,} equations will be left?"


class _Lines:
    """The lines of all programs.   programs: of each round, and of the end, the numbers of its lines."""

    def __init__(self, rounds, homes):
        self.lines: list = []
        self._numbers: dict = {}
        first = rounds[0].before
        self._box = {eqn.output.name: home for eqn, home in zip(first.equations, homes, strict=True)}
        self.rows = []
        after = phases(first)
        for one in rounds:
            before, after = after, after if one.after is one.before else phases(one.after)
            if one.after is not one.before:
                self._place_new(one.after)
            self.rows.append([(s, self._number(a, before), self._number(b, after)) for a, b, s in one.rows])
        self.program = [left for _, left, _ in self.rows[0] if left >= 0]

    def _place_new(self, graph):
        """What is new has no box of its own in the first picture; it is told at the box of what reads it."""
        for eqn in reversed(graph.equations):
            if eqn.output.name not in self._box:
                users = graph.users[eqn.output]
                self._box[eqn.output.name] = self._box.get(users[0].output.name, -1) if users else -1

    def _number(self, eqn, phase):
        if eqn is None:
            return -1
        key = eqn, phase[eqn]
        if key not in self._numbers:
            self._numbers[key] = len(self.lines)
            self.lines.append([str(eqn), PHASES.index(key[1]), self._box[eqn.output.name]])
        return self._numbers[key]

    def sent(self, near, most):
        """(lines, the first program, the rows of each round).

        near: a line is sent if a pass touches one that is so near to it, or the line itself (0); None sends all lines.
        most: how many of them at most.
        """
        wanted = {i for rows in self.rows for _, *ends in rows for i in ends} - {-1}
        wanted = wanted if near is None else self._near(near)
        new = {old: i for i, old in enumerate(sorted(wanted)[:most])}
        new[-1] = -1
        program = [new.get(i, -1) for i in self.program]
        return [self.lines[i] for i in new if i >= 0], _runs(program), [_short(rows, new) for rows in self.rows]

    def _near(self, near):
        wanted = set()
        for rows in self.rows:
            for i, (_, left, right) in enumerate(rows):
                if left != right:
                    for row in rows[max(i - near, 0) : i + near + 1]:
                        wanted.update(row[1:])
        return wanted - {-1}


def _runs(numbers):
    """[[first, n]] of neighbours that count upwards, or are all -1."""
    runs = [[numbers[0], 1]] if numbers else []
    for a, b in pairwise(numbers):
        if b == (a + 1 if a >= 0 else -1):
            runs[-1][1] += 1
        else:
            runs.append([b, 1])
    return runs


def _short(rows, new):
    """Neighbours that stay as one number."""
    short: list = []
    for sign, left, right in rows:
        last = short[-1] if short else None
        if left == right:
            short[-1:] = [last + 1] if isinstance(last, int) else [*short[-1:], 1]
            continue
        ends = [new.get(left, -1), new.get(right, -1)]
        if ends == [-1, -1]:
            more = isinstance(last, list) and last[0] == sign and len(last) == 4
            short[-1:] = [[sign, -1, -1, last[3] + 1]] if more else [*short[-1:], [sign, -1, -1, 1]]
        else:
            short.append([sign, *ends])
    return short
