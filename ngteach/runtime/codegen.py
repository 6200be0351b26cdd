"""Writing the program: a schedule and a memory plan as the text of a Python module that needs NumPy alone."""

from __future__ import annotations

import re
from collections import Counter

from ..core.calling.names import one_line
from ..ops import broadcast, constant
from .kernels import broadcasts, row_flags
from .spelling import RESERVED, VIEWS, function_name, handed_out, identifier, literal, plain, signature
from .steps import Line, Start
from .templates import extras, template

_COMMENT_COLUMN = 76
_PART = re.compile("\0(.*?)\0")  # a part of an array, as _Operand marks it: no text of a user's holds a zero byte


def write_source(graph, steps, reads, aliases, memory, flushed=(), profiled=False):
    """The text of a module that defines memory and the function that runs the graph: f(*inputs, *results).

    flushed: products that are called as flushed(np.dot, ...).
    profiled: each equation is timed, and note(equation number, start, size of the block) told.
    """
    return _Writer(graph, steps, reads, aliases, memory, flushed, profiled).text()


class _Writer:
    def __init__(self, graph, steps, reads, aliases, memory, flushed, profiled):
        self.graph, self.steps, self.reads, self.aliases, self.memory = graph, steps, reads, aliases, memory
        self.flushed, self.profiled = flushed, profiled
        self.maker = {eqn.output: eqn for eqn in graph.equations}
        self.number = {eqn: i for i, eqn in enumerate(graph.equations)}
        self.taken = {*RESERVED, function_name(graph)}
        self.names: dict = {}  # tensor -> its Python name
        self.once: list[str] = []  # lines that run when the module is made
        self.each: list[str] = []  # lines at the start of each call
        self.helpers: list[str] = []  # texts of functions that the program calls, and of what they read
        self.made: dict = {}  # what is made once, or viewed in another way -> its name
        self.in_block: set = set()  # names that exist inside a block only
        self.one_array: dict = {}  # name -> the first name of the same array

    def text(self):
        g = self.graph
        for x in g.inputs:
            self.names[x] = self.name(x.name)
        arguments = [self.names[x] for x in g.inputs]
        results, copies = self.place_results()
        self.place_values()
        self.place_views()
        body = self.body()
        head = [
            f'"""{function_name(g)}, compiled by ngteach: {len(self.reads)} equations, no allocation."""',
            "",
            "import numpy as np",
        ]
        helpers = [line for text in self.helpers for line in ("", "", *text.rstrip().split("\n"))]
        memory = ["", "", *self.once] if self.once else []
        head_of_function = signature(function_name(g), arguments + results)
        tail = [f"    np.copyto({target}, {self.names[y]})" for target, y in copies]
        inside = [*(f"    {line}" for line in self.each), *body, *tail] or ["    pass"]
        return "\n".join([*head, *helpers, *memory, "", "", *head_of_function, *inside]) + "\n"

    # ---- names and memory ---------------------------------------------------

    def name(self, wanted):
        """A Python name like this one, which nothing else has."""
        name = identifier(wanted, self.taken)
        self.taken.add(name)
        return name

    def place_results(self):
        """The names of the result arrays, and what must be copied into them at the end."""
        results, copies = [], []
        for y in self.graph.outputs:
            storage = self.memory.storage_of.get(y)
            if storage is not None and storage.kind == "result" and y not in self.names:
                self.names[y] = self.name(y.name)
                results.append(self.names[y])
            else:  # an input, a constant, a view, or the same result again
                results.append(self.name(f"result_{y.name}"))
                copies.append((results[-1], y))
        return results, copies

    def place_values(self):
        """A line for each value in the arena, and for each constant."""
        if self.memory.arena:
            self.once.append(f"arena = np.empty({self.memory.arena}, np.uint8)  # what lives between the equations")
        if self.memory.scratch:
            size, n = self.memory.scratch, self.memory.threads
            self.once.append(f"scratch = [np.empty({size}, np.uint8) for _ in range({n})]  # one for each thread")
        for storage in self.memory.storages:
            final = next((x for x in storage.values if x in self.names), None)  # a result lives here in the end
            for x in storage.values:
                if storage.kind == "result" and x is not final:
                    name = self.names[final]
                    self.names[x] = name if x.dtype == final.dtype else f"{name}.view(np.{x.dtype.name})"
                elif storage.kind != "result":
                    self.names[x] = self.name(x.name)
            if storage.kind == "arena":
                where = f"arena, {storage.offset}" if storage.nbytes else "arena[:0]" if self.memory.arena else "None"
                for x, names in self.alike(storage.values):
                    self.once.append(f"{names} = np.ndarray({x.shape}, np.{x.dtype.name}, {where})")
            elif storage.kind == "scratch":
                self.in_block.update(self.names[x] for x in storage.values)
        needed = self.operands()
        for eqn in self.graph.equations:
            if eqn.op is constant and eqn.output in needed:
                self.names[eqn.output] = self.name(eqn.output.name)
                self.once.append(f"{self.names[eqn.output]} = {literal(eqn.params['value'])}")

    def alike(self, values):
        """(tensor, its names) for values in one storage: those of one type are one array, with several names.

        NumPy knows at once that an array may be written over itself; about two arrays it has to think.
        """
        kinds: dict = {}
        for x in values:
            kinds.setdefault(x.type, []).append(x)
        for same in kinds.values():
            self.one_array.update((self.names[x], self.names[same[0]]) for x in same)
        return [(same[0], " = ".join(self.names[x] for x in same)) for same in kinds.values()]

    def operands(self):
        """Every tensor that the text will name."""
        if not hasattr(self, "_operands"):
            found = {x for eqn in self.reads for x in map(self.peeled, [eqn] * len(eqn.inputs), eqn.inputs)}
            found.update(self.graph.outputs)
            for eqn in reversed(self.graph.equations):
                if eqn.output in found and eqn not in self.reads:
                    found.update(eqn.inputs)
            self._operands = found
        return self._operands

    def place_views(self):
        """A line for each view that is read: made once where its memory stays, at each call if it views an input."""
        for eqn in self.graph.equations:
            y = eqn.output
            if y not in self.operands() or eqn in self.reads or eqn.op is constant or y in self.names:
                continue
            self.names[y] = self.name(y.name)
            line = f"{self.names[y]} = {VIEWS[eqn.op](eqn, self.names[eqn.inputs[0]])}"
            (self.once if self.stays(y) else self.each).append(line)

    def stays(self, x):
        """Is the memory of x the same at every call?"""
        base = self.aliases.base[x]
        storage = self.memory.storage_of.get(base)
        return storage.kind == "arena" if storage else base in self.maker and self.maker[base].op is constant

    def peeled(self, eqn, x):
        """x without broadcasts, where NumPy broadcasts by itself."""
        while x in self.maker and self.maker[x].op is broadcast and broadcasts(eqn):
            x = self.maker[x].inputs[0]
        return x

    # ---- statements ---------------------------------------------------------

    def body(self):
        lines = []
        for i, step in enumerate(self.steps):
            if isinstance(step, Line):
                lines += self.statements(step.equation, self.numpy_calls(step.equation, None), "    ")
                continue
            names = []
            for k, group in enumerate(step.groups):
                names.append(self.name(f"{_kind(group)}_{i}" + (f"_{k}" if len(step.groups) > 1 else "")))
                lines += ["", *self.function(names[k], group)]
            hand_out = "begin_blocks" if isinstance(step, Start) else "in_blocks"
            lines += ["", *handed_out(hand_out, step, names), ""]
        return lines

    def function(self, name, group):
        """The function that runs one block of a group."""
        cut = group if len(group.blocks) > 1 else None
        texts = [self.numpy_calls(eqn, cut) for eqn in group.equations]
        short = self.short_names([part for text in texts for part in _PART.findall(text)])
        same: dict = {}  # one part of one array -> the short names that it has
        for part, name_of_part in short.items():
            same.setdefault(self.first_name(part), []).append(name_of_part)
        lines = [f"    def {name}({'lo, hi' if cut else ''}):"]
        lines += [f"        {' = '.join(names)} = {part}" for part, names in same.items()]
        lines += self.scratch_lines(group)
        for eqn, text in zip(group.equations, texts, strict=True):
            text = _PART.sub(lambda mark: short.get(mark[1], mark[1]), text)
            lines += self.statements(eqn, text, "        ", cut)
        return [*lines, "        scratch.append(memory)"] if self.uses_scratch(group) else lines

    def short_names(self, parts):
        """{"x[lo:hi]": "x_rows"} for what a block reads or writes more than once: it is cut once."""
        counts = Counter(map(self.first_name, parts))
        return {part: self.short_name(part) for part in parts if counts[self.first_name(part)] > 1}

    def short_name(self, part):
        if part not in self.made:
            self.made[part] = self.name(f"{part.partition('[')[0]}_{'columns' if ',' in part else 'rows'}")
        return self.made[part]

    def first_name(self, part):
        """The same part of the same array, by the first name that the array has."""
        name, bracket, cut = part.partition("[")
        return self.one_array.get(name, name) + bracket + cut

    def uses_scratch(self, group):
        return [x for x in (eqn.output for eqn in group.equations) if self.memory.storage_of[x].kind == "scratch"]

    def scratch_lines(self, group):
        values = self.uses_scratch(group)
        lines = ["        memory = scratch.pop()"] if values else []
        for storage in {id(s): s for s in map(self.memory.storage_of.get, values)}.values():
            for x, names in self.alike(storage.values):
                shape = [str(d) for d in x.shape]
                if len(group.blocks) > 1:
                    shape[group.axis] = "hi - lo"
                where = f"memory, {storage.offset}"
                lines.append(f"        {names} = np.ndarray(({', '.join(shape)},), np.{x.dtype.name}, {where})")
        return lines

    def statements(self, eqn, text, indent, group=None):
        """The NumPy calls of one equation, with the equation beside them."""
        lines = text.splitlines()
        if self.profiled:
            size = ", hi - lo" if group is not None else ""
            lines = ["started = clock()", *lines, f"note({self.number[eqn]}, started{size})"]
        lines = [indent + line for line in lines]
        at = 1 if self.profiled else 0
        lines[at] = f"{lines[at]:<{_COMMENT_COLUMN}}  # {one_line(eqn)}"
        return lines

    def numpy_calls(self, eqn, group):
        """The text of the NumPy calls of one equation, on a block of a group if there is one."""
        flags = row_flags(eqn)
        operands = []
        for i, (x, by_row) in enumerate(zip(eqn.inputs, flags, strict=True)):
            small = self.peeled(eqn, x)
            operands.append(_Operand(self, small, "" if group is None else self.cut(eqn, i, small, by_row, group)))
        out = _Operand(self, eqn.output, "" if group is None else "[:, lo:hi]" if group.axis else "[lo:hi]")
        calls = template(self, eqn, group)
        return calls.format(*operands, out=out, **extras(self, eqn, group, calls))

    def cut(self, eqn, i, x, by_row, group):
        """How the operand is cut to the block: x is input i without its broadcasts."""
        if group.axis == 0:
            aligned = x is eqn.inputs[i] or x.ndim == eqn.output.ndim and x.shape[0] == group.size
            return "[lo:hi]" if by_row and aligned else ""
        if eqn.op.kind != "elementwise" and i != len(eqn.inputs) - 1 or not x.shape or x.shape[-1] != group.size:
            return ""  # of a product only the right matrix is cut
        return "[:, lo:hi]" if x.ndim == 2 else "[lo:hi]"

    def carry(self, eqn):
        """How the text calls the forward function of eqn: (its name, its parameters, whether it takes out=)."""
        from .carried import brought_along, is_plain, reads, takes_out  # only here: inspect is slow to load

        forward = eqn.op.forward
        if reads(forward) is None or not (eqn.op.built_in or all(map(is_plain, eqn.params.values()))):
            return f"forward_of[{self.number[eqn]}]", [], takes_out(forward)
        name = brought_along(self, forward.__name__, forward)
        return name, [f"{k}={plain(v)}" for k, v in eqn.params.items()], takes_out(forward)

    def static(self, wanted, value):
        """The name of something made once, from the text of its value."""
        if wanted not in self.made:
            self.made[wanted] = self.name(wanted)
            self.once.append(f"{self.made[wanted]} = {value}")
        return self.made[wanted]

    def another_view(self, x, kind):
        """The name of x seen in another way: its bits or bytes as whole numbers, or all elements in a row (flat)."""
        name, bits = self.one_array.get(self.names[x], self.names[x]), 8 * x.dtype.itemsize
        if kind == "flat":
            way = "reshape(-1)"
        else:
            way = f"view(np.{'uint' if kind == 'unsigned' else 'int'}{bits})"
        if name in self.in_block or not name.isidentifier():
            return f"{name}.{way}"
        if (name, kind) not in self.made:
            self.made[name, kind] = view = self.name(f"{name}_{kind}")
            (self.once if self.stays(x) else self.each).append(f"{view} = {name}.{way}")
        return self.made[name, kind]


class _Operand:
    """A tensor in a template: {0} is its name, cut to the block; {0:bits} its bits as whole numbers."""

    def __init__(self, writer, x, cut):
        self.writer, self.x, self.cut = writer, x, cut

    def __format__(self, kind):
        w, x = self.writer, self.x
        name = w.another_view(x, kind) if kind else w.names[x]
        if not self.cut or w.names[x] in w.in_block:
            return name
        return f"\0{name}{self.cut}\0" if name.isidentifier() else name + self.cut


def _kind(group):
    """What the function of a group is called: rows_2 is cut by rows, columns_2 by columns, task_2 not at all."""
    return "task" if len(group.blocks) == 1 else "columns" if group.axis else "rows"
