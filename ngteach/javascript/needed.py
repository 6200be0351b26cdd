"""The parts of engine.js that a graph needs: the ops that it uses, and the declarations that these mention.

engine.js is a list of declarations that begin at the left margin, so that a few lines tell them apart.  What is left
out is mentioned nowhere in what is kept.
"""

from __future__ import annotations

import re
from functools import cache

from ..core.graph import Graph
from .engine import engine_text, require_ops

_DECLARATION = re.compile(r"(?:function\*?|class|const|let) (\w+)")
_WORD = re.compile(r"[A-Za-z_]\w*")
_ENTRY = re.compile(r"((?:^  //.*\n)*^  (\w+): )", re.M)


def engine_for(graph, user):
    """The text of the parts of engine.js that run the graph.   user: the JavaScript text that will use them

    Raises GraphError for an op that engine.js lacks.
    """
    require_ops(graph)
    wanted = ops_of(graph)
    while True:
        text = "\n\n".join(_mentioned(_with_ops(wanted), user))
        more = _ops_mentioned(text) - wanted
        if not more:
            return text
        wanted |= more


def ops_of(graph):
    """The names of the ops in a graph, and in those that stand in its parameters."""
    names, todo = set(), [graph]
    for g in todo:
        names |= {eqn.op.full_name for eqn in g.equations}
        todo += [value for eqn in g.equations for value in eqn.params.values() if isinstance(value, Graph)]
    return names


@cache
def _declarations():
    """{name: text} of engine.js, each with the comment above it."""
    found, comment, name = {}, [], None
    for line in engine_text(export=False).splitlines():
        if begun := _DECLARATION.match(line):
            name = begun[1]
            found[name] = [*comment, line]
            comment = []
        elif line.startswith("//"):
            comment.append(line)
        elif line or name and not comment:  # a line inside, or the end, of a declaration
            found[name].append(line)
        else:
            comment = []
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _tables():
    """The names of the tables that the table of all ops is made of."""
    return re.findall(r"\w+", re.search(r"opsOf\((.*?)\)", _declarations()["OPS"], re.S)[1])


def _with_ops(wanted):
    """The declarations with these ops alone."""
    texts, tables = dict(_declarations()), _tables()
    for table in tables:
        before, *entries = _ENTRY.split(texts[table].removesuffix("\n};"))
        kept = [start + rest.rstrip() for start, name, rest in zip(*[iter(entries)] * 3) if name in wanted]
        texts[table] = "\n".join([before.rstrip(), *kept, "};"])
        if not kept:
            del texts[table]
    used = [table for table in tables if table in texts]
    texts["OPS"] = re.sub(r"opsOf\(.*?\)", f"opsOf({', '.join(used)})", texts["OPS"], flags=re.S)
    return texts


def _mentioned(texts, user):
    """The texts that the user mentions, and those that these mention, in the order of the file."""
    kept, todo = set(), _WORD.findall(_code(user))
    while todo:
        name = todo.pop()
        if name in texts and name not in kept:
            kept.add(name)
            todo += _WORD.findall(_code(texts[name]))
    return [text for name, text in texts.items() if name in kept]


def _code(text):
    """Without the lines that are comments."""
    return re.sub(r"^ *//.*$", "", text, flags=re.M)


def _ops_mentioned(text):
    """Ops that are called by their names: OPS.add, ARITHMETIC.add."""
    return set(re.findall(rf"\b(?:OPS|{'|'.join(_tables())})\.(\w+)", _code(text)))
