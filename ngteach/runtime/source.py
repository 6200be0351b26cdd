"""Writing the program: a schedule and a memory plan as the text of a Python module that needs NumPy alone."""

from __future__ import annotations

import builtins
import dis
import inspect
import keyword
import textwrap
import types

import numpy as np

from ..ops import constant
from .schedule import Line

_RESERVED = {
    *dir(builtins),
    *keyword.kwlist,
    "np",
    "arena",
    "scratch",
    "memory",
    "in_blocks",
    "lo",
    "hi",
    "note",
    "clock",
}
_COMMENT_COLUMN = 76


def write_source(graph, steps, calls, root, memory, profiled=False):
    """The text of a module that defines memory and the function that runs the graph: f(*inputs, *results).

    profiled: each equation is timed, and note(equation number, start) told.
    """
    return _Writer(graph, steps, calls, root, memory, profiled).text()


def alone(source, graph):
    """The module as a program that runs without ngteach: with what the compiler gives it otherwise, and a main part."""
    wrapped = '''

def in_blocks(tasks):
    """Run the blocks of a group.  ngteach hands them to threads; here they run one after the other."""
    for task, *block in tasks:
        task(*block)
'''
    rng = "np.random.default_rng(0)"
    examples = ", ".join(_example(x.type) for x in graph.inputs)
    results = ", ".join(f"np.empty({y.shape}, np.{y.dtype.name})" for y in graph.outputs)
    names = ", ".join(y.name for y in graph.outputs)
    main = f"""

if __name__ == "__main__":
    rng = {rng}
    inputs = [{examples}]
    results = [{results}]
    {function_name(graph)}(*inputs, *results)
    for name, value in zip({names!r}.split(", "), results):
        print(name, value.dtype, value.shape, value.ravel()[:4])
"""
    head, _, body = source.partition("import numpy as np\n")
    return f"{head}import numpy as np\n{wrapped}{body}{main}"


def function_name(graph):
    """The graph's name as a name for a Python function."""
    return _identifier(graph.name, set())


class _Writer:
    def __init__(self, graph, steps, calls, root, memory, profiled):
        self.graph, self.steps, self.calls, self.root, self.memory = graph, steps, calls, root, memory
        self.profiled = profiled
        self.maker = {eqn.output: eqn for eqn in graph.equations}
        self.number = {eqn: i for i, eqn in enumerate(graph.equations)}
        self.taken = set(_RESERVED)
        self.names: dict = {}  # tensor -> its Python name
        self.once: list[str] = []  # lines that run when the module is made
        self.each: list[str] = []  # lines at the start of each call
        self.helpers: dict = {}  # functions of ngteach that the text calls: name -> source
        self.bits: dict = {}  # (name, element type) -> the name of the view of its bits
        self.in_block: set = set()  # names that exist inside a block only

    def text(self):
        g = self.graph
        for x in g.inputs:
            self.names[x] = self.name(x)
        arguments = [self.names[x] for x in g.inputs]
        results, copies = self.place_results()
        self.place_values()
        self.place_views()
        body = self.body()
        head = [
            f'"""{g.name}, compiled by ngteach: {len(self.calls)} equations, no allocation."""',
            "",
            "import numpy as np",
        ]
        helpers = [line for text in self.helpers.values() for line in ("", "", *text.splitlines())]
        memory = ["", "", *self.once] if self.once else []
        signature = f"def {function_name(g)}({', '.join(arguments + results)}):"
        wrapped = textwrap.wrap(signature, 110, subsequent_indent="    " * 2) if len(signature) > 110 else [signature]
        tail = [f"    np.copyto({target}, {self.names[y]})" for target, y in copies]
        inside = [*(f"    {line}" for line in self.each), *body, *tail] or ["    pass"]
        return "\n".join([*head, *helpers, *memory, "", "", *wrapped, *inside]) + "\n"

    # ---- names and memory ---------------------------------------------------

    def name(self, x):
        name = _identifier(x.name, self.taken)
        self.taken.add(name)
        return name

    def place_results(self):
        """The names of the result arrays, and what must be copied into them at the end."""
        results, copies = [], []
        for y in self.graph.outputs:
            storage = self.memory.storage_of.get(y)
            if storage is not None and storage.kind == "result" and y not in self.names:
                self.names[y] = self.name(y)
                results.append(self.names[y])
            else:  # an input, a constant, a view, or the same result again
                target = _identifier(f"result_{y.name}", self.taken)
                self.taken.add(target)
                results.append(target)
                copies.append((target, y))
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
                elif storage.kind == "arena":
                    self.names[x] = self.name(x)
                    where = (
                        f"arena, {storage.offset}" if storage.nbytes else "arena[:0]" if self.memory.arena else "None"
                    )
                    self.once.append(f"{self.names[x]} = np.ndarray({x.shape}, np.{x.dtype.name}, {where})")
                elif storage.kind == "scratch":
                    self.names[x] = self.name(x)
                    self.in_block.add(self.names[x])
        needed = self.operands()
        for eqn in self.graph.equations:
            if eqn.op is constant and eqn.output in needed:
                self.names[eqn.output] = self.name(eqn.output)
                self.once.append(f"{self.names[eqn.output]} = {_literal(eqn.params['value'])}")

    def operands(self):
        """Every tensor that the text will name."""
        if not hasattr(self, "_operands"):
            found = {x for eqn in self.calls for x in map(self.peeled, [eqn] * len(eqn.inputs), eqn.inputs)}
            found.update(self.graph.outputs)
            for eqn in reversed(self.graph.equations):
                if eqn.output in found and eqn not in self.calls:
                    found.update(eqn.inputs)
            self._operands = found
        return self._operands

    def place_views(self):
        """A line for each view that is read: made once where its memory stays, at each call if it views an input."""
        for eqn in self.graph.equations:
            y = eqn.output
            if y not in self.operands() or eqn in self.calls or eqn.op is constant or y in self.names:
                continue
            self.names[y] = self.name(y)
            line = f"{self.names[y]} = {_view(eqn, self.names[eqn.inputs[0]])}"
            (self.once if self.stays(y) else self.each).append(line)

    def stays(self, x):
        """Is the memory of x the same at every call?"""
        base = self.root[x]
        storage = self.memory.storage_of.get(base)
        return storage.kind == "arena" if storage else base in self.maker and self.maker[base].op is constant

    def peeled(self, eqn, x):
        """x without broadcasts, where NumPy broadcasts by itself."""
        while eqn.op.kind == "elementwise" and x in self.maker and self.maker[x].op.name == "broadcast":
            x = self.maker[x].inputs[0]
        return x

    # ---- statements ---------------------------------------------------------

    def body(self):
        lines = []
        for i, step in enumerate(self.steps):
            if isinstance(step, Line):
                lines += self.statements(step.equation, None, "    ")
                continue
            tasks = []
            for k, group in enumerate(step.groups):
                name = f"{_kind(group)}_{i}" + (f"_{k}" if len(step.groups) > 1 else "")
                cut = len(group.blocks) > 1
                lines += ["", f"    def {name}({'lo, hi' if cut else ''}):", *self.scratch_lines(group)]
                for eqn in group.equations:
                    lines += self.statements(eqn, group if cut else None, "        ")
                if self.uses_scratch(group):
                    lines.append("        scratch.append(memory)")
                tasks += [f"({name}, {lo}, {hi})" for lo, hi in group.blocks] if cut else [f"({name},)"]
            joined = textwrap.wrap(", ".join(tasks), 100)
            lines += ["", "    in_blocks([", *(f"        {part}" for part in joined), "    ])", ""]
        return lines

    def uses_scratch(self, group):
        return [x for x in (eqn.output for eqn in group.equations) if self.memory.storage_of[x].kind == "scratch"]

    def scratch_lines(self, group):
        values = self.uses_scratch(group)
        lines = ["        memory = scratch.pop()"] if values else []
        for x in values:
            shape = [str(d) for d in x.shape]
            if len(group.blocks) > 1:
                shape[group.axis] = "hi - lo"
            offset = self.memory.storage_of[x].offset
            lines.append(
                f"        {self.names[x]} = np.ndarray(({', '.join(shape)},), np.{x.dtype.name}, memory, {offset})"
            )
        return lines

    def statements(self, eqn, group, indent):
        """The NumPy calls of one equation, with the equation beside them."""
        flags = eqn.op.rows(*[x.type for x in eqn.inputs], **eqn.params)
        operands = []
        for i, (x, by_row) in enumerate(zip(eqn.inputs, flags, strict=True)):
            small = self.peeled(eqn, x)
            operands.append(_Operand(self, small, "" if group is None else self.cut(eqn, i, small, by_row, group)))
        out = _Operand(self, eqn.output, "" if group is None else "[:, lo:hi]" if group.axis else "[lo:hi]")
        text = self.template(eqn, group).format(*operands, out=out, **self.parameters(eqn, group))
        lines = text.splitlines()
        if self.profiled:
            lines = ["started = clock()", *lines, f"note({self.number[eqn]}, started)"]
        lines = [indent + line for line in lines]
        at = 1 if self.profiled else 0
        lines[at] = f"{lines[at]:<{_COMMENT_COLUMN}}  # {eqn}"
        return lines

    def cut(self, eqn, i, x, by_row, group):
        """How the operand is cut to the block: x is input i without its broadcasts."""
        if group.axis == 0:
            aligned = x is eqn.inputs[i] or x.ndim == eqn.output.ndim and x.shape[0] == group.size
            return "[lo:hi]" if by_row and aligned else ""
        if eqn.op.kind != "elementwise" and i != len(eqn.inputs) - 1 or not x.shape or x.shape[-1] != group.size:
            return ""  # of a product only the right matrix is cut
        return "[:, lo:hi]" if x.ndim == 2 else "[lo:hi]"

    def template(self, eqn, group):
        op = eqn.op
        if op.name == "dot" and group is not None and group.axis == 1:
            return "np.matmul({0}, {1}, out={out})"  # np.dot cannot write columns
        if op.text and all(x.size for x in eqn.inputs):
            return "\n".join(f"np.{line}" for line in op.text.splitlines())
        inputs = ", ".join(f"{{{i}}}" for i in range(len(eqn.inputs)))
        if isinstance(op.forward, np.ufunc):
            extreme = op.forward in (np.maximum, np.minimum) and eqn.output.size >= 4096
            if (
                extreme and self.peeled(eqn, eqn.inputs[1]).shape == ()
            ):  # a row of equal numbers is twice as fast as one
                inputs = "{0}, {row}"
            return f"np.{op.forward.__name__}({inputs}, out={{out}})"
        if op.kind == "view":
            return "np.copyto({out}, " + _view(eqn, "{0}") + ")"
        helper = op.forward.__name__
        self.helpers.update(_sources(op.forward))
        params = "".join(f", {k}={_plain(v)}" for k, v in eqn.params.items())
        return f"{helper}({inputs}{params}, out={{out}})"

    def parameters(self, eqn, group):
        """What the templates may ask for besides operands."""
        part = "[lo:hi]" if group is not None and group.axis == 1 else ""
        more = {"zeros": _Zeros(self, eqn, part), "row": _Row(self, eqn, part), "counter": _Counter(self, eqn)}
        return {**{k: _plain(v) for k, v in eqn.params.items()}, **more}

    def static(self, wanted, line):
        """The name of something made once; the line says how, with {name} for it."""
        if wanted not in self.bits:
            name = _identifier(wanted, self.taken)
            self.taken.add(name)
            self.bits[wanted] = name
            self.once.append(line.format(name=name))
        return self.bits[wanted]

    def view_of_bits(self, x, kind):
        """The name of the view of x as whole numbers of the same size (bits), or of bools as bytes."""
        name = self.names[x]
        dtype = f"np.int{8 * x.dtype.itemsize}"
        if name in self.in_block or not name.isidentifier():
            return f"{name}.view({dtype})"
        if (name, kind) not in self.bits:
            view = _identifier(f"{name}_{kind}", self.taken)
            self.taken.add(view)
            (self.once if self.stays(x) else self.each).append(f"{view} = {name}.view({dtype})")
            self.bits[name, kind] = view
        return self.bits[name, kind]


class _Operand:
    """A tensor in a template: {0} is its name, cut to the block; {0:bits} its bits as whole numbers."""

    def __init__(self, writer, x, cut):
        self.writer, self.x, self.cut = writer, x, cut

    def __format__(self, kind):
        w, x = self.writer, self.x
        name = w.view_of_bits(x, kind) if kind else w.names[x]
        return name if w.names[x] in w.in_block else name + self.cut


class _Zeros:
    """Zeros to compare a tensor with: one, or for large ones a row, which NumPy is quicker with."""

    def __init__(self, writer, eqn, part):
        self.writer, self.eqn, self.part = writer, eqn, part

    def __format__(self, _):
        y = self.eqn.output
        if y.size < 4096:
            return self.writer.static(f"zero_{y.type.element}", f"{{name}} = np.zeros((), np.{y.dtype.name})")
        n = y.shape[-1]
        return (
            self.writer.static(f"zeros_{n}_{y.type.element}", f"{{name}} = np.zeros({n}, np.{y.dtype.name})")
            + self.part
        )


class _Row:
    """The second input, one number, as a row of equal numbers if it is a constant."""

    def __init__(self, writer, eqn, part):
        self.writer, self.eqn, self.part = writer, eqn, part

    def __format__(self, _):
        w, eqn = self.writer, self.eqn
        number = w.peeled(eqn, eqn.inputs[1])
        maker = w.maker.get(number)
        if maker is None or maker.op is not constant:
            return w.names[number]
        n = eqn.output.shape[-1]
        return w.static(f"{w.names[number]}_row_{n}", f"{{name}} = np.full({n}, {w.names[number]})") + self.part


class _Counter:
    """0, 1, 2, ... up to the depth of a one_hot."""

    def __init__(self, writer, eqn):
        self.writer, self.eqn = writer, eqn

    def __format__(self, _):
        depth, labels = self.eqn.params["depth"], self.eqn.inputs[0].dtype
        dtype = labels if depth <= np.iinfo(labels).max else np.dtype(np.int64)
        return self.writer.static(
            f"count_{depth}_{dtype.name}", f"{{name}} = np.arange({depth}, dtype=np.{dtype.name})"
        )


def _kind(group):
    """What the function of a group is called: rows_2 is cut by rows, columns_2 by columns, task_2 not at all."""
    return "task" if len(group.blocks) == 1 else "columns" if group.axis else "rows"


def _sources(function):
    """{name: text} of a function of ngteach's, and of what it calls by name."""
    found, todo = {}, [function]
    while todo:
        f = todo.pop()
        if inspect.ismodule(f):
            found[f.__name__] = f"import {f.__name__}"
        elif f.__name__ not in found:
            found[f.__name__] = textwrap.dedent(inspect.getsource(f))
            called = [f.__globals__.get(name) for name in _globals_in(f.__code__)]
            todo += [c for c in called if inspect.isfunction(c) or inspect.ismodule(c) and c is not np]
    return found


def _globals_in(code):
    """The global names that a code object reads, generator expressions inside it included."""
    yield from (i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _globals_in(inner)


def _identifier(name, taken):
    """A Python name that is not taken: params.W0 -> params_W0, %3 -> v3, for -> for_."""
    plain = "".join(c if c.isalnum() and c.isascii() or c == "_" else "_" for c in name.replace("%", "v"))
    plain = plain if plain and not plain[0].isdigit() else f"v{plain}"
    while plain in taken:
        plain += "_"
    return plain


def _view(eqn, x):
    """How NumPy says a view."""
    p = eqn.params
    if eqn.op.name == "reshape":
        return f"{x}.reshape({eqn.output.shape})"
    if eqn.op.name == "transpose":
        return f"{x}.T" if p["axes"] == tuple(range(len(p["axes"])))[::-1] else f"{x}.transpose({p['axes']})"
    if eqn.op.name == "slice":
        return f"{x}[{', '.join(_range(*r) for r in p['index'])}]"
    if eqn.op.name == "broadcast":
        return f"np.broadcast_to({x}, {eqn.output.shape})"
    return x


def _range(start, stop, step):
    return f"{start}:{'' if stop is None else stop}" + (f":{step}" if step != 1 else "")


def _plain(value):
    return f"np.dtype('{value.dtype.name}')" if hasattr(value, "dtype") and hasattr(value, "name") else repr(value)


def _literal(value):
    """Text that makes an array."""
    dtype = f"np.{value.dtype.name}" if value.dtype != bool else "bool"
    if not value.size:
        return f"np.zeros({value.shape}, {dtype})"
    if value.ndim and value.tobytes() == value.flat[:1].tobytes() * value.size:  # the same bits: 0.0 is not -0.0
        number = repr(value.flat[0].item()).replace("inf", "np.inf").replace("nan", "np.nan")
        return f"np.full({value.shape}, {number}, {dtype})"
    if value.size <= 64 and np.isfinite(value).all():
        return f"np.array({value.tolist()!r}, {dtype})"
    return f"np.frombuffer(bytes.fromhex('{value.tobytes().hex()}'), {dtype}).reshape({value.shape})"


def _example(t):
    if t.is_float:
        return f"rng.random({t.shape}, np.{t.dtype.name})"
    return f"rng.integers(0, 2, {t.shape}).astype(np.{t.dtype.name})"
