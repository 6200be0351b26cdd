"""The time machine's film: for each moment of tracing what is recorded, by which line of Python, in a sentence."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby

from ...core.provenance import OPS_FOLDER
from ...transform.phases import PHASES, phases
from .film_picture import picture_for_film
from .film_room import ROOM, json_size
from .sources import callers_of, lines_of, place_in, source_of, written_by_user

STATES = 300  # about as many at most; of a longer graph, what one line records one after the other is one state


def film_of(graph, function, caller, before=()):
    """{"sources", "equations", "film", "svg", "left_out"}: what the browser plays.

    sources:   the user's functions, as source_of gives them.
    equations: [text, number of its phase in PHASES, news, place]: the place is (part, line of it) or None, the news
               since the trace before is "type", "new" or "".
    film:      [{"sentence", "count", "at", "callers", "new"}]: how many equations are recorded, by which line at
               last, who called it, and the numbers of those that are new; the last two only where there is more to say.
    left_out:  how many equations at the end are not sent.
    before:    the equations of the last time.
    """
    yours = written_by_user(function, [eqn.line for eqn in graph.equations if eqn.line])
    lines = lines_of(graph, yours, caller)
    callers = [callers_of(line, yours) for line in lines]
    sources = source_of(yours, [each for line, above in zip(lines, callers) if line for each in (*above, line)])
    places = [place_in(sources, line) for line in lines]
    phase = phases(graph)
    news = news_of(before, graph)
    equations = [
        [str(eqn), PHASES.index(phase[eqn]), new, place]
        for eqn, new, place in zip(graph.equations, news, places, strict=True)
    ]
    svg, homes = picture_for_film(graph)
    film = _states(graph, equations, homes if svg else None)
    for state in film[1:]:
        above = [place_in(sources, at) for at in callers[state["count"] - 1]]
        state.update({"callers": [at for at in above if at]} if any(above) else {})
    for share in (1, 0.5, 0.25, 0.1):
        count = int(len(equations) * share)
        sent = {
            "sources": sources,
            "equations": equations[:count],
            "film": [state for state in film if state["count"] <= count],
            "svg": svg,
            "left_out": len(equations) - count,
        }
        if json_size(sent) <= ROOM:
            break
    if sent["left_out"]:
        end = sent["film"][-1]
        end["sentence"] += f" The film ends here, after {end['count']:,} of {len(equations):,} equations."
    return sent


def _states(graph, equations, homes):
    first = f"Python calls {graph.name} on tensors: they have a type, but no numbers. Nothing is recorded yet."
    film = [{"sentence": first, "count": 0, "at": None, "new": []}]
    strides = _strides(graph, equations)
    by_line: dict = {}
    for stride in strides:
        *_, place = equations[stride[-1]]
        key = tuple(place or ())
        by_line[key] = by_line.get(key, 0) + len(stride)
        said = _sentence(graph, stride, equations, by_line[key] if place else 0, homes)
        state = {"sentence": said, "count": stride[-1] + 1, "at": place}
        film.append({**state, "new": stride} if len(stride) > 1 else state)
    if len(film) > 1:
        film[-1]["sentence"] += " That was all: the rest of the work needs no Python any more."
    return film


def _strides(graph, equations):
    """The numbers of the equations that are new in each state, but for the first state."""
    if len(equations) <= STATES:
        return [[i] for i in range(len(equations))]
    longest = -(-len(equations) // (STATES // 2))
    key = [(*row[1:], [call[:2] for call in _calls(eqn)]) for eqn, row in zip(graph.equations, equations, strict=True)]
    runs = [list(run) for _, run in groupby(range(len(equations)), key=key.__getitem__)]
    return [run[k : k + longest] for run in runs for k in range(0, len(run), longest)]


def _sentence(graph, stride, equations, by_now, homes):
    """What a state records.   by_now: how many equations its line has recorded."""
    i = stride[-1]
    eqn, (_, phase, _, place) = graph.equations[i], equations[i]
    inner = ", ".join(name for name, _, of_ops in _calls(eqn)[1:] if len(stride) > 1 or not of_ops)
    where = f"{eqn.line.place}{f', in {inner}' if inner else ''}: " if eqn.line and place else ""
    adjoint = PHASES[phase] == "adjoint" and eqn.adjoint_of is not None
    why = "for the adjoint of this line, " if adjoint and where else ""
    if len(stride) > 1:
        return f"{where}{why}{len(stride)} equations are recorded; the last is {eqn.op.name}, as {eqn.output!r}."
    nobody = (
        "" if where else " No line of yours wrote it: " + ("it begins the adjoints." if adjoint else "ngteach did.")
    )
    if not where and eqn.line and not eqn.line.text:  # it was executed from a text, or its file is gone
        nobody = f" It is of {eqn.line.place}, whose text is not at hand."
    so_far = f" Its line has recorded {by_now} equations by now." if by_now > 1 else ""
    inside = ""
    if homes and homes[i] != i:
        inside = f" In the picture it is written into the box of {graph.equations[homes[i]].op.name}."
    return f"{where}{why}{eqn.op.name} is recorded as {eqn.output!r}.{nobody}{so_far}{inside}"


def _calls(eqn):
    """(name, number, is it a function of ops?) of the calls that were running, outermost first."""
    return [
        (call.name, call.number, call.at.file.startswith(OPS_FOLDER)) for call in (eqn.line.calls if eqn.line else ())
    ]


def news_of(before, graph):
    """For each equation "type" (the same op, but another type), "new" or "".   before: as film_of gives equations"""
    if not before:
        return [""] * len(graph.equations)
    old = [_op_and_type(text) for text, *_ in before]
    new = [(eqn.op.name, str(eqn.output.type)) for eqn in graph.equations]
    news = ["new"] * len(new)
    for a, b, n in SequenceMatcher(
        None, [op for op, _ in old], [op for op, _ in new], autojunk=False
    ).get_matching_blocks():
        for k in range(n):
            news[b + k] = "" if old[a + k] == new[b + k] else "type"
    return news


def _op_and_type(text):
    left, _, right = text.partition(" = ")
    return right.partition("(")[0], left.partition(": ")[2]


def compared(examples, news, count):
    """What another trace has changed.   count: how many equations there were before"""
    types, new = news.count("type"), news.count("new")
    gone = count - (len(news) - new)
    if not types and not new and not gone:
        return f"Traced again with {examples}: {len(news)} equations, all the same as before."
    parts = [f"{types} have a different type" if types != 1 else "1 has a different type"]
    parts += [f"{new} new"] if new else []
    parts += [f"{gone} gone"] if gone else []
    return f"Traced again with {examples}: of {len(news)} equations {', '.join(parts)}."
