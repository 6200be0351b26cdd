"""Calls: which functions of the user were running when an equation was recorded, and which call of each it was.

A call in a loop is told from the one before it by its frame: the Frames of a trace remember what was running at the
last equation, so a frame that is not among them is a new call.  To walk up to the first that is known costs a few
steps for each equation.
"""

from __future__ import annotations

import sys
from types import FrameType

from ..provenance import CODE, Call, SourceLine, known_code, user_frame
from .called import kind_of
from .fates import RETURN
from .notices import repeated

_PAUSES = 0x2A0  # a flag of code: a generator, or a coroutine


class _Running:
    """A frame that is running.   calls: those around it, and, if it is one itself, its name and number."""

    __slots__ = ("calls", "counts", "frame", "lines", "met", "name", "number", "of_ops", "seen")

    def __init__(self, frame, calls, counts, name="", number=0, of_ops=False):
        self.frame, self.calls, self.name, self.number, self.of_ops = frame, calls, name, number, of_ops
        self.counts = counts  # {name of a function: how often it was called from here}
        self.met: dict = {}  # for a replay: {call that stands in its graph: its number here}
        self.seen: dict = {}  # {line: the calls there}, so that equations of a line share them
        self.lines: dict = {}

    def here(self):
        """The calls that are running now, this one included."""
        if not self.name:
            return self.calls
        line = self.frame.f_lineno
        if line not in self.seen:
            at = SourceLine(self.frame.f_code.co_filename, line)
            self.seen[line] = (*self.calls, Call(self.name, self.number, at))
        return self.seen[line]

    def line(self, where):
        """The user's line, in a frame, with the calls that are running now: one object for all equations of a line."""
        at = self.frame.f_lasti if self.name else None  # quicker to ask for than its line
        if where is not self.frame or at is None:
            at = at, where.f_code.co_filename, where.f_lineno
        found = self.lines.get(at)
        if found is None:
            calls, file, number = self.here(), where.f_code.co_filename, where.f_lineno
            found = self.lines.get((id(calls), file, number))
            if found is None:
                found = self.lines[id(calls), file, number] = SourceLine(file, number, calls)
            self.lines[at] = found
        return found


class Frames:
    """The frames of a trace: those around it, and what was running inside at the last equation."""

    def __init__(self):
        self._counts: dict[str, int] = {}
        self._around: list = []  # what was known before the trace was entered again inside itself
        self._known: dict[FrameType, _Running] = {}  # outermost first
        self._paused: dict[FrameType, _Running] = {}  # generators, which go on where they were

    def enter(self, depth=2):
        """The trace opens: what is running now is around it."""
        frame, outside = sys._getframe(depth), []
        while frame is not None:
            outside.append(_Running(frame, (), self._counts))
            frame = frame.f_back
        self._around.append(self._known)
        self._known = {each.frame: each for each in reversed(outside)}

    def leave(self):
        """The trace closes: no frame is kept alive any longer."""
        self._known = self._around.pop()
        self._paused.clear()

    def provenance(self, trace, like):
        """(line, name, adjoint_of) for what a trace records next: for messages and pictures, not for what is computed.

        like: the equation of another graph that is repeated, or None
        """
        name, adjoint_of = (None, None) if like is None else (like.output.name, like.adjoint_of)
        if trace.origin is not None:
            return trace.origin[0], name, trace.origin[1]
        start = sys._getframe(2)
        around, where, name = self._seen(start, like is None)
        if like is not None:
            return self._inside(around, like.line), like.output.name, trace.copies.get(adjoint_of, adjoint_of)
        if where is None:  # there is no line but in an installed package, or an event is in between
            where, name = user_frame(start)
        return where and around.line(where), name, None  # the name of the variable that the result is assigned to

    def _inside(self, around, line):
        """The line of an equation that is repeated: its calls stand inside those that are running."""
        found = around.lines.get(id(line))
        if found is None:  # the old line is kept, so that its id stays its own
            found = around.lines[id(line)] = line, _moved(line, around)
            repeated(*found)
        return found[1]

    def _seen(self, frame, open):
        """(the innermost known frame, where, name), after those between it and this one have become known.

        open: are where and name looked for, as user_frame has them?  In the same walk: each equation takes it.
        """
        known, inner, running, new = self._known, None, None, None
        where, name, unnamed = None, None, open
        while frame is not None and (inner is None or unnamed or open):
            code = frame.f_code
            of = CODE.get(id(code)) or known_code(code)
            if unnamed and (after := of.fates[frame.f_lasti]) is not RETURN:
                unnamed = False
                if of.named:
                    name = after
            if not of.quiet:
                if inner is None:
                    running = known.get(frame)
                    if running is not None:
                        inner = frame
                    elif kind := of.kind if of.kind is not None else kind_of(of):
                        new = [(frame, kind)] if new is None else [*new, (frame, kind)]
                if open and not of.others:
                    where, open = frame, False
                if of.door:
                    open = unnamed = False
            frame = frame.f_back
        last = next(reversed(known), None)
        while last is not inner and last is not None:
            del known[last]
            last = next(reversed(known), None)
        if inner is None:
            running = _Running(None, (), self._counts)
        for each, (of_ops, called) in reversed(new or ()):
            if not (of_ops and running.of_ops):  # an op that is part of another one is no call of its own
                running = known[each] = self._entered(each, of_ops, called, running)
        return running, where, name

    def _entered(self, frame, of_ops, name, around):
        """What is known of a frame that was called from inside `around`."""
        if not name:  # a replay: what it repeats stands in the calls around it
            return _Running(frame, around.here(), around.counts, of_ops=around.of_ops)
        if frame in self._paused:
            return self._paused[frame]
        number = around.counts[name] = around.counts.get(name, 0) + 1
        running = _Running(frame, around.here(), {}, name, number, of_ops)
        if frame.f_code.co_flags & _PAUSES:
            self._paused[frame] = running
        return running


def _moved(line, around):
    if line is None or not line.calls:
        calls = around.here()
        return SourceLine(line.file, line.number, calls) if line and calls else line
    (first, *others), outer = line.calls, around.here()
    number = around.met.get((first.name, first.number))
    if number is None:  # its own, if that is free: a pass that leaves a call out renames no other
        last = around.counts.get(first.name, 0)
        number = around.counts[first.name] = first.number if first.number > last else last + 1
        around.met[first.name, first.number] = number
    if not outer and number == first.number:
        return line
    return SourceLine(line.file, line.number, (*outer, Call(first.name, number, first.at), *others))


def calls_of(line, eqn):
    """The calls of a function whose line this is, which returned the output of eqn: one more than those of its line."""
    calls = line.calls if line else ()
    return calls + (eqn.line.calls if eqn and eqn.line else ())[len(calls) : len(calls) + 1]


def inside(around, line):
    """The line, with its calls inside those around it; it may begin with the innermost of these."""
    if line is None or not around:
        return line
    again = line.calls and line.calls[0].name == around[-1].name
    outer = (*around[:-1], Call(around[-1].name, around[-1].number, line.calls[0].at)) if again else around
    return SourceLine(line.file, line.number, (*outer, *line.calls[bool(again) :]))
