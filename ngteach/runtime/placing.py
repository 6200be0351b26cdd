"""Names and memory of a program: what each tensor is called in it, and the lines that make the arrays."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from ..core.graph import Equation
from ..ops import broadcast, constant, reshape
from .arrays import array_lines
from .kernels import broadcasts
from .syntax import RESERVED, VIEWS, function_name, identifier, literal


class Statement(NamedTuple):
    """A line of a program, and the equation that it helps to compute; None if it belongs to none or to several."""

    text: str
    equation: Equation | None = None


class Places:
    """Where a program keeps each tensor.  All of it is decided here, before a line that computes is written.

    names: {tensor: Python for it}, a name or a short expression.
    arguments, results: the names of the function's arrays, in its order.
    at_load: statements that run once, when the program is loaded.   at_call: at the start of each call.
    functions: the source of the functions that the program carries along.

    What is only asked for while the calls are written (zeros to compare with, the bits of an array) is added then.
    """

    def __init__(self, graph, reads, aliases, memory, split=None, outer=None):
        self.graph, self.reads, self.aliases, self.memory = graph, reads, aliases, memory
        self.producer = graph.producer
        self.outer = outer
        self.number = _numbers(split) if split else {eqn: i for i, eqn in enumerate(graph.equations)}
        self.names: dict = {}
        self.at_load: list[Statement] = []
        self.at_call: list[Statement] = []
        self.functions: list[str] = outer.functions if outer else []
        self.carried: dict = outer.carried if outer else {}  # a function, or what it reads -> its name
        self.made: dict = {}  # what is made once, or viewed in another way -> its name
        self.taken = outer.taken if outer else {*RESERVED, function_name(graph)}
        self._copies: list = []  # (name of a result, what is copied into it)
        self._in_block: set = set()  # names that exist inside a block only
        self._block_views: dict = {}  # id of a group -> the views of what is in its scratch memory
        self._one_array: dict = {}  # name -> the first name of the same array
        given = [outer.names[x] for x, _ in split.given] if outer else []
        for x, name in zip_longest(graph.inputs, given):  # a part calls each as its caller does, if that can be
            plain = name and name.isidentifier() and given.count(name) == 1
            self.names[x] = name if plain else self.new_name(x.name)
        self.arguments = [self.names[x] for x in graph.inputs]
        self.results = [self._place_result(y) for y in graph.outputs]
        self._place_arrays()
        needed = self._needed()
        self._place_constants(needed)
        self._place_views(needed)

    def new_name(self, wanted):
        """A Python name like this one, which nothing else has."""
        name = identifier(wanted, self.taken)
        self.taken.add(name)
        return name

    def peeled(self, eqn, x):
        """x without broadcasts, where NumPy broadcasts by itself."""
        while x in self.producer and self.producer[x].op is broadcast and broadcasts(eqn):
            x = self.producer[x].inputs[0]
        return x

    def at_end(self):
        """The statements at the end of each call: what was not computed into a result is copied there."""
        return [Statement(f"np.copyto({r}, {self.names[y]})", self.producer.get(y)) for r, y in self._copies]

    def is_in_block(self, x):
        """Does the array of x exist inside a block only, so that it is no larger than the block?"""
        return self.names[x] in self._in_block

    def first_name(self, name):
        """The first name of the array of this name: values that are written over each other share one array."""
        return self._one_array.get(name, name)

    # ---- made when somebody asks for it -------------------------------------

    def static(self, wanted, value):
        """The name of something made once, from the text of its value."""
        if wanted not in self.made:
            self.made[wanted] = self.new_name(wanted)
            self.at_load.append(Statement(f"{self.made[wanted]} = {value}"))
        return self.made[wanted]

    def another_view(self, x, kind):
        """The name of x seen in another way: its bits or bytes as whole numbers, all in one row, or in rows."""
        name, bits = self.first_name(self.names[x]), 8 * x.dtype.itemsize
        if kind in ("flat", "table"):
            way = "reshape(-1)" if kind == "flat" else f"reshape(-1, {x.shape[-1]})"
        else:
            way = f"view(np.{'uint' if kind == 'unsigned' else 'int'}{bits})"
        if name in self._in_block or not name.isidentifier():
            return f"{name}.{way}"
        if (name, kind) not in self.made:
            self.made[name, kind] = view = self.new_name(f"{name}_{kind}")
            self._statements_for(x).append(Statement(f"{view} = {name}.{way}", self.producer.get(x)))
        return self.made[name, kind]

    # ---- placed beforehand --------------------------------------------------

    def _place_result(self, y):
        """The name of a result's array.  An input, a constant, a view, or the same result again is copied there."""
        storage = self.memory.storage_of.get(y)
        if storage is not None and storage.kind == "result" and y not in self.names:
            self.names[y] = self.new_name(y.name)
            return self.names[y]
        name = self.new_name(f"result_{y.name}")
        self._copies.append((name, y))
        return name

    def _place_arrays(self):
        """A statement for each array in the arena."""
        m = self.memory
        if m.arena and not self.outer:  # a part is given its own
            arena = f"arena = np.empty({m.arena}, np.uint8)  # what lives between the equations"
            self.at_load.append(Statement(arena))
        if m.scratch:
            scratch = f"scratch = [np.empty({m.scratch}, np.uint8) for _ in range({m.threads})]  # one for each thread"
            self.at_load.append(Statement(scratch))
        for storage in m.storages:
            self._name_values(storage)
            if storage.kind == "scratch":
                self._in_block.update(self.names[x] for x in storage.values)
        arena = [(s.offset, *same) for s in m.storages if s.kind == "arena" for same in self._alike(s)]
        lines = array_lines(arena, "arena[:0]" if m.arena else "None")
        self.at_load += [Statement(line, self.producer.get(x)) for x, line in lines]

    def _name_values(self, storage):
        """Names for the values in a storage: of a result's all are the argument, or that seen as another type."""
        final = next((x for x in storage.values if x in self.names), None)  # a result lives here in the end
        for x in storage.values:
            if storage.kind != "result":
                self.names[x] = self.new_name(x.name)
            elif x is not final:
                name = self.names[final]
                self.names[x] = name if x.dtype == final.dtype else f"{name}.view(np.{x.dtype.name})"

    def _alike(self, storage):
        """[(tensor, the names of its array)] for the values in a storage: those of one type are one array.

        NumPy knows at once that an array may be written over itself; about two arrays it has to think.
        """
        kinds: dict = {}
        for x in storage.values:
            kinds.setdefault(x.type, []).append(x)
        if storage.kind == "arena":
            for x, *others in kinds.values():
                self._one_array.update((self.names[y], self.names[x]) for y in others)
        return [(same[0], [self.names[x] for x in same]) for same in kinds.values()]

    def views(self, group):
        """The statements that make views of what a block of this group computes for itself alone."""
        for eqn in self._block_views.get(id(group), ()):
            view = VIEWS[eqn.op](eqn, self.names[eqn.inputs[0]])
            if eqn.op in (reshape, broadcast):  # which say the shape, as the last thing
                whole = str(eqn.output.shape)
                view = f"{view[: view.rindex(whole)]}{_shape(eqn.output, group)})"
            yield Statement(f"{self.names[eqn.output]} = {view}", eqn)

    def scratch(self, storage, group):
        """The statements that make the arrays of a storage in the scratch memory of a group, as large as a block."""
        for x, names in self._alike(storage):
            text = f"{' = '.join(names)} = np.ndarray({_shape(x, group)}, np.{x.dtype.name}, memory, {storage.offset})"
            yield Statement(text, self.producer[x])

    def _needed(self):
        """Every tensor that the program will name."""
        found = {self.peeled(eqn, x) for eqn in self.reads for x in eqn.inputs}
        found.update(self.graph.outputs)
        for eqn in reversed(self.graph.equations):
            if eqn.output in found and eqn not in self.reads:
                found.update(eqn.inputs)
        return found

    def _place_constants(self, needed):
        for eqn in self.graph.equations:
            if eqn.op is constant and eqn.output in needed:
                self.names[eqn.output] = name = self.new_name(eqn.output.name)
                self.at_load.append(Statement(f"{name} = {literal(eqn.params['value'])}", eqn))

    def _place_views(self, needed):
        for eqn in self.graph.equations:
            y = eqn.output
            if self.aliases.is_view(y) and y in needed:
                self.names[y] = self.new_name(y.name)
                storage = self.memory.storage_of.get(self.aliases.base[y])
                if storage is not None and storage.kind == "scratch":
                    self._in_block.add(self.names[y])
                    self._block_views.setdefault(id(storage.group), []).append(eqn)
                    continue
                view = f"{self.names[y]} = {VIEWS[eqn.op](eqn, self.names[eqn.inputs[0]])}"
                self._statements_for(y).append(Statement(view, eqn))

    def _statements_for(self, x):
        """Where a view of x is made: once if its memory is the same at every call, otherwise at each call."""
        base = self.aliases.base[x]
        storage = self.memory.storage_of.get(base)
        stays = storage.kind == "arena" if storage else base in self.producer  # a constant, then
        return self.at_load if stays else self.at_call


def _numbers(split):
    """The numbers of the equations: those that they have in the graph before it was split."""
    whole = {eqn: i for i, eqn in enumerate(split.whole.equations)}
    return whole | {eqn: whole[first] for eqn, first in split.origin.items()}


def _shape(x, group):
    """The shape of a block's array as text."""
    shape = [str(d) for d in x.shape]
    if len(group.blocks) > 1:
        shape[group.axis] = "hi - lo"
    return f"({', '.join(shape)},)"
