"""A graph as the C++ that nGraph's tutorial would write for it, one or two statements for each equation."""

from __future__ import annotations

import re
from itertools import chain, count

from ...core.calling.guards import takes_graph
from ...transform.phases import phases
from .cpp_indexing import INDEXING
from .cpp_rules import CLASSES, RULES, SYMBOLS, made, parameter

# Names that C++, or the program around these lines, has taken.
_TAKEN = """alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break
case catch char char8_t char16_t char32_t class co_await co_return co_yield compl concept const
const_cast consteval constexpr constinit continue decltype default delete do double dynamic_cast else
enum explicit export extern false float for friend goto if inline int int64_t long mutable namespace new
noexcept not not_eq nullptr operator or or_eq private protected public reflexpr register reinterpret_cast
requires return short signed sizeof static static_assert static_cast struct switch synchronized template
this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
wchar_t while xor xor_eq std ngraph autodiff adjoints op element main values Function NodeVector
ParameterVector Shape AxisSet AxisVector Coordinate Strides NAN INFINITY NULL EOF errno assert"""


@takes_graph
def cpp(graph):
    """[(line of C++, the numbers of the equations it stands for)].

    The adjoints are written out, which the tutorial leaves to nGraph: Adjoints records these very nodes.
    """
    writer = _Writer(graph)
    lines = [(f"auto {writer.names[x]} = {parameter(x)};", ()) for x in graph.inputs]
    phase, last = phases(graph), "forward"
    for i, eqn in enumerate(graph.equations):
        if phase[eqn] != last:
            last = phase[eqn]
            lines += [("", ()), *((f"// {words}", ()) for words in _HEADINGS[last])]
        lines += [(line, (i,)) for line in writer.statements(eqn)]
    results, parameters = (", ".join(writer.names[x] for x in side) for side in (graph.outputs, graph.inputs))
    wholes = ["", f"auto {writer.function} = std::make_shared<Function>("]
    wholes += [f"    NodeVector{{{results}}},", f"    ParameterVector{{{parameters}}});"]
    return lines + [(line, ()) for line in wholes]


@takes_graph
def cpp_text(graph):
    """The lines of cpp(graph) as one text."""
    return "\n".join(line for line, _ in cpp(graph)) + "\n"


_HEADINGS = {
    "forward": ["forward again"],
    "adjoint": [
        "The tutorial does not write the next lines; it writes",
        "    autodiff::Adjoints adjoints(NodeVector{loss}, NodeVector{delta});",
        "and adjoints.backprop_node(W0) records them:",
    ],
    "update": ["update"],
}


class _Writer:
    def __init__(self, graph):
        taken = set(_TAKEN.split())
        known = {*SYMBOLS, *CLASSES, *RULES, *INDEXING}
        unknown = {eqn.op: None for eqn in graph.equations if eqn.op not in known}
        self.classes = {op: _identifier(op.name, taken) for op in unknown}
        self.names = {x: _identifier(x.name, taken) for x in graph.tensors()}
        self.function = _identifier(graph.name, taken)
        self.taken = taken

    def statements(self, eqn):
        """The lines that define the equation's output; a comment where nGraph has no such op."""
        op, y = eqn.op, self.names[eqn.output]
        inputs = [self.names[x] for x in eqn.inputs]
        if op in SYMBOLS:
            return [f"auto {y} = {inputs[0]} {SYMBOLS[op]} {inputs[1]};"]
        if op in CLASSES:
            return [f"auto {y} = {made(CLASSES[op], *inputs)};"]
        if op in self.classes:
            name = self.classes[op]
            words = f"// nGraph has no {name}: it would be a class of its own, with a kernel for each back end"
            return [words, f"auto {y} = std::make_shared<{name}>({', '.join(inputs)});"]
        *before, last = (RULES | INDEXING)[op](eqn, lambda word: _identifier(f"{y}_{word}", self.taken), *inputs)
        return [*before, f"auto {y} = {last};"]


def _identifier(name, taken):
    """A name for C++ that is not taken: letters and digits, and single underscores between them."""
    plain = "_".join(re.findall("[A-Za-z0-9]+", name.replace("%", "v"))) or "v"
    plain = plain if not plain[0].isdigit() else f"v{plain}"
    others = (f"{plain}_{i}" for i in count(2))
    found = next(n for n in chain((plain, f"{plain}_"), others) if n not in taken)
    taken.add(found)
    return found
